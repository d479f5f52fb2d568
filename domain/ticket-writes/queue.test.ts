import { expect, test } from 'vitest';
import { groupByReceiver } from './answers.ts';
import { configure, enqueue } from './intake.ts';
import { coalesce, groupsOf, takeDueTasks } from './due-tasks.ts';
import { newQueue } from './queue.ts';
import type { Batching, Group, WriteQueue } from './queue.ts';
import { underWayOf, waitingOf, write } from './queue.testkit.ts';
import { markInFlightUnknown, recordMarkerCheck, recordSendResult, splitBulk } from './send-results.ts';
import { recordUpload } from './upload-results.ts';
import type { TicketWrite } from '../zendesk/ticket-write.ts';

const t0 = Date.parse('2026-03-02T09:00:00Z');
const second = 1_000;
const batching: Batching = {
  addComment: true,
  updateTicket: true,
  windowSeconds: 10,
  adaptive: false,
  shards: 1,
  updatesPerMinute: 1_000,
};
const close = t0 + 10 * second;

function queued(writes: readonly TicketWrite[], by: Batching = batching, now = t0): WriteQueue {
  return enqueue(newQueue(by), writes, now).queue;
}

const uploaded = { kind: 'uploaded', token: 'token', contentUrl: 'https://z.example.com/f' } as const;

/** The queue after the files of all waiting writes are uploaded. */
function withFiles(queue: WriteQueue, now: number): WriteQueue {
  return takeDueTasks(queue, now).tasks.reduce(
    (rest, task) => (task.kind === 'upload' ? recordUpload(rest, task.write, uploaded, now).queue : rest),
    takeDueTasks(queue, now).queue,
  );
}

/** Takes the tasks that are due, and returns the first group that is under way then. */
function underWay(queue: WriteQueue, now = close): { readonly queue: WriteQueue; readonly group: Group } {
  const taken = takeDueTasks(queue, now).queue;
  const [group] = underWayOf(taken);
  if (group === undefined) throw new Error('nothing was due');
  return { queue: taken, group };
}

const ids = (group: Group): readonly string[] => group.members.map((member) => member.write.id);
const applied = { kind: 'applied', droppedFields: [] } as const;
const alone = { bulk: false, contentUrl: null };

test('BAT-2 the window opens with the first write, and later ones share it', () => {
  const one = queued([write(1, 1)]);
  const two = enqueue(one, [write(2, 2)], t0 + 4 * second).queue;
  expect(takeDueTasks(two, close - 1).tasks).toEqual([]);
  expect(two.dueAt).toBe(close);
  expect(takeDueTasks(two, close).tasks).toMatchObject([
    { kind: 'send_many', groups: [{ ticketId: 1 }, { ticketId: 2 }] },
  ]);
});

test('BAT-2 100 tickets close the window early', () => {
  const writes = Array.from({ length: 100 }, (_, n) => write(n, n + 1));
  expect(takeDueTasks(queued(writes.slice(1)), t0).tasks).toEqual([]);
  expect(takeDueTasks(queued(writes), t0).tasks).toMatchObject([{ kind: 'send_many', groups: { length: 100 } }]);
});

test('BAT-3 more than 100 tickets are several requests', () => {
  const writes = Array.from({ length: 250 }, (_, n) => write(n, n + 1));
  const { tasks } = takeDueTasks(queued(writes), close);
  expect(tasks.map((task) => (task.kind === 'send_many' ? task.groups.length : 1))).toEqual([100, 100, 50]);
});

test('BAT-3 a ticket with something under way waits', () => {
  const { queue } = underWay(queued([write(1, 1)]));
  const more = enqueue(queue, [write(2, 1)], close).queue;
  expect(takeDueTasks(more, close + 20 * second).tasks).toEqual([]);
});

test('BAT-1 a write of a kind that is not batched is sent at once, with the writes that wait before it', () => {
  const waiting = queued([write(1, 1)], { ...batching, updateTicket: false });
  const { queue } = enqueue(waiting, [write(2, 1, 'fields')], t0 + second);
  const { group } = underWay(queue, t0 + second);
  expect(ids(group)).toEqual(['call-1/comment', 'call-2/fields']);
});

