import type { RuleEntry } from './rule.ts';

/** The platform's own webhook and metadata documents. */
export const platformRules = [
  {
    id: 'PLT-1',
    sentence: "The platform's published webhook works unchanged, and a fact that it reports again counts once.",
    sources: ['published', 'decided'],
  },
  {
    id: 'PLT-2',
    sentence: 'An inbound call is handled from beginning to end by webhook snapshots alone.',
    sources: ['decided'],
  },
  {
    id: 'PLT-3',
    sentence:
      'The metadata document adds the data that no event reported, and repeats nothing that is already written.',
    sources: ['published', 'decided'],
  },
  {
    id: 'PLT-4',
    sentence:
      'A session known only from its metadata document still gets contact and ticket, and is marked as recovered.',
    sources: ['decided'],
  },
] as const satisfies readonly RuleEntry[];
