import { byPhone } from '../events/examples.testkit.ts';
import type { LookUpBy } from '../zendesk/contact.ts';
import type { AskingStep } from './step.ts';

/** Asking steps for tests that record an answer to them. */

export function lookUpStep(input: LookUpBy = byPhone()): AskingStep<'lookUp'> {
  return { kind: 'lookUp', key: `lookUp/${input.by}`, input };
}

export function listTicketsStep(contactId: number): AskingStep<'listTickets'> {
  return { kind: 'listTickets', key: `listTickets/${contactId}`, input: { contactId } };
}

export function makeContactStep(shared = false): AskingStep<'makeContact'> {
  const input = { externalId: 'phone:+14155551212', name: 'Caller', phone: '+14155551212', email: null, fields: [] };
  return { kind: 'makeContact', key: 'makeContact', shared, input };
}

export function findAgentStep(email: string): AskingStep<'findAgent'> {
  return { kind: 'findAgent', key: `findAgent/${email}`, input: { email } };
}

/** The search for the session's own ticket (LATE-1). */
export function findTicketStep(sessionId: string): AskingStep<'findTicket'> {
  return { kind: 'findTicket', key: 'findTicket', input: { sessionId } };
}
