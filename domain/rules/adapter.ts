import type { RuleEntry } from './rule.ts';

/** The agent's view. */
export const adapterRules = [
  {
    id: 'ADP-1',
    sentence: "The ticket opens on the agent's screen as soon as it is known, but not if that would be too late.",
    sources: ['published'],
  },
  {
    id: 'ADP-2',
    sentence: 'The ticket is assigned to the agent who answers.',
    sources: ['published'],
  },
  {
    id: 'ADP-3',
    sentence:
      'The agent sees the live session and may pick contact and ticket, where the first accepted pick is final and a wrong pick is answered with the reason.',
    sources: ['published', 'decided'],
  },
  {
    id: 'ADP-4',
    sentence: 'Agents can act only on their own sessions.',
    sources: ['decided'],
  },
  {
    id: 'ADP-5',
    sentence:
      'The agent is found in Zendesk by e-mail address, and without a match the ticket is created unassigned, with a note.',
    sources: ['decided'],
  },
] as const satisfies readonly RuleEntry[];
