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
      'When a call gets its ticket: as soon as an agent is offered it, or with `"connected"` only once an agent has answered.',
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
    description: 'The subject of a new ticket as a Liquid template, which is described below.',
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
      'The Zendesk id of the user who gets voicemails, abandoned sessions, and each ticket that its session made and every agent declined. With `null`, these tickets stay unassigned, and saving warns of it.',
    rules: ['TKT-6', 'TKT-8', 'TKT-9', 'TKT-10'],
    holdsFor: 'sessions',
  },
} as const satisfies SettingsSection;

export const appendSettings = {
  inbound: {
    kind: 'boolean',
    default: true,
    description:
      "Whether an inbound session goes onto the contact's most recent ticket, if that is active and of the same queue and channel.",
    rules: ['APP-1'],
    holdsFor: 'sessions',
  },
  never: {
    kind: 'boolean',
    default: false,
    description:
      'With `true`, nothing is appended that nobody chose: no inbound session, no folded call, and no outbound call, whether by the ticket that it started from or automatically. Excludes `outbound.promptForTicket`.',
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
      'For how long a solved ticket of the same queue and channel is reopened. If it is closed by then, a new ticket follows it that is linked to it. With `null`, neither happens.',
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
    description: 'A call shorter than this shares its ticket with the call that its callback button makes.',
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
      'How recordings are put on the ticket: as attached files, or with `"link"` only by their address at the platform.',
    rules: ['UPD-12'],
    holdsFor: 'sessions',
  },
} as const satisfies SettingsSection;
