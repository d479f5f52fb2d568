import { CancellationScope } from '@temporalio/workflow';
import { newestFirst } from '../domain/zendesk/contact.ts';
import { outboundOptions } from '../domain/outbound/options.ts';
import type { Missing, OutboundFacts } from '../domain/session/outbound-choice.ts';
import { zendeskForPerson } from './activities.ts';
import type { OutboundFactsEnd, OutboundFactsStart } from './messages.ts';
import { noAnswerOf } from './zendesk-problem.ts';

/** An agent waits before the call. After this time the answer is given without the look-ups that Zendesk has not answered. */
const patienceMs = 20_000;
/** Contacts, numbers, tickets, a ticket: no question needs as many; a fault in a rule ends here, and not in a loop. */
const mostRounds = 6;

type Known = Pick<OutboundFacts, 'found' | 'contact' | 'ticket'>;

/** OUT-4, OUT-12: looks up what the answer to a question before a call lacks, until it lacks nothing. Reads only. */
export async function outboundFacts({ question, agentId, settings }: OutboundFactsStart): Promise<OutboundFactsEnd> {
  const country = settings.contacts.defaultCountry;
  let facts: OutboundFacts = { agentId, found: null, contact: null, ticket: null };

  async function complete(): Promise<void> {
    for (let round = 0; round < mostRounds; round += 1) {
      const { missing } = outboundOptions(question, facts, settings);
      if (missing.length === 0) return;
      const learnt = await Promise.all(missing.map((one) => lookUp(one, country)));
      for (const part of learnt) facts = { ...facts, ...part, ...withContact(facts, part) };
    }
  }

  const trouble = await CancellationScope.withTimeout(patienceMs, complete).then(() => null, noAnswerOf);
  return { facts, trouble };
}

/** Two look-ups of one contact, made side by side, are put together. */
function withContact({ contact: known }: OutboundFacts, { contact }: Partial<Known>): Partial<Known> {
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

/** CON-1: those who have the number for certain, newest first; of the only one their tickets come along. */
async function contactsWith(number: string, defaultCountry: string): Promise<Partial<Known>> {
  const summary = 'Who has the number? (CON-1)';
  const { contacts, unsure, tickets } = await zendeskForPerson.lookUp.executeWithOptions({ summary }, [
    { by: 'phone', phone: number, defaultCountry },
  ]);
  const has = await Promise.all(
    unsure.map(({ id: contactId }) => zendeskForPerson.hasNumber({ contactId, number, defaultCountry })),
  );
  const all = [...contacts, ...unsure.filter((_, i) => has[i])];
  const found = {
    number,
    contacts: all.toSorted(newestFirst),
  };
  const [only] = contacts;
  if (only === undefined || tickets === null) return { found };
  return { found, contact: { id: only.id, record: only, numbers: null, tickets } };
}

/** TEAM-2, OUT-7: the ticket with its requester's numbers, and the value of one field. */
async function ticketWith(ticketId: number, fieldId: number | null): Promise<OutboundFacts['ticket']> {
  const ticket = await zendeskForPerson.readTicket({ ticketId, fieldIds: fieldId === null ? [] : [fieldId] });
  if (ticket === null) return { id: ticketId, ticket, requesterNumbers: [], phoneField: null };
  const { numbers } = await zendeskForPerson.listNumbers({ contactId: ticket.requesterId });
  const value = ticket.fields.find(({ id }) => id === fieldId)?.value ?? null;
  return { id: ticketId, ticket, requesterNumbers: numbers, phoneField: value === null ? null : String(value) };
}
