import { withoutFinished } from './parking.ts';
import { sooner } from './queue.ts';
import type { Group, TicketBacklog, Waiting, WriteQueue } from './queue.ts';
import { isTicketUnwritable } from '../zendesk/error-codes.ts';
import { keyOf } from '../zendesk/ticket-write.ts';
import type { SendOutcome, WriteOutcome } from '../zendesk/ticket-write.ts';

const longestBackoffMs = 60_000;

type Recorded = { readonly queue: WriteQueue; readonly answers: readonly WriteOutcome[] };

/**
 * @param back those of the group that go back to the front of their line, so that its order is kept (BAT-4)
 * @param answers what became of the others
 */
function release(
  queue: WriteQueue,
  { ticketId, members }: Group,
  back: readonly Waiting[],
  answers: readonly WriteOutcome[],
): Recorded {
  const staying = new Set(back.map(({ write }) => write.id));
  const waiting = [...back, ...(queue.backlogs.get(ticketId)?.waiting ?? [])];
  const backlogs = new Map(queue.backlogs);
  if (waiting.length > 0) backlogs.set(ticketId, { ticketId, waiting, underWay: [] });
  else backlogs.delete(ticketId);
  return {
    answers,
    queue: {
      ...queue,
      ...withoutFinished(
        queue,
        members.filter(({ write }) => !staying.has(write.id)),
      ),
      backlogs,
      dueAt: waiting.reduce<number | null>((at, { readyAt }) => sooner(at, readyAt), queue.dueAt),
      ...remembering(queue, members, answers),
    },
  };
}

/** What is forgotten for want of room is looked for at Zendesk, should it ever be handed over again. */
function remembering(
  { finished, mostFinished, forgottenUpTo }: WriteQueue,
  members: readonly Waiting[],
  answers: readonly WriteOutcome[],
): Pick<WriteQueue, 'finished' | 'forgottenUpTo'> {
  if (answers.length === 0) return { finished, forgottenUpTo };
  const dueAts = new Map(members.map(({ write: { id, dueAt } }) => [id, dueAt]));
  const next = new Map(finished);
  let upTo = forgottenUpTo;
  for (const outcome of answers) {
    // What is settled anew is the latest again.
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

function outcomeBase({ write }: Waiting): Pick<WriteOutcome, 'id' | 'ticketId' | 'answerTo'> {
  const { id, ticketId, answerTo } = write;
  return answerTo === undefined ? { id, ticketId } : { id, ticketId, answerTo };
}

function backoff(afterMs: number, attempts: number): number {
  return Math.max(afterMs, Math.min(longestBackoffMs, afterMs * 2 ** Math.min(attempts, 16)));
}

/**
 * What became of a group that was sent. `bulk`: it travelled with others. A refused group of several is sent again one
 * by one, so that a bad write never fails its neighbours (BAT-5). What was refused in bulk is tried once by itself: a job
 * says of an item only that it failed, not whether for good.
 */
export function recordSendResult(
  queue: WriteQueue,
  group: Group,
  outcome: SendOutcome,
  now: number,
  how: { readonly bulk: boolean; readonly contentUrl: string | null },
): Recorded {
  switch (outcome.kind) {
    case 'applied':
      // Also what was sent before it was known that they are dropped.
      if (how.bulk && queue.voiceInBulk !== true && group.members.some(isVoice))
        return release(queue, group, group.members.map(verifying(now)), []);
      return release(
        queue,
        group,
        [],
        group.members.map((m) => ({
          ...outcomeBase(m),
          kind: 'written',
          contentUrl: how.contentUrl,
          droppedFields: m.write.change.fields.map(({ id }) => id).filter((id) => outcome.droppedFields.includes(id)),
        })),
      );
    case 'refused': {
      const severable = group.members.length > 1 || how.bulk;
      const splittable = severable && !isTicketUnwritable(outcome.code);
      if (splittable)
        return release(
          queue,
          group,
          group.members.map((m) => ({ ...m, alone: true, readyAt: now })),
          [],
        );
      const { code, message } = outcome;
      return release(
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
        afterBulk: member.afterBulk || (unknown && how.bulk),
      }));
      return release(queue, group, back, []);
    }
    default:
      return outcome satisfies never;
  }
}

