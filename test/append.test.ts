import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  agentOne,
  assigned,
  chatStarted,
  connected,
  endedForGood,
  newCaller,
  outcomeOf,
  send,
  started,
  until,
} from './calls.testkit.ts';
import { startTestStack } from './stack.testkit.ts';
import type { TestStack } from './stack.testkit.ts';
import { storedTicket, mentions, textOf, ticketOf } from './zendesk-state.testkit.ts';
import type { StoredTicket } from './zendesk-state.testkit.ts';

/** Which ticket of the contact an inbound session goes onto. */

let stack: TestStack;
let agentId = 0;
const plain = { id: 51, name: 'Plain' };
const reopening = { id: 52, name: 'Reopens for a week' };
const off = { id: 53, name: 'Never appended to' };
const never = { id: 54, name: 'Nothing is appended' };

beforeAll(async () => {
  stack = await startTestStack({ jobQueuedMs: 10, jobWorkingMs: 10 });
  [agentId = 0] = (
    await stack.zendesk.seed({ users: [{ name: agentOne.name, email: agentOne.email, role: 'agent' }] })
  ).users;
  await stack.startWorkers({
    batching: { windowSeconds: 1 },
    queues: {
      52: { append: { reopenSolvedWithinDays: 7 } },
      53: { append: { inbound: false, reopenSolvedWithinDays: 7 } },
      54: { append: { never: true, reopenSolvedWithinDays: 7 } },
    },
  });
});
afterAll(() => stack.close());

const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();

type Given = {
  readonly id: string;
  readonly number: string;
  readonly contact: number;
  readonly tickets: readonly number[];
};

