import { CancellationScope } from '@temporalio/workflow';
import { newestFirst } from '../domain/zendesk/contact.ts';
import { outboundOptions } from '../domain/outbound/options.ts';
import type { Missing, OutboundFacts } from '../domain/session/outbound-choice.ts';
import { zendeskForPerson } from './activities.ts';
import type { OutboundFactsEnd, OutboundFactsStart } from './messages.ts';
import { noAnswerOf } from './zendesk-problem.ts';

/** An agent waits for the answer before the call. After this time it is given without the look-ups that are still open. */
const longestWaitMs = 20_000;
/**
 * No question needs this many rounds of look-ups: at most one each for contacts, numbers, tickets and one ticket. The limit
 * ends a loop that a faulty rule would cause.
 */
const maxRounds = 6;

type Known = Pick<OutboundFacts, 'found' | 'contact' | 'ticket'>;

/**
 * Looks up the facts that the answer to a question before a call needs, until none is missing (OUT-4, OUT-12). It writes
 * nothing.
 */
export async function outboundFacts({ question, agentId, settings }: OutboundFactsStart): Promise<OutboundFactsEnd> {
  const country = settings.contacts.defaultCountry;
  let facts: OutboundFacts = { agentId, found: null, contact: null, ticket: null };

  async function complete(): Promise<void> {
    for (let round = 0; round < maxRounds; round += 1) {
      const { missing } = outboundOptions(question, facts, settings);
      if (missing.length === 0) return;
      const parts = await Promise.all(missing.map((one) => lookUp(one, country)));
      for (const part of parts) facts = { ...facts, ...part, ...joinedContact(facts, part) };
    }
  }

  const trouble = await CancellationScope.withTimeout(longestWaitMs, complete).then(() => null, noAnswerOf);
  return { facts, trouble };
}

/** Joins two look-ups of the same contact that ran at the same time. */
function joinedContact({ contact: known }: OutboundFacts, { contact }: Partial<Known>): Partial<Known> {
  if (known === null || contact === undefined || contact === null || known.id !== contact.id) return {};
  const { id, record, numbers, tickets } = contact;
  return { contact: { id, record, numbers: numbers ?? known.numbers, tickets: tickets ?? known.tickets } };
}

async function lookUp(missing: Missing, defaultCountry: string): Promise<Partial<Known>> {
  switch (missing.kind) {
    case 'contacts':
      return await contactsWith(missing.number, defaultCountry);
    case 'numbers': {
      const { contactId: id } = missing;
      const { contact: record, numbers } = await zendeskForPerson.listNumbers({ contactId: id });
      return { contact: { id, record, numbers, tickets: record === null ? [] : null } };
    }
    case 'tickets': {
      const { contactId: id } = missing;
      const { contact: record, tickets } = await zendeskForPerson.listTickets({ contactId: id });
      return { contact: { id, record, numbers: record === null ? [] : null, tickets } };
    }
    case 'ticket':
      return { ticket: await ticketWith(missing.ticketId, missing.fieldId) };
    default:
      return missing satisfies never;
  }
}

/**
 * The contacts that certainly have the number, newest first (CON-1). If the look-up found only one, its tickets came with the
 * same request.
 */
async function contactsWith(number: string, defaultCountry: string): Promise<Partial<Known>> {
  const summary = 'Who has the number? (CON-1)';
  const { contacts, unsure, tickets } = await zendeskForPerson.lookUp.executeWithOptions({ summary }, [
    { by: 'phone', phone: number, defaultCountry },
  ]);
  const hasNumber = await Promise.all(
    unsure.map(({ id: contactId }) => zendeskForPerson.hasNumber({ contactId, number, defaultCountry })),
  );
  const all = [...contacts, ...unsure.filter((_, i) => hasNumber[i])];
  const found = { number, contacts: all.toSorted(newestFirst) };
  const [only] = contacts;
  if (only === undefined || tickets === null) return { found };
  return { found, contact: { id: only.id, record: only, numbers: null, tickets } };
}

/** The ticket with its requester's numbers, and the value of one field (TEAM-2, OUT-7). */
async function ticketWith(ticketId: number, fieldId: number | null): Promise<OutboundFacts['ticket']> {
  const ticket = await zendeskForPerson.readTicket({ ticketId, fieldIds: fieldId === null ? [] : [fieldId] });
  if (ticket === null) return { id: ticketId, ticket, requesterNumbers: [], phoneField: null };
  const { numbers } = await zendeskForPerson.listNumbers({ contactId: ticket.requesterId });
  const value = ticket.fields.find(({ id }) => id === fieldId)?.value ?? null;
  return { id: ticketId, ticket, requesterNumbers: numbers, phoneField: value === null ? null : String(value) };
}
