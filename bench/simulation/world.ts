import { session } from '../../workflows/session.ts';
import { ticketWrites } from '../../workflows/ticket-writes.ts';
import { sessionClient } from '../../client/sessions.ts';
import type { SessionClient } from '../../client/sessions.ts';
import { newSharding } from '../../domain/ticket-writes/batching.ts';
import { settingsWith } from '../../domain/settings/defaults.ts';
import type { Settings } from '../../domain/settings/settings.ts';
import { simulatedClient } from './client.ts';
import type { LeftBehind } from './client.ts';
import { Network } from './network.ts';
import { platformSessions } from './platform.ts';
import type { Arrival, PlatformSession } from './platform.ts';
import { enterWorld } from './process-globals.ts';
import { between, randomOf } from './determinism/random.ts';
import type { Scenario, Trouble } from './scenario.ts';
import { currentAttempt } from './temporal/attempt.ts';
import { TemporalModel } from './temporal/temporal-model.ts';
import type { Dump } from './temporal/temporal-model.ts';
import { VirtualTime } from './determinism/virtual-time.ts';
import { startWorker } from './workers.ts';
import type { OpenedAccount, SimulatedZendesk } from './zendesk.ts';

/** All scenarios begin at the same moment, so that a time in a report says how far the scenario was. */
export const startsAt = Date.parse('2026-03-02T09:00:00Z');

/** Something that happened, in plain words. `at`: ms since the epoch. */
export type Happening = { readonly at: number; readonly says: string };

/** A time in which something kept the product from writing; ms since the epoch. */
export type Obstacle = { readonly from: number; readonly to: number };

/** A scenario that was played to its end, or that did not end. */
export type Played = {
  readonly opened: OpenedAccount;
  readonly sessions: readonly PlatformSession[];
  readonly temporal: Pick<TemporalModel, 'problems' | 'executions'>;
  readonly leftBehind: LeftBehind;
  readonly obstacles: readonly Obstacle[];
  readonly happenings: readonly Happening[];
  /** When each write, and each draft of a ticket, was handed over first; ms since the epoch. */
  readonly wantedAt: ReadonlyMap<string, number>;
  /** The last restore; null: there was none. `until`: when everything ran again. */
  readonly restored: { readonly dumpAt: number; readonly until: number; readonly sentAgain: boolean } | null;
  /** Null: it ended. Otherwise the reason why it was given up. */
  readonly endless: string | null;
};

/** A scenario needs far fewer moments. One with more repeats something for ever. */
const mostMoments = (sessions: number): number => 30_000 + sessions * 6_000;

/** Temporal notices that a worker died, and gives its work to another, within this time. */
const noticedMs = 20_000;

export async function play(scenario: Scenario, zendesk: SimulatedZendesk): Promise<Played> {
  return await new World(scenario, zendesk).play();
}

class World {
  private readonly time = new VirtualTime(startsAt);
  private readonly scenario: Scenario;
  private readonly zendesk: SimulatedZendesk;
  private readonly opened: OpenedAccount;
  private readonly network: Network;
  private readonly temporal: TemporalModel;
  private readonly client: SessionClient;
  private readonly leftBehind: LeftBehind = { kept: new Map() };
  private readonly obstacles: Obstacle[] = [];
  private readonly happenings: Happening[] = [];
  private readonly wantedAt: Map<string, number> = new Map();
  private sessions: readonly PlatformSession[] = [];
  private arrived: Arrival[] = [];
  private dumped: { readonly dump: Dump; readonly leftBehind: LeftBehind } | null = null;
  private restored: Played['restored'] = null;
  /** Nothing can be sent to Temporal before this time. */
  private awayUntil = 0;

