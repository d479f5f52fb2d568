import type { RuleEntry } from './rule.ts';

/** Creating the ticket. */
export const ticketRules = [
  {
    id: 'TKT-1',
    sentence: 'A chat gets its ticket when it is assigned to an agent, and this agent becomes the assignee.',
    sources: ['published'],
  },
  {
    id: 'TKT-2',
    sentence: 'A call gets its ticket when an agent is assigned, or only when the agent is connected if so configured.',
    sources: ['published', 'sister'],
  },
  {
    id: 'TKT-3',
    sentence: 'A chat gets its ticket only after the configured number of messages from the customer.',
    sources: ['sister'],
  },
  {
    id: 'TKT-4',
    sentence: 'The subject follows the configured template, or the default template if the result is empty.',
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
      'If the agent cancels or declines, a new ticket goes to the default user and an appended one to its earlier assignee, unless a person has changed the assignee since.',
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
      'A voicemail gets a new ticket for the default user even if the contact has an open one, but a ticket that its own session has created becomes the voicemail ticket.',
    sources: ['published', 'decided'],
  },
  {
    id: 'TKT-10',
    sentence: 'Without a default user, voicemail and abandoned tickets stay unassigned, and the settings warn of it.',
    sources: ['published', 'decided'],
  },
  {
    id: 'TKT-11',
    sentence:
      'If the creation of tickets or contacts is switched off, the product creates none, and the session gives the reason and keeps its data.',
    sources: ['sister', 'decided'],
  },
  {
    id: 'TKT-12',
    sentence:
      'A session has exactly one ticket, or none if a rule says so, even if processes crash and messages are repeated or lost.',
    sources: ['decided'],
  },
  {
    id: 'TKT-13',
    sentence: 'The ticket can be recognised by the session id, its channel and its tags.',
    sources: ['zendesk', 'decided'],
  },
  {
    id: 'TKT-14',
    sentence: 'Abandoned calls of one contact within a configured time share a ticket, if this is switched on.',
    sources: ['decided'],
  },
  {
    id: 'TKT-15',
    sentence: 'A virtual agent does not count as an agent, so the hand-over to a human is the first assignment.',
    sources: ['decided'],
  },
] as const satisfies readonly RuleEntry[];
