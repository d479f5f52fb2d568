import type { Limit } from './limit.ts';

/** The bounds of events, which `limits.ts` has in its table. */

const own = '`/v1/events` refuses the event, and names the field.';
const platform = (happens: string): string => `At \`/v1/platform\` ${happens}, with a warning.`;
const cut = platform('it is cut');
const leftOut = platform('it is left out');
const firstOnly = platform('only the first are read');
const ownTime = `${own} ${platform('the time of arrival is taken instead')}`;

export const eventLimits = {
  event: {
    bytes: {
      value: 1024 * 1024,
      unit: 'bytes',
      of: 'one event as JSON in UTF-8',
      beyond: `${own} ${platform('texts and lists of a metadata document are cut further, until it fits')}`,
    },
    depth: {
      value: 64,
      unit: 'levels',
      of: 'nested lists and objects',
      beyond: `${own} ${platform('levels below the twelfth are left out')}`,
    },
    keys: {
      value: 1000,
      unit: 'items',
      of: 'keys of one object in a snapshot or a metadata document',
      beyond: 'Further keys are left out, with a warning.',
    },
  },
  text: {
    id: {
      value: 128,
      unit: 'characters',
      of: 'an id of the platform, or the id of an event',
      beyond: `${own} ${leftOut} An id is never cut.`,
    },
    sessionId: {
      value: 64,
      unit: 'characters',
      of: 'the id of a session',
      beyond: `${own} ${platform('the item is left out, and the answer says so')}`,
    },
    word: {
      value: 100,
      unit: 'characters',
      of: 'a word, such as a language or a state',
      beyond: `${own} ${cut}`,
    },
    address: {
      value: 320,
      unit: 'characters',
      of: 'an e-mail address, a phone number or a media type',
      beyond: `${own} ${leftOut}`,
    },
    name: {
      value: 1000,
      unit: 'characters',
      of: 'a name, a code or the label of custom data',
      beyond: `${own} ${cut}`,
    },
    path: {
      value: 8192,
      unit: 'characters',
      of: 'the names or ids of a menu path, joined by slashes',
      beyond: `${own} ${cut} Ids are left out instead.`,
    },
    url: {
      value: 8192,
      unit: 'characters',
      of: 'an address of a file or a page',
      beyond: `${own} ${leftOut} An address is never cut.`,
    },
    text: {
      value: 65_536,
      unit: 'characters',
      of: 'free text, such as a summary or a note, which is as much as Zendesk takes in one comment',
      beyond: `${own} ${cut}`,
    },
    transcript: {
      value: 1024 * 1024,
      unit: 'characters',
      of: 'the text of a transcript, which becomes a file',
      beyond: own,
    },
    warning: {
      value: 1000,
      unit: 'characters',
      of: 'the message of `session.warning`',
      beyond: own,
    },
    choiceId: {
      value: 320,
      unit: 'characters',
      of: "the key of an agent's choice before a call",
      beyond: own,
    },
    time: {
      value: 64,
      unit: 'characters',
      of: 'a date and time in ISO 8601',
      beyond: `${own} ${leftOut}`,
    },
  },
  list: {
    files: {
      value: 50,
      unit: 'items',
      of: 'files of one SmartAction, and photos or videos of a metadata document',
      beyond: `${own} ${firstOnly}`,
    },
    transfers: {
      value: 50,
      unit: 'items',
      of: 'transfers of a metadata document',
      beyond: `${own} ${firstOnly}`,
    },
    participants: {
      value: 100,
      unit: 'items',
      of: 'participants of a snapshot or a metadata document',
      beyond: `${own} ${firstOnly}`,
    },
    dispositions: {
      value: 50,
      unit: 'items',
      of: 'dispositions of a snapshot or a metadata document',
      beyond: `${own} ${firstOnly}`,
    },
  },
  json: {
    bytes: {
      value: 65_536,
      unit: 'bytes',
      of: 'the result of a SmartAction, or the request or answer of a direct access point, as JSON in UTF-8',
      beyond: own,
    },
    depth: { value: 32, unit: 'levels', of: 'levels of such a value', beyond: own },
    entries: { value: 5000, unit: 'items', of: 'members of all lists and objects of such a value', beyond: own },
  },
  customData: {
    key: {
      value: 200,
      unit: 'characters',
      of: 'a key of custom data',
      beyond: 'The entry is left out, and the ticket says so. A key is never cut.',
    },
    value: {
      value: 65_536,
      unit: 'characters',
      of: 'a value of custom data, as text',
      beyond: 'The value is cut, and the ticket says so.',
    },
    entries: {
      value: 500,
      unit: 'items',
      of: 'signed, and as many unsigned, entries of one event',
      beyond: 'Further entries are left out, and the ticket says so.',
    },
    characters: {
      value: 262_144,
      unit: 'characters',
      of: 'all signed, and as many of all unsigned, values and labels of one event',
      beyond: 'Further entries are left out, and the ticket says so.',
    },
  },
  number: {
    seconds: {
      value: 315_360_000,
      unit: 'seconds',
      of: 'a duration (ten years)',
      beyond: `${own} ${leftOut}`,
    },
    count: {
      value: 1_000_000,
      unit: 'items',
      of: 'a count, such as that of messages',
      beyond: own,
    },
    fileBytes: {
      value: 1024 ** 4,
      unit: 'bytes',
      of: 'the size of a file, as an event gives it',
      beyond: own,
    },
  },
  time: {
    earliest: {
      value: Date.UTC(2000, 0, 1) / 1000,
      unit: 'seconds',
      of: 'the time from 1970 to the earliest time of an event (2000-01-01)',
      beyond: `An earlier time: ${ownTime}`,
    },
    ahead: {
      value: 86_400,
      unit: 'seconds',
      of: 'the time by which something that has happened may lie ahead of the clock',
      beyond: ownTime,
    },
    plannedAhead: {
      value: 366 * 86_400,
      unit: 'seconds',
      of: 'the time by which `queued_at` of a scheduled call may lie ahead',
      beyond: ownTime,
    },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Limit>>>>;