  constructor(scenario: Scenario, zendesk: SimulatedZendesk) {
    this.scenario = scenario;
    this.zendesk = zendesk;
    const { seed, account, callers } = scenario;
    this.opened = zendesk.open(this.time, account, callers);
    this.network = new Network(this.time, zendesk.app, {
      faults: zendesk.requestFaults,
      latency: { from: Math.ceil(account.latencyMs / 4), to: account.latencyMs },
      random: randomOf(seed, 'network'),
    });
    const settings = settingsOf(scenario, this.opened);
    const saved = { settings, sharding: newSharding(settings) };
    const world = {
      time: this.time,
      temporal: () => this.temporal,
      saved,
      leftBehind: this.leftBehind,
      queueBytes: account.queueBytes,
      onWanted: (id: string) => this.noteWanted(id),
    };
    this.temporal = new TemporalModel({
      time: this.time,
      seed,
      workflows: { session, ticketWrites },
      startWorker: () => startWorker(world),
      workers: 2,
      requestsPerMinute: account.requestsPerMinute,
      continuesAfter: (workflowId, run) => continuesAfter(scenario, workflowId, run),
    });
    this.client = sessionClient(simulatedClient(world));
  }

  /** Plays the scenario to its end. */
  async play(): Promise<Played> {
    const leave = enterWorld({
      time: this.time,
      fetch: this.network.fetch,
      random: randomFor(this.scenario.seed),
      isAlive: () => {
        const attempt = currentAttempt();
        return () => attempt?.isLost !== true;
      },
      whenEnded: (work) => currentAttempt()?.cleanUps.push(work),
    });
    let endless: string | null = null;
    try {
      this.sessions = platformSessions(this.scenario, this.opened.callers, startsAt);
      for (const one of this.sessions)
        for (const arrival of one.arrivals) this.time.at(arrival.at, () => this.receive(arrival));
      for (const trouble of this.scenario.troubles) this.plan(trouble);
      this.network.onWrite = (count, when) => this.crashAtWrite(count, when);
      const most = mostMoments(this.scenario.sessions.length);
      for (let moments = 0; await this.time.step(); moments += 1) {
        if (this.time.hasResumed) await this.settled();
        if (moments < most) continue;
        endless = `after ${most} moments, at ${new Date(this.time.now()).toISOString()}, there is still something to do`;
        break;
      }
    } finally {
      leave();
    }
    const { opened, sessions, temporal, leftBehind, obstacles, happenings, wantedAt, restored } = this;
    return { opened, sessions, temporal, leftBehind, obstacles, happenings, wantedAt, restored, endless };
  }

  /** Waits until no code can go on at this moment. */
  private async settled(): Promise<void> {
    this.time.hasResumed = false;
    do {
      await new Promise<void>((resolve) => {
        setImmediate(resolve);
      });
    } while (this.network.busy > 0);
  }

  private say(says: string): void {
    this.happenings.push({ at: this.time.now(), says });
  }

  private noteWanted(id: string): void {
    if (!this.wantedAt.has(id)) this.wantedAt.set(id, this.time.now());
  }

  private obstruct(forMs: number): void {
    this.obstacles.push({ from: this.time.now(), to: this.time.now() + forMs });
  }

  /** The gateway answers 202 only after Temporal has stored the event. Until then the platform sends it again. */
  private receive(arrival: Arrival): void {
    if (this.time.now() < this.awayUntil) {
      this.time.at(this.awayUntil, () => this.receive(arrival));
      return;
    }
    this.arrived.push({ ...arrival, at: this.time.now() });
    this.say(`${arrival.event.session_id}: ${arrival.event.type} arrives${lateness(arrival, this.time.now())}`);
    this.time.hasResumed = true;
    this.client.send(arrival.event).catch((error: unknown) => {
      this.temporal.problems.push(`${arrival.event.type} could not be sent: ${String(error)}`);
    });
  }

  private plan(trouble: Trouble): void {
    switch (trouble.kind) {
      case 'crash':
        this.time.at(startsAt + trouble.at, () => this.crash(trouble.worker, trouble.awayMs));
        return;
      case 'crashAtWrite':
        return;
      case 'zendesk':
        this.time.at(startsAt + trouble.at, () => this.breakZendesk(trouble));
        return;
      case 'trigger':
        this.time.at(startsAt + trouble.at, () => this.switchTriggerOn(trouble));
        return;
      case 'restore':
        this.time.at(startsAt + trouble.dumpAt, () => {
          this.say("Temporal's database is dumped");
          this.dumped = { dump: this.temporal.dump(), leftBehind: { ...this.leftBehind } };
        });
        this.time.at(startsAt + trouble.at, () => this.restore(trouble));
        return;
      default:
        trouble satisfies never;
    }
  }

