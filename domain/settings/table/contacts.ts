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
      'Which contact calls with a withheld number get: one that all of them share, or with `"new"` one for each session.',
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
      'By what visitors of a web page, and app users without an identifier, are looked up, in this order. The first look-up that finds somebody decides.',
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
      'When the newest contact is taken if several have the number and no agent picked one: at the end of the call, or with `"wrap_up_end"` at the end of the wrap-up.',
    rules: ['END-2', 'END-3'],
    holdsFor: 'sessions',
  },
} as const satisfies SettingsSection;
