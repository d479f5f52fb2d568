import type { RuleEntry } from './rule.ts';

/** Creating the ticket. */
export const ticketRules = [
  {
    id: 'TKT-1',
    sentence: 'A chat gets its ticket when it is assigned to an agent, who becomes the assignee.',
    sources: ['published'],
  },
  {
    id: 'TKT-2',
    sentence: 'A call gets its ticket when an agent is assigned, or only when connected if so configured.',
    sources: ['published', 'sister'],
  },
  {
    id: 'TKT-3',
    sentence: 'A chat gets its ticket only after the configured number of messages from the customer.',
    sources: ['sister'],
  },
  {
    id: 'TKT-4',
    sentence: 'The subject follows the configured template, and the default one where that yields nothing.',
    sources: ['published', 'decided'],
  },
  {
    id: 'TKT-5',
    sentence: 'The description is an internal comment with everything known about the session.',
    sources: ['published', 'decided'],
  },
  {
    id: 'TKT-6',
    sentence:
      'When the agent cancels or declines, the ticket goes back to where it was before, unless a person has moved it since.',
    sources: ['sister', 'decided'],
  },
  {
    id: 'TKT-7',
    sentence: 'An outbound call gets a new ticket unless a rule finds one to reuse.',
    sources: ['published', 'decided'],
  },
  {
    id: 'TKT-8',
    sentence: 'An inbound session that no human agent answered gets a new ticket for the default user.',
    sources: ['published', 'sister', 'decided'],
  },
  {
    id: 'TKT-9',
    sentence:
      'A voicemail gets a new ticket for the default user even beside an open one, or takes the one that its own session had made.',
    sources: ['published', 'decided'],
  },
  {
    id: 'TKT-10',
    sentence: 'Without a default user, voicemail and abandoned tickets stay unassigned and the settings warn of it.',
    sources: ['published', 'decided'],
  },
  {
    id: 'TKT-11',
    sentence: 'With ticket or contact creation switched off none is made, and the session says so and keeps its data.',
    sources: ['sister', 'decided'],
  },
  {
    id: 'TKT-12',
    sentence:
      'A session has exactly one ticket, or none where a rule says none, whatever crashes, repeats or gets lost.',
    sources: ['decided'],
  },
  {
    id: 'TKT-13',
    sentence: 'The ticket can be recognised by the session id, its channel and its tags.',
    sources: ['zendesk', 'decided'],
  },
  {
    id: 'TKT-14',
    sentence: 'Abandoned calls of one contact that follow each other closely share a ticket if so configured.',
    sources: ['decided'],
  },
  {
    id: 'TKT-15',
    sentence: 'Virtual agents do not count as agents: only the hand-over to a human is an assignment.',
    sources: ['decided'],
  },
] as const satisfies readonly RuleEntry[];
