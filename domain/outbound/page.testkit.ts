import type { Contact } from '../zendesk/contact.ts';
import type { Ticket, TicketStatus } from '../zendesk/ticket.ts';
import { defaultSettings } from '../settings/defaults.ts';
import type { OutboundSettings, Settings, TeamSettings } from '../settings/settings.ts';
import type { OutboundFacts, OutboundQuestion } from '../session/outbound-choice.ts';

export const agentId = '7';
/** A number that is stored on contact 21, and also on contact 22 in tests with several contacts. */
export const known = '+14155551212';
/** The second number of contact 21. */
export const second = '+14155551313';
/** A number that is stored on no contact. */
export const strange = '+442079460958';

export function question(some: Partial<OutboundQuestion> = {}): OutboundQuestion {
  return {
    source: 'dialpad',
    lookupNumber: null,
    dialNumber: known,
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

/** The question of a call that starts from ticket 33. */
export function fromTicket(some: Partial<OutboundQuestion> = {}): OutboundQuestion {
  return question({ source: 'ticket', ticketId: 33, dialNumber: null, ...some });
}

export function contact(id: number, some: Partial<Contact> = {}): Contact {
  return {
    id,
    name: `Contact ${id}`,
    phone: known,
    email: null,
    externalId: null,
    createdAt: '2026-01-01T00:00:00Z',
    matchable: true,
    ...some,
  };
}

export function ticket(id: number, status: TicketStatus, requesterId = 21): Ticket {
  const at = `2026-01-${id}T00:00:00Z`;
  return {
    id,
    status,
    requesterId,
    assigneeId: null,
    externalId: null,
    tags: [],
    createdAt: at,
    updatedAt: at,
    solvedAt: null,
    fields: [],
  };
}

type FactParts = {
  readonly agentId?: string;
  /** The contacts with the look-up number, newest first. */
  readonly contacts?: readonly Contact[];
  readonly number?: string;
  /** The tickets of contact 21, newest first. */
  readonly tickets?: readonly Ticket[] | null;
  readonly numbers?: readonly string[] | null;
  readonly record?: Contact | null;
  /** The record of ticket 33. */
  readonly ticket?: Ticket | null;
  readonly requesterNumbers?: readonly string[];
  readonly phoneField?: string | null;
};

/** All facts are known: contact 21 with its tickets 33 (pending) and 32 (open), and ticket 33. */
export function facts(parts: FactParts = {}): OutboundFacts {
  const numbers = [known, second];
  return {
    agentId: parts.agentId ?? agentId,
    found: { number: parts.number ?? known, contacts: parts.contacts ?? [contact(21)] },
    contact: {
      id: 21,
      record: parts.record === undefined ? contact(21) : parts.record,
      numbers: parts.numbers === undefined ? numbers : parts.numbers,
      tickets: parts.tickets === undefined ? [ticket(33, 'pending'), ticket(32, 'open')] : parts.tickets,
    },
    ticket: {
      id: 33,
      ticket: parts.ticket === undefined ? ticket(33, 'pending') : parts.ticket,
      requesterNumbers: parts.requesterNumbers ?? numbers,
      phoneField: parts.phoneField ?? null,
    },
  };
}

export const nothingKnown: OutboundFacts = { agentId, found: null, contact: null, ticket: null };

/** Flexible outbound dialling with these settings. */
export function flexible(outbound: Partial<OutboundSettings> = {}, more: Partial<Settings> = {}): Settings {
  return { ...defaultSettings, ...more, outbound: { ...defaultSettings.outbound, flexible: true, ...outbound } };
}

/** The agent's team is asked for a ticket id, and its set-up is complete. */
export function withTeam(
  ticketId: 'off' | 'optional' | 'required',
  base: Settings = defaultSettings,
  team: Partial<TeamSettings> = {},
): Settings {
  return {
    ...base,
    team: {
      enabled: true,
      phoneFieldId: null,
      teams: [{ id: 'sales', name: 'Sales', parentId: null, rank: 0, ticketId, agents: [agentId] }],
      queues: [{ id: '3', teams: ['sales'], instantVoiceCall: true, outboundNumber: '+18005550100' }],
      ...team,
    },
  };
}

/** The same settings, with `append.never` on. */
export function never(base: Settings): Settings {
  return { ...base, append: { ...base.append, never: true } };
}
