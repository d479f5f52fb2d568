import type { SettingsSection } from './setting.ts';

export const contactSettings = {
  defaultCountry: {
    kind: 'country',
    default: 'US',
    description:
      'The country of the numbers that Zendesk holds without a country code. Set it to where most contacts live.',
    rules: ['CON-1'],
    holdsFor: 'sessions',
  },
  create: {
    kind: 'boolean',
    default: true,
    description: 'Whether a contact is made when nobody matches. With `false`, such a session has no ticket.',
    rules: ['TKT-11'],
    holdsFor: 'sessions',
  },
  anonymous: {
    kind: 'choice',
    words: ['shared', 'new'],
    default: 'shared',
    description:
      'The contact of calls with a withheld number. With `"shared"`, all of them share one contact. With `"new"`, each session gets a contact of its own.',
    rules: ['CON-5'],
    holdsFor: 'sessions',
  },
  allowCreateWhenMatched: {
    kind: 'boolean',
    default: true,
    description: 'Whether an agent may pick "new contact" although several contacts have the number.',
    rules: ['CON-6'],
    holdsFor: 'sessions',
  },
  sdkLookupOrder: {
    kind: 'choices',
    words: ['identifier', 'email', 'phone'],
    mayBeEmpty: false,
    default: ['identifier', 'email', 'phone'],
    description:
      'The look-ups for visitors of a web page and for app users without an identifier, in this order. The first look-up that finds a contact decides.',
    rules: ['CON-3'],
    holdsFor: 'sessions',
  },
} as const satisfies SettingsSection;

export const inboundSettings = {
  autoSelectAt: {
    kind: 'choice',
    words: ['call_end', 'wrap_up_end'],
    default: 'call_end',
    description:
      'When the newest contact is chosen, if several contacts have the number and no agent has picked one. With `"call_end"`, this is the end of the call, and with `"wrap_up_end"` the end of the wrap-up.',
    rules: ['END-2', 'END-3'],
    holdsFor: 'sessions',
  },
} as const satisfies SettingsSection;
