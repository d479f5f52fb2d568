import type { Arbitrary } from 'fast-check';
import { array, boolean, constant, constantFrom, integer, option, record } from 'fast-check';
import { expect } from 'vitest';
import { sizeOf } from './parking.ts';
import { unparkAll, configure, enqueue } from './intake.ts';
import { toJson, newQueue, fromJson } from './queue.ts';
import { recordMarkerCheck, markInFlightUnknown, fileRefused, recordSendResult, splitBulk } from './send-results.ts';
import type { Batching, QueueJson, Group, Waiting, WriteQueue } from './queue.ts';
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

/** Write `n`, of the nature `kind`. Its content names it, so that an update shows what it carries. */
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

/** A write to another ticket every so often, for ten minutes: how many requests it takes, and how long writes wait. */
export function paced(everyMs: number, by: Batching): { readonly requests: number; readonly meanWaitMs: number } {
  let queue = newQueue(by);
  let requests = 0;
  let waited = 0;
  const end = t0 + 10 * 60_000;
  let n = 0;
  for (let now = t0; now < end;) {
    const arrival = t0 + n * everyMs;
    if (arrival <= now) {
      queue = enqueue(queue, [write(n, n + 1, 'comment', now)], now).queue;
      n += 1;
    }
    const taken = takeDueTasks(queue, now);
    queue = taken.queue;
    for (const task of taken.tasks) {
      requests += 1;
      for (const group of groupsOf(task)) {
        for (const { write: one } of group.members) waited += now - one.dueAt;
        queue = recordSendResult(queue, group, { kind: 'applied', droppedFields: [] }, now, {
          bulk: true,
          contentUrl: null,
        }).queue;
      }
    }
    const next = Math.min(t0 + n * everyMs, queue.dueAt ?? Infinity);
    now = Math.max(now, next);
  }
  return { requests, meanWaitMs: waited / n };
}

/** What Zendesk and the network do with an attempt. `lands…`: it is applied though the answer says nothing of it. */
const fates = [
  'applied',
  'applied',
  'applied',
  'later',
  'lost before',
  'lost after',
  'lands late',
  'bulk_refused',
] as const;

export type Plan = {
  readonly batching: Batching;
  /** The mark above which sessions are to hold back (BAT-9). */
  readonly mostBytes: number;
  /** How many of the settled ones are remembered. */
  readonly mostFinished: number;
  readonly handedOver: readonly {
    readonly afterMs: number;
    readonly ticketId: number;
    readonly kind: (typeof kinds)[number];
    /** Told to look for its marker or not, as a worker that was killed between two messages would hand it over. */
    readonly again: { readonly afterMs: number; readonly check: boolean } | null;
  }[];
  readonly configured: readonly { readonly afterMs: number; readonly batching: Batching }[];
  /** In turn, one an attempt of a ticket. */
  readonly fates: readonly (typeof fates)[number][];
  readonly latencies: readonly number[];
  /** Writes (by number) that Zendesk refuses for good, whatever travels with them. */
  readonly bad: readonly number[];
  readonly filesRefused: boolean;
  /** Else a bulk request drops voice comments without a word (UPD-12). */
  readonly voiceInBulk: boolean;
  /** After how many tasks the workflow is continued as new, in the middle of the last; null: never. */
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
      again: option(record({ afterMs: integer({ min: 0, max: 60_000 }), check: boolean() }), { freq: 3 }),
    }),
    { minLength: 1, maxLength: 14 },
  ),
  configured: array(record({ afterMs: integer({ min: 0, max: 40_000 }), batching: batchings }), { maxLength: 2 }),
  fates: array(constantFrom(...fates), { minLength: 1, maxLength: 8 }),
  latencies: array(constantFrom(0, 100, 3_000, 20_000), { minLength: 1, maxLength: 4 }),
  bad: array(integer({ min: 0, max: 13 }), { maxLength: 3 }),
  filesRefused: boolean(),
  voiceInBulk: boolean(),
  continuedEvery: option(integer({ min: 1, max: 6 }), { freq: 2 }),
});

/** More rounds than any generated plan needs. */
const mostRounds = 2_000;

export type Ledger = {
  /** Ids of writes as they came to stand on each ticket, in order. */
  readonly applied: ReadonlyMap<number, readonly string[]>;
  readonly answers: ReadonlyMap<string, WriteOutcome>;
  readonly requests: readonly { readonly at: number; readonly tickets: readonly number[]; readonly bulk: boolean }[];
};

/** Plays a plan to its end: the workflow around the queue, and a Zendesk whose bulk jobs may land late. */
export function play(plan: Plan): Ledger {
  return new Play(plan).run();
}

