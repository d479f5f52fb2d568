import { readSession } from '../session/read-session.ts';
import { ticketCause } from '../ticket/ticket-cause.ts';
import type { TicketCause } from '../ticket/ticket-cause.ts';
import { decisionTable } from './table.ts';
import type { DecisionTable } from './table.ts';
import { settingsWith } from '../settings/defaults.ts';
import type { SettingsChanges } from '../settings/defaults.ts';
import { agent, inboundCall, secondMs, sessionWithEvents, startMs, webChat } from './example-sessions.ts';
import type { TimedEvent } from './example-sessions.ts';

type SessionCase = {
  readonly title: string;
  readonly start: Readonly<Record<string, unknown>>;
  readonly later: readonly TimedEvent[];
  /** The moment of the decision, in seconds after the start. */
  readonly second: number;
};

const assigned: TimedEvent = [5, 'session.assigned', { agent }];
const declined: TimedEvent = [8, 'session.agent_canceled', { agent }];
const connected: TimedEvent = [10, 'session.connected', { agent }];
const botConnected: TimedEvent = [1, 'session.connected', { agent: { id: 9, name: 'Assistant', kind: 'virtual' } }];
const ended: TimedEvent = [30, 'session.ended', {}];
const gaveUp: TimedEvent = [30, 'session.ended', { fail_reason: 'abandoned_in_queue' }];
const deflected: TimedEvent = [30, 'session.ended', { fail_reason: 'deflected' }];
const voicemail: TimedEvent = [
  30,
  'voicemail.left',
  { recording_url: 'https://files.example.com/1.wav', duration_s: 20 },
];
const messages = (customer_count: number): TimedEvent => [6, 'chat.message', { from: 'customer', customer_count }];

/** Seconds after the start: during the session, right after its end, and when a late `session.connected` has no effect. */
const during = 20;
const atEnd = 31;
const afterwards = 90;

const of =
  (start: SessionCase['start']) =>
  (title: string, second: number, ...later: readonly TimedEvent[]) => ({
    title,
    start,
    later,
    second,
  });
const call = of(inboundCall);
const chat = of(webChat);

const sessionCases: readonly SessionCase[] = [
  call('call: waits in the queue', during),
  call('call: offered to an agent', during, assigned),
  call('call: offered, and declined', during, assigned, declined),
  call('call: answered', during, assigned, connected),
  call('call: served only by a virtual agent', during, botConnected),
  call('call: the customer gave up waiting', atEnd, gaveUp),
  call('call: ended, nobody answered so far, no reason given', atEnd, ended),
  call('call: the same, 60 s after the end', afterwards, ended),
  call('call: deflected, 60 s after the end', afterwards, deflected),
  call('call: declined by all agents, 60 s after the end', afterwards, assigned, declined, ended),
  call('call: only a virtual agent, 60 s after the end', afterwards, botConnected, ended),
  call('call: voicemail', atEnd, voicemail),
  chat('chat: waits in the queue', during),
  chat('chat: assigned, 1 message', during, assigned, messages(1)),
  chat('chat: assigned, 2 messages', during, assigned, messages(2)),
  chat('chat: ended after an answer, 1 message', afterwards, assigned, connected, messages(1), ended),
  chat('chat: the customer gave up waiting, 1 message, 60 s after the end', afterwards, messages(1), gaveUp),
  chat('chat: the customer gave up waiting, 2 messages', atEnd, messages(2), gaveUp),
];

const columns: readonly { readonly title: string; readonly changes: SettingsChanges }[] = [
  { title: 'defaults', changes: {} },
  { title: '`tickets.createWhen: "connected"`', changes: { tickets: { createWhen: 'connected' } } },
  { title: '`tickets.createForAbandonedCalls: false`', changes: { tickets: { createForAbandonedCalls: false } } },
  { title: '`tickets.createForAbandonedChats: false`', changes: { tickets: { createForAbandonedChats: false } } },
  {
    title: '`tickets.chatMinimumCustomerMessages: 2`',
    changes: { tickets: { chatMinimumCustomerMessages: 2 } },
  },
];

function inWords(cause: TicketCause): string {
  switch (cause.kind) {
    case 'served':
      return 'yes, for the agent';
    case 'abandoned':
      return 'yes, as unanswered';
    case 'voicemail':
      return 'yes, for the voicemail';
    case 'never':
      return 'no ticket';
    case 'wait':
      return cause.for === 'messages' ? 'not yet: waits for messages' : 'not yet: waits for an agent';
    default:
      return cause satisfies never;
  }
}

/** Whether a session gets a ticket, for an agent or without one (TKT-1 to TKT-3, TKT-6, TKT-8, TKT-9, TKT-15). */
export const isTicketDue: DecisionTable = decisionTable(
  {
    title: 'Whether a ticket is due',
    reading:
      'Each row is the story of a session so far. Each column is one setting that differs from the defaults. "For the agent": a new ticket or an existing one. "As unanswered" and "for the voicemail": the default user gets the ticket. If the session has a ticket already, it keeps it, even if the table says "no ticket".',
    corner: 'what happened',
  },
  sessionCases,
  columns,
  ({ start, later, second }, { changes }) => {
    const now = startMs + second * secondMs;
    const { choice, ...why } = ticketCause(readSession(sessionWithEvents(start, later), settingsWith(changes), now));
    return { choice: inWords(choice), ...why };
  },
);
