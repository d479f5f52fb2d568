import { without } from './queue.ts';
import type { Group, Waiting, WriteQueue } from './queue.ts';
import type { SendOutcome, WriteOutcome } from './write.ts';

const settledKept = 500;
const longestBackoffMs = 60_000;

type Settling = { readonly queue: WriteQueue; readonly answers: readonly WriteOutcome[] };

function release(
  queue: WriteQueue,
  group: Group,
  back: readonly Waiting[],
  answers: readonly WriteOutcome[],
): Settling {
  const staying = new Set(back.map(({ write }) => write.id));
  return {
    answers,
    queue: {
      ...queue,
      ...without(
        queue,
        group.members.filter(({ write }) => !staying.has(write.id)),
      ),
      // To the front, so that the order of the ticket's writes is kept (BAT-4).
      waiting: [...back, ...queue.waiting],
      underWay: queue.underWay.filter((other) => other.ticketId !== group.ticketId),
      settled: [...queue.settled, ...answers].slice(-settledKept),
    },
  };
}

function outcomeBase({ write }: Waiting): Pick<WriteOutcome, 'id' | 'ticketId' | 'answerTo'> {
  const { id, ticketId, answerTo } = write;
  return answerTo === undefined ? { id, ticketId } : { id, ticketId, answerTo };
}

function backoff(afterMs: number, attempts: number): number {
  return Math.max(afterMs, Math.min(longestBackoffMs, afterMs * 2 ** Math.min(attempts, 16)));
}

/** Codes that speak of the ticket, not of what was written: every write of the group meets them alike. */
const ticketCodes: readonly string[] = ['TicketClosed', 'TicketGone'];

/**
 * What became of a group that was sent. `bulk`: it travelled with others. A refused group of several is sent again one
 * by one, so that a bad write never fails its neighbours (BAT-5).
 */
export function settle(
  queue: WriteQueue,
  group: Group,
  outcome: SendOutcome,
  now: number,
  how: { readonly bulk: boolean; readonly contentUrl: string | null },
): Settling {
  switch (outcome.kind) {
    case 'applied':
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
      const splittable = group.members.length > 1 && !ticketCodes.includes(outcome.code);
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

/** The bulk request was refused as a whole: each of its tickets by itself, and there each write that fails by itself. */
export function spoilt(queue: WriteQueue, groups: readonly Group[], now: number): WriteQueue {
  return groups.reduce(
    (rest, group) =>
      release(
        rest,
        group,
        group.members.map((m) => ({ ...m, alone: true, readyAt: now })),
        [],
      ).queue,
    queue,
  );
}

/** The file of this write can't be had, for good: the session decides what to write instead. */
export function fileRefused(queue: WriteQueue, group: Group, message: string): Settling {
  return release(
    queue,
    group,
    [],
    group.members.map((m) => ({ ...outcomeBase(m), kind: 'file_refused', message })),
  );
}

/** The ticket's audits were read: what stands there is settled, the rest can be sent without doubt. */
export function checked(
  queue: WriteQueue,
  group: Group,
  found: readonly { readonly writeId: string; readonly contentUrl: string | null }[],
  now: number,
): Settling {
  const byId = new Map(found.map((marker) => [marker.writeId, marker]));
  const answers = group.members.flatMap((member): WriteOutcome[] => {
    const marker = byId.get(member.write.id);
    if (marker === undefined) return [];
    return [{ ...outcomeBase(member), kind: 'written', contentUrl: marker.contentUrl, droppedFields: [] }];
  });
  const back = group.members
    .filter((member) => !byId.has(member.write.id))
    .map((member) => ({ ...member, check: false, afterBulk: false, readyAt: now }));
  return release(queue, group, back, answers);
}

/** An attempt that is still under way has ended by then: its request times out earlier. */
const inFlightMs = 20_000;

/** At continue-as-new: what is still under way may or may not have been applied. */
export function doubtAll(queue: WriteQueue, now: number): WriteQueue {
  return queue.underWay.reduceRight<WriteQueue>((rest, group) => {
    const back = group.members.map((m) => ({
      ...m,
      check: true,
      afterBulk: true,
      readyAt: now + inFlightMs,
      attempts: m.attempts + 1,
    }));
    return release(rest, group, back, []).queue;
  }, queue);
}