/** A contact with these tickets, in the order given: the last is the newest. */
async function contactWith(queue: { readonly id: number }, ...given: readonly object[]): Promise<Given> {
  const { id, number } = newCaller();
  const [contact = 0] = (await stack.zendesk.seed({ users: [{ name: 'Known', phone: number, role: 'end-user' }] }))
    .users;
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

/** Plays an answered call of the contact. */
async function called(
  { id, number }: Given,
  queue: { readonly id: number; readonly name: string },
): Promise<StoredTicket> {
  await send(stack, started(id, number, { queue }), assigned(id), connected(id), endedForGood(id));
  expect(await outcomeOf(stack, id)).toMatchObject({ result: 'completed', failedWrites: [] });
  return await ticketOf(stack, id);
}

describe.concurrent('APP-1', () => {
  it.each(['open', 'pending', 'hold'])(
    'APP-1, APP-8 onto the most recent ticket of the queue and channel that is %s; its status stays, the agent gets it',
    async (status) => {
      const given = await contactWith(plain, { status });
      const ticket = await called(given, plain);
      expect(ticket).toMatchObject({ id: given.tickets[0], status, assignee_id: agentId });
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
  ])('APP-1 a new one where the most recent ticket is of %s, although an older one would fit', async (_of, tags) => {
    const given = await contactWith(plain, { status: 'open' }, { status: 'open', tags });
    const ticket = await called(given, plain);
    expect(given.tickets).not.toContain(ticket.id);
    expect(ticket.external_id).toBe(given.id);
  });

  it('APP-1 not onto a Solved one, nor onto that of another contact', async () => {
    const given = await contactWith(plain, { status: 'solved', solved_at: daysAgo(1) });
    expect((await called(given, plain)).id).not.toBe(given.tickets[0]);
  });

  it('APP-1 a chat onto the ticket of the chat before it', async () => {
    const { id, number } = newCaller();
    const more = { queue: plain, end_user: { phone: number, authenticated: true } };
    const again = `${id}-again`;
    for (const one of [id, again]) {
      await send(stack, chatStarted(one, more), assigned(one), connected(one), endedForGood(one));
      await outcomeOf(stack, one);
    }
    const ticket = await ticketOf(stack, again);
    expect(ticket.external_id).toBe(id);
    expect(mentions(ticket, 'Chat appended to this ticket')).toBe(1);
  });

  it('APP-1 append.inbound off: a new one, also where a Solved one could be reopened', async () => {
    const open = await contactWith(off, { status: 'open' });
    expect((await called(open, off)).id).not.toBe(open.tickets[0]);
    const solved = await contactWith(off, { status: 'solved', solved_at: daysAgo(1) });
    expect((await called(solved, off)).id).not.toBe(solved.tickets[0]);
  });

  it('APP-7 append.never: a new one, whatever there is', async () => {
    const open = await contactWith(never, { status: 'open' });
    expect((await called(open, never)).id).not.toBe(open.tickets[0]);
    const solved = await contactWith(never, { status: 'solved', solved_at: daysAgo(1) });
    const ticket = await called(solved, never);
    expect(ticket.id).not.toBe(solved.tickets[0]);
    expect(await storedTicket(stack, solved.tickets[0] ?? 0)).toMatchObject({ status: 'solved' });
  });
});

describe.concurrent('APP-2', () => {
  it('APP-2 a ticket Solved within the days is reopened', async () => {
    const given = await contactWith(reopening, { status: 'solved', solved_at: daysAgo(6) });
    const ticket = await called(given, reopening);
    expect(ticket).toMatchObject({ id: given.tickets[0], status: 'open', assignee_id: agentId });
    expect(mentions(ticket, '(APP-2)')).toBe(1);
  });

  it('APP-2 the day it was solved counts, not the last time that anybody touched it', async () => {
    const given = await contactWith(reopening, { status: 'solved', solved_at: daysAgo(8), updated_at: daysAgo(1) });
    const ticket = await called(given, reopening);
    expect(ticket.id).not.toBe(given.tickets[0]);
    expect(ticket['via']).not.toMatchObject({ source: { rel: 'follow_up' } });
  });

  it('APP-2 Closed within the days: a follow-up, linked to it', async () => {
    const given = await contactWith(reopening, { status: 'closed', solved_at: daysAgo(5) });
    const ticket = await called(given, reopening);
    expect(ticket).toMatchObject({ external_id: given.id, requester_id: given.contact });
    expect(ticket['via']).toMatchObject({ source: { rel: 'follow_up', from: { ticket_id: given.tickets[0] } } });
    expect(ticket.tags).toContain(`session_${given.id}`);
    expect(mentions(ticket, '(APP-2)')).toBe(1);
  });

  it.each(['solved', 'closed'])('APP-2 %s longer ago: a plain new ticket', async (status) => {
    const given = await contactWith(reopening, { status, solved_at: daysAgo(8) });
    const ticket = await called(given, reopening);
    expect(ticket.id).not.toBe(given.tickets[0]);
    expect(ticket['via']).not.toMatchObject({ source: { rel: 'follow_up' } });
  });

  it('APP-2 only the most recent ticket counts', async () => {
    const other = { status: 'open', tags: ['queue_99', 'channel_voice'] };
    const given = await contactWith(reopening, { status: 'solved', solved_at: daysAgo(1) }, other);
    expect(given.tickets).not.toContain((await called(given, reopening)).id);
  });

  it('APP-2, APP-1 a ticket that was merged away stands for its target', async () => {
    const given = await contactWith(reopening, { status: 'open', tags: [] }, { status: 'open' });
    const [target = 0, source = 0] = given.tickets;
    await stack.zendesk.api('POST', `/tickets/${target}/merge`, { ids: [source] });
    await until(async () => (await storedTicket(stack, source)).status === 'closed');
    expect(await called(given, reopening)).toMatchObject({ id: target, status: 'open' });
  });

  it('APP-2 and a Solved target is reopened', async () => {
    const given = await contactWith(reopening, { status: 'open', tags: [] }, { status: 'open' });
    const [target = 0, source = 0] = given.tickets;
    await stack.zendesk.api('POST', `/tickets/${target}/merge`, { ids: [source] });
    await until(async () => (await storedTicket(stack, source)).status === 'closed');
    await stack.zendesk.api('PUT', `/tickets/${target}`, { ticket: { status: 'solved', assignee_id: agentId } });
    expect(await called(given, reopening)).toMatchObject({ id: target, status: 'open' });
  });
});
