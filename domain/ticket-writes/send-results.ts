import { subtractFinished } from './parking.ts';
import { sooner } from './queue.ts';
import type { Group, TicketBacklog, Waiting, WriteQueue } from './queue.ts';
import { isTicketUnwritable } from '../zendesk/error-codes.ts';
import { keyOf } from '../zendesk/ticket-write.ts';
import type { SendOutcome, TicketWrite, WriteOutcome } from '../zendesk/ticket-write.ts';
import { fieldName } from '../zendesk/refusal.ts';
import type { RefusedValue } from '../zendesk/refusal.ts';

/** The longest wait between two attempts, unless Zendesk asks for a longer one. */
const longestBackoffMs = 60_000;

/** The changed queue, and the results of the writes that are finished now. */
export type Recorded = { readonly queue: WriteQueue; readonly answers: readonly WriteOutcome[] };

/**
 * Ends the request of a group. Each of its writes is finished or waits again.
 *
 * @param back the writes that wait again. They go to the front of the backlog, which keeps the order (BAT-4).
 * @param answers the results of the finished writes
 */
function endAttempt(
  queue: WriteQueue,
  { ticketId, members }: Group,
  back: readonly Waiting[],
  answers: readonly WriteOutcome[],
): Recorded {
  const waitingAgain = new Set(back.map(({ write }) => write.id));
  const waiting = [...back, ...(queue.backlogs.get(ticketId)?.waiting ?? [])];
  const backlogs = new Map(queue.backlogs);
  if (waiting.length > 0) backlogs.set(ticketId, { ticketId, waiting, underWay: [] });
  else backlogs.delete(ticketId);
  return {
    answers,
    queue: {
      ...queue,
      ...subtractFinished(
        queue,
        members.filter(({ write }) => !waitingAgain.has(write.id)),
      ),
      backlogs,
      dueAt: waiting.reduce<number | null>((at, { readyAt }) => sooner(at, readyAt), queue.dueAt),
      ...rememberResults(queue, members, answers),
    },
  };
}

/**
 * Adds the results to the last 500 that are remembered. If a write with a forgotten result is handed over again, its
 * marker is looked up in Zendesk before it is sent.
 */
export function rememberResults(
  { finished, mostFinished, forgottenUpTo }: WriteQueue,
  members: readonly Waiting[],
  answers: readonly WriteOutcome[],
): Pick<WriteQueue, 'finished' | 'forgottenUpTo'> {
  if (answers.length === 0) return { finished, forgottenUpTo };
  const dueAts = new Map(members.map(({ write: { id, dueAt } }) => [id, dueAt]));
  const next = new Map(finished);
  let upTo = forgottenUpTo;
  for (const outcome of answers) {
    // A replayed write gets a new result, which becomes the latest.
    next.delete(keyOf(outcome));
    next.set(keyOf(outcome), { outcome, dueAt: dueAts.get(outcome.id) ?? 0 });
  }
  for (const [oldest, { dueAt }] of next) {
    if (next.size <= mostFinished) break;
    next.delete(oldest);
    upTo = Math.max(upTo, dueAt);
  }
  return { finished: next, forgottenUpTo: upTo };
}

/** The members that every answer to this write has. */
export function outcomeBase({ write }: Pick<Waiting, 'write'>): Pick<WriteOutcome, 'id' | 'ticketId' | 'answerTo'> {
  const { id, ticketId, answerTo } = write;
  return answerTo === undefined ? { id, ticketId } : { id, ticketId, answerTo };
}

/** The pause before the next attempt, in ms. It doubles with each attempt, up to a minute. */
export function backoff(afterMs: number, attempts: number): number {
  return Math.max(afterMs, Math.min(longestBackoffMs, afterMs * 2 ** Math.min(attempts, 16)));
}

/** The result of one attempt to send a group. */
export type SendResult = {
  readonly outcome: SendOutcome;
  /** The group was sent in a bulk job. */
  readonly bulk: boolean;
  /** The address of the file that was uploaded with the update. Null: it is known from the group, or there was none. */
  readonly contentUrl: string | null;
};

/**
 * Records the result of an attempt to send a group. If a group of several writes is refused, its writes are sent one by
 * one, so that one bad write does not fail the others (BAT-5). A write that was refused in a bulk job is sent once more in
 * a request of its own, because a job does not say whether the refusal is final.
 *
 * @param now ms since the epoch
 */
