import { CancellationScope, condition, isCancellation, log } from '@temporalio/workflow';
import { recordAnswer } from '../domain/next-steps/record-answer.ts';
import { recordChoice, recordRefusal, recordStarted } from '../domain/next-steps/record-step.ts';
import { noteDelay } from '../domain/session/late-facts.ts';
import { isAskingStep, isChoiceStep, readTicketStep } from '../domain/session/step.ts';
import type { AskingStep, Step, WriteStep } from '../domain/session/step.ts';
import type { Settings } from '../domain/settings/settings.ts';
import type { Ticket } from '../domain/zendesk/ticket.ts';
import { handOver, zendeskBriefly } from './activities.ts';
import type { SessionRun } from './session-run.ts';
import { isLocal, performActivity } from './step-activities.ts';
import { problemOf } from './zendesk-problem.ts';

/** Performs the steps of a session at the same time and records their answers. A step that runs is not begun again. */
export class StepPerformer {
  private readonly run: SessionRun;
  /** The keys of the steps that wait for their answer. */
  private readonly underWay: Set<string> = new Set();
  private readonly scope = new CancellationScope({ cancellable: true });
  /** Whether a local activity is under way, and whether a step waits for its end. */
  private local: 'none' | 'under way' | 'others wait' = 'none';

  constructor(run: SessionRun) {
    this.run = run;
  }

  /** Begins all steps that are not under way. A choice is recorded at once. An answer is recorded when it arrives. */
  begin(steps: readonly Step[], settings: Settings): void {
    const fresh = steps.filter((step) => !this.underWay.has(step.key));
    for (const step of fresh) {
      if (isChoiceStep(step))
        this.run.change(recordChoice(this.run.session, step, this.run.isOver(settings), Date.now()));
      else if (isAskingStep(step) && (!isLocal(step) || this.mayBeginLocal())) void this.ask(step, settings);
    }
    const writes = fresh.filter((step) => step.kind === 'write');
    if (writes.length > 0 && this.mayBeginLocal()) void this.handOver(writes, settings);
  }

  /**
   * One local activity at a time. If several end in one workflow task, a replay gets their answers together and in the order
   * in which they began, but the session got them one by one as they ended. It could then choose other steps in the replay
   * (TKT-12). A step that may not begin now is begun when the local activity has ended.
   */
  private mayBeginLocal(): boolean {
    if (this.local === 'none' || !this.run.hasOneLocalActivity) return true;
    this.local = 'others wait';
    return false;
  }

  private endLocal(): void {
    if (this.local === 'others wait') this.run.hasNews = true;
    this.local = 'none';
  }

  /** Before continue-as-new: cancels all steps. The next run begins them again with the same keys. */
  async cancelAll(): Promise<void> {
    this.scope.cancel();
    await condition(() => this.underWay.size === 0);
  }

  private async ask(step: AskingStep, settings: Settings): Promise<void> {
    const { run } = this;
    this.underWay.add(step.key);
    if (isLocal(step)) this.local = 'under way';
    if (step.kind === 'openTicket') run.hasRequestedTicket = true;
    const begunAt = Date.now();
    run.change(recordStarted(run.session, step, begunAt));
    try {
      const answer = await this.scope.run(() =>
        performActivity(step, run.isOver(settings), (change) => run.has(change)),
      );
      run.change(noteDelay(run.session, begunAt, Date.now()));
      run.change(recordAnswer(run.session, answer, run.isOver(settings), Date.now()));
    } catch (error) {
      if (isCancellation(error)) return;
      const problem = problemOf(error);
      log.warn('Zendesk refused a step', { step: step.key, code: problem.code });
      run.change(recordRefusal(run.session, step, problem, Date.now()));
    } finally {
      this.underWay.delete(step.key);
      if (isLocal(step)) this.endLocal();
      run.hasNews = true;
    }
  }

  /** Hands over all new writes in one local activity. The ticket-writes workflow answers them by a signal. */
  private async handOver(steps: readonly WriteStep[], settings: Settings): Promise<void> {
    const { run } = this;
    this.local = 'under way';
    for (const step of steps) {
      this.underWay.add(step.key);
      run.change(recordStarted(run.session, step, Date.now()));
    }
    await handOver(
      steps.map(({ input }) => input),
      settings.batching.shards,
    );
    for (const step of steps) this.underWay.delete(step.key);
    this.endLocal();
    // BAT-9: a write that was sent back during the hand-over was still under way, so its next hand-over was not planned.
    if (run.session.progress.writes.some(({ parkedUntil }) => parkedUntil !== undefined)) run.hasNews = true;
  }
}

/**
 * Reads a ticket that the agent picks (OUT-12). The agent waits for the answer, so the request is repeated for a few seconds
 * only. The session keeps the answer and need not ask again.
 * @returns null: the ticket does not exist; undefined: Zendesk did not answer in time
 */
export async function readPickedTicket(run: SessionRun, ticketId: number): Promise<Ticket | null | undefined> {
  const summary = `Ticket ${ticketId}, which the agent picks (OUT-12)`;
  const step = readTicketStep(ticketId);
  try {
    const value = await zendeskBriefly.readTicket.executeWithOptions({ summary }, [step.input]);
    run.change(recordAnswer(run.session, { step, value }, false, Date.now()));
    return value;
  } catch (error) {
    log.warn('A picked ticket could not be read in time', { ticketId, code: problemOf(error).code });
    return undefined;
  }
}
