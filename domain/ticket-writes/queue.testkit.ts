import type { Arbitrary } from 'fast-check';
import { array, boolean, constant, constantFrom, integer, option, record } from 'fast-check';
import { expect } from 'vitest';
import { tokenLifetimeMs } from './files.ts';
import { configure, enqueue, unparkAll } from './intake.ts';
import { fromJson, lacksFile, newQueue, sizeOf, toJson } from './queue.ts';
import type { Batching, Group, QueueJson, Waiting, WriteQueue } from './queue.ts';
import { markInFlightUnknown, recordMarkerCheck, recordSendResult, splitBulk } from './send-results.ts';
import { recordUpload } from './upload-results.ts';
import { emptyChange } from '../zendesk/change.ts';
import { coalesce, groupsOf, takeDueTasks } from './due-tasks.ts';
import type { Task } from './due-tasks.ts';
import type { SendOutcome, TicketWrite, WriteAnswer, WriteOutcome } from '../zendesk/ticket-write.ts';

const t0 = Date.parse('2026-03-02T09:00:00Z');

const voice = {
  from: '+14155551212',
  to: '+18005550100',
  recordingUrl: 'https://files.example.com/a.wav',
  startedAt: '2026-03-02T09:00:00Z',
  durationSeconds: 60,
  answeredById: null,
  transcription: null,
};
const file = {
  from: { kind: 'address', url: 'https://files.example.com/a.wav' },
  name: 'a.wav',
  contentType: 'audio/wav',
} as const;

export const kinds = ['comment', 'fields', 'assign', 'voice', 'file'] as const;

/** A write of this kind. Its content has the number `n`, so an update shows which writes it carries. */
export function write(n: number, ticketId: number, kind: (typeof kinds)[number] = 'comment', dueAt = t0): TicketWrite {
  const comment = { title: `write ${n}`, lines: [] };
  const changes = {
    comment: { ...emptyChange, comment },
    fields: { ...emptyChange, tags: [`t${n}`], fields: [{ id: 1, value: n }] },
    assign: { ...emptyChange, assigneeId: n },
    voice: { ...emptyChange, voice },
    file: { ...emptyChange, comment, file },
  };
  return { id: `call-${n}/${kind}`, sessionId: `call-${n}`, ticketId, dueAt, check: false, change: changes[kind] };
}

export function waitingOf({ backlogs }: WriteQueue): readonly Waiting[] {
  return [...backlogs.values()].flatMap(({ waiting }) => waiting);
}

export function underWayOf({ backlogs }: WriteQueue): readonly Group[] {
  return [...backlogs.values()]
    .filter(({ underWay }) => underWay.length > 0)
    .map(({ ticketId, underWay }) => ({ ticketId, members: underWay }));
}

/**
 * How an attempt ends. `lost before`: the request never reached Zendesk. `lost after`: Zendesk applied it, but the answer
 * was lost. `applied late`: a bulk job whose answer was lost is applied 30 seconds later.
 */
const attemptResults = [
  'applied',
  'applied',
  'applied',
  'later',
  'lost before',
  'lost after',
  'applied late',
  'bulk_refused',
] as const;

export type Plan = {
  readonly batching: Batching;
  /** BAT-9: the size above which writes are parked. */
  readonly mostBytes: number;
  /** How many results of finished writes the queue remembers. */
  readonly mostFinished: number;
  readonly handedOver: readonly {
    readonly afterMs: number;
    readonly ticketId: number;
    readonly kind: (typeof kinds)[number];
    /** A second hand-over of the write, as after the death of a worker. `check`: it asks to look for the marker. */
    readonly repeated: { readonly afterMs: number; readonly check: boolean } | null;
  }[];
  readonly settingsChanges: readonly { readonly afterMs: number; readonly batching: Batching }[];
  /** They are used in turn, one for each attempt to send the writes of a ticket. */
  readonly attemptResults: readonly (typeof attemptResults)[number][];
  readonly latencies: readonly number[];
  /** The numbers of the writes that Zendesk always refuses. */
  readonly refusedNumbers: readonly number[];
  readonly filesRefused: boolean;
  /** UPD-12: Zendesk keeps voice comments of bulk requests. False: it drops them and reports no error. */
  readonly voiceInBulk: boolean;
  /** The workflow continues as new during every task with a multiple of this number; null: never. */
  readonly continuedEvery: number | null;
};

