import type { RuleEntry } from './rule.ts';

/** Ticket id entry by team. */
export const teamRules = [
  {
    id: 'TEAM-1',
    sentence:
      'Agents of a team with complete set-up are asked for a ticket id, and an incomplete one is warned of and stays off.',
    sources: ['published'],
  },
  {
    id: 'TEAM-2',
    sentence:
      "With a ticket id, the number dialled is the requester's or that of the configured ticket field, never a typed one.",
    sources: ['published'],
  },
  {
    id: 'TEAM-3',
    sentence:
      'A ticket id names an active ticket, which takes the call and keeps its status; others are refused with the reason.',
    sources: ['published'],
  },
  {
    id: 'TEAM-4',
    sentence: "A call from a ticket's menu has the ticket id filled in.",
    sources: ['published'],
  },
  {
    id: 'TEAM-5',
    sentence: 'Ways of dialling that do not go together with a ticket id are refused with what to do instead.',
    sources: ['published', 'decided'],
  },
  {
    id: 'TEAM-6',
    sentence: 'For an agent in several teams the highest in the list counts, a sub-team before its parent.',
    sources: ['sister'],
  },
  {
    id: 'TEAM-7',
    sentence:
      "An outbound call's ticket is settled in one order: team ticket id, callback, the agent's choice, the ticket it started from, the automatic choice, a new one.",
    sources: ['decided'],
  },
] as const satisfies readonly RuleEntry[];
