import type { RuleEntry } from './rule.ts';

/** Flexible outbound dialling. */
export const outboundRules = [
  {
    id: 'OUT-1',
    sentence:
      'Flexible dialling takes the most recent open ticket of the contact, or lets the agent pick among the open ones.',
    sources: ['published'],
  },
  {
    id: 'OUT-2',
    sentence:
      'An agent may choose a new ticket only if that is allowed, but a contact without an open ticket always gets one.',
    sources: ['published', 'decided'],
  },
  {
    id: 'OUT-3',
    sentence:
      'An agent may call without a ticket if that is allowed, of which the settings warn: its recording is hard to find again.',
    sources: ['published', 'decided'],
  },
  {
    id: 'OUT-4',
    sentence: "Which choices and fields the agent sees follows from the settings and the contact's open tickets alone.",
    sources: ['published'],
  },
  {
    id: 'OUT-5',
    sentence: 'Among several contacts with the number the agent picks before calling, the newest being preselected.',
    sources: ['published', 'sister'],
  },
  {
    id: 'OUT-6',
    sentence: "A call started from a contact's number has number and contact filled in.",
    sources: ['published'],
  },
  {
    id: 'OUT-7',
    sentence: 'A call started from a ticket has number, contact and ticket filled in.',
    sources: ['published'],
  },
  {
    id: 'OUT-8',
    sentence:
      'Where entered numbers are allowed, the dialled number may differ from the stored ones and is kept in the comment only.',
    sources: ['published', 'decided'],
  },
  {
    id: 'OUT-9',
    sentence: 'A typed or pasted number is put into international form, and an invalid one is refused with the reason.',
    sources: ['published'],
  },
  {
    id: 'OUT-10',
    sentence: 'The agent chooses language and outbound number before the call, and the latter is reported as "From".',
    sources: ['published'],
  },
  {
    id: 'OUT-11',
    sentence: 'A call can start once the choices are complete, and cancelling leaves no trace in Zendesk.',
    sources: ['published'],
  },
  {
    id: 'OUT-12',
    sentence: 'A choice that is no longer allowed is refused by the server, whatever the page showed.',
    sources: ['decided'],
  },
  {
    id: 'OUT-13',
    sentence: 'Entering a new number on a ticket prefills contact and ticket, and the call is appended to it.',
    sources: ['published'],
  },
  {
    id: 'OUT-14',
    sentence:
      "The agent's choice is kept until the platform's call takes it, the agent replaces it, or its time is over.",
    sources: ['decided'],
  },
] as const satisfies readonly RuleEntry[];
