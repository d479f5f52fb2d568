import type { RuleEntry } from './rule.ts';

/** Batching of writes. */
export const batchingRules = [
  {
    id: 'BAT-1',
    sentence:
      'Comments and ticket updates are collected into batches, each kind switchable, and everything else goes at once.',
    sources: ['published'],
  },
  {
    id: 'BAT-2',
    sentence:
      'A batch closes 1 to 60 seconds after its first write, as configured, or as soon as it holds 100 tickets.',
    sources: ['published', 'decided'],
  },
  {
    id: 'BAT-3',
    sentence: 'A request carries up to 100 tickets, and no ticket is in two requests at a time.',
    sources: ['zendesk'],
  },
  {
    id: 'BAT-4',
    sentence:
      'Writes of one ticket within a batch become one update that keeps their order and never mixes public and internal comments.',
    sources: ['decided', 'zendesk'],
  },
  {
    id: 'BAT-5',
    sentence: 'No write is lost or doubled by crashes or lost answers, and a bad one does not fail its neighbours.',
    sources: ['decided'],
  },
  {
    id: 'BAT-6',
    sentence: 'A changed setting holds from the next batch on, and what is waiting is sent.',
    sources: ['decided'],
  },
  {
    id: 'BAT-7',
    sentence: 'Batching goes on for months at a constant cost.',
    sources: ['decided'],
  },
  {
    id: 'BAT-8',
    sentence: "Writes wait for Zendesk's limits and are not dropped.",
    sources: ['zendesk'],
  },
  {
    id: 'BAT-9',
    sentence: 'During a long outage sessions hold their writes back, so that the backlog stays bounded and in order.',
    sources: ['decided'],
  },
] as const satisfies readonly RuleEntry[];
