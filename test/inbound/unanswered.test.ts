/**
 * This file tests sessions that no human answered, and voicemail. If these tests fail, nobody calls a customer back who
 * hung up or left a message, because there is no ticket or the wrong user has it.
 */

import { describe, expect, it } from 'vitest';
import type { SessionEvent } from '../../domain/events/parse-events.ts';
import {
  agentOne,
  assigned,
  chatStarted,
  connected,
  ended,
  endedExpectingNothing,
  event,
  newCaller,
  outcomeOf,
  recording,
  send,
  stateWhenWritten,
  started,
  stateWhen,
} from '../kit/events.ts';
import { fastSettings } from '../kit/stack.ts';
import { testStack } from '../kit/test-stack.ts';
import { contacts, storedTicket, mentions, ticketOf, tickets, ticketsOf, titles } from '../kit/zendesk-state.ts';
import { seedContact } from '../kit/zendesk-records.ts';

const defaultUser = { name: 'Default User', email: 'default@example.com' };
const noAbandonedQueue = { id: 41, name: 'Abandoned makes nothing' };
const sharedTicketQueue = { id: 42, name: 'Missed calls share a ticket' };
const noTicketQueue = { id: 43, name: 'No new tickets' };
const neverAppendQueue = { id: 44, name: 'Never appended' };

const stack = testStack({
  agents: [agentOne, defaultUser],
  settings: ({ userId }) => ({
    ...fastSettings,
    tickets: { defaultUserId: userId(defaultUser) },
    queues: {
      41: { tickets: { createForAbandonedCalls: false, createForAbandonedChats: false } },
      42: { tickets: { foldMissedCalls: 30 } },
      43: { tickets: { create: false } },
      44: { tickets: { foldMissedCalls: 30 }, append: { never: true } },
    },
  }),
});

const abandoned = (id: string, fail_reason = 'abandoned_in_queue'): SessionEvent =>
  endedExpectingNothing(id, { fail_reason });

const voicemail = (id: string, more: object = {}): SessionEvent =>
  event(id, 'voicemail.left', {
    recording_url: `${stack.zendesk.url}/recordings/${id}-vm.wav?seconds=1`,
    duration_s: 14,
    transcription: 'Please call me back.',
    ...more,
  });

/** Seeds a contact with this number, and an Open ticket of the queue to which the calls come. */
async function openTicketOf(number: string, more: object = {}): Promise<{ contact: number; ticket: number }> {
  const contact = await seedContact(stack, { name: 'Known', phone: number });
  const given = { subject: 'Open', requester_id: contact, status: 'open', tags: ['queue_3', 'channel_voice'], ...more };
  const [ticket = 0] = (await stack.zendesk.seed({ tickets: [given] })).tickets;
  return { contact, ticket };
}

async function sendUntilCompleted(...events: readonly SessionEvent[]): Promise<unknown> {
  await send(stack, ...events);
  return await outcomeOf(stack, events[0]?.session_id ?? '');
}

