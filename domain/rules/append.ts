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
      'If the most recent ticket was solved within the configured days, it is reopened, or followed up by a new ticket if it is closed by now.',
    sources: ['sister', 'zendesk', 'decided'],
  },
  {
    id: 'APP-3',
    sentence:
      'A call that starts from inside a ticket is appended to it and sets it to Open, if the status of the ticket allows this.',
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
      'A call back after hanging up is appended to the ticket of the first call, which is reopened or followed up if needed.',
    sources: ['published', 'decided'],
  },
  {
    id: 'APP-6',
    sentence: 'The callback after a call that lasted only seconds is appended to the ticket of that call.',
    sources: ['published'],
  },
  {
    id: 'APP-7',
    sentence: 'If automatic appending is switched off, a session is appended only to a ticket that somebody chose.',
    sources: ['published'],
  },
  {
    id: 'APP-8',
    sentence:
      'An appended ticket is assigned to the agent once the agent is connected, and a comment names the rule that chose the ticket.',
    sources: ['published', 'decided'],
  },
  {
    id: 'APP-9',
    sentence: 'A New ticket becomes Open when it is assigned, and is never set back to New.',
    sources: ['zendesk'],
  },
] as const satisfies readonly RuleEntry[];
