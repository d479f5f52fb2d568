import type { RuleEntry } from './rule.ts';

/** End-of-session compensation. */
export const endRules = [
  {
    id: 'END-1',
    sentence: 'At its end every session is checked for the ticket that it should have.',
    sources: ['published'],
  },
  {
    id: 'END-2',
    sentence:
      'If no agent picked a contact, the most recently created one is used, and a comment says that this was automatic.',
    sources: ['published'],
  },
  {
    id: 'END-3',
    sentence: 'The automatic pick happens at the end of the call or of the wrap-up, as configured.',
    sources: ['sister', 'decided'],
  },
  {
    id: 'END-4',
    sentence:
      'Creating the ticket is retried until it exists, and a refused one is tried again with the bare necessities.',
    sources: ['published', 'decided'],
  },
  {
    id: 'END-5',
    sentence: 'A write that Zendesk refuses for good is put on record for an operator and holds nothing else up.',
    sources: ['decided'],
  },
  {
    id: 'END-6',
    sentence: 'A session is over only when each of its writes is in Zendesk or on record as failed.',
    sources: ['decided'],
  },
  {
    id: 'END-7',
    sentence:
      'A session that was to have no ticket keeps its data for a while, so that an operator can attach it later.',
    sources: ['published', 'decided'],
  },
] as const satisfies readonly RuleEntry[];
