import type { Arbitrary } from 'fast-check';
import { array, constantFrom, integer, option, record } from 'fast-check';
import { coalesce, groupsOf, takeDueTasks } from './due-tasks.ts';
import type { Task } from './due-tasks.ts';
import { enqueue, unparkAll, unparkDueAt } from './intake.ts';
import { newQueue, sizeOf, sooner } from './queue.ts';
import type { WriteQueue } from './queue.ts';
import { write } from './queue.testkit.ts';
import { recordMarkerCheck, recordSendResult } from './send-results.ts';
import type { TicketWrite, WriteAnswer } from '../zendesk/ticket-write.ts';

/**
 * A model of sessions around a queue with very little room. It shows how long writes wait although there is room. Each
 * session has a list of wanted writes. It hands them over as `domain/next-steps/write-steps.ts` does, and its list changes:
 * a late event adds a write before earlier ones, and a newer event makes a write unnecessary.
 */
export type WaitsPlan = {
  /** How many writes the queue has room for. */
  readonly places: number;
  /** Zendesk takes nothing for so long. */
  readonly downMs: number;
  readonly sessions: readonly {
    readonly writes: readonly {
      readonly ticketId: number;
      readonly afterMs: number;
      /** The write must come before this many of the earlier ones of its session. */
      readonly before: number;
      /** The session does not want it any more, this long after it came. */
      readonly droppedAfterMs: number | null;
    }[];
  }[];
  /** How long messages take, in turn. */
  readonly latencies: readonly number[];
};

export const waitsPlans: Arbitrary<WaitsPlan> = record({
  places: constantFrom(1, 2, 3, 1_000),
  downMs: integer({ min: 0, max: 400_000 }),
  sessions: array(
    record({
      writes: array(
        record({
          ticketId: integer({ min: 1, max: 4 }),
          afterMs: integer({ min: 0, max: 300_000 }),
          before: constantFrom(0, 0, 1, 2),
          droppedAfterMs: option(integer({ min: 1, max: 200_000 }), { freq: 4 }),
        }),
        { minLength: 1, maxLength: 5 },
      ),
    }),
    { minLength: 1, maxLength: 12 },
  ),
  latencies: array(constantFrom(0, 50, 400, 1_500, 3_000), { minLength: 1, maxLength: 5 }),
});

export type Waits = {
  /** The ids of the wanted writes that were never applied. */
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  /** Pairs of writes of one session and ticket in the wrong order. */
  readonly disordered: readonly string[];
  /**
   * The longest time for which the queue was empty although writes were wanted, Zendesk worked, and no event changed the
   * writes that are wanted; in ms.
   */
  readonly idleMs: number;
  /** From the last event or the end of the outage until the last write was applied, in ms. */
  readonly lateMs: number;
};

const t0 = Date.parse('2026-03-02T09:00:00Z');
const handOverAgainMs = 15 * 60_000;
/** No plan needs as many rounds, unless two writes send each other back again and again. */
const mostRounds = 4_000;

type Wanted = { readonly write: TicketWrite; readonly from: number; until: number };
type State = { parkedUntil: number | null; sentAt: number };

class ModelledSession {
  /** In the order in which the ticket should get them. */
  readonly wanted: Wanted[] = [];
  readonly finished: Set<string> = new Set();
  private states: Map<string, State> = new Map();

  add(one: Wanted, before: number): void {
    this.wanted.splice(Math.max(0, this.wanted.length - before), 0, one);
  }

  stillWanted(now: number): readonly Wanted[] {
    return this.wanted.filter(({ write: { id }, until }) => until > now || this.finished.has(id));
  }

  /** The writes to hand over now, and when to look again. */
  due(now: number): { readonly writes: readonly TicketWrite[]; readonly at: number } {
    const parkedUntil = Math.min(Infinity, ...[...this.states.values()].flatMap((state) => state.parkedUntil ?? []));
    const isParked = parkedUntil !== Infinity;
    const last = new Map<number, string>();
    const writes: TicketWrite[] = [];
    let at = Infinity;
    for (const { write: one } of this.stillWanted(now)) {
      if (this.finished.has(one.id)) continue;
      const state = this.states.get(one.id);
      const after = last.get(one.ticketId);
      last.set(one.ticketId, one.id);
      const isHandedOver = state !== undefined && state.parkedUntil === null;
      if (!isHandedOver && isParked && now < parkedUntil) {
        at = Math.min(at, parkedUntil);
        continue;
      }
      if (isHandedOver && now - state.sentAt < handOverAgainMs) {
        at = Math.min(at, state.sentAt + handOverAgainMs);
        continue;
      }
      writes.push({ ...one, check: state !== undefined, ...(after !== undefined && { after }) });
    }
    for (const { id } of writes) {
      this.states = new Map([...this.states].filter(([, state]) => state.parkedUntil === null));
      this.states.set(id, { parkedUntil: null, sentAt: now });
    }
    return { writes, at };
  }