  private crash(worker: number, awayMs: number): void {
    this.say(`worker ${worker + 1} is killed, and runs again ${awayMs} ms later`);
    this.obstruct(awayMs + noticedMs);
    this.temporal.crash(worker, awayMs);
  }

  private crashAtWrite(count: number, when: 'before' | 'after'): void {
    for (const trouble of this.scenario.troubles) {
      if (trouble.kind !== 'crashAtWrite' || trouble.write !== count || trouble.when !== when) continue;
      for (const worker of [0, 1]) this.crash(worker, trouble.awayMs);
    }
  }

  private breakZendesk({ says, fault, forMs }: Extract<Trouble, { kind: 'zendesk' }>): void {
    this.say(`${says}, for ${Math.round(forMs / 1_000)} s`);
    this.obstruct(forMs);
    const given = { match: {}, ...fault };
    const isOfJobs = 'kind' in fault && (fault.kind === 'item_error' || fault.kind === 'job_failed');
    const faults = isOfJobs ? this.zendesk.jobFaults : this.zendesk.requestFaults;
    const { id } = faults.add(given);
    this.time.after(forMs, () => void faults.remove(id));
  }

  private switchTriggerOn({ says, trigger, forMs }: Extract<Trouble, { kind: 'trigger' }>): void {
    this.say(says);
    const { serviceDeskId, membershipFieldId } = this.opened;
    const { id } = this.zendesk.triggers.add({ ...trigger, assigneeId: serviceDeskId, fieldId: membershipFieldId });
    this.time.after(forMs, () => void this.zendesk.triggers.remove(id));
  }

  private restore({ awayMs, sentAgain, dumpAt }: Extract<Trouble, { kind: 'restore' }>): void {
    if (this.dumped === null) return;
    const { dump, leftBehind } = this.dumped;
    const what = sentAgain ? 'the platform sends the events since then again' : 'nothing is sent again';
    this.say(`everything but Zendesk is killed, and Temporal's database is restored from the dump; ${what}`);
    const now = this.time.now();
    this.awayUntil = now + awayMs;
    Object.assign(this.leftBehind, leftBehind);
    this.temporal.restore(dump, awayMs);
    const forgotten = this.arrived.filter(({ at }) => at > dump.at);
    this.arrived = this.arrived.filter(({ at }) => at <= dump.at);
    const random = randomOf(this.scenario.seed, 'sent again');
    const again = sentAgain ? forgotten : [];
    let last = this.awayUntil;
    for (const [i, arrival] of again.entries()) {
      const at = this.awayUntil + 1_000 + i * 200 + between(random, 0, 3_000);
      last = Math.max(last, at);
      this.time.at(at, () => this.receive(arrival));
    }
    this.obstacles.push({ from: startsAt + dumpAt, to: last + noticedMs });
    this.restored = { dumpAt: dump.at, until: this.awayUntil, sentAgain };
  }
}

function lateness({ event }: Arrival, now: number): string {
  const lateMs = now - event.timestamp;
  return lateMs < 100 ? '' : `, ${Math.round(lateMs / 100) / 10} s late`;
}

function settingsOf({ account }: Scenario, opened: OpenedAccount): Settings {
  return settingsWith({
    tickets: { defaultUserId: opened.serviceDeskId },
    batching: { windowSeconds: account.windowSeconds },
    zendesk: { requestsPerMinute: account.requestsPerMinute, ticketUpdatesPerMinute: account.updatesPerMinute },
    recordings: { store: account.recordings },
    mapping: [{ customDataKey: 'member', target: 'ticket', fieldId: opened.membershipFieldId }],
  });
}

/** The ticket-writes workflow gets far more messages than a session, and so continues as new more often. */
function continuesAfter({ seed, account }: Scenario, workflowId: string, run: number): number {
  if (account.continuesAfter === null) return Number.POSITIVE_INFINITY;
  const random = randomOf(seed, 'continue', workflowId, run);
  return account.continuesAfter + between(random, 0, account.continuesAfter);
}

function randomFor(seed: number): () => number {
  const random = randomOf(seed, 'random');
  return () => (currentAttempt()?.random ?? random)();
}
