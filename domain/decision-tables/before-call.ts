import type { Contact } from '../zendesk/contact.ts';
import type { OutboundFacts, OutboundQuestion } from '../session/outbound-choice.ts';
import { defaultSettings } from '../settings/defaults.ts';
import type { OutboundSettings, Settings, TeamSettings } from '../settings/settings.ts';
import type { Ticket, TicketStatus } from '../zendesk/ticket.ts';

/** The cases of the tables for outbound calls. */

export const agentId = '7';
export const storedNumber = '+14155550142';
export const otherNumber = '+442079460958';
const ofContact = 1;
export const ticketId = 12;

/** The question of the page before a call. Without other values the agent has typed the contact's number on the dial pad. */
export function asked(some: Partial<OutboundQuestion> = {}): OutboundQuestion {
  return {
    source: 'dialpad',
    lookupNumber: null,
    dialNumber: storedNumber,
    enterNumber: false,
    contactId: null,
    ticketId: null,
    ticketChoice: null,
    outboundNumber: null,
    lang: null,
    followsSessionId: null,
    previousCallSeconds: null,
    ...some,
  };
}

function contact(id: number): Contact {
  const createdAt = new Date(Date.UTC(2025, 0, 31 - id)).toISOString();
  return { id, name: `Contact ${id}`, phone: storedNumber, email: null, externalId: null, createdAt, matchable: true };
}

export function ticket(id: number, status: TicketStatus): Ticket {
  const at = new Date(Date.UTC(2025, 0, id)).toISOString();
  const nothing = { assigneeId: null, externalId: null, tags: [], solvedAt: null, fields: [] };
  return { id, status, requesterId: ofContact, createdAt: at, updatedAt: at, ...nothing };
}

/** The facts from Zendesk: the contacts with the number, the tickets of the first one (newest first), and the named ticket. */
export function knowing(
  contacts: number,
  tickets: readonly Ticket[] = [ticket(ticketId, 'pending')],
  named: TicketStatus | null = 'pending',
  requesterNumbers: readonly string[] = [storedNumber],
): OutboundFacts {
  return {
    agentId,
    found: { number: storedNumber, contacts: [1, 2].slice(0, contacts).map(contact) },
    contact: { id: ofContact, record: contact(ofContact), numbers: [storedNumber], tickets },
    ticket: {
      id: ticketId,
      ticket: named === null ? null : ticket(ticketId, named),
      requesterNumbers,
      phoneField: null,
    },
  };
}

/** The default settings with these changes. `asks`: the agent's team is asked for a ticket id. */
export function settingsFor(
  outbound: Partial<OutboundSettings>,
  more: { readonly never?: boolean; readonly asks?: 'optional' | 'required' } = {},
): Settings {
  const { append, team } = defaultSettings;
  const asking: TeamSettings = {
    ...team,
    enabled: true,
    teams: [{ id: '1', name: 'Sales', parentId: null, rank: 0, ticketId: more.asks ?? 'off', agents: [agentId] }],
    queues: [{ id: '3', teams: ['1'], instantVoiceCall: true, outboundNumber: '+18005550100' }],
  };
  return {
    ...defaultSettings,
    append: { ...append, never: more.never ?? false },
    outbound: { ...defaultSettings.outbound, ...outbound },
    team: asking,
  };
}

/** A column of a table, with the settings that its cells are decided by. */
export type SettingsColumn = { readonly title: string; readonly settings: Settings };

export const flexibleOff: SettingsColumn = { title: 'flexible off', settings: settingsFor({}) };
export const flexibleOn: SettingsColumn = { title: 'flexible', settings: settingsFor({ flexible: true }) };
