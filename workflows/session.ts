import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  log,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { outstandingOf } from '../domain/operations/outstanding.ts';
import { applyEvent, requestTicketCheck } from '../domain/session/apply-event.ts';
import { detailsOf, waitWords } from '../domain/session-view/details.ts';
import { nextSteps } from '../domain/next-steps/next-steps.ts';
import type { SessionEvent } from '../domain/events/parse-events.ts';
import { eventTypes } from '../domain/events/event-list.ts';
import {
  recordStarted,
  recordChoice,
  requestContactCheck,
  recordAnswer,
  recordRefusal,
  recordWriteResults,
} from '../domain/next-steps/record-answer.ts';
import { endedAt } from '../domain/session/selectors.ts';
import { newSession } from '../domain/session/state.ts';
import type { Session } from '../domain/session/state.ts';
import type { Answer, AskingStep, Step, WaitStep } from '../domain/session/step.ts';
import { longText as textOf } from '../domain/ticket-updates/event-updates.ts';
import { contactIdOf, failedWrites, viewOf } from '../domain/session-view/view.ts';
import type { Settings } from '../domain/settings/settings.ts';
import type { Ticket } from '../domain/zendesk/ticket.ts';
import { temporalLocal, zendeskBriefly } from './activities.ts';
import { receiveCommands } from './agent-commands.ts';
import { askZendesk } from './ask-zendesk.ts';
import { deadlines } from './deadlines.ts';
import { eventSignal, sessionState, longText, writesSettled, zendeskContact, zendeskTicket } from './messages.ts';
import type { SessionOutcome, SessionStart } from './messages.ts';
import { problemOf } from './zendesk-problem.ts';
import { attributesOf, isWriting, isWorthAnEvent, searchAttributes } from './search-attributes.ts';

const longHistory = 1_000;

/**
 * One call or chat, from its first event until each of its writes is settled (END-6). It performs what `due` says and
 * records what came of it; every rule stands in `domain/`.
 */
export async function session(start: SessionStart): Promise<SessionOutcome> {
  const s = new SessionRun(start);
  s.receive();
  // Compensation must run although an operator cancels: a cancelled session is one that has ended (END-1).
  CancellationScope.current().cancelRequested.catch(() => s.cancel());
  return await CancellationScope.nonCancellable(() => s.run());
}

class SessionRun {
  private state: Session;
  private settings: Settings | null;
  private news = true;
  private readonly underWay: Set<string> = new Set();
  private readonly timer = deadlines(() => {
    this.news = true;
  });
  private readonly scope = new CancellationScope({ cancellable: true });
  private shown: ReturnType<typeof attributesOf> = [];
  /** The ticket was asked for since something was last heard. */
  private opening = false;
  /** When it was last looked at, writes were under way. */
  private wasWriting = false;
  /** Started by a version whose agents follow their sessions: those before must replay as they ran. */
  private readonly followed = workflowInfo().typedSearchAttributes.get(searchAttributes.changedAt) !== undefined;

  constructor(start: SessionStart) {
    this.state = start.carried?.session ?? newSession(start.sessionId, start.earlierRun);
    this.settings = start.carried?.settings ?? null;
  }

  /** All handlers stand before the first await; they only absorb. */
  receive(): void {
    for (const type of eventTypes) setHandler(eventSignal(type), (event) => this.change(applyEvent(this.state, event)));
    setHandler(zendeskTicket, ({ ticketId, at }) => this.change(requestTicketCheck(this.state, ticketId, at)));
    setHandler(zendeskContact, ({ contactId }) => this.change(requestContactCheck(this.state, contactId)));
    setHandler(writesSettled, (outcomes) => this.change(recordWriteResults(this.state, outcomes)));
    receiveCommands({
      session: () => this.state,
      settings: () => this.settings,
      applyCommand: (event) => this.obey(event),
      read: (ticketId) => this.read(ticketId),
    });
    setHandler(sessionState, () => this.view());
    setHandler(longText, (fact) => textOf(this.state, fact));
  }

