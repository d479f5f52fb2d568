/**
 * This file tests the assignee of the ticket while agents are offered a session, decline it and answer it. If these
 * tests fail, a ticket belongs to an agent who never took the call, or to nobody.
 */

import { describe, expect, it } from 'vitest';
import {
  agentOne,
  agentTwo,
  assigned,
  canceled,
  connected,
  endedExpectingNothing,
  newCaller,
  outcomeOf,
  send,
  stateWhenWritten,
  started,
  stateWhen,
  until,
} from '../kit/events.ts';
import { fastSettings } from '../kit/stack.ts';
import { testStack } from '../kit/test-stack.ts';
import { mentions, ticketOf, ticketsOf } from '../kit/zendesk-state.ts';
import { seedContact, seedTicket } from '../kit/zendesk-records.ts';

const defaultUser = { name: 'Default User', email: 'staff.0@example.com' };
const otherUser = { name: 'A Person', email: 'staff.1@example.com' };
const onConnect = { id: 31, name: 'On connect' };

const stack = testStack({
  agents: [agentOne, agentTwo, defaultUser, otherUser],
  settings: ({ userId }) => ({
    ...fastSettings,
    tickets: { defaultUserId: userId(defaultUser) },
    queues: { 31: { tickets: { createWhen: 'connected' } } },
  }),
});

const assigneeIs = async (id: string, user: number | null): Promise<boolean> =>
  await until(async () => (await ticketOf(stack, id)).assignee_id === user);

/**
 * Runs an earlier call. A later call from the same number is appended to its ticket. The ticket belongs to agent two,
 * unless `assignee_id` names another user.
 */
async function earlierTicket(
  assignee_id: number | null = null,
): Promise<{ readonly id: string; readonly number: string }> {
  const { id, number } = newCaller();
  await send(stack, started(id, number), assigned(id, agentTwo), connected(id, agentTwo), endedExpectingNothing(id));
  await outcomeOf(stack, id);
  const ticket = await ticketOf(stack, id);
  if (assignee_id !== null) await stack.zendesk.api('PUT', `/tickets/${ticket.id}`, { ticket: { assignee_id } });
  return { id, number };
}

describe.concurrent('an agent who declines', () => {
  it('TKT-6 a declined session gives its ticket to the default user, and the next agent who is offered it gets the ticket', async () => {
    const { id, number } = newCaller();
    await send(stack, started(id, number), assigned(id));
    await stateWhenWritten(stack, id);
    expect((await ticketOf(stack, id)).assignee_id).toBe(stack.userId(agentOne));
    await send(stack, canceled(id));
    await assigneeIs(id, stack.userId(defaultUser));
    await send(stack, assigned(id, agentTwo));
    await assigneeIs(id, stack.userId(agentTwo));
    await send(stack, canceled(id, agentTwo));
    await assigneeIs(id, stack.userId(defaultUser));
    await send(stack, assigned(id), connected(id), endedExpectingNothing(id));
    await outcomeOf(stack, id);
    expect((await ticketOf(stack, id)).assignee_id).toBe(stack.userId(agentOne));
  });

  it('TKT-6 a declined session does not take its ticket from a user to whom a person assigned it', async () => {
    const { id, number } = newCaller();
    await send(stack, started(id, number), assigned(id));
    const { ticketId } = await stateWhenWritten(stack, id);
    await stack.zendesk.api('PUT', `/tickets/${ticketId}`, { ticket: { assignee_id: stack.userId(otherUser) } });
    await send(stack, canceled(id), endedExpectingNothing(id, { fail_reason: 'abandoned_in_queue' }));
    await outcomeOf(stack, id);
    expect(await ticketOf(stack, id)).toMatchObject({ assignee_id: stack.userId(otherUser) });
  });

  it('TKT-6 a ticket that is appended to keeps its assignee while agents are only offered the session', async () => {
    const earlier = await earlierTicket(stack.userId(otherUser));
    const id = `${earlier.id}-again`;
    await send(stack, started(id, earlier.number), assigned(id));
    await stateWhenWritten(stack, id);
    expect((await ticketOf(stack, id)).assignee_id).toBe(stack.userId(otherUser));
    await send(stack, canceled(id), endedExpectingNothing(id, { fail_reason: 'abandoned_in_queue' }));
    await outcomeOf(stack, id);
    expect((await ticketOf(stack, id)).assignee_id).toBe(stack.userId(otherUser));
  });

  it('TKT-2, TKT-6 with createWhen connected a declined offer makes no ticket, and the agent who answers gets one', async () => {
    const { id, number } = newCaller();
    await send(stack, started(id, number, { queue: onConnect }), assigned(id));
    await stateWhen(stack, id, ({ agentId, contactId }) => agentId === String(agentOne.id) && contactId !== null);
    await send(stack, canceled(id));
    await stateWhen(stack, id, ({ agentId }) => agentId === null);
    await send(stack, assigned(id, agentTwo));
    await stateWhen(stack, id, ({ agentId }) => agentId === String(agentTwo.id));
    expect(await ticketsOf(stack, id)).toEqual([]);
    await send(stack, connected(id, agentTwo), endedExpectingNothing(id));
    await outcomeOf(stack, id);
    expect((await ticketOf(stack, id)).assignee_id).toBe(stack.userId(agentTwo));
  });
});

describe.concurrent('an appended session', () => {
  it('APP-8 the ticket goes to the agent who answers, not to the agent who was offered the session, and a comment names the rule', async () => {
    const earlier = await earlierTicket(stack.userId(otherUser));
    const id = `${earlier.id}-again`;
    await send(stack, started(id, earlier.number), assigned(id, agentTwo));
    await stateWhenWritten(stack, id);
    expect((await ticketOf(stack, id)).assignee_id).toBe(stack.userId(otherUser));
    await send(stack, canceled(id, agentTwo), assigned(id), connected(id), endedExpectingNothing(id));
    await outcomeOf(stack, id);
    const ticket = await ticketOf(stack, id);
    expect(ticket.assignee_id).toBe(stack.userId(agentOne));
    expect(mentions(ticket, 'Call appended to this ticket')).toBe(1);
    expect(mentions(ticket, '(APP-1)')).toBe(1);
    expect(ticket.comments.every((comment) => !comment.public)).toBe(true);
  });

  it('APP-9 a New ticket that gets an agent becomes Open, and no write of the product sets it to New', async () => {
    const { id, number } = newCaller();
    const requester_id = await seedContact(stack, { name: 'Known', phone: number });
    const tags = ['queue_3', 'channel_voice'];
    const known = await seedTicket(stack, { subject: 'New one', requester_id, status: 'new', tags });
    await send(stack, started(id, number), assigned(id));
    await stateWhenWritten(stack, id);
    expect(await ticketOf(stack, id)).toMatchObject({ id: known, status: 'new' });
    await send(stack, connected(id), endedExpectingNothing(id));
    await outcomeOf(stack, id);
    expect(await ticketOf(stack, id)).toMatchObject({ id: known, status: 'open', assignee_id: stack.userId(agentOne) });
  });
});
