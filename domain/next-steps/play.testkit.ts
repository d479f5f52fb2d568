import type { Settings } from '../settings/settings.ts';
import type { WriteOutcome } from '../zendesk/ticket-write.ts';
import { applyEvent } from '../session/apply-event.ts';
import { nextSteps } from './next-steps.ts';
import type { SessionEvent } from '../events/parse-events.ts';
import { recordAnswer } from './record-answer.ts';
import { recordChoice, recordRefusal, recordStarted } from './record-step.ts';
import { recordWriteResults } from './record-write-results.ts';
import { readSession } from '../session/read-session.ts';
import { newSession } from '../session/state.ts';
import type { Session } from '../session/state.ts';
import { isAskingStep, isChoiceStep } from '../session/step.ts';
import type { AskingStep, Step, WriteStep } from '../session/step.ts';
import { ZendeskModel } from './zendesk-model.testkit.ts';
import type { Account, Asked } from './zendesk-model.testkit.ts';
import { minute, sessionId, t0 } from '../events/examples.testkit.ts';

/** A plan for one session: its events with the times of their arrival, and the behaviour of Zendesk and Temporal. */
export type Plan = {
  readonly settings: Settings;
  /** In the order of arrival; `arrivesAt` in ms since the epoch. */
  readonly arrivals: readonly { readonly arrivesAt: number; readonly event: SessionEvent }[];
  readonly account: Account;
  /** How long an answer of Zendesk takes, in ms. The values are used in turn. */
  readonly latencies: readonly number[];
  /** The workflow continues as new after this number of answers, and loses the steps under way. Null: it never does. */
  readonly continuedAfter: number | null;
  /** Every write with a multiple of this number is answered only after the session has handed it over again. Null: none. */
  readonly lateOutcomeEvery: number | null;
};

/** One run of the workflow, from its first event to its end. */
export type Run = {
  readonly session: Session;
  readonly at: number;
  readonly endsWithoutTicket: readonly EndWithoutTicket[];
};

/** The session as it was when it decided to go without a ticket. */
export type EndWithoutTicket = { readonly session: Session; readonly at: number };

export type PlayResult = { readonly runs: readonly Run[]; readonly zendesk: ZendeskModel };

/** No generated session needs as many rounds. A session with more of them repeats the same steps for ever. */
const mostRounds = 600;

/** Plays all events of the plan, in as many runs as needed. Throws if a run does not end. */
export function play(plan: Plan): PlayResult {
  const zendesk = new ZendeskModel(plan.account);
  const runs: Run[] = [];
  let rest = plan.arrivals;
  while (rest.length > 0) {
    const run = new SessionRun(plan, zendesk, rest, {
      session: newSession(sessionId, runs.length > 0),
      at: rest[0]?.arrivesAt ?? t0,
    });
    runs.push(run.run());
    rest = run.remainingArrivals();
  }
  return { runs, zendesk };
}

/** Plays a session that is resumed at this time and receives no further event. Throws if the run does not end. */
export function playResumed(plan: Plan, zendesk: ZendeskModel, from: Pick<Run, 'session' | 'at'>): Run {
  return new SessionRun(plan, zendesk, [], from).run();
}

type ScheduledAction = { readonly at: number; readonly run: () => void };

/** A model of the session workflow. It performs the next steps, records the answers, and then advances the time. */
class SessionRun {
  private state: Session;
  private now: number;
  private underWay: Map<string, AskingStep> = new Map();
  private scheduled: ScheduledAction[] = [];
  private answers = 0;
  private sent = 0;
  private writesUntil = 0;
  private readonly endsWithoutTicket: EndWithoutTicket[] = [];
  private readonly plan: Plan;
  private readonly zendesk: ZendeskModel;
  private arrivals: Plan['arrivals'];

  constructor(plan: Plan, zendesk: ZendeskModel, arrivals: Plan['arrivals'], from: Pick<Run, 'session' | 'at'>) {
    this.plan = plan;
    this.zendesk = zendesk;
    this.arrivals = arrivals;
    this.now = from.at;
    this.state = from.session;
  }

  run(): Run {
    this.receiveArrived();
    for (let round = 0; round < mostRounds; round += 1) {
      const steps = nextSteps(this.state, this.plan.settings, this.now);
      if (steps.some(({ kind }) => kind === 'settled'))
        return { session: this.state, at: this.now, endsWithoutTicket: this.endsWithoutTicket };
      if (this.perform(steps)) continue;
      this.advanceTime(steps);
    }
    throw new Error(`the run does not end: ${this.describe()}`);
  }

