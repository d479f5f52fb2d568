/**
 * This file tests the ticket to which an inbound session is appended. If these tests fail, a second call of a customer
 * makes a duplicate ticket, or its data is written to a ticket about something else.
 */

import { describe, expect, it } from 'vitest';
import {
  agentOne,
  assigned,
  chatStarted,
  connected,
  endedExpectingNothing,
  newCaller,
  outcomeOf,
  send,
  started,
  until,
} from '../kit/events.ts';
import { fastSettings } from '../kit/stack.ts';
import { testStack } from '../kit/test-stack.ts';
import { storedTicket, mentions, textOf, ticketOf } from '../kit/zendesk-state.ts';
import type { StoredTicket } from '../kit/zendesk-state.ts';
import { seedContact } from '../kit/zendesk-records.ts';

const plainQueue = { id: 51, name: 'Plain' };
const reopeningQueue = { id: 52, name: 'Reopens for a week' };
const appendOffQueue = { id: 53, name: 'Never appended to' };
const neverAppendQueue = { id: 54, name: 'Nothing is appended' };

const stack = testStack({
  simulator: { jobQueuedMs: 10, jobWorkingMs: 10 },
  agents: [agentOne],
  settings: {
    ...fastSettings,
    queues: {
      52: { append: { reopenSolvedWithinDays: 7 } },
      53: { append: { inbound: false, reopenSolvedWithinDays: 7 } },
      54: { append: { never: true, reopenSolvedWithinDays: 7 } },
    },
  },
});

const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();

type KnownContact = {
  readonly id: string;
  readonly number: string;
  readonly contact: number;
  readonly tickets: readonly number[];
};

/** Seeds a contact with these tickets in this order. The last one is the newest. */
async function contactWith(queue: { readonly id: number }, ...given: readonly object[]): Promise<KnownContact> {
  const { id, number } = newCaller();
  const contact = await seedContact(stack, { name: 'Known', phone: number });
  const tags = [`queue_${queue.id}`, 'channel_voice'];
  const { tickets } = await stack.zendesk.seed({
    tickets: given.map((one, i) => ({
      subject: 'Earlier',
      requester_id: contact,
      tags,
      created_at: daysAgo(30 - i),
      ...one,
    })),
  });
  return { id, number, contact, tickets };
}

/** Runs an answered call of the contact, and gives its ticket. */
async function completeCall(
  { id, number }: KnownContact,
  queue: { readonly id: number; readonly name: string },
): Promise<StoredTicket> {
  await send(stack, started(id, number, { queue }), assigned(id), connected(id), endedExpectingNothing(id));
  expect(await outcomeOf(stack, id)).toMatchObject({ result: 'completed', failedWrites: [] });
  return await ticketOf(stack, id);
}

describe.concurrent('APP-1', () => {
  it.each(['open', 'pending', 'hold'])(
    'APP-1, APP-8 a call is appended to the most recent ticket of its queue and channel that is %s: the status stays, the agent gets it',
    async (status) => {
      const given = await contactWith(plainQueue, { status });
      const ticket = await completeCall(given, plainQueue);
      expect(ticket).toMatchObject({ id: given.tickets[0], status, assignee_id: stack.userId(agentOne) });
      const [, comment] = ticket.comments;
      const text = comment === undefined ? '' : textOf(comment);
      expect(text).toContain('(APP-1)');
      expect(text).toContain(given.id);
      expect(comment?.public).toBe(false);
      expect(mentions(ticket, 'Call finished')).toBe(1);
    },
  );

  it.each([
    ['another queue', ['queue_99', 'channel_voice']],
    ['another channel', ['queue_51', 'channel_web_chat']],
    ['no call or chat at all', []],
  ])(
    'APP-1 a new ticket is made where the most recent one is of %s, although an older one would fit',
    async (_of, tags) => {
      const given = await contactWith(plainQueue, { status: 'open' }, { status: 'open', tags });
      const ticket = await completeCall(given, plainQueue);
      expect(given.tickets).not.toContain(ticket.id);
      expect(ticket.external_id).toBe(given.id);
    },
  );

  it('APP-1 a call is not appended to a Solved ticket', async () => {
    const given = await contactWith(plainQueue, { status: 'solved', solved_at: daysAgo(1) });
    expect((await completeCall(given, plainQueue)).id).not.toBe(given.tickets[0]);
  });

  it('APP-1 a chat is appended to the ticket of the chat before it', async () => {
    const { id, number } = newCaller();
    const more = { queue: plainQueue, end_user: { phone: number, authenticated: true } };
    const again = `${id}-again`;
    for (const one of [id, again]) {
      await send(stack, chatStarted(one, more), assigned(one), connected(one), endedExpectingNothing(one));
      await outcomeOf(stack, one);
    }
    const ticket = await ticketOf(stack, again);
    expect(ticket.external_id).toBe(id);
    expect(mentions(ticket, 'Chat appended to this ticket')).toBe(1);
  });

  it('APP-1 with append.inbound off a new ticket is made, also where a Solved one could be reopened', async () => {
    const open = await contactWith(appendOffQueue, { status: 'open' });
    expect((await completeCall(open, appendOffQueue)).id).not.toBe(open.tickets[0]);
    const solved = await contactWith(appendOffQueue, { status: 'solved', solved_at: daysAgo(1) });
    expect((await completeCall(solved, appendOffQueue)).id).not.toBe(solved.tickets[0]);
  });

  it('APP-7 with append.never a new ticket is always made', async () => {
    const open = await contactWith(neverAppendQueue, { status: 'open' });
    expect((await completeCall(open, neverAppendQueue)).id).not.toBe(open.tickets[0]);
    const solved = await contactWith(neverAppendQueue, { status: 'solved', solved_at: daysAgo(1) });
    const ticket = await completeCall(solved, neverAppendQueue);
    expect(ticket.id).not.toBe(solved.tickets[0]);
    expect(await storedTicket(stack, solved.tickets[0] ?? 0)).toMatchObject({ status: 'solved' });
  });
});