const batchings = record({
  addComment: boolean(),
  updateTicket: boolean(),
  windowSeconds: integer({ min: 1, max: 60 }),
  adaptive: boolean(),
  shards: constant(1),
  updatesPerMinute: constantFrom(1, 3, 1_000),
});

export const plans: Arbitrary<Plan> = record({
  batching: batchings,
  mostBytes: constantFrom(1, 900, 1_500, 1_000_000),
  mostFinished: constantFrom(1, 500),
  handedOver: array(
    record({
      afterMs: integer({ min: 0, max: 40_000 }),
      ticketId: integer({ min: 1, max: 4 }),
      kind: constantFrom(...kinds),
      repeated: option(record({ afterMs: integer({ min: 0, max: 60_000 }), check: boolean() }), { freq: 3 }),
    }),
    { minLength: 1, maxLength: 14 },
  ),
  settingsChanges: array(record({ afterMs: integer({ min: 0, max: 40_000 }), batching: batchings }), { maxLength: 2 }),
  attemptResults: array(constantFrom(...attemptResults), { minLength: 1, maxLength: 8 }),
  latencies: array(constantFrom(0, 100, 3_000, 20_000), { minLength: 1, maxLength: 4 }),
  refusedNumbers: array(integer({ min: 0, max: 13 }), { maxLength: 3 }),
  filesRefused: boolean(),
  voiceInBulk: boolean(),
  continuedEvery: option(integer({ min: 1, max: 6 }), { freq: 2 }),
});

/** No generated plan needs as many rounds. */
const mostRounds = 2_000;

export type Ledger = {
  /** The ids of the writes by ticket, in the order in which Zendesk applied them. */
  readonly applied: ReadonlyMap<number, readonly string[]>;
  readonly answers: ReadonlyMap<string, WriteOutcome>;
  readonly requests: readonly { readonly at: number; readonly tickets: readonly number[]; readonly bulk: boolean }[];
};

/** Plays a plan to its end, with a model of the workflow around the queue and of Zendesk. */
export function play(plan: Plan): Ledger {
  return new QueueRun(plan).run();
}

/** The address of the uploaded file of this write. */
function addressOf(writeId: string): string | null {
  return writeId.endsWith('/file') ? `https://z.example.com/${writeId}` : null;
}

/** BAT-7: whether the value is the same after it was written as JSON and read again. */
function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null)
    return value === null || ['string', 'boolean'].includes(typeof value) || Number.isFinite(value);
  return (
    [Object.prototype, Array.prototype, null].includes(Object.getPrototypeOf(value)) &&
    Object.values(value).every(isPlain)
  );
}

/** The answer to a write that is asked for again says in addition that the ticket had it. */
function asFound(outcome: WriteOutcome): WriteOutcome {
  return outcome.kind === 'written' ? { ...outcome, found: true } : outcome;
}

class QueueRun {
  private queue: WriteQueue;
  private now = t0;
  private scheduled: { readonly at: number; readonly run: () => void }[] = [];
  private attempts = 0;
  private tasks = 0;
  private runNumber = 0;
  private jobsRunning = 0;
  private parkedCount = 0;
  /** The number of the latest `parked` answer, by write id. Only that answer counts. */
  private readonly latestParked: Map<string, number> = new Map();
  private readonly handed: Map<string, TicketWrite> = new Map();
  private readonly applied: Map<number, string[]> = new Map();
  /** The ids of writes whose voice comment Zendesk dropped from a bulk request. */
  private readonly dropped: Set<string> = new Set();
  private readonly answers: Map<string, WriteOutcome> = new Map();
  private readonly requests: Ledger['requests'][number][] = [];
  private readonly plan: Plan;

