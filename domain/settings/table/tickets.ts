import type { SettingsSection } from './setting.ts';

export const ticketSettings = {
  create: {
    kind: 'boolean',
    default: true,
    description:
      'Whether tickets are made at all. With `false`, sessions are only appended to tickets that exist already.',
    rules: ['TKT-11'],
    holdsFor: 'sessions',
  },
  createWhen: {
    kind: 'choice',
    words: ['assigned', 'connected'],
    default: 'assigned',
    description:
      'The moment at which a call gets its ticket. With `"assigned"`, the call is offered to an agent. With `"connected"`, an agent has answered.',
    rules: ['TKT-2'],
    holdsFor: 'sessions',
  },
  chatMinimumCustomerMessages: {
    kind: 'integer',
    min: 0,
    default: 0,
    unit: 'messages',
    description:
      'How many messages a customer must have sent before a chat gets a ticket. A chat that ends with fewer has none.',
    rules: ['TKT-3'],
    holdsFor: 'sessions',
  },
  subject: {
    kind: 'subjectTemplate',
    default: '{{session.type}} from {{contact.name}}',
    description:
      'The subject of a new ticket as a Liquid template, which may use values of the session and of the contact.',
    rules: ['TKT-4'],
    holdsFor: 'sessions',
  },
  createForAbandonedCalls: {
    kind: 'boolean',
    default: true,
    description: 'Whether a call that no human agent answered gets a ticket.',
    rules: ['TKT-8'],
    holdsFor: 'sessions',
  },
  createForAbandonedChats: {
    kind: 'boolean',
    default: true,
    description: 'Whether a chat that no human agent answered gets a ticket.',
    rules: ['TKT-8'],
    holdsFor: 'sessions',
  },
  foldMissedCalls: {
    kind: 'integer',
    moreThan: 0,
    nullable: true,
    default: null,
    unit: 'minutes',
    description: 'Abandoned calls of one contact within this time share a ticket. With `null`, each call has its own.',
    rules: ['TKT-14'],
    holdsFor: 'sessions',
  },
  defaultUserId: {
    kind: 'zendeskId',
    nullable: true,
    default: null,
    description:
      'The Zendesk id of the user to whom the tickets of voicemails and abandoned sessions are assigned, and new tickets that every agent has declined. With `null`, these tickets stay unassigned, and saving warns of it.',
    rules: ['TKT-6', 'TKT-8', 'TKT-9', 'TKT-10'],
    holdsFor: 'sessions',
  },
} as const satisfies SettingsSection;

export const appendSettings = {
  inbound: {
    kind: 'boolean',
    default: true,
    description:
      "Whether an inbound session is appended to the contact's most recent ticket, if this ticket is active and of the same queue and channel.",
    rules: ['APP-1'],
    holdsFor: 'sessions',
  },
  never: {
    kind: 'boolean',
    default: false,
    description:
      'With `true`, a session is appended only to a ticket that somebody chose. This concerns inbound sessions, folded calls, and outbound calls, including those that start from a ticket. Excludes `outbound.promptForTicket`.',
    rules: ['APP-7'],
    holdsFor: 'sessions',
  },
  reopenSolvedWithinDays: {
    kind: 'integer',
    moreThan: 0,
    nullable: true,
    default: null,
    unit: 'days',
    description:
      'A ticket of the same queue and channel that was solved within this time is reopened. If it is closed already, the session gets a follow-up ticket that is linked to it. With `null`, neither happens.',
    rules: ['APP-2'],
    holdsFor: 'sessions',
  },
  outboundStatuses: {
    kind: 'choices',
    words: ['new', 'open', 'pending', 'hold'],
    mayBeEmpty: true,
    default: ['new', 'open', 'pending', 'hold'],
    description:
      'The statuses in which a ticket takes an outbound call that was started from it. The call sets the ticket to Open. A closed ticket gets a follow-up.',
    rules: ['APP-3'],
    holdsFor: 'sessions',
  },
  shortCallSeconds: {
    kind: 'integer',
    min: 0,
    default: 10,
    unit: 'seconds',
    description: 'If a call was shorter than this, a call from its callback button is appended to the same ticket.',
    rules: ['APP-6'],
    holdsFor: 'sessions',
  },
} as const satisfies SettingsSection;

export const recordingSettings = {
  store: {
    kind: 'choice',
    words: ['file', 'link'],
    default: 'file',
    description:
      'How recordings are put on the ticket. With `"file"`, they are attached files, and with `"link"` only their address at the platform is shown.',
    rules: ['UPD-12'],
    holdsFor: 'sessions',
  },
} as const satisfies SettingsSection;
