import { limits } from '../limits.ts';
import { cutToCharacters } from '../session/text-bytes.ts';
import type { ZendeskProblem } from '../zendesk/error-codes.ts';
import type { Refusal } from '../zendesk/refusal.ts';
import { draftAfterRefusal } from '../ticket/draft-after-refusal.ts';
import type { ContactChanged, Progress, Session, SessionTicket } from '../session/state.ts';
import type { AskingStep, ChoiceStep, WriteStep } from '../session/step.ts';
import { withoutContact, withProgress } from './progress.ts';
import { switchTicket } from './trace-ticket.ts';

const firstRetryMs = 60_000;
const longestRetryMs = 60 * 60_000;
const mostFailingSteps = 50;

/**
 * Records that a step is started. TKT-12: later attempts to make the ticket use the draft of the first attempt.
 * @param now ms since the epoch
 */
export function recordStarted(session: Session, step: AskingStep | WriteStep, now: number): Session {
  const { progress } = session;
  switch (step.kind) {
    case 'openTicket':
      return progress.draft === null
        ? withProgress(session, { draft: step.input, reasons: [...progress.reasons, ...step.reasons] })
        : session;
    case 'write': {
      const { id, ticketId, dueAt, fileTriedSince, sameAs = [], includes = [] } = step.input;
      // BAT-9: all parked writes are handed over together. A parked write that is not among them is not wanted any more,
      // unless it waits apart from the others.
      const others = progress.writes.filter(
        (write) => write.id !== id && (write.parkedUntil === undefined || write.parkedApart === true),
      );
      const tried = fileTriedSince === undefined ? {} : { fileTriedSince };
      const room =
        limits.restore.namesOfSession.value - others.reduce((sum, each) => sum + (each.names?.length ?? 0), 0);
      const further = [...sameAs.flat(), ...includes];
      const names = further.length === 0 || further.length > room ? {} : { names: further };
      const write = { id, ticketId, dueAt, sentAt: now, outcome: null, ...tried, ...names };
      const { ownerChange } = step;
      return withProgress(session, {
        writes: [...others, ownerChange === undefined ? write : { ...write, ownerChange }],
      });
    }
    // ADP-1: a screen pop is tried only once, whether it works or not.
    case 'popScreen':
      return withProgress(session, { screenPops: [...progress.screenPops, step.key] });
    default:
      return session;
  }
}

/**
 * Records a choice that the session makes alone.
 * @param ended the session is over (END-1)
 * @param now ms since the epoch
 */
export function recordChoice(session: Session, step: ChoiceStep, ended: boolean, now: number): Session {
  const reasons = [...session.progress.reasons, ...step.reasons];
  switch (step.kind) {
    case 'goWithoutTicket':
      return withProgress(session, { endedWithoutTicket: true, reasons });
    case 'switchTicket':
      return withProgress(session, { ...switchTicket(session.progress, step.why, step.into), reasons });
    case 'append': {
      const { reopens, isOwn = false } = step;
      const { id, requesterId, assigneeId } = step.ticket;
      const common = { id, requesterId, at: now, assigneeId, reopens, checks: [], compensated: ended };
      const ticket: SessionTicket = isOwn
        ? { ...common, origin: 'found', givenBack: true }
        : { ...common, origin: 'appended' };
      return withProgress(session, { reasons, ticket });
    }
    default:
      return step satisfies never;
  }
}

/**
 * Records that Zendesk refused a step for good. A necessary step is tried in another way if there is one (END-4).
 * Otherwise it is repeated later, since a person may have removed the cause by then.
 * @param now ms since the epoch
 */
export function recordRefusal(session: Session, step: AskingStep, problem: Refusal, now: number): Session {
  const { progress } = session;
  switch (step.kind) {
    case 'openTicket':
      return recordRefusedTicket(session, step, problem, now);
    case 'popScreen':
      return session;
    // A late ticket would be worse than a ticket without the agent's choice.
    case 'claimOutboundChoice':
      return withProgress(session, { claimedChoice: { value: null } });
    // UPD-7: the ticket does not wait for its fields. Their values are written in a comment instead.
    case 'listTicketFields':
      return withProgress(session, { ticketFields: [] });
    case 'listContactFields':
      return withProgress(session, { contactFields: [] });
    case 'updateContact':
      return withProgress(session, {
        contactChanges: [...progress.contactChanges, refusedChange(step, problem)],
      });
    default: {
      const delayMs = Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(failureCount(progress, step.key), 10));
      return withFailingStep(session, step.key, problem, now + delayMs);
    }
  }
}

/**
 * END-4: the requester is chosen again, up to three times. END-4: a value that Zendesk refuses is left out by itself. After
 * that the ticket is made with the bare draft.
 */
function recordRefusedTicket(
  session: Session,
  { input: draft }: AskingStep<'openTicket'>,
  problem: Refusal,
  now: number,
): Session {
  const { progress } = session;
  if (problem.code === 'RequesterInvalid' && failureCount(progress, 'requester') < 3)
    return withProgress(withFailingStep(session, 'requester', problem, now), {
      ...withoutContact(progress, draft.requesterId),
      draft: null,
      contactTickets: null,
    });
  if (!draft.bare) {
    const { draft: next, leftOut, later } = draftAfterRefusal(draft, problem);
    const { leftOutOfTicket = [], laterFields = [] } = progress;
    return withProgress(session, {
      draft: next,
      ...(leftOut.length > 0 && { leftOutOfTicket: [...leftOutOfTicket, ...leftOut] }),
      ...(later.length > 0 && { laterFields: [...laterFields, ...later] }),
    });
  }
  return withProgress(session, { ticketRefused: { code: problem.code, message: short(problem.message) } });
}

/**
 * UPD-6: the parts of a refused change are made one by one. A part that is refused by itself is left out, and a comment on
 * the ticket says so.
 */
function refusedChange({ key, input }: AskingStep<'updateContact'>, { refused, message }: Refusal): ContactChanged {
  const { name, fields } = input;
  const dropped = fields.map((field) => field.key);
  // A worker of an earlier version performed the step. A history that it recorded must replay.
  if (refused === undefined) return { key, dropped };
  if (fields.length + (name === null ? 0 : 1) > 1) return { key, dropped: [], apart: true };
  const words = refused.map((value) => value.words).find((text) => text !== '') ?? short(message);
  return { key, dropped: [], refused: [{ name: dropped[0] ?? 'name', words }] };
}

function short(message: string): string {
  return cutToCharacters(message, limits.session.zendeskMessage.value);
}

function failureCount(progress: Progress, key: string): number {
  return progress.failingSteps.find((failing) => failing.key === key)?.count ?? 0;
}

function withFailingStep(session: Session, key: string, { code, message }: ZendeskProblem, retryAt: number): Session {
  const { failingSteps } = session.progress;
  const failing = { key, code, message: short(message), count: failureCount(session.progress, key) + 1, retryAt };
  // Only the steps that are due now have a place here. Of those there are never so many.
  const others = failingSteps.filter((known) => known.key !== key).slice(1 - mostFailingSteps);
  return withProgress(session, { failingSteps: [...others, failing] });
}