  receive(answer: WriteAnswer): void {
    const state = this.states.get(answer.id);
    if (state === undefined || this.finished.has(answer.id)) return;
    state.parkedUntil = answer.kind === 'parked' ? answer.until : null;
    if (answer.kind !== 'parked') this.finished.add(answer.id);
  }
}

/** Plays a plan until nothing is left to do. */
export function playWaits(plan: WaitsPlan): Waits {
  return new WaitsRun(plan).run();
}

class WaitsRun {
  private queue: WriteQueue;
  private now = t0;
  private scheduled: { readonly at: number; readonly run: () => void }[] = [];
  private readonly sessions: readonly ModelledSession[];
  private readonly applied: string[] = [];
  private messages = 0;
  private readonly lastArrivals: Map<string, number> = new Map();
  private idleSince: number | null = null;
  private idleMs = 0;
  private lastEventAt = t0;
  private lastAppliedAt = t0;
  private readonly plan: WaitsPlan;

  constructor(plan: WaitsPlan) {
    this.plan = plan;
    let n = 0;
    const mostBytes = plan.places * sizeOf(write(1_000, 1)) + 150;
    const batching = { addComment: true, updateTicket: true, windowSeconds: 1, adaptive: false };
    this.queue = newQueue({ ...batching, shards: 1, updatesPerMinute: 100_000 }, 0, { mostBytes });
    this.sessions = plan.sessions.map(({ writes }, s) => {
      const session = new ModelledSession();
      for (const { ticketId, afterMs, before, droppedAfterMs } of writes.toSorted((a, b) => a.afterMs - b.afterMs)) {
        n += 1;
        const from = t0 + afterMs;
        const one = { ...write(n, ticketId, 'comment', from), id: `call-${s}/${n}`, sessionId: `call-${s}` };
        const until = droppedAfterMs === null ? Infinity : from + droppedAfterMs;
        this.at(from, () => {
          this.lastEventAt = this.now;
          session.add({ write: one, from, until }, before);
          this.look(session);
        });
        if (until < Infinity)
          this.at(until, () => {
            this.lastEventAt = this.now;
            this.look(session);
          });
      }
      return session;
    });
  }

  run(): Waits {
    for (let round = 0; round < mostRounds; round += 1) {
      const { queue, tasks } = takeDueTasks(this.queue, this.now);
      const unparked = unparkAll(queue, this.now);
      this.queue = unparked.queue;
      this.answer(unparked.answers);
      for (const task of tasks) this.begin(task);
      this.watch();
      const dueAt = sooner(this.queue.dueAt, unparkDueAt(this.queue, this.now)) ?? Infinity;
      const next = Math.min(dueAt, ...this.scheduled.map(({ at }) => at));
      if (next === Infinity || this.isDone()) return this.result();
      this.now = Math.max(this.now, next);
      const dueNow = this.scheduled.filter(({ at }) => at <= this.now);
      this.scheduled = this.scheduled.filter(({ at }) => at > this.now);
      for (const { run } of dueNow) run();
    }
    throw new Error('the plan does not end');
  }

  /** All events have come, and each write that is still wanted is applied. */
  private isDone(): boolean {
    return this.now >= this.calmAt() && this.missing().length === 0 && this.queue.backlogs.size === 0;
  }

  /** When the last event has come and Zendesk works. */
  private calmAt(): number {
    const times = this.plan.sessions.flatMap(({ writes }) =>
      writes.flatMap(({ afterMs, droppedAfterMs }) => [afterMs, afterMs + (droppedAfterMs ?? 0)]),
    );
    return t0 + Math.max(this.plan.downMs, ...times);
  }

  private missing(): readonly string[] {
    return this.sessions.flatMap((session) =>
      session.stillWanted(this.now).flatMap(({ write: { id } }) => (this.applied.includes(id) ? [] : [id])),
    );
  }

