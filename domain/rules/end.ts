import type { RuleEntry } from './rule.ts';

/** Compensation at the end of the session. */
export const endRules = [
  {
    id: 'END-1',
    sentence: 'At its end every session is checked for the ticket that it should have.',
    sources: ['published'],
  },
  {
    id: 'END-2',
    sentence:
      'If no agent picked a contact, the most recently created one is used, and a comment says that the choice was automatic.',
    sources: ['published'],
  },
  {
    id: 'END-3',
    sentence: 'The automatic choice happens at the end of the call or of the wrap-up, as configured.',
    sources: ['sister', 'decided'],
  },
  {
    id: 'END-4',
    sentence:
      'The creation of the ticket is repeated until the ticket exists, what Zendesk refuses of it or of its contact is left out by itself, and at last it is tried with only the required values.',
    sources: ['published', 'decided'],
  },
  {
    id: 'END-5',
    sentence:
      'A write that Zendesk refuses for good becomes a failed write for an operator, and delays no other write.',
    sources: ['decided'],
  },
  {
    id: 'END-6',
    sentence: 'A session is over only when each of its writes is in Zendesk or is a failed write.',
    sources: ['decided'],
  },
  {
    id: 'END-7',
    sentence:
      'A session that is to have no ticket keeps its data for a while, so that an operator can attach it to a ticket later.',
    sources: ['published', 'decided'],
  },
] as const satisfies readonly RuleEntry[];