test('BAT-4 writes of one ticket become one update: sections in order, last value, all tags', () => {
  const writes = [write(1, 1), write(2, 1, 'fields'), write(3, 1, 'fields'), write(4, 1, 'assign'), write(5, 1)];
  const update = coalesce(underWay(queued(writes)).group);
  expect(update).toMatchObject({
    sections: [{ title: 'write 1' }, { title: 'write 5' }],
    fields: [{ id: 1, value: 3 }],
    tags: ['t2', 't3'],
    assigneeId: 4,
    writeIds: writes.map(({ id }) => id),
  });
});

test('BAT-4 UPD-12 a voice comment and a file are each sent in an update of their own, in order', () => {
  const writes = [write(1, 1), write(2, 1, 'voice'), write(3, 1, 'file'), write(4, 1)];
  const sent: (readonly string[])[] = [];
  let queue = withFiles(queued(writes), t0);
  for (let i = 0; i < 4; i += 1) {
    const taken = underWay(queue);
    sent.push(ids(taken.group));
    queue = recordSendResult(taken.queue, taken.group, { outcome: applied, ...alone }, close).queue;
  }
  expect(sent).toEqual(writes.map(({ id }) => [id]));
});

test('BAT-3 UPD-12 voice comments and files of several tickets travel in one request', () => {
  const writes = [write(1, 1, 'voice'), write(2, 2, 'voice'), write(3, 3, 'file'), write(4, 4, 'file')];
  const { tasks } = takeDueTasks(withFiles(queued(writes), t0), close);
  expect(tasks.map((task) => groupsOf(task).map(({ ticketId }) => ticketId))).toEqual([[1, 2, 3, 4]]);
  const files = tasks.flatMap(groupsOf).map((group) => coalesce(group).uploads);
  expect(files).toEqual([[], [], ['token'], ['token']]);
});

test('UPD-12 BAT-5 the first voice comments of a bulk request are looked for; if one is missing, each is sent alone', () => {
  const bulk = { bulk: true, contentUrl: null };
  const both = queued([write(1, 1, 'voice'), write(2, 2, 'voice')]);
  const sent = takeDueTasks(both, close);
  const done = sent.tasks.flatMap(groupsOf).reduce((queue, group) => {
    const { queue: next, answers } = recordSendResult(queue, group, { outcome: applied, ...bulk }, close);
    expect(answers).toEqual([]);
    return next;
  }, sent.queue);
  const looked = takeDueTasks(done, close);
  expect(looked.tasks.map(({ kind }) => kind)).toEqual(['check', 'check']);
  const seen = (hasVoice: boolean): WriteQueue =>
    looked.tasks.flatMap(groupsOf).reduce((queue, group) => {
      const markers = group.members.map(({ write: { id } }) => ({ writeId: id, contentUrl: null, hasVoice }));
      const { queue: next, answers } = recordMarkerCheck(queue, group, markers, close);
      expect(answers.map(({ kind }) => kind)).toEqual(hasVoice ? ['written'] : []);
      return next;
    }, looked.queue);
  const more = [write(3, 3, 'voice'), write(4, 4, 'voice')];
  const next = (queue: WriteQueue): readonly string[] =>
    takeDueTasks(enqueue(queue, more, close).queue, close + 10 * second).tasks.map(({ kind }) => kind);
  expect(next(seen(true))).toEqual(['send_many']);
  expect(next(seen(false))).toEqual(['send', 'send', 'send', 'send']);
});

test('UPD-12 BAT-5 a voice comment that was under way in bulk when another was found missing is looked for too', () => {
  const bulk = { bulk: true, contentUrl: null };
  const sent = takeDueTasks(queued([write(1, 1, 'voice'), write(2, 2, 'voice')]), close);
  const [first, other] = sent.tasks.flatMap(groupsOf);
  if (first === undefined || other === undefined) throw new Error('nothing was sent');
  const looked = takeDueTasks(recordSendResult(sent.queue, first, { outcome: applied, ...bulk }, close).queue, close);
  const missing = recordMarkerCheck(looked.queue, first, [], close);
  expect(recordSendResult(missing.queue, other, { outcome: applied, ...bulk }, close).answers).toEqual([]);
});

