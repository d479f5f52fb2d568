import { nothingSpent, spentFromJson, spentToJson } from './limits.ts';
import type { Spent, SpentJson } from './limits.ts';
import { keyOf } from '../zendesk/ticket-write.ts';
import type { TicketWrite, WriteOutcome, WriteParked } from '../zendesk/ticket-write.ts';

/** The settings of one ticket-writes workflow: how it groups writes (BAT-1, BAT-2) and how many it sends (BAT-8). */
export type Batching = {
  readonly addComment: boolean;
  readonly updateTicket: boolean;
  /** How long the writes of a batched kind are collected; 1 to 60. */
  readonly windowSeconds: number;
  /** The window gets longer as fewer requests are left in the minute. */
  readonly adaptive: boolean;
  /** A ticket belongs to the shard `ticket id modulo this number`. Null: the number is being changed, so all writes are parked. */
  readonly shards: number | null;
  /** BAT-8: how many requests that update tickets this shard may send in a minute. */
  readonly updatesPerMinute: number;
};

/** A write that waits in the queue or is being sent. */
export type Waiting = {
  readonly write: TicketWrite;
  /** Ms since the epoch: the end of its window, or the time of the next attempt. */
  readonly readyAt: number;
  /** The write may be in Zendesk already, so its marker is looked for before it is sent. */
  readonly check: boolean;
  /** The answer to a bulk request with this write was lost. While any job is running, a missing marker proves nothing. */
  readonly afterBulk: boolean;
  /** The write is sent in a request of its own, because a request with other writes failed. */
  readonly alone: boolean;
  /** A bulk job reported success. The audits of the ticket must show whether Zendesk kept the voice comment (UPD-12). */
  readonly verifying?: true;
  /** How often it was sent or checked without a final result. */
  readonly attempts: number;
  /** The uploaded file of the write. Left out: it has none, or the file is not uploaded yet. */
  readonly upload?: UploadedFile;
  /** The failed uploads of its file: how many, and when the next one may begin, ms since the epoch. */
  readonly failedUploads?: { readonly count: number; readonly nextAt: number };
};

/** A file in Zendesk that no comment has yet. `token` attaches it to a comment. `at`: when it was uploaded, ms since the epoch. */
export type UploadedFile = { readonly token: string; readonly contentUrl: string; readonly at: number };

/** The writes of one ticket that one request carries. BAT-3: no second request of that ticket is under way meanwhile. */
export type Group = { readonly ticketId: number; readonly members: readonly Waiting[] };

/** The unfinished writes of one ticket, in their order (BAT-4). */
export type TicketBacklog = {
  readonly ticketId: number;
  readonly waiting: readonly Waiting[];
  /** The writes of the request that is under way. They are older than the waiting ones. Empty: there is no request. */
  readonly underWay: readonly Waiting[];
};

/**
 * The slot of a parked write in the backlog of its ticket. Until the session hands the write over again, or the slot
 * expires, later writes to the same ticket are parked too. This keeps the order of the ticket's writes (BAT-4).
 */
export type ParkedSlot = Omit<WriteParked, 'kind' | 'fileTriedSince'> & {
  /** The write came while another session had an earlier slot, and was sent back. It gets its answer when it is its turn. */
  readonly sentBack?: true;
};

export type WriteQueue = {
  readonly shard: number;
  readonly batching: Batching;
  /** By ticket id, in the order in which the tickets got their first write. No backlog is empty. */
  readonly backlogs: ReadonlyMap<number, TicketBacklog>;
  /** BAT-9: the size of all unfinished writes, in bytes of JSON. */
  readonly bytes: number;
  /** The part of `bytes` of the writes whose file is not uploaded yet. They do not count as filling the queue. */
  readonly fileBytes: number;
  /** BAT-9: the queue is full above this size. */
  readonly mostBytes: number;
  /** BAT-9: the queue was full and still is more than half full, so new writes are parked. */
  readonly isParking: boolean;
  /** In the order in which their writes arrived. */
  readonly parkedSlots: readonly ParkedSlot[];
  /** When the open window closes, ms since the epoch. */
  readonly windowClosesAt: number | null;
  /** The time of the next task, ms since the epoch. Null: there is no task before a write or an answer arrives. */
  readonly dueAt: number | null;
  /**
   * When the queue planned to wake up, as `dueAt` was after its tasks were taken last. Left out: it was not planned yet, or
   * an earlier version carried the queue over.
   */
  readonly wakesAt?: number | null;
  readonly spent: Spent;
  /**
   * Whether Zendesk keeps a voice comment in a bulk update (UPD-12), which is not documented. Null: not known yet, so the
   * first voice comments that are sent in bulk are verified in the audits of their tickets.
   */
  readonly voiceInBulk: boolean | null;
  /** The same of a comment with a file: whether Zendesk keeps its file. */
  readonly filesInBulk: boolean | null;
  /** The writes whose file is being uploaded, by `keyOf`. They are among the waiting writes. */
  readonly uploading: readonly string[];
  /**
   * True in a run that an earlier version started, so that its history replays: files are uploaded in front of the other
   * writes of their ticket, and a slot belongs to one write instead of a session.
   */
  readonly legacy: boolean;
  /** The last finished writes by `keyOf`. A write that is handed over again is answered from here and not sent again. */
  readonly finished: ReadonlyMap<string, FinishedWrite>;
  readonly mostFinished: number;
  /** A write that became due then or earlier may be finished, and its result forgotten; ms since the epoch. */
  readonly forgottenUpTo: number;
};

