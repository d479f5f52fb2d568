import { describe, expect, test } from 'vitest';
import { groupsOf, takeDueTasks } from './due-tasks.ts';
import type { Task } from './due-tasks.ts';
import { enqueue } from './intake.ts';
import { newQueue } from './queue.ts';
import type { Batching, WriteQueue } from './queue.ts';
import { waitingOf, write } from './queue.testkit.ts';
import { recordMarkerCheck, recordSendResult } from './send-results.ts';
import { recordUpload } from './upload-results.ts';
import type { UploadResult } from './upload-results.ts';
import type { TicketWrite } from '../zendesk/ticket-write.ts';

const t0 = Date.parse('2026-03-02T09:00:00Z');
const second = 1_000;
const minute = 60 * second;
const batching: Batching = {
  addComment: true,
  updateTicket: true,
  windowSeconds: 10,
  adaptive: false,
  shards: 1,
  updatesPerMinute: 1_000,
};
const uploaded: UploadResult = { kind: 'uploaded', token: 'token', contentUrl: 'https://z.example.com/f' };
const busy: UploadResult = { kind: 'not_now', code: null, message: 'files.example.com answers 500.', afterMs: null };

function queued(writes: readonly TicketWrite[], now = t0): WriteQueue {
  return enqueue(newQueue(batching), writes, now).queue;
}

function idsOf(tasks: readonly Task[]): readonly (readonly string[])[] {
  return tasks.flatMap(groupsOf).map(({ members }) => members.map((member) => member.write.id));
}

function uploadsOf(tasks: readonly Task[]): readonly string[] {
  return tasks.flatMap((task) => (task.kind === 'upload' ? [task.write.id] : []));
}

function fileOf(n: number, host: string): TicketWrite {
  const one = write(n, n, 'file');
  const file = {
    from: { kind: 'address', url: `https://${host}/${n}.wav` },
    name: 'a.wav',
    contentType: 'audio/wav',
  } as const;
  return { ...one, change: { ...one.change, file } };
}