function isVoice({ write }: Waiting): boolean {
  return write.change.voice !== null;
}

function verifying(now: number): (member: Waiting) => Waiting {
  return (member) => ({ ...member, verifying: true, check: true, readyAt: now });
}

/** The bulk request was refused as a whole: each of its tickets by itself, and there each write that fails by itself. */
export function splitBulk(queue: WriteQueue, groups: readonly Group[], now: number): WriteQueue {
  // Where it may have been a voice comment that spoilt it, none goes with others again.
  const mayBeVoice = queue.voiceInBulk === null && groups.some(({ members }) => members.some(isVoice));
  return groups.reduce(
    (rest, group) =>
      release(
        rest,
        group,
        group.members.map((m) => ({ ...m, alone: true, readyAt: now })),
        [],
      ).queue,
    mayBeVoice ? { ...queue, voiceInBulk: false } : queue,
  );
}

/** The file of this write can't be had, for good: the session decides what to write instead. */
export function fileRefused(queue: WriteQueue, group: Group, message: string): Recorded {
  return release(
    queue,
    group,
    [],
    group.members.map((m) => ({ ...outcomeBase(m), kind: 'file_refused', message })),
  );
}

/** What a ticket's audits show of a write. `hasVoice`: with a voice comment. */
export type Marker = { readonly writeId: string; readonly contentUrl: string | null; readonly hasVoice: boolean };

/**
 * The ticket's audits were read: what stands there is settled, the rest can be sent without doubt. A voice comment stands
 * there only where the audit has one: Zendesk may have taken the update and dropped it.
 */
export function recordMarkerCheck(queue: WriteQueue, group: Group, found: readonly Marker[], now: number): Recorded {
  const byId = new Map(found.map((marker) => [marker.writeId, marker]));
  const markerOf = (member: Waiting): Marker | undefined => {
    const marker = byId.get(member.write.id);
    return isVoice(member) && marker?.hasVoice !== true ? undefined : marker;
  };
  const answers = group.members.flatMap((member): WriteOutcome[] => {
    const marker = markerOf(member);
    if (marker === undefined) return [];
    return [{ ...outcomeBase(member), kind: 'written', contentUrl: marker.contentUrl, droppedFields: [] }];
  });
  const back = group.members
    .filter((member) => markerOf(member) === undefined)
    .map(({ verifying: proved, ...member }): Waiting => {
      const alone = member.alone || proved === true;
      return { ...member, alone, check: false, afterBulk: false, readyAt: now };
    });
  const proved = group.members
    .filter((member) => member.verifying === true)
    .map((member) => markerOf(member) !== undefined);
  const voiceInBulk = proved.length === 0 || queue.voiceInBulk === false ? queue.voiceInBulk : proved.every(Boolean);
  return release({ ...queue, voiceInBulk }, group, back, answers);
}

/** An attempt that is still under way has ended by then: its request times out earlier. */
const inFlightMs = 20_000;

/** At continue-as-new: what is still under way may or may not have been applied. */
export function markInFlightUnknown(queue: WriteQueue, now: number): WriteQueue {
  const doubt = (one: Waiting): Waiting => ({
    ...one,
    check: true,
    afterBulk: true,
    readyAt: now + inFlightMs,
    attempts: one.attempts + 1,
  });
  const backlogs = [...queue.backlogs.values()].map(({ ticketId, waiting, underWay }): TicketBacklog => ({
    ticketId,
    waiting: [...underWay.map(doubt), ...waiting],
    underWay: [],
  }));
  // What waited behind them is due by itself now.
  return { ...queue, backlogs: new Map(backlogs.map((backlog) => [backlog.ticketId, backlog])), dueAt: now };
}