/** Whether JSON gives back exactly this (BAT-7). */
function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null)
    return value === null || ['string', 'boolean'].includes(typeof value) || Number.isFinite(value);
  return (
    [Object.prototype, Array.prototype, null].includes(Object.getPrototypeOf(value)) &&
    Object.values(value).every(isPlain)
  );
}

class Play {
  private queue: WriteQueue;
  private now = t0;
  private agenda: { readonly at: number; readonly happen: () => void }[] = [];
  private attempts = 0;
  private tasks = 0;
  private age = 0;
  private jobsRunning = 0;
  private held = 0;
  /** By which of the answers its session goes, of a write that is held back. */
  private readonly told: Map<string, number> = new Map();
  private readonly handed: Map<string, TicketWrite> = new Map();
  private readonly applied: Map<number, string[]> = new Map();
  /** Voice comments of bulk requests that Zendesk took without them. */
  private readonly dropped: Set<string> = new Set();
  private readonly answers: Map<string, WriteOutcome> = new Map();
  private readonly requests: Ledger['requests'][number][] = [];
  private readonly plan: Plan;

  constructor(plan: Plan) {
    this.plan = plan;
    const { batching: by, mostBytes, mostFinished } = plan;
    this.queue = newQueue(by, 0, { mostBytes, mostFinished });
    plan.handedOver.forEach(({ afterMs, ticketId, kind, again }, n) => {
      const handed = write(n, ticketId, kind, t0 + afterMs);
      this.handed.set(handed.id, handed);
      this.at(t0 + afterMs, () => this.enqueue(handed));
      if (again !== null) this.at(t0 + afterMs + again.afterMs, () => this.enqueue({ ...handed, check: again.check }));
    });
    for (const { afterMs, batching } of plan.configured)
      this.at(t0 + afterMs, () => this.set(configure(this.queue, batching, this.now)));
  }

  run(): Ledger {
    for (let round = 0; round < mostRounds; round += 1) {
      const taken = takeDueTasks(this.queue, this.now);
      const called = unparkAll(taken.queue, this.now);
      this.set(called.queue);
      this.answer(called.answers);
      for (const task of taken.tasks) this.begin(task);
      const next = Math.min(this.queue.dueAt ?? Infinity, ...this.agenda.map(({ at }) => at));
      if (next === Infinity) return { applied: this.applied, answers: this.answers, requests: this.requests };
      this.now = Math.max(this.now, next);
      const happenings = this.agenda.filter(({ at }) => at <= this.now);
      this.agenda = this.agenda.filter(({ at }) => at > this.now);
      for (const { happen } of happenings) happen();
    }
    throw new Error(`no end in sight: ${JSON.stringify(toJson(this.queue))}`);
  }

  private at(at: number, happen: () => void): void {
    this.agenda.push({ at, happen });
  }