export function recordSendResult(
  queue: WriteQueue,
  group: Group,
  { outcome, bulk, contentUrl }: SendResult,
  now: number,
): Recorded {
  switch (outcome.kind) {
    case 'applied':
      // It may be known by now that bulk jobs drop voice comments. This one was sent before, so it is verified as well.
      // The same holds for files.
      if (bulk && group.members.some((member) => isDoubtfulInBulk(member, queue)))
        return endAttempt(
          queue,
          group,
          group.members.map((member) => ({ ...member, verifying: true, check: true, readyAt: now })),
          [],
        );
      return endAttempt(
        queue,
        group,
        [],
        group.members.map((m) => ({
          ...outcomeBase(m),
          kind: 'written',
          contentUrl: contentUrl ?? m.upload?.contentUrl ?? null,
          droppedFields: m.write.change.fields.map(({ id }) => id).filter((id) => outcome.droppedFields.includes(id)),
          ...refusedOf(m.write, outcome.refusedFields),
        })),
      );
    case 'refused': {
      const wasShared = group.members.length > 1 || bulk;
      if (wasShared && !isTicketUnwritable(outcome.code))
        return endAttempt(
          queue,
          group,
          group.members.map((m) => ({ ...m, alone: true, readyAt: now })),
          [],
        );
      const { code, message } = outcome;
      return endAttempt(
        queue,
        group,
        [],
        group.members.map((m) => ({ ...outcomeBase(m), kind: 'refused', code, message })),
      );
    }
    case 'later':
    case 'unknown': {
      const unknown = outcome.kind === 'unknown';
      const back = group.members.map((member) => ({
        ...member,
        readyAt: now + backoff(outcome.afterMs, member.attempts),
        attempts: member.attempts + 1,
        check: member.check || unknown,
        afterBulk: member.afterBulk || (unknown && bulk),
      }));
      return endAttempt(queue, group, back, []);
    }
    default:
      return outcome satisfies never;
  }
}

/** UPD-6: the fields of this write among those that Zendesk refused in the update. */
function refusedOf(
  { change }: TicketWrite,
  refused: readonly RefusedValue[] = [],
): { readonly refusedFields?: readonly RefusedValue[] } {
  const own = refused.filter(({ name }) => change.fields.some(({ id }) => fieldName(id) === name));
  return own.length === 0 ? {} : { refusedFields: own };
}

function isVoice({ write }: Waiting): boolean {
  return write.change.voice !== null;
}

function hasFile({ write }: Waiting): boolean {
  return write.change.file !== null;
}

/** UPD-12: whether it is not certain yet that Zendesk keeps such a write in a bulk job. */
function isDoubtfulInBulk(member: Waiting, { voiceInBulk, filesInBulk }: WriteQueue): boolean {
  return (voiceInBulk !== true && isVoice(member)) || (filesInBulk !== true && hasFile(member));
}

/**
 * Records that Zendesk refused a bulk request as a whole. Each of its writes is sent in a request of its own.
 *
 * @param now ms since the epoch
 */
export function splitBulk(queue: WriteQueue, groups: readonly Group[], now: number): WriteQueue {
  // A voice comment or a file may be the reason of the refusal, so they are not sent in bulk any more.
  const mayBeVoice = queue.voiceInBulk === null && groups.some(({ members }) => members.some(isVoice));
  const mayBeFile = queue.filesInBulk === null && groups.some(({ members }) => members.some(hasFile));
  return groups.reduce(
    (rest, group) =>
      endAttempt(
        rest,
        group,
        group.members.map((m) => ({ ...m, alone: true, readyAt: now })),
        [],
      ).queue,
    {
      ...queue,
      voiceInBulk: mayBeVoice ? false : queue.voiceInBulk,
      filesInBulk: mayBeFile ? false : queue.filesInBulk,
    },
  );
}

/** Records that the file of a write can never be uploaded. The session decides what to write instead. */
export function fileRefused(queue: WriteQueue, group: Group, message: string): Recorded {
  return endAttempt(
    queue,
    group,
    [],
    group.members.map((m) => ({ ...outcomeBase(m), kind: 'file_refused', message })),
  );
}