  private result(): Waits {
    const { applied } = this;
    return {
      lost: this.missing(),
      doubled: applied.filter((id, i) => applied.indexOf(id) !== i),
      disordered: this.sessions.flatMap(({ wanted }) =>
        wanted.flatMap((one, i) => this.overtakenBy(one, wanted.slice(i + 1))),
      ),
      idleMs: this.idleMs,
      lateMs: Math.max(0, this.lastAppliedAt - this.calmAt()),
    };
  }

  /** The writes of the same session and ticket that came later, must come later, and were applied earlier. */
  private overtakenBy({ write: one, from }: Wanted, later: readonly Wanted[]): readonly string[] {
    const at = this.applied.indexOf(one.id);
    return later
      .filter((other) => other.write.ticketId === one.ticketId && other.from > from)
      .filter((other) => at >= 0 && this.applied.includes(other.write.id) && this.applied.indexOf(other.write.id) < at)
      .map((other) => `${other.write.id} before ${one.id}`);
  }

  private at(at: number, run: () => void): void {
    this.scheduled.push({ at, run });
  }

  /** Delivers a message after some time. The messages of one channel arrive in their order. */
  private send(channel: string, receive: () => void): void {
    this.messages += 1;
    const latency = this.plan.latencies[this.messages % this.plan.latencies.length] ?? 0;
    const at = Math.max(this.now + latency, this.lastArrivals.get(channel) ?? 0);
    this.lastArrivals.set(channel, at);
    this.at(at, receive);
  }

  /** Measures how long the queue is empty while writes are wanted. */
  private watch(): void {
    const isIdle = this.queue.backlogs.size === 0 && this.now >= t0 + this.plan.downMs && this.missing().length > 0;
    if (!isIdle) this.idleSince = null;
    else this.idleSince ??= this.now;
    if (this.idleSince !== null)
      this.idleMs = Math.max(this.idleMs, this.now - Math.max(this.idleSince, this.lastEventAt));
  }

  private look(session: ModelledSession): void {
    const { writes, at } = session.due(this.now);
    if (at < Infinity) this.at(at, () => this.look(session));
    if (writes.length === 0) return;
    this.send(`from ${this.sessions.indexOf(session)}`, () => {
      const { queue, answers } = enqueue(this.queue, writes, this.now);
      this.queue = queue;
      this.answer(answers);
    });
  }

  private answer(answers: readonly WriteAnswer[]): void {
    for (const [s, session] of this.sessions.entries()) {
      const own = answers.filter(({ id }) => session.wanted.some((one) => one.write.id === id));
      if (own.length === 0) continue;
      this.send(`to ${s}`, () => {
        for (const answer of own) session.receive(answer);
        this.look(session);
      });
    }
  }

  private begin(task: Task): void {
    const isDown = this.now < t0 + this.plan.downMs;
    this.at(this.now + 500, () => {
      for (const group of groupsOf(task)) {
        const ids = coalesce(group).writeIds;
        if (task.kind === 'check') {
          const found = ids.filter((id) => this.applied.includes(id));
          const markers = found.map((writeId) => ({ writeId, contentUrl: null, hasVoice: true }));
          this.record(recordMarkerCheck(this.queue, group, markers, this.now));
          continue;
        }
        if (!isDown) {
          this.applied.push(...ids);
          this.lastAppliedAt = this.now;
        }
        const outcome = isDown
          ? ({ kind: 'later', afterMs: 1_000, reason: '503' } as const)
          : ({ kind: 'applied', droppedFields: [] } as const);
        this.record(recordSendResult(this.queue, group, { outcome, bulk: false, contentUrl: null }, this.now));
      }
    });
  }

  private record({ queue, answers }: { readonly queue: WriteQueue; readonly answers: readonly WriteAnswer[] }): void {
    this.queue = queue;
    this.answer(answers);
  }
}

/** The same plan without writes that become unnecessary. */
export function withoutDrops(plan: WaitsPlan): WaitsPlan {
  const sessions = plan.sessions.map(({ writes }) => ({
    writes: writes.map((one) => ({ ...one, droppedAfterMs: null })),
  }));
  return { ...plan, sessions };
}

/** Whether all writes of the plan fit into the queue at the same time. */
export function hasRoomForAll({ places, sessions }: WaitsPlan): boolean {
  return places >= sessions.reduce((sum, { writes }) => sum + writes.length, 0);
}
