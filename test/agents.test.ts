import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  agentOne,
  agentTwo,
  assigned,
  canceled,
  connected,
  endedForGood,
  newCaller,
  outcomeOf,
  send,
  settledOnTicket,
  started,
  stateWhen,
  until,
} from './calls.testkit.ts';
import { startTestStack } from './stack.testkit.ts';
import type { TestStack } from './stack.testkit.ts';
import { mentions, ticketOf, ticketsOf } from './zendesk-state.testkit.ts';

/** Who has the ticket while agents are offered the session, decline it and answer. */

let stack: TestStack;
let one = 0;
let two = 0;
let fallback = 0;
let person = 0;
const onConnect = { id: 31, name: 'On connect' };

beforeAll(async () => {
  stack = await startTestStack();
  const others = ['Default User', 'A Person'].map((name, i) => ({ name, email: `staff.${i}@example.com` }));
  const users = [agentOne, agentTwo, ...others].map(({ name, email }) => ({ name, email, role: 'agent' }));
  [one = 0, two = 0, fallback = 0, person = 0] = (await stack.zendesk.seed({ users })).users;
  await stack.startWorkers({
    batching: { windowSeconds: 1 },
    tickets: { defaultUserId: fallback },
    queues: { 31: { tickets: { createWhen: 'connected' } } },
  });
});
afterAll(() => stack.close());

const assigneeIs = async (id: string, user: number | null): Promise<boolean> =>
  await until(async () => (await ticketOf(stack, id)).assignee_id === user);

/** An earlier call, whose ticket a later one of the same number is appended to; it is agent two's, or whose it is made. */
async function earlierTicket(
  assignee_id: number | null = null,
): Promise<{ readonly id: string; readonly number: string }> {
  const { id, number } = newCaller();
  await send(stack, started(id, number), assigned(id, agentTwo), connected(id, agentTwo), endedForGood(id));
  await outcomeOf(stack, id);
  const ticket = await ticketOf(stack, id);
  if (assignee_id !== null) await stack.zendesk.api('PUT', `/tickets/${ticket.id}`, { ticket: { assignee_id } });
  return { id, number };
}

describe.concurrent('an agent who declines', () => {
  it('TKT-6 leaves the ticket that the session made to the default user; the next who is offered it gets it', async () => {
    const { id, number } = newCaller();
    await send(stack, started(id, number), assigned(id));
    await settledOnTicket(stack, id);
    expect((await ticketOf(stack, id)).assignee_id).toBe(one);
    await send(stack, canceled(id));
    await assigneeIs(id, fallback);
    await send(stack, assigned(id, agentTwo));
    await assigneeIs(id, two);
    await send(stack, canceled(id, agentTwo));
    await assigneeIs(id, fallback);
    await send(stack, assigned(id), connected(id), endedForGood(id));
    await outcomeOf(stack, id);
    expect((await ticketOf(stack, id)).assignee_id).toBe(one);
  });

  it('TKT-6 but not out of the hands that a person put it into', async () => {
    const { id, number } = newCaller();
    await send(stack, started(id, number), assigned(id));
    const { ticketId } = await settledOnTicket(stack, id);
    await stack.zendesk.api('PUT', `/tickets/${ticketId}`, { ticket: { assignee_id: person } });
    await send(stack, canceled(id), endedForGood(id, { fail_reason: 'abandoned_in_queue' }));
    await outcomeOf(stack, id);
    expect(await ticketOf(stack, id)).toMatchObject({ assignee_id: person });
  });

  it('TKT-6 a ticket that is appended to keeps its assignee while agents are only offered the session', async () => {
    const earlier = await earlierTicket(person);
    const id = `${earlier.id}-again`;
    await send(stack, started(id, earlier.number), assigned(id));
    await settledOnTicket(stack, id);
    expect((await ticketOf(stack, id)).assignee_id).toBe(person);
    await send(stack, canceled(id), endedForGood(id, { fail_reason: 'abandoned_in_queue' }));
    await outcomeOf(stack, id);
    expect((await ticketOf(stack, id)).assignee_id).toBe(person);
  });

  it('TKT-2, TKT-6 with createWhen connected makes nothing; who answers then does', async () => {
    const { id, number } = newCaller();
    await send(stack, started(id, number, { queue: onConnect }), assigned(id));
    await stateWhen(stack, id, ({ agentId, contactId }) => agentId === String(agentOne.id) && contactId !== null);
    await send(stack, canceled(id));
    await stateWhen(stack, id, ({ agentId }) => agentId === null);
    await send(stack, assigned(id, agentTwo));
    await stateWhen(stack, id, ({ agentId }) => agentId === String(agentTwo.id));
    expect(await ticketsOf(stack, id)).toEqual([]);
    await send(stack, connected(id, agentTwo), endedForGood(id));
    await outcomeOf(stack, id);
    expect((await ticketOf(stack, id)).assignee_id).toBe(two);
  });
});

describe.concurrent('an appended session', () => {
  it('APP-8 gives the ticket to who answers, not to who was offered it, and says by which rule', async () => {
    const earlier = await earlierTicket(person);
    const id = `${earlier.id}-again`;
    await send(stack, started(id, earlier.number), assigned(id, agentTwo));
    await settledOnTicket(stack, id);
    expect((await ticketOf(stack, id)).assignee_id).toBe(person);
    await send(stack, canceled(id, agentTwo), assigned(id), connected(id), endedForGood(id));
    await outcomeOf(stack, id);
    const ticket = await ticketOf(stack, id);
    expect(ticket.assignee_id).toBe(one);
    expect(mentions(ticket, 'Call appended to this ticket')).toBe(1);
    expect(mentions(ticket, '(APP-1)')).toBe(1);
    expect(ticket.comments.every((comment) => !comment.public)).toBe(true);
  });

  it('APP-9 a New ticket that gets an agent is Open, and no write of ours ever asks for New', async () => {
    const { id, number } = newCaller();
    const [requester_id = 0] = (
      await stack.zendesk.seed({ users: [{ name: 'Known', phone: number, role: 'end-user' }] })
    ).users;
    const tags = ['queue_3', 'channel_voice'];
    const [known = 0] = (
      await stack.zendesk.seed({ tickets: [{ subject: 'New one', requester_id, status: 'new', tags }] })
    ).tickets;
    await send(stack, started(id, number), assigned(id));
    await settledOnTicket(stack, id);
    expect(await ticketOf(stack, id)).toMatchObject({ id: known, status: 'new' });
    await send(stack, connected(id), endedForGood(id));
    await outcomeOf(stack, id);
    expect(await ticketOf(stack, id)).toMatchObject({ id: known, status: 'open', assignee_id: one });
  });
});