  /** Choices that follow need nobody: whoever commands sees at once what they lead to. */
  private obey(event: SessionEvent): ReturnType<typeof viewOf> {
    this.change(applyEvent(this.state, event));
    if (this.settings !== null)
      for (const step of nextSteps(this.state, this.settings, Date.now()))
        if (step.kind === 'append' || step.kind === 'switchTicket' || step.kind === 'goWithoutTicket')
          this.change(recordChoice(this.state, step, this.ended(this.settings), Date.now()));
    return this.view();
  }

  /** OUT-12: the agent waits, so it is tried briefly; what is learnt the session need not ask again. */
  private async read(ticketId: number): Promise<Ticket | null | undefined> {
    const summary = `Ticket ${ticketId}, which the agent picks (OUT-12)`;
    try {
      const value = await zendeskBriefly.readTicket.executeWithOptions({ summary }, [{ ticketId, fieldIds: [] }]);
      this.change(recordAnswer(this.state, { kind: 'readTicket', ticketId, before: null, value }, false, Date.now()));
      return value;
    } catch (error) {
      log.warn('A picked ticket could not be read in time', { ticketId, code: problemOf(error).code });
      return undefined;
    }
  }

  cancel(): void {
    this.change({ ...this.state, canceledAt: this.state.canceledAt ?? Date.now() });
  }

  async run(): Promise<SessionOutcome> {
    this.settings ??= await temporalLocal.readSettings();
    for (;;) {
      this.news = false;
      const steps = nextSteps(this.state, this.settings, Date.now());
      if (steps.some((step) => step.kind === 'settled')) {
        await condition(allHandlersFinished);
        if (this.news) continue;
        await this.keepOutstanding(this.settings);
        if (this.news) continue;
        this.show(this.settings, steps);
        return this.outcome(this.settings, steps);
      }
      this.perform(steps, this.settings);
      if (this.news) continue;
      this.show(this.settings, steps);
      const next = earliestWait(steps);
      this.timer.wakeAt(next?.until ?? null, next === null ? '' : `Waits for ${waitWords[next.for]}`);
      await condition(() => this.news);
      this.opening = false;
      if (this.isLong()) return await this.goOn(this.settings);
    }
  }

  private change(state: Session): void {
    if (state === this.state) return;
    this.state = state;
    this.news = true;
  }

  private ended(settings: Settings): boolean {
    return this.state.earlierRun || endedAt(this.state, settings, Date.now()) !== null;
  }

  private perform(steps: readonly Step[], settings: Settings): void {
    const fresh = steps.filter((step) => !this.underWay.has(step.key));
    for (const step of fresh) {
      switch (step.kind) {
        case 'append':
        case 'switchTicket':
        case 'goWithoutTicket':
          this.change(recordChoice(this.state, step, this.ended(settings), Date.now()));
          break;
        case 'write':
        case 'wait':
        case 'settled':
          break;
        case 'lookUp':
        case 'hasNumber':
        case 'makeContact':
        case 'listTickets':
        case 'readTicket':
        case 'findTicket':
        case 'traceTicket':
        case 'listTicketFields':
        case 'listContactFields':
        case 'updateContact':
        case 'askSession':
        case 'claimOutboundChoice':
        case 'askDataKept':
        case 'findAgent':
        case 'openTicket':
        case 'popScreen':
          void this.ask(step, settings);
          break;
        default:
          step satisfies never;
      }
    }
    const writes = fresh.filter((step) => step.kind === 'write');
    if (writes.length > 0) void this.handOver(writes, settings);
  }

