import type { RuleEntry } from './rule.ts';

/** Ticket fields for sessions from apps and web pages. */
export const fieldRules = [
  {
    id: 'FLD-1',
    sentence:
      'One action creates the missing fields in Zendesk and adds them to the forms, and repeating it creates nothing twice.',
    sources: ['published', 'decided'],
  },
  {
    id: 'FLD-2',
    sentence:
      'Only sessions from apps and web pages fill the fields, except that "From" is filled for every call that an agent dialled.',
    sources: ['published'],
  },
  {
    id: 'FLD-3',
    sentence: 'Session type, session id and the outbound number are filled at the start.',
    sources: ['published'],
  },
  {
    id: 'FLD-4',
    sentence: 'Durations, last queue and rating are filled at the end.',
    sources: ['published'],
  },
  {
    id: 'FLD-5',
    sentence: "For mobile sessions, verification and the customer's text input are filled too.",
    sources: ['published'],
  },
  {
    id: 'FLD-6',
    sentence:
      'The fields show the latest session on the ticket, and late values of an earlier session become comments.',
    sources: ['published', 'decided'],
  },
] as const satisfies readonly RuleEntry[];