  constructor(plan: Plan) {
    this.plan = plan;
    const { batching: by, mostBytes, mostFinished } = plan;
    this.queue = newQueue(by, 0, { mostBytes, mostFinished });
    plan.handedOver.forEach(({ afterMs, ticketId, kind, repeated }, n) => {
      const handed = write(n, ticketId, kind, t0 + afterMs);
      this.handed.set(handed.id, handed);
      this.at(t0 + afterMs, () => this.enqueue(handed));
      if (repeated !== null)
        this.at(t0 + afterMs + repeated.afterMs, () => this.enqueue({ ...handed, check: repeated.check }));
    });
    for (const { afterMs, batching } of plan.settingsChanges)
      this.at(t0 + afterMs, () => this.set(configure(this.queue, batching, this.now)));
  }

  run(): Ledger {
    for (let round = 0; round < mostRounds; round += 1) {
      const taken = takeDueTasks(this.queue, this.now);
      const unparked = unparkAll(taken.queue, this.now);
      this.set(unparked.queue);
      this.answer(unparked.answers);
      for (const task of taken.tasks) this.begin(task);
      const next = Math.min(this.queue.dueAt ?? Infinity, ...this.scheduled.map(({ at }) => at));
      if (next === Infinity) return { applied: this.applied, answers: this.answers, requests: this.requests };
      this.now = Math.max(this.now, next);
      const dueNow = this.scheduled.filter(({ at }) => at <= this.now);
      this.scheduled = this.scheduled.filter(({ at }) => at > this.now);
      for (const { run } of dueNow) run();
    }
    throw new Error(`the plan does not end: ${JSON.stringify(toJson(this.queue))}`);
  }

  private at(at: number, run: () => void): void {
    this.scheduled.push({ at, run });
  }

  private set(queue: WriteQueue): void {
    this.queue = queue;
    if (!isPlain(toJson(queue))) throw new Error('the queue would not survive JSON');
    const pending = [...waitingOf(queue), ...underWayOf(queue).flatMap(({ members }) => members)];
    const bytes = pending.reduce((sum, one) => sum + sizeOf(one.write), 0);
    if (queue.bytes !== bytes) throw new Error(`BAT-9: ${bytes} bytes wait, and ${queue.bytes} are counted`);
    const others = pending.filter((one) => one.write.change.file === null);
    const otherBytes = others.reduce((sum, one) => sum + sizeOf(one.write), 0);
    if (otherBytes > queue.mostBytes && others.length > 1) throw new Error(`BAT-9: ${otherBytes} bytes wait`);
    const files = pending.filter(lacksFile);
    const fileBytes = files.reduce((sum, one) => sum + sizeOf(one.write), 0);
    if (queue.fileBytes !== fileBytes) throw new Error(`BAT-9: ${fileBytes} bytes wait for files`);
    if (fileBytes > queue.mostBytes / 8 && files.length > 1)
      throw new Error(`BAT-9: ${fileBytes} bytes wait for files`);
    if ([...queue.backlogs.values()].some(({ waiting, underWay }) => waiting.length + underWay.length === 0))
      throw new Error('an empty backlog is kept');
    // There must be no task before `dueAt`, because the workflow sleeps until then.
    // When a token becomes too old, its file is uploaded again, but an answer comes before that.
    const tokensEndAt = pending.map(({ upload }) => (upload?.at ?? Infinity) + tokenLifetimeMs);
    const dueAt = Math.min(queue.dueAt ?? Infinity, this.now + 30 * 60_000, ...tokensEndAt);
    const missed = dueAt > this.now ? takeDueTasks({ ...queue, dueAt: 0 }, dueAt - 1).tasks : [];
    if (missed.length > 0) throw new Error(`BAT-2: something is due before ${dueAt}`);
  }

