import type { RuleEntry } from './rule.ts';

/** Finding and making the contact. */
export const contactRules = [
  {
    id: 'CON-1',
    sentence: 'A caller is recognised by the phone number, and two spellings of one number count as the same number.',
    sources: ['published', 'zendesk'],
  },
  {
    id: 'CON-2',
    sentence:
      "A session from the mobile app is recognised by the app's own identifier of the user, and if the identifier is unknown a contact is created.",
    sources: ['published'],
  },
  {
    id: 'CON-3',
    sentence:
      'A web visitor is looked up by identifier, e-mail address and phone number in the configured order, but a visitor who is not authenticated always becomes a new contact.',
    sources: ['published'],
  },
  {
    id: 'CON-4',
    sentence:
      'If no contact has the number, a contact is created and named after it, and a real name replaces this name once it is known.',
    sources: ['published', 'decided'],
  },
  {
    id: 'CON-5',
    sentence:
      "A number that is withheld or nobody's matches nobody: the session gets the shared anonymous contact, or a contact of its own if so configured, and is never appended to a stranger's ticket.",
    sources: ['sister', 'decided'],
  },
  {
    id: 'CON-6',
    sentence: 'If several contacts share the number, the agent picks one, and all events until then are kept.',
    sources: ['published', 'sister'],
  },
  {
    id: 'CON-7',
    sentence:
      'Calls from one new number at the same time, or before a search can find its contact, get the same contact.',
    sources: ['decided'],
  },
  {
    id: 'CON-8',
    sentence: 'A contact that was merged or deleted during the session is looked up again.',
    sources: ['decided'],
  },
  {
    id: 'CON-9',
    sentence: 'Only active end users can be the contact, and agents, suspended and deleted users are ignored.',
    sources: ['decided'],
  },
  {
    id: 'CON-10',
    sentence: 'A number that an agent typed for a single call is not saved on the contact.',
    sources: ['published'],
  },
  {
    id: 'CON-11',
    sentence:
      'If no contact has the dialled number, one is created when the call is placed, unless no ticket is wanted.',
    sources: ['published', 'decided'],
  },
  {
    id: 'CON-12',
    sentence:
      "The contact is found or created as soon as the session starts, except that a session with a given ticket uses that ticket's requester.",
    sources: ['published'],
  },
] as const satisfies readonly RuleEntry[];
