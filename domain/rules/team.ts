import type { RuleEntry } from './rule.ts';

/** Ticket id entry by team. */
export const teamRules = [
  {
    id: 'TEAM-1',
    sentence:
      'Agents of a team with a complete set-up are asked for a ticket id, and for an incomplete set-up the settings warn and the feature is off.',
    sources: ['published'],
  },
  {
    id: 'TEAM-2',
    sentence:
      "With a ticket id, the number dialled is the requester's or that of the configured ticket field, and never a typed number.",
    sources: ['published'],
  },
  {
    id: 'TEAM-3',
    sentence:
      'A call with the id of an active ticket is appended to it, the ticket keeps its status, and any other ticket is refused with the reason.',
    sources: ['published'],
  },
  {
    id: 'TEAM-4',
    sentence: "A call from a ticket's menu has the ticket id filled in.",
    sources: ['published'],
  },
  {
    id: 'TEAM-5',
    sentence: 'Calls that cannot be combined with a ticket id are refused, and the message says what to do instead.',
    sources: ['published', 'decided'],
  },
  {
    id: 'TEAM-6',
    sentence: 'For an agent in several teams the highest team in the list counts, and a sub-team wins over its parent.',
    sources: ['sister'],
  },
  {
    id: 'TEAM-7',
    sentence:
      "The ticket of an outbound call is the first of these: team ticket id, call back, the agent's choice, the ticket it started from, the automatic choice, a new ticket.",
    sources: ['decided'],
  },
] as const satisfies readonly RuleEntry[];