  private enqueue(handed: TicketWrite): void {
    const { queue, answers } = enqueue(this.queue, [handed], this.now);
    this.set(queue);
    this.answer(answers);
  }

  private answer(outcomes: readonly WriteAnswer[]): void {
    for (const outcome of outcomes) {
      if (outcome.kind === 'parked') {
        const handed = this.handed.get(outcome.id);
        if (handed === undefined) throw new Error(`nobody handed ${outcome.id} over`);
        this.parkedCount += 1;
        // The answer takes a while. A later answer replaces this one and its time.
        const arrival = this.now + (this.plan.latencies[this.parkedCount % this.plan.latencies.length] ?? 0);
        const number = this.parkedCount;
        this.latestParked.set(outcome.id, number);
        this.at(Math.max(arrival, outcome.until), () => {
          if (this.latestParked.get(outcome.id) === number)
            this.enqueue({ ...handed, check: true, fileTriedSince: outcome.fileTriedSince ?? this.now });
        });
        continue;
      }
      expect(asFound(this.answers.get(outcome.id) ?? outcome), 'answered in two ways').toEqual(asFound(outcome));
      this.answers.set(outcome.id, outcome);
      this.latestParked.delete(outcome.id);
    }
  }

  private begin(task: Task): void {
    if (task.kind === 'upload') {
      this.upload(task.write);
      return;
    }
    const groups = groupsOf(task);
    const { runNumber } = this;
    if (task.kind !== 'check')
      this.requests.push({
        at: this.now,
        tickets: groups.map(({ ticketId }) => ticketId),
        bulk: task.kind === 'send_many',
      });
    const results = groups.map(() => this.nextResult());
    const latency = this.plan.latencies[this.attempts % this.plan.latencies.length] ?? 0;
    // A single update is applied at once, and only its answer takes time. A bulk job runs for a while.
    const outcomes =
      task.kind === 'send' ? groups.map((group, i) => this.attempt(group, results[i] ?? 'applied', false)) : [];
    if (task.kind === 'send_many') this.jobsRunning += 1;
    this.tasks += 1;
    const { continuedEvery } = this.plan;
    if (continuedEvery !== null && this.tasks % continuedEvery === 0 && this.tasks < 60)
      this.at(this.now + latency / 2, () => this.continueAsNew());
    this.at(this.now + latency, () => {
      if (task.kind === 'send_many') this.jobsRunning -= 1;
      // If the workflow continued as new meanwhile, the request has had its effect, but the answer is lost.
      const isAnswered = runNumber === this.runNumber;
      if (task.kind === 'check') this.check(task.group, isAnswered);
      else if (task.kind === 'send') groups.forEach((group, i) => this.record(group, outcomes[i], false, isAnswered));
      else if (results.includes('bulk_refused')) {
        if (isAnswered) this.set(splitBulk(this.queue, groups, this.now));
      } else
        groups.forEach((group, i) =>
          this.record(group, this.attempt(group, results[i] ?? 'applied', true), true, isAnswered),
        );
    });
  }

  private upload(uploaded: TicketWrite): void {
    const { runNumber } = this;
    // After an hour of failures a file is rightly given up, so they end before.
    const fails = this.nextResult() === 'later' && this.now < t0 + 30 * 60_000;
    const latency = this.plan.latencies[this.attempts % this.plan.latencies.length] ?? 0;
    this.at(this.now + latency, () => {
      if (runNumber !== this.runNumber) return;
      const result = this.plan.filesRefused
        ? ({ kind: 'file_refused', message: 'not there any more' } as const)
        : fails
          ? ({ kind: 'not_now', code: null, message: 'busy', afterMs: null } as const)
          : ({ kind: 'uploaded', token: uploaded.id, contentUrl: addressOf(uploaded.id) ?? '' } as const);
      const { queue, answers } = recordUpload(this.queue, uploaded, result, this.now);
      this.set(queue);
      this.answer(answers);
    });
  }

