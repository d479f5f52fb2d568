import { spentToJson, nothingSpent, spentFromJson } from './limits.ts';
import type { SpentJson, Spent } from './limits.ts';
import { keyOf } from '../zendesk/ticket-write.ts';
import type { TicketWrite, WriteParked, WriteOutcome } from '../zendesk/ticket-write.ts';

/** The part of the settings that the ticket-writes workflow obeys (BAT-1, BAT-2). */
export type Batching = {
  readonly addComment: boolean;
  readonly updateTicket: boolean;
  /** 1 to 60. */
  readonly windowSeconds: number;
  /** Whether the window goes by what is left of the budget. */
  readonly adaptive: boolean;
  /** A ticket belongs to the shard that is its id modulo this number. Null: it is being changed, nothing is taken in. */
  readonly shards: number | null;
  /** BAT-8: requests that update tickets, of this queue alone. */
  readonly updatesPerMinute: number;
};

/** A write that Zendesk does not have yet. */
export type Waiting = {
  readonly write: TicketWrite;
  /** Ms since the epoch: the end of its window, or the time of the next attempt. */
  readonly readyAt: number;
  /** It may be in Zendesk already: look for its marker before sending. */
  readonly check: boolean;
  /** The answer to a bulk request was lost: an absent marker proves nothing while a job is running. */
  readonly afterBulk: boolean;
  /** It was refused together with others, or spoilt a bulk request: next time by itself. */
  readonly alone: boolean;
  /** A bulk job says that it was done; whether Zendesk took the voice comment is looked for on the ticket. */
  readonly verifying?: true;
  readonly attempts: number;
};

/** The writes of one ticket that are under way in one request, and nothing else of that ticket with them (BAT-3). */
export type Group = { readonly ticketId: number; readonly members: readonly Waiting[] };

/** The writes of one ticket that Zendesk does not have, in their order (BAT-4). */
export type TicketBacklog = {
  readonly ticketId: number;
  readonly waiting: readonly Waiting[];
  /** They come before those that wait. Empty: nothing is under way. */
  readonly underWay: readonly Waiting[];
};

/**
 * The place of a write that was held back. Until it is claimed, or given up, nothing else is taken in for its ticket that
 * came later: so the order of the ticket's writes is kept (BAT-4).
 */
export type ParkedSlot = Omit<WriteParked, 'kind'>;

export type WriteQueue = {
  readonly shard: number;
  readonly batching: Batching;
  /** By ticket, none of them empty, in the order in which they came. */
  readonly backlogs: ReadonlyMap<number, TicketBacklog>;
  /** BAT-9: what waits and what is under way, in bytes of JSON; counted as it comes and goes. */
  readonly bytes: number;
  readonly mostBytes: number;
  /** Sessions are asked to hold their writes back. */
  readonly isParking: boolean;
  /** Of writes that were held back, in the order in which they came. */
  readonly parkedSlots: readonly ParkedSlot[];
  /** When the open window closes, ms since the epoch. */
  readonly windowClosesAt: number | null;
  /** Before it nothing is due by itself, ms since the epoch; null: nothing will be, before a write or an answer comes. */
  readonly dueAt: number | null;
  readonly spent: Spent;
  /**
   * Whether a bulk update takes a voice comment, as an update of one ticket does (UPD-12): Zendesk documents neither. Null:
   * not known, so the first are looked for on their tickets.
   */
  readonly voiceInBulk: boolean | null;
  /** The last settled ones by `keyOf`, so that a write handed over twice is answered, not sent, twice. */
  readonly finished: ReadonlyMap<string, FinishedWrite>;
  readonly mostFinished: number;
  /** A write that was due then or before may have been settled and forgotten since; ms since the epoch. */
  readonly forgottenUpTo: number;
};

export type FinishedWrite = { readonly outcome: WriteOutcome; readonly dueAt: number };

/** BAT-9: what may wait in one ticket-writes workflow, in bytes. Its whole state has to fit into one payload of 2 MiB. */
const mostBytes = 1024 * 1024;
const mostFinished = 500;

/** @param how `forgottenUpTo`: when the queue begins, where one may have been there before; smaller bounds for tests */
export function newQueue(
  batching: Batching,
  shard = 0,
  how: Partial<Pick<WriteQueue, 'mostBytes' | 'mostFinished' | 'forgottenUpTo'>> = {},
): WriteQueue {
  return {
    shard,
    batching,
    backlogs: new Map(),
    bytes: 0,
    mostBytes,
    mostFinished,
    isParking: false,
    parkedSlots: [],
    windowClosesAt: null,
    dueAt: null,
    spent: nothingSpent,
    voiceInBulk: null,
    finished: new Map(),
    forgottenUpTo: 0,
    ...how,
  };
}

/** The sooner of two times, null being never. */
export function sooner(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.min(a, b);
}

/** How many writes wait and how many tickets are under way. */
export function countsOf({ backlogs }: WriteQueue): { readonly waiting: number; readonly underWay: number } {
  let waiting = 0;
  let underWay = 0;
  for (const backlog of backlogs.values()) {
    waiting += backlog.waiting.length;
    underWay += Math.min(1, backlog.underWay.length);
  }
  return { waiting, underWay };
}

/** The queue as plain JSON, for the next run of its workflow (BAT-7). */
export type QueueJson = Omit<WriteQueue, 'backlogs' | 'finished' | 'spent'> & {
  readonly version: 1;
  readonly backlogs: readonly TicketBacklog[];
  readonly finished: readonly FinishedWrite[];
  readonly spent: SpentJson;
};

export function toJson(queue: WriteQueue): QueueJson {
  const { backlogs, finished, spent, ...plain } = queue;
  return {
    ...plain,
    version: 1,
    backlogs: [...backlogs.values()],
    finished: [...finished.values()],
    spent: spentToJson(spent),
  };
}

export function fromJson({ version: _version, backlogs, finished, spent, ...plain }: QueueJson): WriteQueue {
  return {
    ...plain,
    backlogs: new Map(backlogs.map((backlog) => [backlog.ticketId, backlog])),
    finished: new Map(finished.map((one) => [keyOf(one.outcome), one])),
    spent: spentFromJson(spent),
  };
}