  private set(queue: WriteQueue): void {
    this.queue = queue;
    if (!isPlain(toJson(queue))) throw new Error('the queue would not survive JSON');
    const pending = [...waitingOf(queue), ...underWayOf(queue).flatMap(({ members }) => members)];
    const bytes = pending.reduce((sum, one) => sum + sizeOf(one.write), 0);
    if (queue.bytes !== bytes) throw new Error(`BAT-9: ${bytes} bytes wait, and ${queue.bytes} are counted`);
    if (bytes > queue.mostBytes && pending.length > 1) throw new Error(`BAT-9: ${bytes} bytes wait`);
    if ([...queue.backlogs.values()].some(({ waiting, underWay }) => waiting.length + underWay.length === 0))
      throw new Error('an empty line is kept');
    // Nothing is forgotten: before that time there is nothing to send.
    const dueAt = queue.dueAt ?? Number.MAX_SAFE_INTEGER;
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
        this.held += 1;
        // The session learns it a while later, and hands over again when it was told last.
        const heard = this.now + (this.plan.latencies[this.held % this.plan.latencies.length] ?? 0);
        const told = this.held;
        this.told.set(outcome.id, told);
        this.at(Math.max(heard, outcome.until), () => {
          if (this.told.get(outcome.id) === told) this.enqueue({ ...handed, check: true });
        });
        continue;
      }
      expect(this.answers.get(outcome.id) ?? outcome, 'answered in two ways').toEqual(outcome);
      this.answers.set(outcome.id, outcome);
      this.told.delete(outcome.id);
    }
  }

  private begin(task: Task): void {
    const groups = task.kind === 'send_many' ? task.groups : [task.group];
    const { age } = this;
    if (task.kind !== 'check')
      this.requests.push({
        at: this.now,
        tickets: groups.map(({ ticketId }) => ticketId),
        bulk: task.kind === 'send_many',
      });
    const fated = groups.map(() => this.nextFate());
    const latency = this.plan.latencies[this.attempts % this.plan.latencies.length] ?? 0;
    // One update is at Zendesk at once, and only its answer takes time; a bulk job runs for a while.
    const outcomes =
      task.kind === 'send' ? groups.map((group, i) => this.attempt(group, fated[i] ?? 'applied', false)) : [];
    if (task.kind === 'send_many') this.jobsRunning += 1;
    this.tasks += 1;
    const { continuedEvery } = this.plan;
    if (continuedEvery !== null && this.tasks % continuedEvery === 0 && this.tasks < 60)
      this.at(this.now + latency / 2, () => this.continueAsNew());
    this.at(this.now + latency, () => {
      if (task.kind === 'send_many') this.jobsRunning -= 1;
      // What was under way when the workflow was continued as new did its work, and nobody hears of it.
      const heard = age === this.age;
      if (task.kind === 'check') this.check(task.group, heard);
      else if (task.kind === 'send') groups.forEach((group, i) => this.settle(group, outcomes[i], false, heard));
      else if (fated.includes('bulk_refused')) {
        if (heard) this.set(splitBulk(this.queue, groups, this.now));
      } else
        groups.forEach((group, i) => this.settle(group, this.attempt(group, fated[i] ?? 'applied', true), true, heard));
    });
  }

  private nextFate(): (typeof fates)[number] {
    this.attempts += 1;
    // Every trouble is over some day.
    if (this.attempts > 40) return 'applied';
    return this.plan.fates[this.attempts % this.plan.fates.length] ?? 'applied';
  }

  private check(group: Group, heard: boolean): void {
    if (!heard) return;
    if (group.members.some(({ afterBulk }) => afterBulk) && this.jobsRunning > 0) {
      this.settle(group, { kind: 'later', afterMs: 5_000, reason: 'a job is running' }, false, true);
      return;
    }
    const there = this.applied.get(group.ticketId) ?? [];
    const ids = group.members.map((member) => member.write.id).filter((id) => there.includes(id));
    const dropped = group.members.map((member) => member.write.id).filter((id) => this.dropped.has(id));
    const found = [
      ...dropped.map((writeId) => ({ writeId, contentUrl: null, hasVoice: false })),
      ...ids.map((writeId) => ({ writeId, contentUrl: null, hasVoice: true })),
    ];
    const { queue, answers } = recordMarkerCheck(this.queue, group, found, this.now);
    this.set(queue);
    this.answer(answers);
  }

  private attempt(group: Group, fate: (typeof fates)[number], bulk: boolean): SendOutcome | null {
    if (this.plan.filesRefused && group.members.some(({ write: { change } }) => change.file !== null)) return null;
    const unknown = { kind: 'unknown', afterMs: 1_000, reason: 'the answer was lost' } as const;
    switch (fate) {
      case 'later':
        return { kind: 'later', afterMs: 2_000, reason: '429' };
      case 'lost before':
        return unknown;
      case 'lost after':
        this.apply(group, bulk);
        return unknown;
      case 'lands late':
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
        return fate satisfies never;
    }
  }

  /** All or nothing, as Zendesk takes one update of a ticket. */
  private apply(group: Group, bulk: boolean): boolean {
    const { writeIds, ticketId } = coalesce(group);
    if (writeIds.some((id) => this.isBad(id))) return false;
    if (bulk && !this.plan.voiceInBulk && group.members.some(({ write: { change } }) => change.voice !== null))
      for (const id of writeIds) this.dropped.add(id);
    else this.applied.set(ticketId, [...(this.applied.get(ticketId) ?? []), ...writeIds]);
    return true;
  }

  private isBad(id: string): boolean {
    return this.plan.bad.some((n) => id.startsWith(`call-${n}/`));
  }

  /** Null: its file can't be had. */
  private settle(group: Group, outcome: SendOutcome | null | undefined, bulk: boolean, heard: boolean): void {
    if (!heard || outcome === undefined) return;
    const { queue, answers } =
      outcome === null
        ? fileRefused(this.queue, group, 'not there any more')
        : recordSendResult(this.queue, group, outcome, this.now, { bulk, contentUrl: null });
    this.set(queue);
    this.answer(answers);
  }

  private continueAsNew(): void {
    this.age += 1;
    const next: QueueJson = JSON.parse(JSON.stringify(toJson(markInFlightUnknown(this.queue, this.now))));
    this.set(fromJson(next));
  }
}
