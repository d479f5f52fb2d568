import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  continueAsNew,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { eventTypes } from '../domain/events/event-list.ts';
import type { SessionEvent } from '../domain/events/parse-events.ts';
import { recordChoice } from '../domain/next-steps/record-step.ts';
import { requestContactCheck } from '../domain/next-steps/record-contact-answers.ts';
import { recordWriteResults } from '../domain/next-steps/record-write-results.ts';
import { outstandingOf } from '../domain/operations/outstanding.ts';
import { applyEvent, requestTicketCheck } from '../domain/session/apply-event.ts';
import { noteDelay, noteFoundWrites } from '../domain/session/late-facts.ts';
import { packSession } from '../domain/session/pack.ts';
import { readSession } from '../domain/session/read-session.ts';
import { isChoiceStep } from '../domain/session/step.ts';
import { deadlinesOf, nextLookAtWrites } from '../domain/session-view/time-line.ts';
import { viewOf } from '../domain/session-view/view.ts';
import type { SessionView } from '../domain/session-view/view.ts';
import type { Settings } from '../domain/settings/settings.ts';
import { longText as textOf } from '../domain/ticket-updates/event-updates.ts';
import { readSettings, temporalLocal } from './activities.ts';
import { receiveCommands } from './agent-commands.ts';
import { deadlines } from './deadlines.ts';
import { eventSignal, sessionState, longText, writesSettled, zendeskContact, zendeskTicket } from './messages.ts';
import type { SessionOutcome, SessionStart } from './messages.ts';
import { readPickedTicket, StepPerformer } from './perform-steps.ts';
import { outcomeOf, SessionDisplay } from './session-display.ts';
import { SessionRun } from './session-run.ts';

const longHistory = 1_000;

/**
 * One call or chat, from its first event until each of its writes has an outcome (END-6). It goes through these phases:
 *
 * 1. open: finds its contact and its ticket, or makes them.
 * 2. live: keeps the ticket up to date while the call or chat goes on.
 * 3. compensate: the call or chat is over, but it has no ticket yet. The ticket is made now (END-1).
 * 4. settle: writes the rest, and waits for recordings and other late data (LATE-1).
 *
 * `nextSteps` chooses the steps of each phase by the rules in `domain/`. The loop here begins these steps, shows the
 * state to people, and waits for a message, an answer or a deadline. Then it chooses again.
 */
export async function session(start: SessionStart): Promise<SessionOutcome> {
  const run = new SessionRun(start);
  const performer = new StepPerformer(run);
  const display = new SessionDisplay(run);
  receiveMessages(run);
  // An operator who cancels a session ends it (END-1). The ticket is made all the same, so nothing else is cancelled.
  CancellationScope.current().cancelRequested.catch(() => run.cancel());
  return await CancellationScope.nonCancellable(() => untilSettled(run, performer, display));
}

/** All handlers are registered before the workflow waits for the first time. They only record what they receive. */
function receiveMessages(run: SessionRun): void {
  for (const type of eventTypes) setHandler(eventSignal(type), (event) => run.receive(event));
  setHandler(zendeskTicket, ({ ticketId, at }) => run.change(requestTicketCheck(run.session, ticketId, at)));
  setHandler(zendeskContact, ({ contactId }) => run.change(requestContactCheck(run.session, contactId)));
  setHandler(writesSettled, (answers) =>
    run.change(recordWriteResults(noteFoundWrites(run.session, answers, Date.now()), answers)),
  );
  receiveCommands({
    session: () => run.session,
    settings: () => run.settings,
    applyCommand: (event) => applyCommand(run, event),
    readTicket: (ticketId) => readPickedTicket(run, ticketId),
  });
  setHandler(sessionState, () => currentView(run));
  setHandler(longText, (fact) => textOf(run.session, fact));
}

/** Applies a command, and makes the choices that follow from it. They need no answer of Zendesk, so the agent sees them at once. */
function applyCommand(run: SessionRun, event: SessionEvent): SessionView {
  run.change(applyEvent(run.session, event));
  const { settings } = run;
  if (settings !== null)
    for (const choice of run.steps(settings).filter(isChoiceStep))
      run.change(recordChoice(run.session, choice, run.isOver(settings), Date.now()));
  return currentView(run);
}

function currentView({ session, settings }: SessionRun): SessionView {
  if (settings === null) throw ApplicationFailure.retryable('The session has only just begun.', 'NotReady');
  return viewOf(session, settings, Date.now());
}

async function untilSettled(
  run: SessionRun,
  performer: StepPerformer,
  display: SessionDisplay,
): Promise<SessionOutcome> {
  const timer = deadlines(() => {
    run.hasNews = true;
  });
  display.begin();
  const settings = run.settings ?? run.begin(await readSettings());
  for (;;) {
    run.keepEarlierKeys(settings);
    run.hasNews = false;
    const steps = run.steps(settings);
    if (steps.some(({ kind }) => kind === 'settled')) {
      await condition(allHandlersFinished);
      if (!run.hasNews) await keepOutstanding(run, settings);
      if (run.hasNews) continue;
      display.show(steps, settings);
      return outcomeOf(run, steps, settings);
    }
    performer.begin(steps, settings);
    if (run.hasNews) continue;
    display.show(steps, settings);
    const waits = deadlinesOf(steps);
    if (run.endsBars) timer.cancelOthers([...waits.map(({ summary }) => summary), nextLookAtWrites]);
    timer.wakeAt(waits);
    await condition(() => run.hasNews);
    if (waits.length > 0) run.change(noteDelay(run.session, Math.min(...waits.map(({ at }) => at)), Date.now()));
    if (isLong()) return await continueInNewRun(run, performer, settings);
  }
}

/** Hands failed writes, and data without a ticket, over to workflows of their own, which keep them (OPS-3, END-7). */
async function keepOutstanding({ session }: SessionRun, settings: Settings): Promise<void> {
  const outstanding = outstandingOf(readSession(session, settings, Date.now()));
  if (outstanding.failed.length === 0 && outstanding.data === null) return;
  const summary = 'Keep for an operator what Zendesk refused or has no ticket (OPS-3, END-7)';
  const input = { outstanding, session: packSession(session), settings };
  await temporalLocal.keepOutstanding.executeWithOptions({ summary }, [input]);
}

function isLong(): boolean {
  return workflowInfo().continueAsNewSuggested || workflowInfo().historyLength > longHistory;
}

/** The next run gets the whole session, and begins the steps that were under way again. */
async function continueInNewRun(run: SessionRun, performer: StepPerformer, settings: Settings): Promise<never> {
  await performer.cancelAll();
  await condition(allHandlersFinished);
  const { id: sessionId, earlierRun } = run.session;
  const carried = { version: 1, session: packSession(run.session), settings } as const;
  return await continueAsNew<typeof session>({ sessionId, changes: run.changes, earlierRun, carried });
}
