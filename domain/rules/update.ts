import type { RuleEntry } from './rule.ts';

/** Updates during and after the session. */
export const updateRules = [
  {
    id: 'UPD-1',
    sentence:
      'Session id, language and queue are on the ticket at once, in its first comment or in a comment of their own.',
    sources: ['published', 'decided'],
  },
  {
    id: 'UPD-2',
    sentence:
      'A finished transfer assigns the ticket to the receiving agent and is noted, and a failed transfer is only noted.',
    sources: ['published', 'sister', 'decided'],
  },
  {
    id: 'UPD-3',
    sentence:
      'The ticket shows what a customer verified, typed or shared by SmartAction, with the files as attachments.',
    sources: ['published'],
  },
  {
    id: 'UPD-4',
    sentence: "A SmartAction that failed on the customer's side is noted with its message.",
    sources: ['published'],
  },
  {
    id: 'UPD-5',
    sentence:
      'Custom data is listed on the ticket in the given order, and values that agents must not see are dropped on arrival.',
    sources: ['published', 'sister'],
  },
  {
    id: 'UPD-6',
    sentence: 'Mapped custom data also fills its ticket or contact field, and each value is checked by itself.',
    sources: ['published', 'decided'],
  },
  {
    id: 'UPD-7',
    sentence: 'A mapped field that Zendesk does not have is named in a note on the ticket.',
    sources: ['published', 'zendesk'],
  },
  {
    id: 'UPD-8',
    sentence: "The customer's rating and comment are on the ticket.",
    sources: ['published'],
  },
  {
    id: 'UPD-9',
    sentence: 'Reading, dismissing or calling back a voicemail is noted once with the name of the agent.',
    sources: ['published'],
  },
  {
    id: 'UPD-10',
    sentence: 'The answer of a direct access point is a comment on the ticket, if so configured.',
    sources: ['published', 'sister'],
  },
  {
    id: 'UPD-11',
    sentence: 'The end of the session is noted with its time, its duration, and who disconnected.',
    sources: ['published'],
  },
  {
    id: 'UPD-12',
    sentence: 'Each segment of the recording is put on the ticket once, however late it comes.',
    sources: ['published', 'zendesk'],
  },
  {
    id: 'UPD-13',
    sentence:
      'After a merge all writes go to the ticket that was merged into, or to its follow-up if that ticket is closed.',
    sources: ['published', 'decided'],
  },
  {
    id: 'UPD-14',
    sentence: 'The transcript of a chat is put on the ticket at the end, as a file if it is long.',
    sources: ['sister'],
  },
  {
    id: 'UPD-15',
    sentence: 'Each disposition is noted with code, list, note and agent, beside any earlier one.',
    sources: ['sister'],
  },
  {
    id: 'UPD-16',
    sentence: 'Summaries by agent assist are internal comments.',
    sources: ['sister'],
  },
  {
    id: 'UPD-17',
    sentence:
      'Consults, participants and holds get no comments of their own, but are part of the end comment and the fields.',
    sources: ['decided'],
  },
  {
    id: 'UPD-18',
    sentence: 'A ticket that was deleted during the session is replaced once, with all data so far and a note.',
    sources: ['decided'],
  },
] as const satisfies readonly RuleEntry[];
