import { expect, test } from 'vitest';
import { readSession } from '../session/read-session.ts';
import type { Session } from '../session/state.ts';
import {
  assigned,
  bot,
  call,
  canceled,
  chat,
  connected,
  ended,
  sessionWith,
  hour,
  minute,
  queued,
  returns,
  second,
  settings,
  started,
  t0,
  ticket,
} from '../events/examples.testkit.ts';
import type { SessionEvent } from '../events/parse-events.ts';
import type { TicketStatus, Ticket } from '../zendesk/ticket.ts';
import type { Settings } from '../settings/settings.ts';
import type { Decision } from '../decision.ts';
import { chooseTicket } from './choose.ts';
import type { TicketChoice } from './choose.ts';
import { ticketCause } from './ticket-cause.ts';

type Changes = Parameters<typeof settings>[0];

function cause(events: readonly SessionEvent[], now = t0 + minute, changes: Changes = {}) {
  return ticketCause(readSession(sessionWith(events), settings(changes), now));
}

const served = { choice: { kind: 'served' } } as const;
const over = t0 + minute;

test('TKT-1 a chat gets its ticket when it is assigned, also if createWhen lets calls wait for the answer', () => {
  const events = [started(t0, chat()), assigned(t0 + second)];
  expect(cause(events, over, { tickets: { createWhen: 'connected' } })).toMatchObject({ ...served, rule: 'TKT-1' });
});

test('TKT-2 a call gets its ticket when it is assigned', () => {
  expect(cause([started(t0)]).choice).toMatchObject({ kind: 'wait', for: 'agent' });
  expect(cause([started(t0), assigned(t0)])).toMatchObject({ ...served, rule: 'TKT-2' });
});

test('TKT-2 with createWhen connected only when it is answered', () => {
  const connectedOnly = { tickets: { createWhen: 'connected' } } as const;
  expect(cause([started(t0), assigned(t0)], over, connectedOnly).choice.kind).toBe('wait');
  expect(cause([started(t0), connected(t0)], over, connectedOnly)).toMatchObject(served);
});

test('TKT-2 an offer that was declined is none', () => {
  expect(cause([started(t0), assigned(t0), canceled(t0 + second)]).choice.kind).toBe('wait');
});

test('TKT-8 a call is abandoned at once with an abandoned_ reason, and otherwise after 60 seconds', () => {
  const gone = [started(t0), ended(over, { fail_reason: 'abandoned_in_queue' })];
  expect(cause(gone, over)).toMatchObject({ rule: 'TKT-8', choice: { kind: 'abandoned' } });
  const unsaid = [started(t0), ended(over, { fail_reason: 'deflected' })];
  expect(cause(unsaid, over).choice).toEqual({ kind: 'wait', for: 'agent', until: over + minute });
  expect(cause(unsaid, over + minute).choice.kind).toBe('abandoned');
});

test('TKT-8 a late answer shows that the call was not abandoned', () => {
  expect(cause([started(t0), ended(over), connected(over - second)], over + hour)).toMatchObject(served);
});

test('TKT-8 tickets of abandoned calls and of abandoned chats are switched off separately', () => {
  const off = { tickets: { createForAbandonedCalls: false } };
  expect(cause([started(t0), ended(over)], over + minute, off).choice.kind).toBe('never');
  expect(cause([started(t0, chat()), ended(over)], over + minute, off).choice.kind).toBe('abandoned');
});

test('TKT-8 outbound calls are never abandoned', () => {
  const outbound = call({ direction: 'outbound' });
  const connectedOnly = { tickets: { createWhen: 'connected' } } as const;
  expect(cause([started(t0, outbound), ended(over)], over + hour, connectedOnly)).toMatchObject({
    rule: 'TKT-7',
    choice: { kind: 'never' },
  });
});

test('TKT-15 a virtual agent does not count as an agent', () => {
  expect(cause([started(t0), connected(t0, bot)]).choice.kind).toBe('wait');
  expect(cause([started(t0), connected(t0, bot), ended(over)], over + minute).choice.kind).toBe('abandoned');
});

test('END-1 silence for maxHours counts as the end', () => {
  expect(cause([started(t0)], t0 + 12 * hour).choice).toMatchObject({
    kind: 'wait',
    until: t0 + 12 * hour + minute,
  });
  expect(cause([started(t0)], t0 + 12 * hour + minute).choice.kind).toBe('abandoned');
});

/** Chooses among these tickets one minute after the start. */
function chosen(
  session: Session,
  tickets: readonly Ticket[],
  set: Settings = settings(),
  shared = false,
): Decision<TicketChoice> {
  const reading = readSession(session, set, over);
  const { choice: due, ...why } = ticketCause(reading);
  if (due.kind === 'wait') throw new Error(`waits for ${due.for}`);
  return chooseTicket(reading, { ...why, choice: due }, tickets, shared);
}

function choice(tickets: readonly Ticket[], changes: Changes = {}, events: readonly SessionEvent[] = []) {
  return chosen(sessionWith([started(t0), assigned(t0), ...events]), tickets, settings(changes));
}

test.each<TicketStatus>(['new', 'open', 'pending', 'hold'])(
  'APP-1 a session is appended to a ticket that is %s',
  (status) => {
    expect(choice([ticket(9, { status })])).toMatchObject({
      rule: 'APP-1',
      choice: { kind: 'append', ticket: { id: 9 } },
    });
  },
);

test.each<TicketStatus>(['solved', 'closed'])('APP-1 a session is not appended to a ticket that is %s', (status) => {
  expect(choice([ticket(9, { status })]).choice.kind).toBe('new');
});

test('APP-1 only the most recent ticket counts', () => {
  expect(choice([ticket(9, { status: 'solved' }), ticket(8)]).choice.kind).toBe('new');
});

test('APP-1 the queue and the channel must be the same', () => {
  expect(choice([ticket(9, { tags: ['queue_3', 'channel_web_chat'] })]).choice.kind).toBe('new');
  expect(choice([ticket(9)], {}, [queued(t0 + second, returns)]).choice.kind).toBe('new');
});

test('APP-1 APP-7 append.inbound off, or append.never on: nothing is appended', () => {
  expect(choice([ticket(9)], { append: { inbound: false } }).choice.kind).toBe('new');
  expect(choice([ticket(9)], { append: { never: true } }).choice.kind).toBe('new');
});

test('TKT-8 an abandoned session always gets a new ticket', () => {
  const session = sessionWith([started(t0), ended(over, { fail_reason: 'abandoned_in_menu' })]);
  expect(chosen(session, [ticket(9)]).choice.kind).toBe('new');
});

test('CON-5 the tickets of the shared anonymous contact are never appended to', () => {
  const session = sessionWith([started(t0), assigned(t0)]);
  expect(chosen(session, [ticket(9)], settings(), true).choice.kind).toBe('new');
});

test('TKT-11 with tickets.create off sessions are still appended, and no ticket is made', () => {
  const off = { tickets: { create: false } };
  expect(choice([], off)).toMatchObject({ rule: 'TKT-11', choice: { kind: 'none' } });
  expect(choice([ticket(9)], off).choice.kind).toBe('append');
});
