/**
 * This file tests the ticket fields for the data of sessions (FLD), from their creation to their values. If these tests
 * fail, reports on tickets show missing or wrong durations, ratings and session ids.
 */

import { beforeAll, describe, expect, it } from 'vitest';
import type { SessionFieldName } from '../../domain/fields/session-fields.ts';
import type { SessionEvent } from '../../domain/events/parse-events.ts';
import { createFields } from '../../client/fields.ts';
import {
  agentOne,
  assigned,
  signedInChat,
  connected,
  ended,
  event,
  newCaller,
  outcomeOf,
  send,
  started,
  until,
  wholeCall,
} from '../kit/events.ts';
import { testStack } from '../kit/test-stack.ts';
import { expectInOrder, fieldOf, ticketOf, ticketsOf, times } from '../kit/zendesk-state.ts';
import type { StoredTicket } from '../kit/zendesk-state.ts';

let ids: Readonly<Record<SessionFieldName, number | null>>;

const mobileApp = {
  session_type: 'Voice Inbound (Mobile)',
  end_user: { identifier: null, name: 'App User', email: null, phone: null, authenticated: true },
};
const anyField = /^(call|chat|[0-9]|true|false)/;

const stack = testStack({ agents: [agentOne] });

beforeAll(async () => {
  const made = await createFields(stack.sessions, 'test');
  if (made.kind !== 'saved') throw new Error(`The fields were not made: ${JSON.stringify(made)}`);
  ids = made.fields;
});

function value(ticket: StoredTicket, name: SessionFieldName): string | null {
  const id = ids[name];
  if (id === null) throw new Error(`The field ${name} was not made.`);
  return fieldOf(ticket, id);
}

/** The events of a whole call from the app of this customer. */
function appCall(
  id: string,
  identifier: string,
  during: readonly SessionEvent[],
  end: object,
): readonly SessionEvent[] {
  return wholeCall(id, null, {
    start: { ...mobileApp, end_user: { ...mobileApp.end_user, identifier } },
    during,
    end,
  });
}

async function sendUntilCompleted(id: string, events: readonly SessionEvent[]): Promise<StoredTicket> {
  await send(stack, ...events);
  expect(await outcomeOf(stack, id)).toMatchObject({ result: 'completed' });
  return await ticketOf(stack, id);
}

function verified(id: string, result: boolean): SessionEvent {
  return event(id, 'smart_action.completed', { kind: 'verification', result: { verified: result } });
}