test('BAT-4 writes whose comments do not fit into one comment follow in the next update, in order', () => {
  const long = (n: number): TicketWrite => {
    const one = write(n, 1);
    const comment = { title: `write ${n}`, lines: [{ label: null, value: 'x'.repeat(30_000) }] };
    return { ...one, change: { ...one.change, comment } };
  };
  const first = underWay(queued([long(1), long(2), long(3), write(4, 1)]));
  expect(ids(first.group)).toEqual(['call-1/comment', 'call-2/comment']);
  const { queue } = recordSendResult(first.queue, first.group, { outcome: applied, ...alone }, close);
  expect(ids(underWay(queue).group)).toEqual(['call-3/comment', 'call-4/comment']);
});

test('BAT-5 a write that is handed over again is sent once, and answered again when it is finished', () => {
  const twice = enqueue(queued([write(1, 1)]), [write(1, 1)], t0).queue;
  expect(waitingOf(twice)).toHaveLength(1);
  const { queue, group } = underWay(twice);
  const finished = recordSendResult(queue, group, { outcome: applied, ...alone }, close).queue;
  const again = enqueue(finished, [write(1, 1)], close);
  expect(again.answers).toMatchObject([{ id: 'call-1/comment', kind: 'written' }]);
  expect(waitingOf(again.queue)).toEqual([]);
});

test('BAT-5 after a lost answer the marker is looked for before the write is sent again', () => {
  const { queue, group } = underWay(queued([write(1, 1)]));
  const lost = recordSendResult(
    queue,
    group,
    { outcome: { kind: 'unknown', afterMs: second, reason: '' }, ...alone },
    close,
  ).queue;
  expect(takeDueTasks(lost, close + second - 1).tasks).toEqual([]);
  const [task] = takeDueTasks(lost, close + second).tasks;
  expect(task?.kind).toBe('check');
});

test('BAT-4 later writes to a ticket wait for the next attempt of the first write', () => {
  const { queue, group } = underWay(queued([write(1, 1)], { ...batching, updateTicket: false }));
  const later = recordSendResult(
    queue,
    group,
    { outcome: { kind: 'later', afterMs: 20 * second, reason: '429' }, ...alone },
    close,
  ).queue;
  const more = enqueue(later, [write(2, 1, 'fields')], close).queue;
  expect(takeDueTasks(more, close).tasks).toEqual([]);
  expect(ids(underWay(more, close + 20 * second).group)).toEqual(['call-1/comment', 'call-2/fields']);
});

test('BAT-5 a write that is found on the ticket is answered, and the others are sent', () => {
  const { queue, group } = underWay(queued([write(1, 1), write(2, 1)]));
  const { queue: rest, answers } = recordMarkerCheck(
    queue,
    group,
    [{ writeId: 'call-1/comment', contentUrl: null, hasVoice: false }],
    close,
  );
  expect(answers).toMatchObject([{ id: 'call-1/comment', kind: 'written' }]);
  expect(takeDueTasks(rest, close).tasks).toMatchObject([
    { kind: 'send', group: { members: [{ write: { id: 'call-2/comment' } }] } },
  ]);
});

test('BAT-5 a write that a bulk job refuses is sent once in its own request, and refused only then', () => {
  const { queue, group } = underWay(queued([write(1, 1), write(2, 2)]));
  const refused = { kind: 'refused', code: 'Invalid', message: 'no' } as const;
  const again = recordSendResult(queue, group, { outcome: refused, bulk: true, contentUrl: null }, close);
  expect(again.answers).toEqual([]);
  const [task] = takeDueTasks(again.queue, close).tasks;
  expect(task).toMatchObject({ kind: 'send', group: { ticketId: 1 } });
  const finished = recordSendResult(again.queue, group, { outcome: refused, ...alone }, close);
  expect(finished.answers).toMatchObject([{ kind: 'refused' }]);
});

