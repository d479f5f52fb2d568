import type { SessionReading } from '../session/read-session.ts';
import { contactChange } from '../contact/change.ts';
import { contactValues, mappedFieldIds, mappedFieldKeys, ticketValues } from '../fields/mapping.ts';
import { shortHash } from '../events/natural-keys.ts';
import type { Session, SessionTicket } from '../session/state.ts';
import type { ContactChange } from '../zendesk/contact.ts';
import { readTicketStep } from '../session/step.ts';
import type { Step } from '../session/step.ts';
import { agentsToKnow, lateOwner } from '../ticket-updates/late-owner.ts';
import { requiredCheck } from '../ticket-updates/ticket-checks.ts';
import { screenPopDue } from './screen-pop.ts';
import { writeSteps } from './write-steps.ts';

/**
 * The steps that keep the session's ticket up to date: the screen pop, changes of the contact, the reads of the ticket
 * that some writes need, and the writes.
 */
export function keepTicketCurrent(reading: SessionReading, ticket: SessionTicket): readonly Step[] {
  const check = requiredCheck(reading, ticket);
  return [
    ...agentSteps(reading, ticket),
    ...contactSteps(reading, ticket),
    ...fieldSteps(reading),
    ...(check === null ? [] : [readTicketStep(ticket.id, check.fieldIds, check.before)]),
    ...writeSteps(reading, ticket),
  ];
}

/** ADP-5: looks up the agents in Zendesk. ADP-1: the screen pop. */
function agentSteps(reading: SessionReading, ticket: SessionTicket): readonly Step[] {
  const { session } = reading;
  const isFound = ticket.origin === 'found';
  if (isFound && ticket.givenBack !== true) return [];
  const { inCharge, first, connected } = reading.agents;
  const agents = isFound ? [connected?.agent ?? null] : [inCharge, first?.agent ?? null];
  const late = lateOwner(reading, ticket);
  const emails = new Set([
    ...agents.flatMap((agent) => agent?.email ?? []),
    ...(late === null ? [] : agentsToKnow(reading, ticket, late)),
  ]);
  const unknown = [...emails].filter((email) => session.progress.agents.every((agent) => agent.email !== email));
  const steps = unknown.map((email): Step => ({ kind: 'findAgent', key: `findAgent/${email}`, input: { email } }));
  const pop = isFound ? null : screenPopDue(reading, ticket);
  return pop === null ? steps : [...steps, pop];
}

/** UPD-6: reads the definitions of the fields before values are written into them. */
function fieldSteps(reading: SessionReading): readonly Step[] {
  const { session } = reading;
  const { ticketFields, contactFields } = session.progress;
  const ids = mappedFieldIds(reading);
  const keys = mappedFieldKeys(reading);
  const steps: Step[] = [];
  if (ids.length > 0 && ticketFields === null)
    steps.push({ kind: 'listTicketFields', key: 'listTicketFields', input: { ids, values: ticketValues(reading) } });
  if (keys.length > 0 && contactFields === null)
    steps.push({
      kind: 'listContactFields',
      key: 'listContactFields',
      input: { keys, values: contactValues(reading) },
    });
  return steps;
}

/** CON-4, UPD-6: stores new data of the contact in Zendesk, once. */
function contactSteps(reading: SessionReading, ticket: SessionTicket): readonly Step[] {
  const { session } = reading;
  const input = contactChange(reading, ticket);
  if (input === null) return [];
  const key = `updateContact/${input.contactId}/${shortHash(JSON.stringify(input))}`;
  const done = session.progress.contactChanges.find((change) => change.key === key);
  if (done === undefined) return [{ kind: 'updateContact', key, input }];
  return done.apart === true ? nextPart(session, key, input) : [];
}

/** UPD-6: the next part of a change that Zendesk refused as a whole. One after the other, because a user may be changed 5 times a minute. */
function nextPart({ progress }: Session, key: string, { contactId, name, fields }: ContactChange): readonly Step[] {
  const parts: readonly ContactChange[] = [
    ...(name === null ? [] : [{ contactId, name, fields: [] }]),
    ...fields.map((field) => ({ contactId, name: null, fields: [field] })),
  ];
  const steps = parts.map((input, i): Step => ({ kind: 'updateContact', key: `${key}/${i + 1}`, input }));
  const next = steps.find((step) => progress.contactChanges.every((change) => change.key !== step.key));
  return next === undefined ? [] : [next];
}