describe.concurrent('APP-2', () => {
  it('APP-2 a ticket Solved within the days is reopened', async () => {
    const given = await contactWith(reopeningQueue, { status: 'solved', solved_at: daysAgo(6) });
    const ticket = await completeCall(given, reopeningQueue);
    expect(ticket).toMatchObject({ id: given.tickets[0], status: 'open', assignee_id: stack.userId(agentOne) });
    expect(mentions(ticket, '(APP-2)')).toBe(1);
  });

  it('APP-2 the day on which the ticket was solved counts, not the day of its last change', async () => {
    const given = await contactWith(reopeningQueue, {
      status: 'solved',
      solved_at: daysAgo(8),
      updated_at: daysAgo(1),
    });
    const ticket = await completeCall(given, reopeningQueue);
    expect(ticket.id).not.toBe(given.tickets[0]);
    expect(ticket['via']).not.toMatchObject({ source: { rel: 'follow_up' } });
  });

  it('APP-2 a ticket Closed within the days gets a follow-up that is linked to it', async () => {
    const given = await contactWith(reopeningQueue, { status: 'closed', solved_at: daysAgo(5) });
    const ticket = await completeCall(given, reopeningQueue);
    expect(ticket).toMatchObject({ external_id: given.id, requester_id: given.contact });
    expect(ticket['via']).toMatchObject({ source: { rel: 'follow_up', from: { ticket_id: given.tickets[0] } } });
    expect(ticket.tags).toContain(`session_${given.id}`);
    expect(mentions(ticket, '(APP-2)')).toBe(1);
  });

  it.each(['solved', 'closed'])(
    'APP-2 a plain new ticket is made where the most recent one was %s longer ago',
    async (status) => {
      const given = await contactWith(reopeningQueue, { status, solved_at: daysAgo(8) });
      const ticket = await completeCall(given, reopeningQueue);
      expect(ticket.id).not.toBe(given.tickets[0]);
      expect(ticket['via']).not.toMatchObject({ source: { rel: 'follow_up' } });
    },
  );

  it('APP-2 only the most recent ticket counts', async () => {
    const other = { status: 'open', tags: ['queue_99', 'channel_voice'] };
    const given = await contactWith(reopeningQueue, { status: 'solved', solved_at: daysAgo(1) }, other);
    expect(given.tickets).not.toContain((await completeCall(given, reopeningQueue)).id);
  });

  it('APP-2, APP-1 a call is appended to the target if the most recent ticket was merged away', async () => {
    const given = await contactWith(reopeningQueue, { status: 'open', tags: [] }, { status: 'open' });
    const [target = 0, source = 0] = given.tickets;
    await stack.zendesk.api('POST', `/tickets/${target}/merge`, { ids: [source] });
    await until(async () => (await storedTicket(stack, source)).status === 'closed');
    expect(await completeCall(given, reopeningQueue)).toMatchObject({ id: target, status: 'open' });
  });

  it('APP-2 a Solved target of a merge is reopened', async () => {
    const given = await contactWith(reopeningQueue, { status: 'open', tags: [] }, { status: 'open' });
    const [target = 0, source = 0] = given.tickets;
    await stack.zendesk.api('POST', `/tickets/${target}/merge`, { ids: [source] });
    await until(async () => (await storedTicket(stack, source)).status === 'closed');
    await stack.zendesk.api('PUT', `/tickets/${target}`, {
      ticket: { status: 'solved', assignee_id: stack.userId(agentOne) },
    });
    expect(await completeCall(given, reopeningQueue)).toMatchObject({ id: target, status: 'open' });
  });
});