describe.concurrent('a session that ends unanswered', () => {
  it.each(['abandoned_in_menu', 'abandoned_in_queue', 'abandoned_in_voicemail'])(
    'TKT-8 a call that is %s gets a new ticket of the default user at once, although there is an Open one',
    async (reason) => {
      const { id, number } = newCaller();
      const { contact, ticket } = await openTicketOf(number);
      await sendUntilCompleted(started(id, number), abandoned(id, reason));
      const made = await ticketOf(stack, id);
      expect(made.id).not.toBe(ticket);
      expect(made).toMatchObject({ requester_id: contact, assignee_id: stack.userId(defaultUser) });
      expect(made.tags).toContain('abandoned');
    },
  );

  it('TKT-8 an abandoned chat gets a ticket of the default user too', async () => {
    const { id } = newCaller();
    await sendUntilCompleted(chatStarted(id), abandoned(id));
    const made = await ticketOf(stack, id);
    expect(made.assignee_id).toBe(stack.userId(defaultUser));
    expect(made.tags).toEqual(expect.arrayContaining(['abandoned', 'channel_web_chat']));
  });

  it.each(['call', 'chat'] as const)(
    'TKT-8, CON-12 an abandoned %s makes its contact but no ticket where the settings say so',
    async (kind) => {
      const { id, number } = newCaller();
      const more = { queue: noAbandonedQueue, end_user: { phone: number, authenticated: true } };
      const start = kind === 'call' ? started(id, number, more) : chatStarted(id, more);
      expect(await sendUntilCompleted(start, abandoned(id))).toMatchObject({ result: 'no ticket' });
      expect((await stack.sessions.state(id))?.reasons.map(({ rule }) => rule)).toContain('TKT-8');
      expect(await ticketsOf(stack, id)).toEqual([]);
      expect((await contacts(stack)).filter(({ phone }) => phone === number)).toHaveLength(1);
    },
  );

  it('TKT-8 the ticket of a call that was offered but never taken stays and goes to the default user', async () => {
    const { id, number } = newCaller();
    await send(stack, started(id, number), assigned(id));
    const { ticketId } = await stateWhenWritten(stack, id);
    await sendUntilCompleted(abandoned(id));
    expect(await ticketOf(stack, id)).toMatchObject({ id: ticketId, assignee_id: stack.userId(defaultUser) });
  });

  it('TKT-8 an abandoned call takes the newest of several contacts at once, without an agent', async () => {
    const { id, number } = newCaller();
    const users = [2020, 2024].map((year) => ({
      name: `Holder ${year}`,
      phone: number,
      role: 'end-user',
      created_at: `${year}-01-01T00:00:00Z`,
    }));
    const [, newest] = (await stack.zendesk.seed({ users })).users;
    await sendUntilCompleted(started(id, number), abandoned(id));
    const made = await ticketOf(stack, id);
    expect(made.requester_id).toBe(newest);
    expect(mentions(made, '(END-2)')).toBe(1);
  });

  it('TKT-14 missed calls of a caller within the minutes share a ticket; a chat and the call of another caller do not', async () => {
    const { id, number } = newCaller();
    const more = { queue: sharedTicketQueue };
    await sendUntilCompleted(started(id, number, more), abandoned(id));
    await sendUntilCompleted(started(`${id}-again`, number, more), abandoned(`${id}-again`));
    const first = await ticketOf(stack, id);
    expect(await ticketOf(stack, `${id}-again`)).toMatchObject({
      id: first.id,
      assignee_id: stack.userId(defaultUser),
    });
    expect(mentions(await ticketOf(stack, id), '(TKT-14)')).toBe(1);
    const end_user = { phone: number, authenticated: true };
    await sendUntilCompleted(chatStarted(`${id}-chat`, { ...more, end_user }), abandoned(`${id}-chat`));
    const other = newCaller();
    await sendUntilCompleted(started(other.id, other.number, more), abandoned(other.id));
    const ids = await Promise.all([`${id}-chat`, other.id].map(async (one) => (await ticketOf(stack, one)).id));
    expect(new Set([first.id, ...ids]).size).toBe(3);
  });

  it('TKT-14 missed calls do not share a ticket after the minutes, nor with the default settings', async () => {
    const { id, number } = newCaller();
    const created_at = new Date(Date.now() - 31 * 60_000).toISOString();
    const { ticket } = await openTicketOf(number, { created_at, tags: ['abandoned', 'channel_voice', 'queue_42'] });
    await sendUntilCompleted(started(id, number, { queue: sharedTicketQueue }), abandoned(id));
    const late = await ticketOf(stack, id);
    expect(late.id).not.toBe(ticket);
    await sendUntilCompleted(started(`${id}-off`, number), abandoned(`${id}-off`));
    expect((await ticketOf(stack, `${id}-off`)).id).not.toBe(late.id);
  });

  it('CON-5, TKT-14 callers who withhold their numbers share no ticket', async () => {
    const [one, other] = [newCaller().id, newCaller().id];
    for (const id of [one, other])
      await sendUntilCompleted(started(id, 'anonymous', { queue: sharedTicketQueue }), abandoned(id));
    const [first, second] = [await ticketOf(stack, one), await ticketOf(stack, other)];
    expect(second.id).not.toBe(first.id);
    expect(second.requester_id).toBe(first.requester_id);
  });

  it('APP-7, TKT-14 missed calls do not share a ticket where nothing may be appended', async () => {
    const { id, number } = newCaller();
    await sendUntilCompleted(started(id, number, { queue: neverAppendQueue }), abandoned(id));
    await sendUntilCompleted(started(`${id}-again`, number, { queue: neverAppendQueue }), abandoned(`${id}-again`));
    expect((await ticketOf(stack, `${id}-again`)).external_id).toBe(`${id}-again`);
  });
});

