import type { SettingsSection } from './setting.ts';

const ticketField = { kind: 'zendeskId', nullable: true, default: null, holdsFor: 'sessions' } as const;

export const fieldSettings = {
  sessionType: {
    ...ticketField,
    description: "The ticket field for the platform's session type, which is filled from the start.",
    rules: ['FLD-3'],
  },
  from: {
    ...ticketField,
    description:
      'The ticket field for the number that an outbound call was made from. It is filled for every call that an agent dialled.',
    rules: ['FLD-2', 'FLD-3'],
  },
  sessionId: {
    ...ticketField,
    description: 'The ticket field for the id of the session, such as `call-397`, which is filled from the start.',
    rules: ['FLD-3', 'FLD-6'],
  },
  callDuration: {
    ...ticketField,
    description: 'The ticket field for the duration in whole seconds, waiting included.',
    rules: ['FLD-4'],
  },
  waitTime: {
    ...ticketField,
    description: 'The ticket field for the time from the queue to the answer, in whole seconds.',
    rules: ['FLD-4'],
  },
  holdTime: {
    ...ticketField,
    description: 'The ticket field for the time on hold, all holds together, in whole seconds.',
    rules: ['FLD-4'],
  },
  queueName: {
    ...ticketField,
    description: 'The ticket field for the name of the last queue, which is filled at the end.',
    rules: ['FLD-4'],
  },
  csat: { ...ticketField, description: "The ticket field for the customer's rating, 1 to 5.", rules: ['FLD-4'] },
  verification: {
    ...ticketField,
    description: 'The ticket field for whether the customer was verified. Only sessions of the app fill it.',
    rules: ['FLD-5'],
  },
  textInput: {
    ...ticketField,
    description: 'The ticket field for the text that the customer typed in. Only sessions of the app fill it.',
    rules: ['FLD-5'],
  },
  identifier: {
    kind: 'name',
    nullable: true,
    default: null,
    description: "The key of the contact field that holds the app's identifier of the user.",
    rules: ['CON-2'],
    holdsFor: 'sessions',
  },
} as const satisfies SettingsSection;

export const mappingSetting = {
  kind: 'list',
  of: 'mappings',
  default: [],
  description: 'Which values of the custom data also fill a field of the ticket or of the contact.',
  rules: ['UPD-6', 'UPD-7'],
  holdsFor: 'sessions',
} as const;

export const dapSettings = {
  postToTicket: {
    kind: 'boolean',
    default: false,
    description: 'Whether each answer of an API direct access point becomes a comment on the ticket.',
    rules: ['UPD-10'],
    holdsFor: 'sessions',
  },
  includeRequest: {
    kind: 'boolean',
    default: false,
    description: 'Whether the comment also shows the request that the direct access point answered.',
    rules: ['UPD-10'],
    holdsFor: 'sessions',
  },
  format: {
    kind: 'choice',
    words: ['key_value', 'json'],
    default: 'key_value',
    description: 'The format of such a comment: with `"key_value"` one line for each key, and with `"json"` JSON.',
    rules: ['UPD-10'],
    holdsFor: 'sessions',
  },
} as const satisfies SettingsSection;
