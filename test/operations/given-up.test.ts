/**
 * This file tests a session whose workflow tasks fail for ever, on a real server. If these tests fail, such a session harms
 * others, comes back after an operator has ended it, or its data is lost.
 */

import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import type { rescue } from '../../workflows/rescue.ts';
import { agentOne, assigned, connected, ended, newCaller, outcomeOf, send, started, until } from '../kit/events.ts';
import { testStack } from '../kit/test-stack.ts';
import { seedTicket } from '../kit/zendesk-records.ts';
import { ticketsOf, titles } from '../kit/zendesk-state.ts';

const stack = testStack({ agents: [agentOne] });

async function statusOf(id: string): Promise<string> {
  return (await stack.client.workflow.getHandle(`session/${id}`).describe()).status.name;
}

/** A session that got a signal which no version of the product sends, so that its workflow tasks fail. */
async function poisoned(): Promise<string> {
  const { id, number } = newCaller();
  await send(stack, started(id, number), assigned(id));
  await until(async () => (await ticketsOf(stack, id)).length > 0);
  const poison = { event_id: randomUUID(), timestamp: Date.now(), session_id: id, type: 'session.queued' };
  await stack.client.workflow.getHandle(`session/${id}`).signal('session.queued', poison);
  await send(stack, connected(id), ended(id));
  return id;
}

async function runRescue() {
  const options = { workflowId: `rescue-${randomUUID()}`, taskQueue: 'sessions' };
  return await stack.client.workflow.execute<typeof rescue>('rescue', options);
}

it('OPS-6, SEC-2 a session whose tasks fail is named as such, harms no other, and stays given up with its data', async () => {
  const id = await poisoned();
  await until(async () => {
    const { raw } = await stack.client.workflow.getHandle(`session/${id}`).describe();
    return (raw.pendingWorkflowTask?.attempt ?? 0) >= 3;
  });
  await expect(stack.sessions.state(id)).rejects.toMatchObject({ code: 'session_unreadable' });

  const other = newCaller();
  await send(stack, started(other.id, other.number), assigned(other.id), connected(other.id), ended(other.id));
  await outcomeOf(stack, other.id);
  expect((await ticketsOf(stack, other.id)).flatMap(titles)).toEqual(['Call started', 'Call finished']);

  expect(await stack.sessions.giveUp(id, 'operator')).toBe(true);
  expect(await stack.sessions.giveUp('call-unknown', 'operator')).toBe(false);
  expect(await statusOf(id)).toBe('TERMINATED');
  const givenUp = await until(async () => (await runRescue()).givenUp.find(({ sessionId }) => sessionId === id));
  expect(givenUp).toMatchObject({ attempts: 0 });
  expect(await statusOf(id)).toBe('TERMINATED');
  const row = await until(async () => {
    const page = await stack.sessions.unattached.list({ cursor: null, limit: 100 });
    return page?.rows.find(({ sessionId, givenUp: by }) => sessionId === id && by !== null && by !== undefined);
  });
  expect(row).toMatchObject({
    givenUp: { by: 'operator' },
    reasons: expect.arrayContaining([expect.objectContaining({ rule: 'OPS-6' })]),
  });

  // The data is not lost: an operator attaches it to a ticket, and the session goes on without the entry that stopped it.
  const ticket = await seedTicket(stack, { subject: 'Other', status: 'open' });
  expect(await stack.sessions.unattached.attach(id, ticket, { by: 'operator', key: randomUUID() })).toMatchObject({
    kind: 'done',
  });
  expect(await outcomeOf(stack, id)).toMatchObject({ result: 'completed', ticketId: ticket });
}, 240_000);
