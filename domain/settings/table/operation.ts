import type { Setting, SettingsSection } from './setting.ts';

export const batchingSettings = {
  addComment: {
    kind: 'boolean',
    default: true,
    description: 'Whether comments wait for a batch. With `false`, each is sent at once.',
    rules: ['BAT-1'],
    holdsFor: 'batches',
  },
  updateTicket: {
    kind: 'boolean',
    default: true,
    description: 'Whether changes of assignee, tags and status wait for a batch. With `false`, each is sent at once.',
    rules: ['BAT-1'],
    holdsFor: 'batches',
  },
  windowSeconds: {
    kind: 'integer',
    min: 1,
    max: 60,
    default: 10,
    unit: 'seconds',
    description: 'How long a batch stays open after its first write. A batch that holds 100 tickets closes early.',
    rules: ['BAT-2'],
    holdsFor: 'batches',
  },
  shards: {
    kind: 'integer',
    min: 1,
    max: 64,
    default: 1,
    unit: 'workflows',
    description:
      'How many ticket-writes workflows work side by side. It may be changed at any time: writes that wait are sent first, and new writes wait in their sessions until then. The new number holds for running sessions too.',
    rules: ['BAT-3'],
    holdsFor: 'once sent',
  },
  adaptive: {
    kind: 'boolean',
    default: false,
    description:
      'With `true`, a batch closes after 1 second while the budget of ticket updates is unused, and after up to 60 seconds when it is spent. `windowSeconds` is used while half of the budget is left.',
    rules: ['BAT-2', 'BAT-8'],
    holdsFor: 'batches',
  },
} as const satisfies SettingsSection;

export const sessionSettings = {
  lateHours: {
    kind: 'number',
    min: 0,
    max: 720,
    default: 24,
    unit: 'hours',
    description:
      'How long after its end a session waits for anything that it still expects: recordings, a transcript, the metadata document.',
    rules: ['LATE-1'],
    holdsFor: 'sessions',
  },
  maxHours: {
    kind: 'number',
    moreThan: 0,
    max: 720,
    default: 12,
    unit: 'hours',
    description:
      'A session whose end is never reported counts as ended after this time without any event. For a scheduled call, the time begins at `queued_at`.',
    rules: [],
    holdsFor: 'sessions',
  },
  unattachedDays: {
    kind: 'number',
    min: 0,
    max: 3650,
    default: 30,
    unit: 'days',
    description:
      'How long the data of a session without a ticket is kept, so that an operator can attach it to a ticket.',
    rules: ['END-7'],
    holdsFor: 'sessions',
  },
} as const satisfies SettingsSection;

export const languageSetting = {
  kind: 'choice',
  words: ['en', 'id'],
  default: 'en',
  description: 'The language of comments: `"en"` English, `"id"` Indonesian. Subjects follow their template.',
  rules: [],
  holdsFor: 'sessions',
} as const satisfies Setting;

export const zendeskSettings = {
  requestsPerMinute: {
    kind: 'integer',
    moreThan: 0,
    default: 400,
    unit: 'requests a minute',
    description:
      'The limit of requests to Zendesk. Take the limit of your plan, and subtract the requests of other apps and a reserve. A look-up is two requests and counts as one here, and so does a new ticket with its screen pop.',
    rules: ['BAT-8'],
    holdsFor: 'at once',
  },
  ticketUpdatesPerMinute: {
    kind: 'integer',
    moreThan: 0,
    default: 100,
    unit: 'requests a minute',
    description:
      'The limit of requests that update tickets, for all shards together. Zendesk allows 100 for the whole account, and 300 with the high-volume add-on.',
    rules: ['BAT-8'],
    holdsFor: 'at once',
  },
} as const satisfies SettingsSection;

export const timeZoneSetting = {
  kind: 'timeZone',
  nullable: true,
  default: null,
  description:
    'The time zone of the dates in comments, as `"Asia/Jakarta"`. With `null`, it is that of the Zendesk account, and UTC while that is unknown.',
  rules: [],
  holdsFor: 'sessions',
} as const satisfies Setting;