/** A write that was found in the audits of a ticket. `hasVoice`: the audit has a voice comment. */
export type Marker = { readonly writeId: string; readonly contentUrl: string | null; readonly hasVoice: boolean };

/** The reason in the note that a session writes if Zendesk kept a comment without its file. */
const fileNotKept = 'Zendesk took the comment without its file.';

/**
 * Records which markers the audits of the ticket show. The writes that were found are finished. The others can be sent,
 * since they are certainly not in Zendesk. A voice comment counts as found only if its audit has the voice comment,
 * because Zendesk may have taken the update without it. A comment that was sent with a file, and is there without it, is
 * not sent again: the session writes the reason and the address of the file.
 *
 * @param now ms since the epoch
 */
export function recordMarkerCheck(queue: WriteQueue, group: Group, found: readonly Marker[], now: number): Recorded {
  const byId = new Map(found.map((marker) => [marker.writeId, marker]));
  const markerOf = (member: Waiting): Marker | undefined => {
    const marker = namedMarker(member.write, byId);
    return isVoice(member) && marker?.hasVoice !== true ? undefined : marker;
  };
  const answers = group.members.flatMap((member): WriteOutcome[] => {
    const marker = markerOf(member);
    if (marker === undefined) return [];
    if (member.upload !== undefined && marker.contentUrl === null)
      return [{ ...outcomeBase(member), kind: 'file_refused', message: fileNotKept }];
    const written = {
      ...outcomeBase(member),
      kind: 'written',
      contentUrl: marker.contentUrl,
      droppedFields: [],
    } as const;
    // Only a write that was not sent just now tells the session that Temporal may have forgotten more (TKT-12).
    return [member.verifying === true ? written : { ...written, found: true }];
  });
  const back = group.members
    .filter((member) => markerOf(member) === undefined)
    .map(({ verifying, ...member }): Waiting => {
      const alone = member.alone || verifying === true;
      return { ...member, alone, check: false, afterBulk: false, readyAt: now };
    });
  const verified = group.members.filter((member) => member.verifying === true);
  const voices = verified.filter(isVoice).map((member) => markerOf(member) !== undefined);
  const files = verified.filter(hasFile).map((member) => (markerOf(member)?.contentUrl ?? null) !== null);
  const learnt = {
    voiceInBulk: learntFrom(voices, queue.voiceInBulk),
    filesInBulk: learntFrom(files, queue.filesInBulk),
  };
  return endAttempt({ ...queue, ...learnt }, group, back, answers);
}

function learntFrom(kept: readonly boolean[], known: boolean | null): boolean | null {
  return kept.length === 0 || known === false ? known : kept.every(Boolean);
}

/** The marker of the write by its id, or by other names of the same fact (PLT-3). Undefined: the ticket has neither. */
function namedMarker({ id, partOf, sameAs = [] }: TicketWrite, found: ReadonlyMap<string, Marker>): Marker | undefined {
  const own = found.get(id) ?? found.get(partOf ?? id);
  if (own !== undefined) return own;
  const names = sameAs.find((list) => list.length > 0 && list.every((name) => found.has(name)));
  return names === undefined ? undefined : found.get(names[0] ?? id);
}

/** A request times out earlier than this. */
const longestRequestMs = 20_000;

/**
 * Prepares the queue for continue-as-new. The requests that are still under way may be applied or not, so the markers of
 * their writes are looked for first.
 *
 * @param now ms since the epoch
 */
export function markInFlightUnknown(queue: WriteQueue, now: number): WriteQueue {
  const markUnknown = (one: Waiting): Waiting => ({
    ...one,
    check: true,
    afterBulk: true,
    readyAt: now + longestRequestMs,
    attempts: one.attempts + 1,
  });
  const backlogs = [...queue.backlogs.values()].map(({ ticketId, waiting, underWay }): TicketBacklog => ({
    ticketId,
    waiting: [...underWay.map(markUnknown), ...waiting],
    underWay: [],
  }));
  // No answer will come that makes the other waiting writes due, so the tasks are computed now.
  const byTicket = new Map(backlogs.map((backlog) => [backlog.ticketId, backlog]));
  return { ...queue, backlogs: byTicket, uploading: [], dueAt: now };
}
