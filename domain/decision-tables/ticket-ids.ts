import { completeChoice } from '../outbound/complete.ts';
import type { OutboundFacts, OutboundQuestion } from '../session/outbound-choice.ts';
import { decide } from '../decision.ts';
import { asked, knowing, otherNumber, settingsFor, ticketId } from './before-call.ts';
import type { SettingsColumn } from './before-call.ts';
import { decisionTable } from './table.ts';

const byId = asked({ source: 'team_ticket', ticketId, dialNumber: null });
const statuses = [
  ['new', 'a New'],
  ['open', 'an Open'],
  ['pending', 'a Pending'],
  ['hold', 'an On-hold'],
  ['solved', 'a Solved'],
  ['closed', 'a Closed'],
] as const;

const rows: readonly { readonly title: string; readonly asks: OutboundQuestion; readonly facts: OutboundFacts }[] = [
  { title: 'no id, from the dialpad', asks: asked(), facts: knowing(1) },
  ...statuses.map(([status, name]) => ({
    title: `the id of ${name} ticket`,
    asks: byId,
    facts: knowing(1, [], status),
  })),
  { title: 'an id that no ticket has', asks: byId, facts: knowing(1, [], null) },
  { title: 'the id of a ticket whose requester has no number', asks: byId, facts: knowing(1, [], 'open', []) },
  {
    title: 'the id of a Pending ticket, and another number typed',
    asks: { ...byId, dialNumber: otherNumber },
    facts: knowing(1),
  },
  { title: 'from a Pending ticket, a stored number', asks: asked({ source: 'ticket', ticketId }), facts: knowing(1) },
  {
    title: 'from a Pending ticket, "enter a new number"',
    asks: asked({ source: 'ticket', ticketId, enterNumber: true, dialNumber: otherNumber }),
    facts: knowing(1),
  },
  { title: "from a contact's number", asks: asked({ source: 'contact', contactId: 1 }), facts: knowing(1) },
  { title: 'call back', asks: asked({ source: 'call_back', followsSessionId: 'call-1' }), facts: knowing(1) },
];

const outbound = { flexible: true, allowEnteredNumber: true };
const columns: readonly SettingsColumn[] = [
  { title: 'off', settings: settingsFor(outbound) },
  { title: 'optional', settings: settingsFor(outbound, { asks: 'optional' }) },
  { title: 'required', settings: settingsFor(outbound, { asks: 'required' }) },
];

/** Whether a ticket id that the agent entered is accepted (TEAM-1 to TEAM-5). */
export const ticketIds = decisionTable(
  {
    title: 'Ticket ids of teams',
    reading:
      "Each column says whether the agent's team is asked for a ticket id (TEAM-1, TEAM-6). `outbound.flexible` and `outbound.allowEnteredNumber` are on. A refused call shows the message that the agent reads, and nothing is dialled.",
    corner: 'the call',
  },
  rows,
  columns,
  ({ asks, facts }, { settings }) => {
    const completed = completeChoice(asks, facts, settings);
    if (!completed.ok) {
      const [refusal] = completed.refusals;
      return decide(refusal?.because ?? 'more to look up', refusal?.rule ?? 'OUT-12', '');
    }
    const { source, ticket_id: onto, entered_number: isEntered } = completed.choice.outbound;
    if (source === 'team_ticket') return decide("appended to the ticket, dials the requester's number", 'TEAM-2', '');
    if (source === 'call_back') return decide('appended to the ticket of the call that it follows', 'APP-5', '');
    if (onto === null) return decide('an ordinary call', 'OUT-1', '');
    return decide(isEntered ? 'appended to the ticket, dials the new number' : 'appended to the ticket', 'APP-3', '');
  },
);
