import type { RuleEntry } from './rule.ts';

/** What the agent sees. */
export const adapterRules = [
  {
    id: 'ADP-1',
    sentence: 'The ticket opens on the screen of the agent as soon as it is known, or not at all if that is too late.',
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
      'The agent sees the live session and may pick contact and ticket, the first accepted pick being final and a wrong one answered with the reason.',
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
      'The agent is found in Zendesk by e-mail address, and without a match the ticket is made unassigned with a note.',
    sources: ['decided'],
  },
] as const satisfies readonly RuleEntry[];
