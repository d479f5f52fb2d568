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
      'An agent may choose a new ticket only if the settings allow it, but a contact without an open ticket always gets a new one.',
    sources: ['published', 'decided'],
  },
  {
    id: 'OUT-3',
    sentence:
      'An agent may call without a ticket if the settings allow it, and saving this setting warns that the recording is hard to find again.',
    sources: ['published', 'decided'],
  },
  {
    id: 'OUT-4',
    sentence: "Only the settings and the contact's open tickets decide which choices and fields the agent sees.",
    sources: ['published'],
  },
  {
    id: 'OUT-5',
    sentence:
      'Among several contacts with the number the agent must pick one before the call, and the newest is preselected.',
    sources: ['published', 'sister'],
  },
  {
    id: 'OUT-6',
    sentence: "For a call that starts from a contact's number, number and contact are filled in.",
    sources: ['published'],
  },
  {
    id: 'OUT-7',
    sentence: 'For a call that starts from a ticket, number, contact and ticket are filled in.',
    sources: ['published'],
  },
  {
    id: 'OUT-8',
    sentence:
      'If entered numbers are allowed, the dialled number may differ from the stored numbers, and it is kept only in the comment.',
    sources: ['published', 'decided'],
  },
  {
    id: 'OUT-9',
    sentence: 'A typed or pasted number is put into international form, and an invalid one is refused with the reason.',
    sources: ['published'],
  },
  {
    id: 'OUT-10',
    sentence:
      'The agent chooses language and outbound number before the call, and the field "From" shows the outbound number.',
    sources: ['published'],
  },
  {
    id: 'OUT-11',
    sentence: 'A call can start once the choices are complete, and cancelling leaves no trace in Zendesk.',
    sources: ['published'],
  },
  {
    id: 'OUT-12',
    sentence: 'The server refuses a choice that is no longer allowed, even if the page still showed it.',
    sources: ['decided'],
  },
  {
    id: 'OUT-13',
    sentence:
      'With "enter a new number" on a ticket, contact and ticket are filled in, and the call is appended to that ticket.',
    sources: ['published'],
  },
  {
    id: 'OUT-14',
    sentence:
      "The server keeps the agent's choice until the platform's call takes it, the agent replaces or cancels it, or its time is over.",
    sources: ['decided'],
  },
] as const satisfies readonly RuleEntry[];