  remainingArrivals(): Plan['arrivals'] {
    return this.arrivals;
  }

  private receiveArrived(): void {
    for (;;) {
      const [next] = this.arrivals;
      if (next === undefined || next.arrivesAt > this.now) return;
      this.arrivals = this.arrivals.slice(1);
      this.state = applyEvent(this.state, next.event);
    }
  }

  /** Performs the steps. True: a choice was made, so there may be new steps at the same time. */
  private perform(steps: readonly Step[]): boolean {
    let chosen = false;
    for (const step of steps) {
      if (this.underWay.has(step.key)) continue;
      if (isAskingStep(step)) this.ask(step);
      else if (step.kind === 'write') this.handOver(step);
      else if (isChoiceStep(step)) {
        if (step.kind === 'goWithoutTicket') this.endsWithoutTicket.push({ session: this.state, at: this.now });
        this.state = recordChoice(this.state, step, this.ended(), this.now);
        chosen = true;
      }
    }
    return chosen;
  }

  private ask(step: AskingStep): void {
    this.state = recordStarted(this.state, step, this.now);
    const { underWay } = this;
    underWay.set(step.key, step);
    this.later(() => {
      if (underWay !== this.underWay) return;
      underWay.delete(step.key);
      this.record(step, this.zendesk.ask(step));
      this.answers += 1;
      if (this.answers === this.plan.continuedAfter) this.continueAsNew();
    });
  }

  private record(step: AskingStep, asked: Asked): void {
    this.state = asked.ok
      ? recordAnswer(this.state, asked.answer, this.ended(), this.now)
      : recordRefusal(this.state, step, { code: asked.code, message: 'refused by the model' }, this.now);
  }

  private handOver(step: WriteStep): void {
    this.state = recordStarted(this.state, step, this.now);
    const { input: write } = step;
    this.sent += 1;
    const { lateOutcomeEvery } = this.plan;
    const isLate = lateOutcomeEvery !== null && !write.check && this.sent % lateOutcomeEvery === 0;
    const run = (): void => {
      const outcome: WriteOutcome = this.zendesk.write(write);
      const answer = (): void => {
        this.state = recordWriteResults(this.state, [outcome]);
      };
      if (isLate) this.scheduled.push({ at: this.now + 20 * minute, run: answer });
      else answer();
    };
    // BAT-4: the writes of a ticket are applied in their order.
    this.writesUntil = Math.max(this.writesUntil, this.now + this.latency());
    this.scheduled.push({ at: this.writesUntil, run });
  }

  /** Zendesk performs the steps under way, but their answers are lost. Results of writes arrive all the same, as signals. */
  private continueAsNew(): void {
    for (const step of this.underWay.values()) this.zendesk.ask(step);
    this.underWay = new Map();
    const carried: Session = JSON.parse(JSON.stringify(this.state));
    this.state = carried;
  }

  private later(run: () => void): void {
    this.scheduled.push({ at: this.now + this.latency(), run });
  }

  private latency(): number {
    const { latencies } = this.plan;
    return latencies[(this.answers + this.sent + this.scheduled.length) % latencies.length] ?? 50;
  }

  /** Advances the time to the next event, answer or deadline. */
  private advanceTime(steps: readonly Step[]): void {
    const waits = steps.flatMap((step) => (step.kind === 'wait' && step.until !== null ? [step.until] : []));
    if (waits.some((until) => until <= this.now)) throw new Error(`waits for the past: ${this.describe()}`);
    const arrival = this.arrivals[0]?.arrivesAt;
    const next = Math.min(...waits, ...this.scheduled.map(({ at }) => at), arrival ?? Infinity);
    if (next === Infinity) throw new Error(`waits for nothing: ${this.describe()}`);
    this.now = Math.max(this.now, next);
    this.receiveArrived();
    const dueNow = this.scheduled.filter(({ at }) => at <= this.now);
    this.scheduled = this.scheduled.filter(({ at }) => at > this.now);
    for (const { run } of dueNow) run();
  }

  private ended(): boolean {
    return readSession(this.state, this.plan.settings, this.now).isOver;
  }

  private describe(): string {
    const steps = nextSteps(this.state, this.plan.settings, this.now).map((step) => JSON.stringify(step));
    return `${steps.join('\n')}\n${JSON.stringify(this.state.progress)}`;
  }
}
