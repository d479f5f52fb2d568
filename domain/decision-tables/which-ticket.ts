import { readSession } from '../session/read-session.ts';
import type { Decision } from '../decision.ts';
import { chooseTicket } from '../ticket/choose.ts';
import type { TicketChoice } from '../ticket/choose.ts';
import { ticketCause } from '../ticket/ticket-cause.ts';
import type { Ticket } from '../zendesk/ticket.ts';
import { decisionTable } from './table.ts';
import type { DecisionTable } from './table.ts';
import { settingsWith } from '../settings/defaults.ts';
import type { SettingsChanges } from '../settings/defaults.ts';
import { agent, dayMs, inboundCall, minuteMs, sessionWithEvents, startMs, webChat } from './example-sessions.ts';
import type { TimedEvent } from './example-sessions.ts';

/** A row of a table. `tickets`: the contact's tickets, newest first. */
type Tickets = { readonly title: string; readonly tickets: readonly Ticket[] };

type Case = {
  readonly title: string;
  readonly start: Readonly<Record<string, unknown>>;
  readonly later: readonly TimedEvent[];
  readonly changes: SettingsChanges;
  /** CON-5: the contact is the shared contact of all anonymous callers. */
  readonly shared: boolean;
};

const now = startMs + 3 * minuteMs;
const at = (ms: number): string => new Date(ms).toISOString();

function ticket(over: Partial<Ticket>): Ticket {
  const created = at(now - 30 * dayMs);
  return {
    id: 1,
    status: 'open',
    requesterId: 1,
    assigneeId: null,
    externalId: null,
    tags: ['channel_voice', 'queue_3'],
    createdAt: created,
    updatedAt: created,
    solvedAt: null,
    fields: [],
    ...over,
  };
}

const solved = (days: number): Ticket => ticket({ status: 'solved', solvedAt: at(now - days * dayMs) });
const closed = (days: number): Ticket => ticket({ status: 'closed', solvedAt: at(now - days * dayMs) });
const missed = (minutes: number, over: Partial<Ticket> = {}): Ticket =>
  ticket({
    status: 'new',
    tags: ['channel_voice', 'queue_3', 'abandoned'],
    createdAt: at(now - minutes * minuteMs),
    ...over,
  });

/** Tickets to which an answered session may be appended. */
const tickets: readonly Tickets[] = [
  { title: 'none', tickets: [] },
  { title: 'same queue and channel, New', tickets: [ticket({ status: 'new' })] },
  { title: 'same, Open', tickets: [ticket({})] },
  { title: 'same, Pending', tickets: [ticket({ status: 'pending' })] },
  { title: 'same, On-hold', tickets: [ticket({ status: 'hold' })] },
  { title: 'same, Solved 7 days ago', tickets: [solved(7)] },
  { title: 'same, Solved 8 days ago', tickets: [solved(8)] },
  { title: 'same, Closed, solved 7 days ago', tickets: [closed(7)] },
  { title: 'same, Closed, solved 8 days ago', tickets: [closed(8)] },
  { title: 'other queue, Open', tickets: [ticket({ tags: ['channel_voice', 'queue_4'] })] },
  { title: 'other channel, Open', tickets: [ticket({ tags: ['channel_whatsapp', 'queue_3'] })] },
  {
    title: 'other queue, Open; older: same queue and channel, Open',
    tickets: [ticket({ id: 2, tags: ['channel_voice', 'queue_4'] }), ticket({})],
  },
];

const missedCalls: readonly Tickets[] = [
  { title: 'none', tickets: [] },
  { title: 'same queue and channel, Open', tickets: [ticket({})] },
  { title: 'same, Solved 7 days ago', tickets: [solved(7)] },
  { title: 'a call missed 30 minutes ago, New', tickets: [missed(30)] },
  { title: 'a call missed 31 minutes ago, New', tickets: [missed(31)] },
  { title: 'a call missed 10 minutes ago, Solved', tickets: [missed(10, { status: 'solved' })] },
  {
    title: 'a call missed 10 minutes ago in another queue, New',
    tickets: [missed(10, { tags: ['channel_voice', 'queue_4', 'abandoned'] })],
  },
  {
    title: 'other queue, Open; older: a call missed 10 minutes ago, New',
    tickets: [ticket({ id: 2, tags: ['channel_voice', 'queue_4'] }), missed(10)],
  },
];