/** The result of a write. `dueAt`: when the write became due, ms since the epoch. */
export type FinishedWrite = { readonly outcome: WriteOutcome; readonly dueAt: number };

/** BAT-9: the whole state of the workflow must fit into one Temporal payload of 2 MiB. */
const mostBytes = 1024 * 1024;
const mostFinished = 500;

/** @param how `forgottenUpTo`: when this queue begins, if an earlier one may have existed. Tests set smaller limits. */
export function newQueue(
  batching: Batching,
  shard = 0,
  how: Partial<Pick<WriteQueue, 'mostBytes' | 'mostFinished' | 'forgottenUpTo' | 'legacy'>> = {},
): WriteQueue {
  return {
    shard,
    batching,
    backlogs: new Map(),
    bytes: 0,
    fileBytes: 0,
    mostBytes,
    mostFinished,
    isParking: false,
    parkedSlots: [],
    windowClosesAt: null,
    dueAt: null,
    spent: nothingSpent,
    voiceInBulk: null,
    filesInBulk: null,
    uploading: [],
    legacy: false,
    finished: new Map(),
    forgottenUpTo: 0,
    ...how,
  };
}

function fileBytesOf({ waiting, underWay }: TicketBacklog): number {
  return [...waiting, ...underWay].filter(lacksFile).reduce((sum, { write }) => sum + sizeOf(write), 0);
}

/** Whether the file of the write is not uploaded yet. */
export function lacksFile({ write, upload }: Waiting): boolean {
  return write.change.file !== null && upload === undefined;
}

/** The bytes of JSON that the queue stores with each write, rounded up. */
const overheadOfWrite = 120;

/** How many bytes a waiting write adds to the workflow's state, which is stored as JSON in UTF-8. */
export function sizeOf(write: TicketWrite): number {
  return new TextEncoder().encode(JSON.stringify(write)).byteLength + overheadOfWrite;
}

/** The earlier of two times. Null means never. */
export function sooner(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.min(a, b);
}

/** `waiting`: the number of waiting writes. `underWay`: the number of tickets with a request under way. */
export function countsOf({ backlogs }: WriteQueue): { readonly waiting: number; readonly underWay: number } {
  let waiting = 0;
  let underWay = 0;
  for (const backlog of backlogs.values()) {
    waiting += backlog.waiting.length;
    underWay += Math.min(1, backlog.underWay.length);
  }
  return { waiting, underWay };
}

/** The queue as plain JSON, for the next run of its workflow (BAT-7). An earlier version left out `filesInBulk`. */
export type QueueJson = Omit<
  WriteQueue,
  'backlogs' | 'finished' | 'spent' | 'fileBytes' | 'filesInBulk' | 'uploading' | 'legacy'
> & {
  readonly version: 1;
  readonly filesInBulk?: boolean | null;
  readonly backlogs: readonly TicketBacklog[];
  readonly finished: readonly FinishedWrite[];
  readonly spent: SpentJson;
};

export function toJson(queue: WriteQueue): QueueJson {
  // The next run begins again with the uploads that are under way.
  const { backlogs, finished, spent, fileBytes: _, uploading: _uploading, legacy: _legacy, ...plain } = queue;
  return {
    ...plain,
    version: 1,
    backlogs: [...backlogs.values()],
    finished: [...finished.values()],
    spent: spentToJson(spent),
  };
}

export function fromJson(json: QueueJson, legacy = false): WriteQueue {
  const { version: _version, backlogs, finished, spent, filesInBulk = null, ...plain } = json;
  return {
    ...plain,
    fileBytes: legacy ? 0 : backlogs.reduce((sum, backlog) => sum + fileBytesOf(backlog), 0),
    filesInBulk,
    uploading: [],
    legacy,
    backlogs: new Map(backlogs.map((backlog) => [backlog.ticketId, backlog])),
    finished: new Map(finished.map((one) => [keyOf(one.outcome), one])),
    spent: spentFromJson(spent),
  };
}
