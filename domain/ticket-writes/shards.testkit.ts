import type { Arbitrary } from 'fast-check';
import { array, boolean, constantFrom, integer, record } from 'fast-check';
import { configure, enqueue, unparkAll } from './intake.ts';
import { newQueue } from './queue.ts';
import type { Batching, WriteQueue } from './queue.ts';
import { coalesce, groupsOf, takeDueTasks } from './due-tasks.ts';
import type { Task } from './due-tasks.ts';
import { waitingOf, write } from './queue.testkit.ts';
import { recordMarkerCheck, recordSendResult } from './send-results.ts';
import type { TicketWrite, WriteAnswer } from '../zendesk/ticket-write.ts';

/** Sessions that use different numbers of shards, while the number in force is changed again and again. */
export type ShardsPlan = {
  /** The numbers of shards that come into force one after the other. */
  readonly numbers: readonly number[];
  /** `number`: the number of shards when the session started. */
  readonly sessions: readonly {
    readonly number: number;
    readonly ticketIds: readonly number[];
    /** The session hands each write over twice, because its worker dies after each hand-over. */
    readonly isRepeating: boolean;
  }[];
  /** Each number selects the next action among all actions that are possible then. */
  readonly choices: readonly number[];
};

const numbers = constantFrom(1, 2, 3, 5);

