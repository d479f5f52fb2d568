import type { RuleEntry } from './rule.ts';

/** Appending instead of creating. */
export const appendRules = [
  {
    id: 'APP-1',
    sentence:
      "An inbound session is appended to the contact's most recent ticket if that is active and of the same queue and channel.",
    sources: ['published'],
  },
  {
    id: 'APP-2',
    sentence:
      'A most recent ticket that was solved within the configured days is reopened, or followed up if it is closed by now.',
    sources: ['sister', 'zendesk', 'decided'],
  },
  {
    id: 'APP-3',
    sentence: 'A call that starts from inside a ticket is appended to it and opens it, if its status allows.',
    sources: ['published', 'sister', 'decided'],
  },
  {
    id: 'APP-4',
    sentence:
      "Without flexible dialling, an outbound call is appended only if the contact's most recent ticket is Open.",
    sources: ['published'],
  },
  {
    id: 'APP-5',
    sentence:
      'Hanging up and calling back continues the ticket of the first call, reopened or followed up where needed.',
    sources: ['published', 'decided'],
  },
  {
    id: 'APP-6',
    sentence: 'The callback after a call that broke off within seconds continues the ticket of that call.',
    sources: ['published'],
  },
  {
    id: 'APP-7',
    sentence: 'With automatic appending switched off, nothing is appended that nobody chose.',
    sources: ['published'],
  },
  {
    id: 'APP-8',
    sentence: 'An appended ticket goes to the agent once connected, and a comment names the rule that chose it.',
    sources: ['published', 'decided'],
  },
  {
    id: 'APP-9',
    sentence: 'A New ticket becomes Open by being assigned and is never set back to New.',
    sources: ['zendesk'],
  },
] as const satisfies readonly RuleEntry[];