describe('a write with a file', () => {
  const file = write(1, 1, 'file');
  const other = write(2, 1);

  test('END-5 UPD-12 no other write of the ticket waits for its upload, which begins at once', () => {
    const begun = takeDueTasks(queued([file, other]), t0);
    expect(uploadsOf(begun.tasks)).toEqual([file.id]);
    const closed = takeDueTasks(begun.queue, t0 + 10 * second);
    expect(idsOf(closed.tasks)).toEqual([[other.id]]);
  });

  test('BAT-2 UPD-12 it keeps its place if the file is there in time, and else goes with the next window', () => {
    const begun = takeDueTasks(queued([file, other]), t0).queue;
    const inTime = recordUpload(begun, file, uploaded, t0 + 5 * second).queue;
    expect(idsOf(takeDueTasks(inTime, t0 + 10 * second).tasks)).toEqual([[file.id]]);
    const late = recordUpload(begun, file, uploaded, t0 + 12 * second).queue;
    expect(waitingOf(late)[0]?.readyAt).toBe(t0 + 22 * second);
  });

  test('UPD-12 the result names the address of the file', () => {
    const ready = recordUpload(takeDueTasks(queued([file]), t0).queue, file, uploaded, t0).queue;
    const sent = takeDueTasks(ready, t0 + 10 * second);
    const [group] = sent.tasks.flatMap(groupsOf);
    if (group === undefined) throw new Error('nothing was sent');
    const result = { outcome: { kind: 'applied', droppedFields: [] }, bulk: false, contentUrl: null } as const;
    const { answers } = recordSendResult(sent.queue, group, result, t0 + 11 * second);
    expect(answers).toMatchObject([{ kind: 'written', contentUrl: 'https://z.example.com/f' }]);
    // Zendesk took the comment without the file: it is not sent again.
    const markers = [{ writeId: file.id, contentUrl: null, hasVoice: false }];
    expect(recordMarkerCheck(sent.queue, group, markers, t0).answers).toMatchObject([{ kind: 'file_refused' }]);
  });

  test('UPD-12 a file whose token has become old is uploaded again', () => {
    const ready = recordUpload(takeDueTasks(queued([file]), t0).queue, file, uploaded, t0).queue;
    const late = takeDueTasks(ready, t0 + 46 * minute);
    expect(uploadsOf(late.tasks)).toEqual([file.id]);
    expect(idsOf(late.tasks)).toEqual([]);
  });

  test('END-5 an upload that Zendesk refuses, and a file that can never be had, have their result at once', () => {
    const begun = takeDueTasks(queued([file]), t0).queue;
    const refused = recordUpload(begun, file, { kind: 'refused', code: 'Invalid', message: 'no' }, t0);
    expect(refused.answers).toMatchObject([{ id: file.id, kind: 'refused', code: 'Invalid' }]);
    expect([refused.queue.backlogs.size, refused.queue.bytes, refused.queue.fileBytes]).toEqual([0, 0, 0]);
    const gone = recordUpload(begun, file, { kind: 'file_refused', message: '404' }, t0);
    expect(gone.answers).toMatchObject([{ id: file.id, kind: 'file_refused' }]);
    // A second hand-over gets the same result.
    expect(enqueue(gone.queue, [file], t0).answers).toEqual(gone.answers);
  });

  test('BAT-9 UPD-12 after three attempts its session keeps it, and it takes no room; after an hour it is given up', () => {
    let queue = queued([file]);
    let now = t0;
    const fail = (result: UploadResult) => {
      const taken = takeDueTasks(queue, now);
      expect(uploadsOf(taken.tasks)).toEqual([file.id]);
      const failed = recordUpload(taken.queue, file, result, now);
      ({ queue } = failed);
      now = queue.dueAt === null ? now : Math.max(now, takeDueTasks(queue, now).queue.dueAt ?? now);
      return failed.answers;
    };
    expect([fail(busy), fail(busy)]).toEqual([[], []]);
    const [parked] = fail(busy);
    expect(parked).toMatchObject({ kind: 'parked', apart: true, fileTriedSince: t0, unsent: true });
    expect([queue.backlogs.size, queue.bytes, queue.fileBytes, queue.parkedSlots.length]).toEqual([0, 0, 0, 0]);
    const later = (at: number, result: UploadResult) => {
      const again = { ...file, fileTriedSince: t0, unsentAt: at };
      return recordUpload(takeDueTasks(queued([again], at), at).queue, again, result, at).answers;
    };
    expect(later(t0 + 59 * minute, busy)).toMatchObject([{ kind: 'parked', apart: true }]);
    expect(later(t0 + 61 * minute, busy)).toMatchObject([{ kind: 'file_refused', givenUp: true }]);
    const down: UploadResult = { ...busy, code: 'ServerError' };
    expect(later(t0 + 61 * minute, down)).toMatchObject([{ kind: 'parked', apart: true }]);
    expect(later(t0 + 25 * 60 * minute, down)).toMatchObject([{ kind: 'refused', code: 'ServerError' }]);
  });

  test('TKT-12 UPD-12 one without room says that it was not sent only if its session knew so', () => {
    const small = newQueue(batching, 0, { mostBytes: 8 });
    const first = enqueue(small, [write(2, 2, 'file')], t0).queue;
    const again = { ...file, check: true, fileTriedSince: t0 };
    const answersTo = (one: TicketWrite) => enqueue(first, [one], t0 + minute).answers;
    expect(answersTo(again)).toEqual([expect.not.objectContaining({ unsent: true })]);
    expect(answersTo({ ...again, unsentAt: t0 + minute })).toMatchObject([{ kind: 'parked', unsent: true }]);
  });

  test('BAT-9 writes that wait for their files never fill the queue', () => {
    const files = Array.from({ length: 50 }, (_, n) => write(n, n + 1, 'file'));
    const small = newQueue(batching, 0, { mostBytes: 8_000 });
    const { queue, answers } = enqueue(small, files, t0);
    expect(answers.length).toBeGreaterThan(40);
    expect(answers.every((answer) => answer.kind === 'parked' && answer.apart === true)).toBe(true);
    const others = enqueue(queue, [write(100, 1), write(101, 200)], t0);
    expect(others.answers).toEqual([]);
    expect(others.queue.isParking).toBe(false);
  });

  test('UPD-12 a shard uploads 40 files at once, and of one server 20', () => {
    const slow = Array.from({ length: 30 }, (_, n) => fileOf(n + 1, 'slow.example.com'));
    const fast = Array.from({ length: 30 }, (_, n) => fileOf(n + 101, 'fast.example.com'));
    const { tasks, queue } = takeDueTasks(queued([...slow, ...fast]), t0);
    const hosts = tasks.flatMap((task) => (task.kind === 'upload' ? [task.file.from] : []));
    expect(hosts.filter((from) => from.kind === 'address' && from.url.includes('slow'))).toHaveLength(20);
    expect(hosts).toHaveLength(40);
    expect(queue.dueAt).toBe(null);
    const [first] = slow;
    if (first === undefined) throw new Error('no file');
    expect(uploadsOf(takeDueTasks(recordUpload(queue, first, uploaded, t0).queue, t0).tasks)).toHaveLength(1);
  });
});

test('BAT-7 of many checks and updates that are due only some begin, of both kinds', () => {
  const checks = Array.from({ length: 200 }, (_, n) => ({ ...write(n, n + 1), check: true }));
  const updates = Array.from({ length: 200 }, (_, n) => write(n + 500, n + 501, 'voice'));
  const alone = { ...queued([...checks, ...updates]), voiceInBulk: false };
  const { tasks, queue } = takeDueTasks(alone, t0 + 10 * second, 50);
  expect(tasks.filter(({ kind }) => kind === 'check')).toHaveLength(25);
  expect(tasks.filter(({ kind }) => kind === 'send')).toHaveLength(25);
  expect(queue.dueAt).toBeLessThanOrEqual(t0 + 10 * second);
});