describe.concurrent('tickets.create off', () => {
  it('TKT-11 no ticket is made, but contacts are made and open tickets are appended to', async () => {
    const { id, number } = newCaller();
    const all = [assigned(id), connected(id), endedExpectingNothing(id)];
    expect(await sendUntilCompleted(started(id, number, { queue: noTicketQueue }), ...all)).toMatchObject({
      result: 'no ticket',
    });
    expect((await stack.sessions.state(id))?.reasons.map(({ rule }) => rule)).toContain('TKT-11');
    expect(await ticketsOf(stack, id)).toEqual([]);
    const [contact] = (await contacts(stack)).filter(({ phone }) => phone === number);
    const tags = ['queue_43', 'channel_voice'];
    const [open] = (
      await stack.zendesk.seed({
        tickets: [{ subject: 'Open', requester_id: contact?.id ?? 0, status: 'open', tags }],
      })
    ).tickets;
    const again = `${id}-again`;
    await sendUntilCompleted(
      started(again, number, { queue: noTicketQueue }),
      assigned(again),
      connected(again),
      endedExpectingNothing(again),
    );
    expect((await ticketOf(stack, again)).id).toBe(open);
  });
});

describe.concurrent('a voicemail', () => {
  it('TKT-9, TKT-13 a voicemail gets a new ticket of the default user beside the Open one, with its recording and its text', async () => {
    const { id, number } = newCaller();
    const { contact, ticket } = await openTicketOf(number);
    await sendUntilCompleted(started(id, number), voicemail(id), abandoned(id, 'abandoned_in_voicemail'));
    const made = await ticketOf(stack, id);
    expect(made.id).not.toBe(ticket);
    expect(made).toMatchObject({
      requester_id: contact,
      assignee_id: stack.userId(defaultUser),
      via: { channel: 'voice' },
    });
    expect(made.tags).not.toContain('abandoned');
    const voice = made.comments.filter(({ type }) => type === 'VoiceComment');
    expect(voice).toHaveLength(1);
    expect(JSON.stringify(voice)).toContain('Please call me back.');
    expect(mentions(made, 'Voicemail')).toBeGreaterThan(0);
    expect(await storedTicket(stack, ticket)).toMatchObject({ comments: [expect.anything()] });
  });

  it('TKT-9 a ticket that the session has already made becomes the ticket of the voicemail', async () => {
    const { id, number } = newCaller();
    await send(stack, started(id, number), assigned(id));
    const { ticketId } = await stateWhenWritten(stack, id);
    await sendUntilCompleted(voicemail(id), endedExpectingNothing(id));
    const made = await ticketOf(stack, id);
    expect(made).toMatchObject({ id: ticketId, assignee_id: stack.userId(defaultUser), external_id: id });
    expect(made.comments.some(({ type }) => type === 'VoiceComment')).toBe(true);
  });

  it('TKT-9, TKT-13 a voicemail after an append gets a second ticket, and all later updates go there', async () => {
    const { id, number } = newCaller();
    const { contact, ticket } = await openTicketOf(number);
    await send(stack, started(id, number, { recording: true }), assigned(id));
    expect((await stateWhenWritten(stack, id)).ticketId).toBe(ticket);
    await sendUntilCompleted(voicemail(id), ended(id, { expects: { recording_segments: 1 } }), recording(stack, id));
    const further = (await tickets(stack)).find(({ external_id }) => external_id === `${id}#2`);
    expect(further).toMatchObject({ requester_id: contact, assignee_id: stack.userId(defaultUser) });
    expect(further?.tags).toContain(`session_${id}`);
    expect(further === undefined ? [] : titles(further)).toEqual(
      expect.arrayContaining(['Call finished', 'Call recording']),
    );
    const appendedTo = await storedTicket(stack, ticket);
    expect(titles(appendedTo)).toEqual(['Open', 'Call appended to this ticket']);
  });

  it('TKT-9 a voicemail takes the newest of several contacts at once', async () => {
    const { id, number } = newCaller();
    const users = [2024, 2020].map((year) => ({
      name: `Holder ${year}`,
      phone: number,
      role: 'end-user',
      created_at: `${year}-01-01T00:00:00Z`,
    }));
    const [newest] = (await stack.zendesk.seed({ users })).users;
    await send(stack, started(id, number), voicemail(id));
    await stateWhen(stack, id, ({ ticketId }) => ticketId !== null);
    expect((await ticketOf(stack, id)).requester_id).toBe(newest);
    await sendUntilCompleted(endedExpectingNothing(id));
  });

  it('TKT-9, APP-1 a voicemail counts as a voice call: a later call of the queue is appended to its ticket', async () => {
    const { id, number } = newCaller();
    await sendUntilCompleted(started(id, number), voicemail(id), endedExpectingNothing(id));
    const again = `${id}-again`;
    await sendUntilCompleted(started(again, number), assigned(again), connected(again), endedExpectingNothing(again));
    expect(await ticketOf(stack, again)).toMatchObject({ external_id: id, assignee_id: stack.userId(agentOne) });
  });
});