describe.concurrent('the session’s fields', () => {
  it('FLD-3, FLD-4, FLD-5 the fields of a call from the app get its type and id at the start, and the other values at the end', async () => {
    const { id } = newCaller();
    const start = { ...mobileApp, end_user: { ...mobileApp.end_user, identifier: `app-${id}` } };
    await send(stack, started(id, null, start), assigned(id), connected(id));
    const [early] = await until(async () => {
      const found = await ticketsOf(stack, id);
      return found.length > 0 && found;
    });
    if (early === undefined) throw new Error('no ticket');
    expect([value(early, 'sessionType'), value(early, 'sessionId')]).toEqual(['Voice Inbound (Mobile)', id]);
    expect(value(early, 'callDuration')).toBeNull();
    const ticket = await sendUntilCompleted(id, [
      event(id, 'session.queued', { queue: { id: 5, name: 'Last queue' } }),
      verified(id, true),
      event(id, 'smart_action.completed', { kind: 'text_input', result: { text: 'Order 4711' } }),
      event(id, 'rating.received', { score: 5 }),
      ended(id, { durations: { call_s: 120, wait_s: 20, hold_s: 7 } }),
    ]);
    expect({
      call: value(ticket, 'callDuration'),
      wait: value(ticket, 'waitTime'),
      hold: value(ticket, 'holdTime'),
      queue: value(ticket, 'queueName'),
      csat: value(ticket, 'csat'),
      verification: value(ticket, 'verification'),
      textInput: value(ticket, 'textInput'),
      from: value(ticket, 'from'),
    }).toEqual({
      call: '140',
      wait: '20',
      hold: '7',
      queue: 'Last queue',
      csat: '5',
      verification: 'true',
      textInput: 'Order 4711',
      from: null,
    });
  });

  it('FLD-4 the durations come from the events if the platform gives none', async () => {
    const { id } = newCaller();
    const at = Date.now() - 300_000;
    const atSecond = (one: SessionEvent, seconds: number): SessionEvent => ({
      ...one,
      timestamp: at + seconds * 1_000,
    });
    const start = { ...mobileApp, end_user: { ...mobileApp.end_user, identifier: `app-${id}` } };
    const ticket = await sendUntilCompleted(id, [
      atSecond(started(id, null, start), 0),
      atSecond(event(id, 'session.queued', { queue: { id: 5, name: 'Support' } }), 2),
      atSecond(assigned(id), 30),
      atSecond(connected(id), 32),
      atSecond(event(id, 'hold.started', {}), 40),
      atSecond(event(id, 'hold.ended', {}), 45),
      atSecond(event(id, 'hold.started', {}), 50),
      atSecond(event(id, 'hold.ended', {}), 60),
      atSecond(ended(id, { durations: null, at: new Date(at + 132_000).toISOString() }), 132),
    ]);
    expect([value(ticket, 'waitTime'), value(ticket, 'callDuration'), value(ticket, 'holdTime')]).toEqual([
      '30',
      '130',
      '15',
    ]);
  });

  it('FLD-2, FLD-3 a call that an agent dialled fills only the field "From"', async () => {
    const { id, number } = newCaller();
    const start = {
      session_type: 'Voice Outbound',
      direction: 'outbound',
      from: null,
      to: number,
      outbound_number: '+18005550111',
      outbound: { source: 'dialpad', ticket_choice: 'auto' },
    };
    const ticket = await sendUntilCompleted(id, [
      ...wholeCall(id, null, { start }),
      event(id, 'rating.received', { score: 2 }),
    ]);
    expect(value(ticket, 'from')).toBe('+18005550111');
    for (const name of [
      'sessionType',
      'sessionId',
      'callDuration',
      'waitTime',
      'holdTime',
      'queueName',
      'csat',
    ] as const)
      expect(value(ticket, name) ?? '').not.toMatch(anyField);
  });

  it('FLD-2 a call by telephone fills none of the fields', async () => {
    const { id, number } = newCaller();
    const during = [event(id, 'rating.received', { score: 3 }), verified(id, true)];
    const ticket = await sendUntilCompleted(id, wholeCall(id, number, { during }));
    expect(Object.values(ids).flatMap((one) => (typeof one === 'number' ? (fieldOf(ticket, one) ?? []) : []))).toEqual(
      [],
    );
    expect(times(ticket, 'Values of this session')).toBe(0);
  });

  it('FLD-5 a web chat has no verification and no text input in its fields', async () => {
    const id = newCaller().id.replace('call-', 'chat-');
    const ticket = await sendUntilCompleted(id, [
      signedInChat(id),
      assigned(id),
      connected(id),
      verified(id, true),
      ended(id, { expects: { transcript: false } }),
    ]);
    expect(value(ticket, 'sessionId')).toBe(id);
    expect(value(ticket, 'verification')).toBeNull();
    expect(times(ticket, 'Kind: Verification')).toBe(1);
  });

  it('FLD-6 a second session on the ticket writes its values and clears the others, and a late rating of the first is only a comment', async () => {
    const { id } = newCaller();
    const second = `${id}-again`;
    const identifier = `app-${id}`;
    const during = [verified(id, true), event(id, 'rating.received', { score: 4 })];
    await sendUntilCompleted(
      id,
      appCall(id, identifier, during, { durations: { call_s: 100, wait_s: 10, hold_s: 5 } }),
    );
    const ticket = await sendUntilCompleted(
      second,
      appCall(second, identifier, [], { durations: { call_s: 50, wait_s: null, hold_s: null } }),
    );
    expect(ticket.external_id).toBe(id);
    expect([value(ticket, 'sessionId'), value(ticket, 'csat'), value(ticket, 'verification')]).toEqual([
      second,
      null,
      // An empty checkbox has the value false.
      expect.stringMatching(/^false$/),
    ]);
    expect([value(ticket, 'holdTime'), times(ticket, 'Score: 4/5')]).toEqual([null, 1]);

    await send(stack, event(id, 'rating.received', { score: 1, comment: 'on second thoughts' }));
    await outcomeOf(stack, id);
    const after = await ticketOf(stack, second);
    expectInOrder(after, ['Score: 4/5', 'Score: 1/5', 'on second thoughts']);
    expect(value(after, 'csat')).toBeNull();
  });

  it('FLD-6 the end values of a session become a comment if a second session on the ticket has begun', async () => {
    const { id } = newCaller();
    const second = `${id}-again`;
    const start = { ...mobileApp, end_user: { ...mobileApp.end_user, identifier: `app-${id}` } };
    await send(stack, started(id, null, start), assigned(id), connected(id));
    await until(async () => (await ticketsOf(stack, id)).length === 1);
    await send(stack, started(second, null, start), assigned(second), connected(second));
    await until(async () => (await ticketsOf(stack, second)).some((one) => value(one, 'sessionId') === second));
    await send(stack, ended(id, { durations: { call_s: 77, wait_s: 3, hold_s: 2 } }));
    await outcomeOf(stack, id);
    const ticket = await sendUntilCompleted(second, [
      ended(second, { durations: { call_s: 11, wait_s: 4, hold_s: 0 } }),
    ]);
    expectInOrder(ticket, [
      'Values of this session, which the ticket fields no longer show',
      'Call duration in seconds, waiting included: 80',
    ]);
    expect([value(ticket, 'sessionId'), value(ticket, 'callDuration')]).toEqual([second, '15']);
  });

  it('FLD-6 a late rating, and another one after it, go to the field while the fields still show their session', async () => {
    const { id } = newCaller();
    await sendUntilCompleted(id, appCall(id, `app-${id}`, [], {}));
    for (const score of [2, 5]) {
      await send(stack, event(id, 'rating.received', { score }));
      await outcomeOf(stack, id);
      const ticket = await ticketOf(stack, id);
      expect([value(ticket, 'csat'), times(ticket, `Score: ${score}/5`)]).toEqual([`${score}`, 1]);
    }
  });
});
