import type { Contact, NewContact } from '../zendesk/contact.ts';
import type { NoAnswer } from '../zendesk/error-codes.ts';
import { applyEvent } from '../session/apply-event.ts';
import type { SessionEvent } from '../events/parse-events.ts';
import { newSession } from '../session/state.ts';
import type { Session } from '../session/state.ts';
import type { Answer, AskingStep, Step } from '../session/step.ts';
import type { Settings } from '../settings/settings.ts';

/** OPS-2: what is asked: a session as the platform would tell it, under settings that need not be those in force. */
export type DryRunStart = {
  readonly sessionId: string;
  readonly events: readonly SessionEvent[];
  readonly settings: Settings;
};

/** Where a dry run stopped: what was known by then, and what would be done next. `at`: ms since the epoch. */
export type DryRunEnd = {
  readonly session: Session;
  readonly steps: readonly Step[];
  readonly at: number;
  readonly trouble: NoAnswer | null;
};

/** The id of a contact that would be made. */
export const contactToMake = 0;

/** The session as it would be known by now. The events keep their distances; the last of them happens now. */
export function drySession({ sessionId, events }: Pick<DryRunStart, 'sessionId' | 'events'>, now: number): Session {
  const shift = now - Math.max(...events.map(({ timestamp }) => timestamp));
  return events.reduce(
    (session, event) => applyEvent(session, { ...event, timestamp: event.timestamp + shift }),
    newSession(sessionId, false),
  );
}

export type DryStep =
  /** The session has decided: this would write, or leave it at that. */
  | { readonly kind: 'decided' }
  /** Answered without asking, as it would be for a session that has just begun. */
  | { readonly kind: 'supposed'; readonly answer: Answer }
  /** It only reads. */
  | { readonly kind: 'read'; readonly step: Exclude<AskingStep, { readonly kind: 'write' }> }
  | { readonly kind: 'wait' };

/** What a dry run does about a step that is due. */
export function dryStep(step: Step, session: Session, now: number): DryStep {
  switch (step.kind) {
    case 'openTicket':
    case 'append':
    case 'goWithoutTicket':
    case 'switchTicket':
    case 'settled':
    case 'write':
    case 'popScreen':
      return { kind: 'decided' };
    case 'makeContact': {
      const value = { contact: supposedContact(step.input, now), created: true };
      return { kind: 'supposed', answer: { kind: step.kind, shared: step.shared, value } };
    }
    case 'updateContact':
      return { kind: 'supposed', answer: { kind: step.kind, key: step.key, value: { dropped: [] } } };
    // A session of this id may be long over: the question is what a new one would do.
    case 'findTicket':
      // That of the call which this one follows is there to be found (APP-5).
      if (step.input.sessionId !== session.id) return { kind: 'read', step };
      return { kind: 'supposed', answer: { kind: step.kind, sessionId: step.input.sessionId, value: null } };
    // A choice is its call's alone.
    case 'claimOutboundChoice':
      return { kind: 'supposed', answer: { kind: step.kind, value: null } };
    case 'askDataKept':
      return { kind: 'supposed', answer: { kind: step.kind, value: false } };
    case 'listTickets': {
      const { contactId } = step.input;
      if (contactId !== contactToMake) return { kind: 'read', step };
      const value = { contact: session.progress.madeContact?.contact ?? null, tickets: [] };
      return { kind: 'supposed', answer: { kind: step.kind, contactId, value } };
    }
    case 'lookUp':
    case 'hasNumber':
    case 'readTicket':
    case 'askSession':
    case 'traceTicket':
    case 'listTicketFields':
    case 'listContactFields':
    case 'findAgent':
      return { kind: 'read', step };
    case 'wait':
      return { kind: 'wait' };
    default:
      return step satisfies never;
  }
}

function supposedContact({ name, phone, email, externalId }: NewContact, now: number): Contact {
  const createdAt = new Date(now).toISOString();
  return { id: contactToMake, name, phone, email, externalId, createdAt, matchable: true };
}

/** Whom the ticket would go to, where only Zendesk knows who that is (ADP-5). */
export function assigneeToFind(steps: readonly Step[], session: Session): AskingStep | null {
  const opening = steps.find((step) => step.kind === 'openTicket');
  const assignee = opening?.input.assignee;
  if (assignee?.kind !== 'agent' || assignee.email === null) return null;
  const { email } = assignee;
  if (session.progress.agents.some((known) => known.email === email)) return null;
  return { kind: 'findAgent', key: `findAgent/${email}`, input: { email } };
}