  private async ask(step: Exclude<AskingStep, { kind: 'write' }>, settings: Settings): Promise<void> {
    this.underWay.add(step.key);
    if (step.kind === 'openTicket') this.opening = true;
    this.change(recordStarted(this.state, step, Date.now()));
    try {
      const answer: Answer = await this.scope.run(() => askZendesk(step, this.ended(settings)));
      this.change(recordAnswer(this.state, answer, this.ended(settings), Date.now()));
    } catch (error) {
      if (isCancellation(error)) return;
      const problem = problemOf(error);
      log.warn('Zendesk refused a step', { step: step.key, code: problem.code });
      this.change(recordRefusal(this.state, step, problem, Date.now()));
    } finally {
      this.underWay.delete(step.key);
      this.news = true;
    }
  }

  /** All writes due at one moment in one local activity. Their answers come by signal. */
  private async handOver(steps: readonly Extract<Step, { kind: 'write' }>[], settings: Settings): Promise<void> {
    for (const step of steps) {
      this.underWay.add(step.key);
      this.change(recordStarted(this.state, step, Date.now()));
    }
    await temporalLocal.handOver({ writes: steps.map(({ input }) => input), shards: settings.batching.shards });
    for (const step of steps) this.underWay.delete(step.key);
    // BAT-9: what was held back while this was under way could not be handed over with the others.
    if (this.state.progress.writes.some(({ parkedUntil }) => parkedUntil !== undefined)) this.news = true;
  }

  /** OPS-3, END-7. News that comes meanwhile is heard first. */
  private async keepOutstanding(settings: Settings): Promise<void> {
    const left = outstandingOf(this.state, settings, Date.now());
    if (left.failed.length > 0 || left.data !== null)
      await temporalLocal.keepOutstanding({ left, session: this.state, settings });
  }

  private isLong(): boolean {
    return workflowInfo().continueAsNewSuggested || workflowInfo().historyLength > longHistory;
  }

  /** Everything pending goes along; what is under way is begun again by its key. */
  private async goOn(settings: Settings): Promise<never> {
    this.scope.cancel();
    await condition(() => this.underWay.size === 0 && allHandlersFinished());
    const { id: sessionId, earlierRun } = this.state;
    const carried = { version: 1, session: this.state, settings } as const;
    return await continueAsNew<typeof session>({ sessionId, earlierRun, carried });
  }

  private view(): ReturnType<typeof viewOf> {
    if (this.settings === null) throw ApplicationFailure.retryable('The session has only just begun.', 'NotReady');
    return viewOf(this.state, this.settings, Date.now());
  }

  /** OPS-1: the state for people. Attributes cost an event each time, so small changes wait for the next large one. */
  private show(settings: Settings, steps: readonly Step[]): void {
    const view = viewOf(this.state, settings, Date.now(), steps);
    setCurrentDetails(detailsOf(view));
    const attributes = attributesOf(view);
    const { followed, opening, wasWriting } = this;
    this.wasWriting = isWriting(attributes);
    if (!isWorthAnEvent(attributes, this.shown, { followed, opening, wasWriting })) return;
    const changed = { key: searchAttributes.changedAt, value: new Date(Date.now()) };
    upsertSearchAttributes(this.followed ? [...attributes, changed] : [...attributes]);
    this.shown = attributes;
  }

  private outcome(settings: Settings, steps: readonly Step[]): SessionOutcome {
    const view = viewOf(this.state, settings, Date.now(), steps);
    const failed = failedWrites(this.state);
    const result =
      failed.length > 0 ? 'completed with failed writes' : view.ticketId === null ? 'no ticket' : 'completed';
    return {
      result,
      ticketId: view.ticketId,
      contactId: contactIdOf(this.state, settings, Date.now()),
      compensated: view.compensated,
      failedWrites: failed,
      warnings: view.warnings,
    };
  }
}

function earliestWait(steps: readonly Step[]): WaitStep | null {
  const waits = steps.filter((step) => step.kind === 'wait').filter(({ until }) => until !== null);
  return waits.sort((a, b) => (a.until ?? 0) - (b.until ?? 0))[0] ?? null;
}
