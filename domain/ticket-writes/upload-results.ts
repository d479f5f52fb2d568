import { limits } from '../limits.ts';
import { isBatched } from './due-tasks.ts';
import { parkFile, subtractFinished } from './parking.ts';
import { sizeOf, sooner } from './queue.ts';
import type { Waiting, WriteQueue } from './queue.ts';
import { backoff, outcomeBase, rememberResults } from './send-results.ts';
import { windowMs } from './window.ts';
import type { ZendeskErrorCode } from '../zendesk/error-codes.ts';
import { keyOf } from '../zendesk/ticket-write.ts';
import type { TicketWrite, WriteAnswer, WriteOutcome } from '../zendesk/ticket-write.ts';

/** The result of one attempt to upload the file of a write. */
export type UploadResult =
  | { readonly kind: 'uploaded'; readonly token: string; readonly contentUrl: string }
  /** The file can never be had, or is too large. The session decides what to write instead. */
  | { readonly kind: 'file_refused'; readonly message: string }
  /** Zendesk refuses the upload for good (END-5). */
  | { readonly kind: 'refused'; readonly code: ZendeskErrorCode; readonly message: string }
  /**
   * The upload may succeed later. `code`: the error of Zendesk; null: the server of the file does not deliver it.
   * `afterMs`: the pause that Zendesk asks for.
   */
  | {
      readonly kind: 'not_now';
      readonly code: ZendeskErrorCode | null;
      readonly message: string;
      readonly afterMs: number | null;
    };

/** So often an upload is tried while the write stays in the queue. Then its session keeps the write until the next attempt. */
const triesInQueue = 3;
const firstPauseMs = 2_000;

/** The pause after a failed upload is not longer, because Zendesk's own pauses are at most a few minutes. */
const longestPauseMs = 5 * 60_000;

type Recorded = { readonly queue: WriteQueue; readonly answers: readonly WriteAnswer[] };

/**
 * Records the result of an upload. An uploaded file waits with its write until the open window closes, so that it is sent
 * together with the writes of other tickets (BAT-3). A file that can not be had now waits in its session, where it takes no
 * room of other writes, until it is given up.
 *
 * @param now ms since the epoch
 */
export function recordUpload(queue: WriteQueue, write: TicketWrite, result: UploadResult, now: number): Recorded {
  const key = keyOf(write);
  const member = queue.backlogs.get(write.ticketId)?.waiting.find((one) => one.write.id === write.id);
  // Another upload may have waited for the place of this one.
  const ended = { ...queue, uploading: queue.uploading.filter((one) => one !== key), dueAt: now };
  if (member === undefined || ended.uploading.length === queue.uploading.length) return { queue: ended, answers: [] };
  // TKT-12: the ticket may have the write since the upload began. If the check does not find it, the file is uploaded again.
  if (member.check && result.kind !== 'uploaded') return { queue: ended, answers: [] };
  switch (result.kind) {
    case 'uploaded': {
      const { failedUploads: _failedUploads, ...rest } = member;
      const upload = { token: result.token, contentUrl: result.contentUrl, at: now };
      const fileBytes = member.upload === undefined ? ended.fileBytes - sizeOf(write) : ended.fileBytes;
      return { queue: inWindow({ ...ended, fileBytes }, { ...rest, upload }, now), answers: [] };
    }
    case 'file_refused':
    case 'refused':
      return finish(ended, member, { ...outcomeBase(member), ...result });
    case 'not_now':
      return uploadFailed(ended, member, result, now);
    default:
      return result satisfies never;
  }
}

/** BAT-2: if the window of the write has closed meanwhile, the write goes with the next window. */
function inWindow(queue: WriteQueue, member: Waiting, now: number): WriteQueue {
  if (member.readyAt > now || member.alone || member.attempts > 0 || !isBatched(member.write, queue.batching))
    return withMember(queue, { ...member, readyAt: Math.max(member.readyAt, now) });
  const open = queue.windowClosesAt !== null && queue.windowClosesAt > now ? queue.windowClosesAt : null;
  const windowClosesAt = open ?? now + windowMs(queue.batching, queue.spent, now);
  return withMember({ ...queue, windowClosesAt }, { ...member, readyAt: windowClosesAt });
}

function uploadFailed(
  queue: WriteQueue,
  member: Waiting,
  { code, message, afterMs }: Extract<UploadResult, { kind: 'not_now' }>,
  now: number,
): Recorded {
  const { write } = member;
  const since = write.fileTriedSince ?? now;
  const count = (member.failedUploads?.count ?? 0) + 1;
  const most = code === null ? limits.files.fetchedFor : limits.files.uploadedFor;
  if (now - since >= most.value * 1_000)
    return finish(
      queue,
      member,
      code === null
        ? { ...outcomeBase(member), kind: 'file_refused', message, givenUp: true }
        : { ...outcomeBase(member), kind: 'refused', code, message },
    );
  const isHandedOverAgain = count === 1 && write.fileTriedSince !== undefined;
  if (count < triesInQueue && !isHandedOverAgain) {
    const pauseMs = Math.min(longestPauseMs, backoff(afterMs ?? firstPauseMs, count - 1));
    const waits = {
      ...member,
      write: { ...write, fileTriedSince: since },
      failedUploads: { count, nextAt: now + pauseMs },
    };
    return { queue: withMember(resized(queue, member, waits), waits), answers: [] };
  }
  return { queue: without(queue, member), answers: [parkFile({ ...write, fileTriedSince: since }, true, now)] };
}

/** The write got longer by the time since when its file is tried. */
function resized(queue: WriteQueue, before: Waiting, after: Waiting): WriteQueue {
  const more = sizeOf(after.write) - sizeOf(before.write);
  return { ...queue, bytes: queue.bytes + more, fileBytes: queue.fileBytes + (before.upload === undefined ? more : 0) };
}

function finish(queue: WriteQueue, member: Waiting, answer: WriteOutcome): Recorded {
  const left = without(queue, member);
  return { queue: { ...left, ...rememberResults(left, [member], [answer]) }, answers: [answer] };
}

function without(queue: WriteQueue, member: Waiting): WriteQueue {
  const { ticketId } = member.write;
  const backlogs = new Map(queue.backlogs);
  const backlog = backlogs.get(ticketId);
  const waiting = (backlog?.waiting ?? []).filter(({ write }) => write.id !== member.write.id);
  const underWay = backlog?.underWay ?? [];
  if (waiting.length + underWay.length > 0) backlogs.set(ticketId, { ticketId, waiting, underWay });
  else backlogs.delete(ticketId);
  return { ...queue, ...subtractFinished(queue, [member]), backlogs };
}

function withMember(queue: WriteQueue, member: Waiting): WriteQueue {
  const { ticketId } = member.write;
  const backlog = queue.backlogs.get(ticketId);
  if (backlog === undefined) return queue;
  const waiting = backlog.waiting.map((one) => (one.write.id === member.write.id ? member : one));
  const backlogs = new Map(queue.backlogs).set(ticketId, { ...backlog, waiting });
  return { ...queue, backlogs, dueAt: sooner(queue.dueAt, member.readyAt) };
}
