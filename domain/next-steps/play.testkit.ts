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
import type { Account, Asked } from './zendesk-model.testkit.ts';
import { ZendeskModel } from './zendesk-model.testkit.ts';
import { minute, sessionId, t0 } from '../events/examples.testkit.ts';

/** One session as it is played: what is told when, and how Zendesk and the machinery behave meanwhile. */
export type Plan = {
  readonly settings: Settings;
  /** In the order of arrival; `arrivesAt` in ms since the epoch. */
  readonly told: readonly { readonly arrivesAt: number; readonly event: SessionEvent }[];
  readonly account: Account;
  /** How long each answer of Zendesk takes, in ms, in turn. */
  readonly latencies: readonly number[];
  /** After how many answers the workflow is continued as new, losing what is under way; null: never. */
  readonly continuedAfter: number | null;
  /** The first outcome of every how many writes comes only after the session has handed it over again; null: none. */
  readonly tardyOutcomes: number | null;
};

/** One run of the workflow, from its first event until it is settled. */
export type Run = { readonly session: Session; readonly at: number; readonly leftAt: readonly Left[] };

/** The session was given up without a ticket: what it had heard by then, and when. */
export type Left = { readonly session: Session; readonly at: number };

export type Story = { readonly runs: readonly Run[]; readonly zendesk: ZendeskModel };

/** More rounds than any of the generated sessions needs: beyond it something goes in circles. */
const mostRounds = 600;

/** Plays every event of the plan, in as many runs as it takes. Throws if a run goes in circles or gets stuck. */
export function play(plan: Plan): Story {
  const zendesk = new ZendeskModel(plan.account);
  const runs: Run[] = [];
  let rest = plan.told;
  while (rest.length > 0) {
    const run = new Play(plan, zendesk, rest, runs.length > 0);
    runs.push(run.run());
    rest = run.untold();
  }
  return { runs, zendesk };
}

type Happening = { readonly at: number; readonly happen: () => void };

/** Plays the session workflow: performs what is due, records the answers, and moves time on when nothing else moves. */
class Play {
  private state: Session;
  private now: number;
  private underWay: Map<string, AskingStep> = new Map();
  private agenda: Happening[] = [];
  private answers = 0;
  private sent = 0;
  private writesUntil = 0;
  private readonly left: Left[] = [];
  private readonly plan: Plan;
  private readonly zendesk: ZendeskModel;
  private told: Plan['told'];

  constructor(plan: Plan, zendesk: ZendeskModel, told: Plan['told'], earlierRun: boolean) {
    this.plan = plan;
    this.zendesk = zendesk;
    this.told = told;
    this.now = told[0]?.arrivesAt ?? t0;
    this.state = newSession(sessionId, earlierRun);
  }

  run(): Run {
    this.listen();
    for (let round = 0; round < mostRounds; round += 1) {
      const steps = nextSteps(this.state, this.plan.settings, this.now);
      if (steps.some(({ kind }) => kind === 'settled')) return { session: this.state, at: this.now, leftAt: this.left };
      if (this.perform(steps)) continue;
      this.moveOn(steps);
    }
    throw new Error(`no end in sight: ${this.describe()}`);
  }

  untold(): Plan['told'] {
    return this.told;
  }

  private listen(): void {
    for (;;) {
      const [next] = this.told;
      if (next === undefined || next.arrivesAt > this.now) return;
      this.told = this.told.slice(1);
      this.state = applyEvent(this.state, next.event);
    }
  }

  /** Whether a choice was made, so that what is due must be asked anew before time moves. */
  private perform(steps: readonly Step[]): boolean {
    let chosen = false;
    for (const step of steps) {
      if (this.underWay.has(step.key)) continue;
      if (isAskingStep(step)) this.ask(step);
      else if (step.kind === 'write') this.handOver(step);
      else if (isChoiceStep(step)) {
        if (step.kind === 'goWithoutTicket') this.left.push({ session: this.state, at: this.now });
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
      this.fold(step, this.zendesk.ask(step));
      this.answers += 1;
      if (this.answers === this.plan.continuedAfter) this.continueAsNew();
    });
  }

  private fold(step: AskingStep, asked: Asked): void {
    this.state = asked.ok
      ? recordAnswer(this.state, asked.answer, this.ended(), this.now)
      : recordRefusal(this.state, step, { code: asked.code, message: 'refused by the model' }, this.now);
  }

  private handOver(step: WriteStep): void {
    this.state = recordStarted(this.state, step, this.now);
    const { input: write } = step;
    this.sent += 1;
    const { tardyOutcomes } = this.plan;
    const tardy = tardyOutcomes !== null && !write.check && this.sent % tardyOutcomes === 0;
    const happen = (): void => {
      const outcome: WriteOutcome = this.zendesk.write(write);
      const answer = (): void => {
        this.state = recordWriteResults(this.state, [outcome]);
      };
      if (tardy) this.agenda.push({ at: this.now + 20 * minute, happen: answer });
      else answer();
    };
    // The order of a ticket's writes is kept (BAT-4).
    this.writesUntil = Math.max(this.writesUntil, this.now + this.latency());
    this.agenda.push({ at: this.writesUntil, happen });
  }

  /** What is under way is cancelled: Zendesk has done it, and nobody hears of it. Outcomes of writes come as signals. */
  private continueAsNew(): void {
    for (const step of this.underWay.values()) this.zendesk.ask(step);
    this.underWay = new Map();
    const carried: Session = JSON.parse(JSON.stringify(this.state));
    this.state = carried;
  }

  private later(happen: () => void): void {
    this.agenda.push({ at: this.now + this.latency(), happen });
  }

  private latency(): number {
    const { latencies } = this.plan;
    return latencies[(this.answers + this.sent + this.agenda.length) % latencies.length] ?? 50;
  }

  /** To whatever comes first: an event, an answer, or the deadline of a wait. */
  private moveOn(steps: readonly Step[]): void {
    const waits = steps.flatMap((step) => (step.kind === 'wait' && step.until !== null ? [step.until] : []));
    if (waits.some((until) => until <= this.now)) throw new Error(`waits for the past: ${this.describe()}`);
    const arrival = this.told[0]?.arrivesAt;
    const next = Math.min(...waits, ...this.agenda.map(({ at }) => at), arrival ?? Infinity);
    if (next === Infinity) throw new Error(`waits for nothing: ${this.describe()}`);
    this.now = Math.max(this.now, next);
    this.listen();
    const happenings = this.agenda.filter(({ at }) => at <= this.now);
    this.agenda = this.agenda.filter(({ at }) => at > this.now);
    for (const { happen } of happenings) happen();
  }

  private ended(): boolean {
    return readSession(this.state, this.plan.settings, this.now).isOver;
  }

  private describe(): string {
    const steps = nextSteps(this.state, this.plan.settings, this.now).map((step) => JSON.stringify(step));
    return `${steps.join('\n')}\n${JSON.stringify(this.state.progress)}`;
  }
}
