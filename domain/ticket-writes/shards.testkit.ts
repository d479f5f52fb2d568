import type { Arbitrary } from 'fast-check';
import { array, boolean, constantFrom, integer, record } from 'fast-check';
import { unparkAll, configure, enqueue } from './intake.ts';
import { newQueue } from './queue.ts';
import type { Batching, WriteQueue } from './queue.ts';
import { coalesce, takeDueTasks } from './due-tasks.ts';
import type { Task } from './due-tasks.ts';
import { waitingOf, write } from './queue.testkit.ts';
import { recordMarkerCheck, recordSendResult } from './send-results.ts';
import type { TicketWrite, WriteAnswer } from '../zendesk/ticket-write.ts';

/** Sessions that go by different numbers of shards, while the number in force is changed again and again. */
export type ShardsPlan = {
  readonly numbers: readonly number[];
  /** `number`: the one that the session read when it started. */
  readonly sessions: readonly {
    readonly number: number;
    readonly ticketIds: readonly number[];
    /** Its worker dies after each hand-over, so that the next one hands the same over again. */
    readonly dies: boolean;
  }[];
  /** What happens next, by its place among all that can happen. */
  readonly choices: readonly number[];
};

const numbers = constantFrom(1, 2, 3, 5);

export const shardsPlans: Arbitrary<ShardsPlan> = record({
  numbers: array(numbers, { minLength: 1, maxLength: 4 }),
  sessions: array(
    record({
      number: numbers,
      dies: boolean(),
      ticketIds: array(integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 6 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  choices: array(integer({ min: 0, max: 1_000 }), { minLength: 1, maxLength: 200 }),
});

export type ShardsStory = {
  /** Ids of writes as they came to stand on each ticket. */
  readonly applied: ReadonlyMap<number, readonly string[]>;
  readonly handedOver: readonly TicketWrite[];
  /** Tickets that had writes in two shards at a time. */
  readonly torn: readonly number[];
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
  readonly dies: boolean;
  readonly writes: readonly TicketWrite[];
  handed: number;
  readonly settled: Set<string>;
  readonly held: Set<string>;
  heldUntil: number | null;
};

export function playShards(plan: ShardsPlan): ShardsStory {
  return new ShardsPlay(plan).run();
}

class ShardsPlay {
  private now = Date.parse('2026-03-02T09:00:00Z');
  private readonly shards: Map<number, Shard> = new Map();
  /** What is on its way, by sender and receiver, each in order. */
  private readonly channels: Map<string, (() => void)[]> = new Map();
  private readonly sessions: readonly SessionState[];
  private readonly changes: number[];
  private number: number;
  private draining = false;
  private readonly applied: Map<number, string[]> = new Map();
  private readonly torn: Set<number> = new Set();
  private readonly plan: ShardsPlan;

  constructor(plan: ShardsPlan) {
    this.plan = plan;
    const [first = 1, ...changes] = plan.numbers;
    this.number = first;
    this.changes = changes;
    let n = 0;
    this.sessions = plan.sessions.map(({ number, ticketIds, dies }, s) => ({
      number,
      dies,
      writes: ticketIds.map((ticketId) => {
        n += 1;
        return { ...write(n, ticketId, 'comment', this.now), id: `session-${s}/${n}`, sessionId: `session-${s}` };
      }),
      handed: 0,
      settled: new Set<string>(),
      held: new Set<string>(),
      heldUntil: null,
    }));
  }

  run(): ShardsStory {
    for (let step = 0; step < mostSteps; step += 1) {
      const possible = this.possible();
      const choice = this.plan.choices[step % this.plan.choices.length] ?? 0;
      const happen = possible[choice % Math.max(1, possible.length)];
      if (happen !== undefined) happen();
      else if (!this.passTime()) return this.story();
      this.look();
    }
    throw new Error('no end in sight');
  }

  private story(): ShardsStory {
    const handedOver = this.sessions.flatMap(({ writes }) => writes);
    return { applied: this.applied, handedOver, torn: [...this.torn] };
  }

  private look(): void {
    const seen = new Map<number, Shard>();
    for (const shard of this.shards.values())
      for (const ticketId of shard.queue.backlogs.keys()) {
        if (seen.has(ticketId) && seen.get(ticketId) !== shard) this.torn.add(ticketId);
        seen.set(ticketId, shard);
      }
  }

  private possible(): readonly (() => void)[] {
    return [
      ...[...this.channels].flatMap(([name, messages]) => (messages.length === 0 ? [] : [() => this.deliver(name)])),
      ...this.sessions.filter((one) => this.hasMore(one)).map((one) => () => this.handOver(one)),
      ...[...this.shards.values()].flatMap((shard) => this.work(shard)),
      ...this.change(),
    ];
  }

  private hasMore({ handed, writes, heldUntil }: SessionState): boolean {
    return heldUntil === null ? handed < writes.length : heldUntil <= this.now;
  }

  private send(channel: string, happen: () => void): void {
    this.channels.set(channel, [...(this.channels.get(channel) ?? []), happen]);
  }

  private deliver(channel: string): void {
    this.channels.get(channel)?.shift()?.();
  }

  /** One write more; after it was held back, all that was, in order. */
  private handOver(session: SessionState): void {
    const again = session.heldUntil !== null;
    const last = again ? session.writes.length : session.handed + 1;
    const writes = session.writes
      .slice(again ? 0 : session.handed, last)
      .filter(({ id }, i) => session.held.has(id) || (again ? i >= session.handed : true))
      .map((one) => {
        const before = session.writes.slice(
          0,
          session.writes.findIndex(({ id }) => id === one.id),
        );
        const last = before.findLast(({ id, ticketId }) => ticketId === one.ticketId && !session.settled.has(id));
        return { ...one, check: again, ...(last !== undefined && { after: last.id }) };
      });
    session.handed = last;
    session.heldUntil = null;
    session.held.clear();
    const name = `session ${this.sessions.indexOf(session)}`;
    const handed = session.dies ? [...writes, ...writes] : writes;
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
        if (answer.kind !== 'parked') session.settled.add(answer.id);
        else if (!session.settled.has(answer.id)) {
          session.held.add(answer.id);
          session.heldUntil = Math.min(session.heldUntil ?? answer.until, answer.until);
        }
      });
    }
  }

  private work(shard: Shard): readonly (() => void)[] {
    const [task] = shard.tasks;
    const at = shard.queue.shard;
    const called = unparkAll(shard.queue, this.now);
    const taken = takeDueTasks(shard.queue, this.now);
    const [next] = shard.elsewhere;
    return [
      ...(task === undefined ? [] : [() => this.end(shard, task)]),
      ...(called.answers.length === 0
        ? []
        : [
            () => {
              shard.queue = called.queue;
              this.answer(at, called.answers);
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
    for (const group of task.kind === 'send_many' ? task.groups : [task.group]) {
      const there = this.applied.get(group.ticketId) ?? [];
      const ids = group.members.map((member) => member.write.id).filter((id) => there.includes(id));
      const found = ids.map((writeId) => ({ writeId, contentUrl: null, hasVoice: true }));
      if (task.kind !== 'check') this.applied.set(group.ticketId, [...there, ...coalesce(group).writeIds]);
      const { queue, answers } =
        task.kind === 'check'
          ? recordMarkerCheck(shard.queue, group, found, this.now)
          : recordSendResult(shard.queue, group, { kind: 'applied', droppedFields: [] }, this.now, {
              bulk: false,
              contentUrl: null,
            });
      shard.queue = queue;
      this.answer(shard.queue.shard, answers);
    }
  }

  /** The settings workflow: first all shards are told to take nothing in; once none has anything, the new number. */
  private change(): readonly (() => void)[] {
    // It waits until its signals have arrived.
    if ([...this.channels].some(([name, messages]) => name.startsWith('settings') && messages.length > 0)) return [];
    if (!this.draining)
      return this.changes.length === 0
        ? []
        : [
            () => {
              this.draining = true;
              for (let at = 0; at < this.number; at += 1) this.shardAt(at);
              this.tell(null);
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
        this.tell(this.number);
      },
    ];
  }

  private tell(shards: number | null): void {
    for (const [at, shard] of this.shards)
      this.send(`settings to ${at}`, () => {
        shard.queue = configure(shard.queue, { ...batching, shards }, this.now);
        shard.lastNumber = shards ?? shard.lastNumber;
      });
  }

  /** Nothing can happen before time has passed: a window closes, or a session hands over what it held back. */
  private passTime(): boolean {
    const times = [
      ...[...this.shards.values()].flatMap(({ queue }) => waitingOf(queue).map(({ readyAt }) => readyAt)),
      ...this.sessions.flatMap(({ heldUntil }) => heldUntil ?? []),
    ].filter((at) => at > this.now);
    if (times.length === 0) return false;
    this.now = Math.min(...times);
    return true;
  }
}
