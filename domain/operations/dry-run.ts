import type { Contact, NewContact } from '../zendesk/contact.ts';
import type { NoAnswer } from '../zendesk/error-codes.ts';
import { applyEvent } from '../session/apply-event.ts';
import type { SessionEvent } from '../events/parse-events.ts';
import { newSession } from '../session/state.ts';
import type { Session } from '../session/state.ts';
import { isChoiceStep } from '../session/step.ts';
import type { Answer, AskingStep, Step } from '../session/step.ts';
import type { Settings } from '../settings/settings.ts';
import { isoTime } from '../iso-time.ts';

/** OPS-2: the events of the session that is asked about, and the settings to use, which may differ from those in force. */
export type DryRunStart = {
  readonly sessionId: string;
  readonly events: readonly SessionEvent[];
  readonly settings: Settings;
};

/** The end of a dry run: the session with its next steps. `at`: ms since the epoch. */
export type DryRunEnd = {
  readonly session: Session;
  readonly steps: readonly Step[];
  readonly at: number;
  readonly trouble: NoAnswer | null;
};

/** The id of a contact that would be made. */
export const contactToMake = 0;

/**
 * The session after all its events. They are moved in time together, so that the last of them happens now.
 * @param now ms since the epoch
 */
export function drySession({ sessionId, events }: Pick<DryRunStart, 'sessionId' | 'events'>, now: number): Session {
  const shift = now - Math.max(...events.map(({ timestamp }) => timestamp));
  return events.reduce(
    (session, event) => applyEvent(session, { ...event, timestamp: event.timestamp + shift }),
    newSession(sessionId, false),
  );
}

export type DryStep =
  /** The session has decided: the step would write, or the session would go without a ticket. */
  | { readonly kind: 'decided' }
  /** The step is not performed. It gets the answer that a new session would get. */
  | { readonly kind: 'supposed'; readonly answer: Answer }
  /** The step only reads, so it is performed. */
  | { readonly kind: 'read'; readonly step: AskingStep }
  | { readonly kind: 'wait' };

/**
 * Says how a dry run treats a step (OPS-2).
 * @param now ms since the epoch
 */
export function dryStep(step: Step, session: Session, now: number): DryStep {
  if (isChoiceStep(step)) return { kind: 'decided' };
  switch (step.kind) {
    case 'openTicket':
    case 'settled':
    case 'write':
    case 'popScreen':
      return { kind: 'decided' };
    case 'makeContact':
      return {
        kind: 'supposed',
        answer: { step, value: { contact: supposedContact(step.input, now), created: true } },
      };
    case 'updateContact':
      return { kind: 'supposed', answer: { step, value: { dropped: [] } } };
    case 'findTicket':
      // APP-5: the ticket of the call that this one follows exists already. The session's own ticket is not looked for:
      // a session with this id may be long over, but the question is about a new one.
      return step.input.sessionId === session.id
        ? { kind: 'supposed', answer: { step, value: null } }
        : { kind: 'read', step };
    // OUT-14: only the call itself may claim the agent's choice.
    case 'claimOutboundChoice':
      return { kind: 'supposed', answer: { step, value: null } };
    case 'askDataKept':
      return { kind: 'supposed', answer: { step, value: false } };
    case 'listTickets': {
      if (step.input.contactId !== contactToMake) return { kind: 'read', step };
      const value = { contact: session.progress.madeContact?.contact ?? null, tickets: [] };
      return { kind: 'supposed', answer: { step, value } };
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
  const createdAt = isoTime(now);
  return { id: contactToMake, name, phone, email, externalId, createdAt, matchable: true };
}

/** The step that looks up the assignee of the new ticket in Zendesk (ADP-5); null: it is known, or there is none. */
export function assigneeToFind(steps: readonly Step[], session: Session): AskingStep<'findAgent'> | null {
  const opening = steps.find((step) => step.kind === 'openTicket');
  const assignee = opening?.input.assignee;
  if (assignee?.kind !== 'agent' || assignee.email === null) return null;
  const { email } = assignee;
  if (session.progress.agents.some((known) => known.email === email)) return null;
  return { kind: 'findAgent', key: `findAgent/${email}`, input: { email } };
}