test('BAT-5 a refused update of several writes is tried one by one', () => {
  const { queue, group } = underWay(queued([write(1, 1), write(2, 1)]));
  const refused = { kind: 'refused', code: 'Invalid', message: 'no' } as const;
  const split = recordSendResult(queue, group, { outcome: refused, ...alone }, close);
  expect(split.answers).toEqual([]);
  const first = underWay(split.queue);
  expect(ids(first.group)).toEqual(['call-1/comment']);
  expect(recordSendResult(first.queue, first.group, { outcome: refused, ...alone }, close).answers).toMatchObject([
    { kind: 'refused' },
  ]);
});

test('BAT-5 END-5 a closed ticket refuses all of its writes at once', () => {
  const { queue, group } = underWay(queued([write(1, 1), write(2, 1)]));
  const outcome = { kind: 'refused', code: 'TicketClosed', message: 'closed' } as const;
  expect(recordSendResult(queue, group, { outcome, ...alone }, close).answers).toHaveLength(2);
});

test('BAT-5 a bulk request that is refused as a whole is sent write by write', () => {
  const { queue, tasks } = takeDueTasks(queued([write(1, 1), write(2, 2)]), close);
  const groups = tasks.flatMap((task) => (task.kind === 'send_many' ? task.groups : []));
  expect(takeDueTasks(splitBulk(queue, groups, close), close).tasks.map(({ kind }) => kind)).toEqual(['send', 'send']);
});

test('BAT-5 a write that has been due for more than five minutes is looked for first', () => {
  const { queue } = enqueue(newQueue(batching), [write(1, 1)], t0 + 301 * second);
  expect(takeDueTasks(queue, t0 + 311 * second).tasks).toMatchObject([{ kind: 'check' }]);
});

test('BAT-6 new settings make the waiting writes due, and the next window has the new length', () => {
  const changed = configure(queued([write(1, 1)]), { ...batching, windowSeconds: 60 }, t0 + second);
  expect(takeDueTasks(changed, t0 + second).tasks).toHaveLength(1);
  const next = enqueue(changed, [write(2, 2)], t0 + second).queue;
  expect(next.windowClosesAt).toBe(t0 + 61 * second);
});

test('BAT-7 at continue-as-new writes under way must be checked, and keep their order', () => {
  const { queue } = underWay(enqueue(queued([write(1, 1)]), [], t0).queue);
  const more = enqueue(queue, [write(2, 1)], close).queue;
  const carried = markInFlightUnknown(more, close);
  expect(underWayOf(carried)).toEqual([]);
  expect(waitingOf(carried).map((w) => [w.write.id, w.check, w.afterBulk])).toEqual([
    ['call-1/comment', true, true],
    ['call-2/comment', false, false],
  ]);
});

test('OPS-3 a replayed write is sent again, and its answer goes to the workflow that replays it', () => {
  const first = write(1, 1);
  const { queue, group } = underWay(queued([first]));
  const refused = recordSendResult(
    queue,
    group,
    { outcome: { kind: 'refused', code: 'Invalid', message: 'no' }, ...alone },
    close,
  ).queue;
  const asked = enqueue(refused, [{ ...first, check: true, answerTo: 'replayer' }], close);
  expect(asked.answers).toEqual([]);
  const again = underWay(asked.queue, close + 10 * second);
  const written = recordSendResult(again.queue, again.group, { outcome: applied, ...alone }, close);
  expect(written.answers).toMatchObject([{ kind: 'written', answerTo: 'replayer' }]);
  expect(groupByReceiver(written.answers)).toMatchObject([{ sessionId: 'call-1', answerTo: 'replayer' }]);

  const bySession = enqueue(written.queue, [first], close).answers;
  expect(bySession).toMatchObject([{ kind: 'written' }]);
  expect(groupByReceiver(bySession)).toEqual([{ sessionId: 'call-1', outcomes: bySession }]);
});
