import type { RuleEntry } from './rule.ts';

/** Batching of writes. */
export const batchingRules = [
  {
    id: 'BAT-1',
    sentence:
      'Comments and ticket updates are collected into batches, each kind can be switched off, and everything else is sent at once.',
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
    sentence: 'No write is lost or doubled by crashes or lost answers, and a bad write does not make others fail.',
    sources: ['decided'],
  },
  {
    id: 'BAT-6',
    sentence: 'A changed setting applies from the next batch on, and waiting writes are sent.',
    sources: ['decided'],
  },
  {
    id: 'BAT-7',
    sentence: 'The batching runs for months, and its cost for each write does not grow.',
    sources: ['decided'],
  },
  {
    id: 'BAT-8',
    sentence: "If Zendesk's limits are reached, writes wait and are not dropped.",
    sources: ['zendesk'],
  },
  {
    id: 'BAT-9',
    sentence:
      'During a long outage writes are parked in their sessions, so that the backlog stays bounded and in order.',
    sources: ['decided'],
  },
] as const satisfies readonly RuleEntry[];