  private nextResult(): (typeof attemptResults)[number] {
    this.attempts += 1;
    // Every fault ends after 40 attempts, so that each plan ends.
    if (this.attempts > 40) return 'applied';
    return this.plan.attemptResults[this.attempts % this.plan.attemptResults.length] ?? 'applied';
  }

  private check(group: Group, isAnswered: boolean): void {
    if (!isAnswered) return;
    if (group.members.some(({ afterBulk }) => afterBulk) && this.jobsRunning > 0) {
      this.record(group, { kind: 'later', afterMs: 5_000, reason: 'a job is running' }, false, true);
      return;
    }
    const there = this.applied.get(group.ticketId) ?? [];
    const ids = group.members.map((member) => member.write.id).filter((id) => there.includes(id));
    const dropped = group.members.map((member) => member.write.id).filter((id) => this.dropped.has(id));
    const found = [
      ...dropped.map((writeId) => ({ writeId, contentUrl: null, hasVoice: false })),
      ...ids.map((writeId) => ({ writeId, contentUrl: addressOf(writeId), hasVoice: true })),
    ];
    const { queue, answers } = recordMarkerCheck(this.queue, group, found, this.now);
    this.set(queue);
    this.answer(answers);
  }

  private attempt(group: Group, result: (typeof attemptResults)[number], bulk: boolean): SendOutcome {
    if (coalesce(group).uploads.length < group.members.filter(({ write: { change } }) => change.file !== null).length)
      throw new Error('UPD-12: a comment is sent without its file');
    const unknown = { kind: 'unknown', afterMs: 1_000, reason: 'the answer was lost' } as const;
    switch (result) {
      case 'later':
        return { kind: 'later', afterMs: 2_000, reason: '429' };
      case 'lost before':
        return unknown;
      case 'lost after':
        this.apply(group, bulk);
        return unknown;
      case 'applied late':
        if (!bulk) return unknown;
        this.jobsRunning += 1;
        this.at(this.now + 30_000, () => {
          this.apply(group, bulk);
          this.jobsRunning -= 1;
        });
        return unknown;
      case 'applied':
      case 'bulk_refused':
        return this.apply(group, bulk)
          ? { kind: 'applied', droppedFields: [] }
          : { kind: 'refused', code: 'Invalid', message: 'bad' };
      default:
        return result satisfies never;
    }
  }

  /** Applies the update of one ticket as a whole, or refuses it as a whole, as Zendesk does. */
  private apply(group: Group, bulk: boolean): boolean {
    const { writeIds, ticketId } = coalesce(group);
    if (writeIds.some((id) => this.isRefused(id))) return false;
    if (bulk && !this.plan.voiceInBulk && group.members.some(({ write: { change } }) => change.voice !== null))
      for (const id of writeIds) this.dropped.add(id);
    else this.applied.set(ticketId, [...(this.applied.get(ticketId) ?? []), ...writeIds]);
    return true;
  }

  private isRefused(id: string): boolean {
    return this.plan.refusedNumbers.some((n) => id.startsWith(`call-${n}/`));
  }

  private record(group: Group, outcome: SendOutcome | undefined, bulk: boolean, isAnswered: boolean): void {
    if (!isAnswered || outcome === undefined) return;
    const { queue, answers } = recordSendResult(this.queue, group, { outcome, bulk, contentUrl: null }, this.now);
    this.set(queue);
    this.answer(answers);
  }

  private continueAsNew(): void {
    this.runNumber += 1;
    const next: QueueJson = JSON.parse(JSON.stringify(toJson(markInFlightUnknown(this.queue, this.now))));
    this.set(fromJson(next));
  }
}