export const shardsPlans: Arbitrary<ShardsPlan> = record({
  numbers: array(numbers, { minLength: 1, maxLength: 4 }),
  sessions: array(
    record({
      number: numbers,
      isRepeating: boolean(),
      ticketIds: array(integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 6 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  choices: array(integer({ min: 0, max: 1_000 }), { minLength: 1, maxLength: 200 }),
});

export type ShardsResult = {
  /** The ids of the writes by ticket, in the order in which Zendesk applied them. */
  readonly applied: ReadonlyMap<number, readonly string[]>;
  readonly handedOver: readonly TicketWrite[];
  /** The tickets that had writes in two shards at the same time. */
  readonly splitTickets: readonly number[];
};

const batching: Batching = {
  addComment: true,
  updateTicket: true,
  windowSeconds: 1,
  adaptive: false,
  shards: 1,
  updatesPerMinute: 1_000_000,
};
const mostSteps = 5_000;

type Shard = { queue: WriteQueue; elsewhere: readonly TicketWrite[]; tasks: readonly Task[]; lastNumber: number };
type SessionState = {
  readonly number: number;
  readonly isRepeating: boolean;
  readonly writes: readonly TicketWrite[];
  handed: number;
  readonly finished: Set<string>;
  readonly parked: Set<string>;
  parkedUntil: number | null;
};

export function playShards(plan: ShardsPlan): ShardsResult {
  return new ShardsRun(plan).run();
}

class ShardsRun {
  private now = Date.parse('2026-03-02T09:00:00Z');
  private readonly shards: Map<number, Shard> = new Map();
  /** The messages that are under way, by sender and receiver, in their order. */
  private readonly channels: Map<string, (() => void)[]> = new Map();
  private readonly sessions: readonly SessionState[];
  private readonly changes: number[];
  private number: number;
  private draining = false;
  private readonly applied: Map<number, string[]> = new Map();
  private readonly splitTickets: Set<number> = new Set();
  private readonly plan: ShardsPlan;

  constructor(plan: ShardsPlan) {
    this.plan = plan;
    const [first = 1, ...changes] = plan.numbers;
    this.number = first;
    this.changes = changes;
    let n = 0;
    this.sessions = plan.sessions.map(({ number, ticketIds, isRepeating }, s) => ({
      number,
      isRepeating,
      writes: ticketIds.map((ticketId) => {
        n += 1;
        return { ...write(n, ticketId, 'comment', this.now), id: `session-${s}/${n}`, sessionId: `session-${s}` };
      }),
      handed: 0,
      finished: new Set<string>(),
      parked: new Set<string>(),
      parkedUntil: null,
    }));
  }

  run(): ShardsResult {
    for (let step = 0; step < mostSteps; step += 1) {
      const possible = this.possibleActions();
      const choice = this.plan.choices[step % this.plan.choices.length] ?? 0;
      const action = possible[choice % Math.max(1, possible.length)];
      if (action !== undefined) action();
      else if (!this.passTime()) return this.result();
      this.findSplitTickets();
    }
    throw new Error('the plan does not end');
  }

  private result(): ShardsResult {
    const handedOver = this.sessions.flatMap(({ writes }) => writes);
    return { applied: this.applied, handedOver, splitTickets: [...this.splitTickets] };
  }

  private findSplitTickets(): void {
    const seen = new Map<number, Shard>();
    for (const shard of this.shards.values())
      for (const ticketId of shard.queue.backlogs.keys()) {
        if (seen.has(ticketId) && seen.get(ticketId) !== shard) this.splitTickets.add(ticketId);
        seen.set(ticketId, shard);
      }
  }

  private possibleActions(): readonly (() => void)[] {
    return [
      ...[...this.channels].flatMap(([name, messages]) => (messages.length === 0 ? [] : [() => this.deliver(name)])),
      ...this.sessions.filter((one) => this.hasMore(one)).map((one) => () => this.handOver(one)),
      ...[...this.shards.values()].flatMap((shard) => this.work(shard)),
      ...this.change(),
    ];
  }

  private hasMore({ handed, writes, parkedUntil }: SessionState): boolean {
    return parkedUntil === null ? handed < writes.length : parkedUntil <= this.now;
  }

  private send(channel: string, receive: () => void): void {
    this.channels.set(channel, [...(this.channels.get(channel) ?? []), receive]);
  }

  private deliver(channel: string): void {
    this.channels.get(channel)?.shift()?.();
  }

  /** Hands the next write over. If writes were parked, it hands over all of them and all new ones, in their order. */
  private handOver(session: SessionState): void {
    const again = session.parkedUntil !== null;
    const last = again ? session.writes.length : session.handed + 1;
    const writes = session.writes
      .slice(again ? 0 : session.handed, last)
      .filter(({ id }, i) => session.parked.has(id) || (again ? i >= session.handed : true))
      .map((one) => {
        const before = session.writes.slice(
          0,
          session.writes.findIndex(({ id }) => id === one.id),
        );
        const last = before.findLast(({ id, ticketId }) => ticketId === one.ticketId && !session.finished.has(id));
        return { ...one, check: again, ...(last !== undefined && { after: last.id }) };
      });
    session.handed = last;
    session.parkedUntil = null;
    session.parked.clear();
    const name = `session ${this.sessions.indexOf(session)}`;
    const handed = session.isRepeating ? [...writes, ...writes] : writes;
    for (const one of handed) this.pass(name, one, session.number);
  }

  private pass(from: string, one: TicketWrite, number: number): void {
    const to = one.ticketId % number;
    this.send(`${from} to ${to}`, () => {
      const shard = this.shardAt(to);
      const taken = enqueue(shard.queue, [one], this.now);
      shard.queue = taken.queue;
      shard.elsewhere = [...shard.elsewhere, ...taken.elsewhere];
      this.answer(to, taken.answers);
    });
  }

  private shardAt(at: number): Shard {
    const shards = this.draining ? null : this.number;
    const shard = this.shards.get(at) ?? {
      queue: newQueue({ ...batching, shards }, at, { forgottenUpTo: this.now }),
      elsewhere: [],
      tasks: [],
      lastNumber: this.number,
    };
    this.shards.set(at, shard);
    return shard;
  }

  private answer(from: number, answers: readonly WriteAnswer[]): void {
    for (const answer of answers) {
      const session = this.sessions.find(({ writes }) => writes.some(({ id }) => id === answer.id));
      if (session === undefined) continue;
      this.send(`${from} to session ${this.sessions.indexOf(session)}`, () => {
        if (answer.kind !== 'parked') session.finished.add(answer.id);
        else if (!session.finished.has(answer.id)) {
          session.parked.add(answer.id);
          session.parkedUntil = Math.min(session.parkedUntil ?? answer.until, answer.until);
        }
      });
    }
  }

  private work(shard: Shard): readonly (() => void)[] {
    const [task] = shard.tasks;
    const at = shard.queue.shard;
    const unparked = unparkAll(shard.queue, this.now);
    const taken = takeDueTasks(shard.queue, this.now);
    const [next] = shard.elsewhere;
    return [
      ...(task === undefined ? [] : [() => this.end(shard, task)]),
      ...(unparked.answers.length === 0
        ? []
        : [
            () => {
              shard.queue = unparked.queue;
              this.answer(at, unparked.answers);
            },
          ]),
      ...(taken.tasks.length === 0
        ? []
        : [
            () => {
              shard.queue = taken.queue;
              shard.tasks = [...shard.tasks, ...taken.tasks];
            },
          ]),
      ...(next === undefined
        ? []
        : [
            () => {
              shard.elsewhere = shard.elsewhere.slice(1);
              this.pass(`shard ${at}`, next, shard.lastNumber);
              this.deliver(`shard ${at} to ${next.ticketId % shard.lastNumber}`);
            },
          ]),
    ];
  }

  private end(shard: Shard, task: Task): void {
    shard.tasks = shard.tasks.slice(1);
    for (const group of groupsOf(task)) {
      const there = this.applied.get(group.ticketId) ?? [];
      const ids = group.members.map((member) => member.write.id).filter((id) => there.includes(id));
      const found = ids.map((writeId) => ({ writeId, contentUrl: null, hasVoice: true }));
      if (task.kind !== 'check') this.applied.set(group.ticketId, [...there, ...coalesce(group).writeIds]);
      const { queue, answers } =
        task.kind === 'check'
          ? recordMarkerCheck(shard.queue, group, found, this.now)
          : recordSendResult(
              shard.queue,
              group,
              { outcome: { kind: 'applied', droppedFields: [] }, bulk: false, contentUrl: null },
              this.now,
            );
      shard.queue = queue;
      this.answer(shard.queue.shard, answers);
    }
  }

  /** The settings workflow: first no shard takes writes in. When all are empty, the new number of shards is sent to them. */
  private change(): readonly (() => void)[] {
    // The settings workflow waits until its signals have arrived.
    if ([...this.channels].some(([name, messages]) => name.startsWith('settings') && messages.length > 0)) return [];
    if (!this.draining)
      return this.changes.length === 0
        ? []
        : [
            () => {
              this.draining = true;
              for (let at = 0; at < this.number; at += 1) this.shardAt(at);
              this.configureShards(null);
            },
          ];
    const drained = [...this.shards.values()].every(
      ({ queue, elsewhere }) => queue.batching.shards === null && queue.backlogs.size + elsewhere.length === 0,
    );
    if (!drained) return [];
    return [
      () => {
        this.number = this.changes.shift() ?? this.number;
        this.draining = false;
        this.configureShards(this.number);
      },
    ];
  }

  private configureShards(shards: number | null): void {
    for (const [at, shard] of this.shards)
      this.send(`settings to ${at}`, () => {
        shard.queue = configure(shard.queue, { ...batching, shards }, this.now);
        shard.lastNumber = shards ?? shard.lastNumber;
      });
  }

  /** Moves time to the next moment when a window closes or a session may hand its parked writes over. False: there is none. */
  private passTime(): boolean {
    const times = [
      ...[...this.shards.values()].flatMap(({ queue }) => waitingOf(queue).map(({ readyAt }) => readyAt)),
      ...this.sessions.flatMap(({ parkedUntil }) => parkedUntil ?? []),
    ].filter((at) => at > this.now);
    if (times.length === 0) return false;
    this.now = Math.min(...times);
    return true;
  }
}
