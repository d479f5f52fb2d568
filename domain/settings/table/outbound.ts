import type { SettingsSection } from './setting.ts';

export const outboundSettings = {
  flexible: {
    kind: 'boolean',
    default: false,
    description:
      "Whether outbound dialling is flexible. If so, the call goes to the ticket that the agent chose, or without a choice to the contact's most recent open ticket. With `false`, it goes to the contact's most recent ticket, but only if the status of this ticket is Open.",
    rules: ['OUT-1', 'APP-4'],
    holdsFor: 'sessions',
  },
  promptForTicket: {
    kind: 'boolean',
    default: false,
    description:
      "Whether the agent must pick among the contact's open tickets before the call. A call that was started without a choice waits until its end for `ticket.picked`. Excludes `append.never`.",
    rules: ['OUT-1'],
    holdsFor: 'sessions',
  },
  allowCreate: {
    kind: 'boolean',
    default: false,
    description:
      'Whether the agent may choose a new ticket although the contact has open ones. Needs `outbound.promptForTicket`. A contact without an open ticket gets a new one in any case.',
    rules: ['OUT-2'],
    holdsFor: 'sessions',
  },
  allowNone: {
    kind: 'boolean',
    default: false,
    description: 'Whether the agent may call without a ticket. Saving warns of it.',
    rules: ['OUT-3'],
    holdsFor: 'sessions',
  },
  allowEnteredNumber: {
    kind: 'boolean',
    default: false,
    description:
      'Whether the agent may dial a number that the contact does not have, from a contact, from a ticket, or with another number that finds the contact. The ticket names it as "Dialled number", and it is not saved on the contact. With `false`, only the stored numbers of a contact are dialled.',
    rules: ['OUT-8', 'OUT-13', 'CON-10'],
    holdsFor: 'sessions',
  },
  numbers: {
    kind: 'list',
    of: 'outboundNumbers',
    default: [],
    description:
      'The numbers that agents may show to the customers whom they call, each `{number, label, languages, queueIds}`. The agent picks number and language. Without a pick, the first number that serves the language is used. A number without languages serves all languages. `queueIds` is stored and has no effect yet. With an empty list, the platform chooses the number.',
    rules: ['OUT-10'],
    holdsFor: 'sessions',
  },
} as const satisfies SettingsSection;

export const teamSettings = {
  enabled: {
    kind: 'boolean',
    default: false,
    description: 'Whether agents of certain teams are asked for a ticket id before they call.',
    rules: ['TEAM-1'],
    holdsFor: 'sessions',
  },
  phoneFieldId: {
    kind: 'zendeskId',
    nullable: true,
    default: null,
    description:
      "The ticket field that holds the number to dial. With `null`, the number of the ticket's requester is dialled.",
    rules: ['TEAM-2'],
    holdsFor: 'sessions',
  },
  teams: {
    kind: 'list',
    of: 'teams',
    default: [],
    description:
      'The teams, each `{id, name, parentId, rank, ticketId, agents}`. `ticketId` is `"off"`, `"optional"` or `"required"`, and `agents` are the platform\'s ids. For an agent in several teams the highest team in the list counts, and a sub-team wins over its parent.',
    rules: ['TEAM-6'],
    holdsFor: 'sessions',
  },
  queues: {
    kind: 'list',
    of: 'teamQueues',
    default: [],
    description:
      'The queues of the teams, each `{id, teams, instantVoiceCall, outboundNumber}`. A team without a queue that has both `instantVoiceCall` and `outboundNumber` is not asked for a ticket id, and saving warns of it.',
    rules: ['TEAM-1'],
    holdsFor: 'sessions',
  },
} as const satisfies SettingsSection;