const answered: readonly TimedEvent[] = [
  [5, 'session.assigned', { agent }],
  [10, 'session.connected', { agent }],
];
const gaveUp: readonly TimedEvent[] = [[30, 'session.ended', { fail_reason: 'abandoned_in_queue' }]];
const voicemail: readonly TimedEvent[] = [
  [30, 'voicemail.left', { recording_url: 'https://files.example.com/1.wav', duration_s: 20 }],
];

function asked(
  title: string,
  later: readonly TimedEvent[],
  changes: SettingsChanges = {},
  over: Partial<Case> = {},
): Case {
  return { title, start: inboundCall, later, changes, shared: false, ...over };
}

const served: readonly Case[] = [
  asked('defaults', answered),
  asked('`append.inbound: false`', answered, { append: { inbound: false } }),
  asked('`append.never: true`', answered, { append: { never: true } }),
  asked('`append.reopenSolvedWithinDays: 7`', answered, { append: { reopenSolvedWithinDays: 7 } }),
  asked('`tickets.create: false`', answered, { tickets: { create: false } }),
  asked('the two settings to the left together', answered, {
    append: { reopenSolvedWithinDays: 7 },
    tickets: { create: false },
  }),
  asked('shared anonymous contact', answered, { append: { reopenSolvedWithinDays: 7 } }, { shared: true }),
];

const folding = { tickets: { foldMissedCalls: 30 } };

const unanswered: readonly Case[] = [
  asked('missed call', gaveUp),
  asked('missed call, `tickets.foldMissedCalls: 30`', gaveUp, folding),
  asked('the same, `append.never: true`', gaveUp, { ...folding, append: { never: true } }),
  asked('the same, shared anonymous contact', gaveUp, folding, { shared: true }),
  asked('missed chat, `tickets.foldMissedCalls: 30`', gaveUp, folding, { start: webChat }),
  asked('missed call, `tickets.create: false`', gaveUp, { tickets: { create: false } }),
  asked('voicemail', voicemail, folding),
  asked('voicemail, `tickets.create: false`', voicemail, { tickets: { create: false } }),
];

function inWords(choice: TicketChoice): string {
  switch (choice.kind) {
    case 'append':
      return choice.reopens ? 'append, set Open' : 'append';
    case 'new':
      return choice.followUpOf === null ? 'new' : 'follow-up';
    case 'none':
      return 'none';
    case 'ask':
      return 'asks Zendesk';
    default:
      return choice satisfies never;
  }
}

function answer({ tickets }: Tickets, { start, later, changes, shared }: Case): Decision<string> {
  const session = sessionWithEvents(start, later);
  const settings = settingsWith(changes);
  const reading = readSession(session, settings, now);
  const { choice: cause, ...due } = ticketCause(reading);
  if (cause.kind === 'wait') throw new Error('A case of the decision tables still waits.');
  const { choice, ...why } = chooseTicket(reading, { ...due, choice: cause }, tickets, shared);
  return { choice: inWords(choice), ...why };
}

/** The ticket of an answered session: new, appended or a follow-up (APP-1, APP-2, APP-7, CON-5, TKT-11). */
export const whichTicketIfServed: DecisionTable = decisionTable(
  {
    title: 'Which ticket, if an agent has the session',
    reading:
      'This table is for an answered call; a chat gets the same. Each row is the contact\'s most recent ticket, from any source. Each column names the settings that differ from the defaults. "Append" does not change the status.',
    corner: 'most recent ticket',
  },
  tickets,
  served,
  answer,
);

/** The ticket of a session that no agent answered (TKT-8, TKT-9, TKT-11, TKT-14, APP-7, CON-5). */
export const whichTicketIfUnanswered: DecisionTable = decisionTable(
  {
    title: 'Which ticket, if no agent answered',
    reading:
      'Each row has the contact\'s tickets, most recent first. Each column is an event with the settings that differ from the defaults. "Missed" means that no human agent answered (TKT-8).',
    corner: 'tickets',
  },
  missedCalls,
  unanswered,
  answer,
);
