/**
 * This file tests tickets that agents merge, close or delete while the session runs. If these tests fail, the rest of a
 * call is written to a ticket that nobody reads, or a call has two tickets.
 */

import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  agentOne,
  assigned,
  connected,
  ended,
  event,
  newCaller,
  outcomeOf,
  recording,
  send,
  started,
  until,
} from '../kit/events.ts';
import { buildGateway } from '../../client/gateway/app.ts';
import { concretePort } from '../../local/stack/ports.ts';
import { sessionFilterSchema } from '../../domain/api/sessions.ts';
import { silentLogger } from '../kit/test-gateway.ts';
import { testStack } from '../kit/test-stack.ts';
import { mentions, tickets, ticketsOf, titles } from '../kit/zendesk-state.ts';
import type { StoredTicket } from '../kit/zendesk-state.ts';
import { seedContact, seedTicket } from '../kit/zendesk-records.ts';

const stack = testStack({ simulator: { jobQueuedMs: 10, jobWorkingMs: 10 }, agents: [agentOne] });

const signingSecret = z.object({ signing_secret: z.object({ secret: z.string() }) });
const created = z.object({ webhook: z.object({ id: z.string() }) });

let gateway: FastifyInstance;

/**
 * Starts a gateway, and registers its address as a webhook at Zendesk as an administrator would. The simulator sends
 * each webhook twice, and not in order.
 */
async function openWebhook(): Promise<void> {
  const { url } = stack.zendesk;
  const headers = {
    authorization: `Basic ${Buffer.from('admin@example.com/token:local-only').toString('base64')}`,
    'content-type': 'application/json',
  };
  const port = await concretePort('127.0.0.1', 0);
  const endpoint = `http://127.0.0.1:${port}/v1/zendesk/webhook`;
  const subscriptions = ['ticket.merged', 'ticket.soft_deleted', 'user.merged', 'user.deleted'].map(
    (type) => `zen:event-type:${type}`,
  );
  const body = JSON.stringify({ webhook: { name: 'Sessions', endpoint, status: 'active', subscriptions } });
  const made = created.parse(await (await fetch(`${url}/api/v2/webhooks`, { method: 'POST', headers, body })).json());
  const response = await fetch(`${url}/api/v2/webhooks/${made.webhook.id}/signing_secret`, { headers });
  const { secret } = signingSecret.parse(await response.json()).signing_secret;
  gateway = buildGateway({
    sessions: stack.sessions,
    config: {
      platform: { username: 'platform', password: 'local-only', hmacSecret: null },
      tokenSecrets: ['local-only'],
      zendeskWebhookSecret: secret,
    },
    logger: silentLogger,
    encryption: null,
    ready: async () => ({ problem: null, warnings: [] }),
  });
  await gateway.listen({ host: '127.0.0.1', port });
  await fetch(`${url}/_sim/webhooks`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ doubled: true, shuffled: true }),
  });
}

beforeAll(openWebhook);
afterAll(() => gateway.close());

/**
 * Starts a call, and seeds another ticket of the same contact. `a` is the ticket of the call, and `b` is the other one.
 */
async function liveCall(): Promise<{ readonly id: string; readonly a: number; readonly b: number }> {
  const { id, number } = newCaller();
  await send(stack, started(id, number, { recording: true }), assigned(id), connected(id));
  const [a] = await until(async () => {
    const found = await ticketsOf(stack, id);
    return found.length > 0 ? found : null;
  });
  if (a === undefined) throw new Error('no ticket');
  const b = await seedTicket(stack, { subject: 'Another', requester_id: a.requester_id, status: 'open' });
  return { id, a: a.id, b };
}

async function ticket(id: number): Promise<StoredTicket> {
  const found = (await tickets(stack)).find((one) => one.id === id);
  if (found === undefined) throw new Error(`no ticket ${id}`);
  return found;
}

async function merge(source: number, target: number): Promise<void> {
  await stack.zendesk.api('POST', `/tickets/${target}/merge`, { ids: [source] });
  await until(async () => (await ticket(source)).status === 'closed');
}

describe.concurrent('a ticket that agents merge, close or delete during the call', () => {
  it('UPD-13 the end and the recording go to the target of a merge that nobody reported', async () => {
    const { id, a, b } = await liveCall();
    await merge(a, b);
    await send(stack, ended(id), recording(stack, id));
    expect(await outcomeOf(stack, id)).toMatchObject({ result: 'completed', ticketId: b });
    const target = await ticket(b);
    expect(mentions(target, 'Call finished')).toBe(1);
    expect(mentions(target, 'Call recording')).toBe(1);
    expect(target.tags).toContain(`session_${id}`);
    expect(titles(await ticket(a)).filter((title) => title !== '')).toEqual([
      'Call started',
      expect.stringContaining('merged into'),
    ]);
  });

  it('UPD-13 everything goes to the last ticket of a chain of merges whose first merge the agent reported', async () => {
    const { id, a, b } = await liveCall();
    const requester_id = (await ticket(a)).requester_id;
    const c = await seedTicket(stack, { subject: 'Third', requester_id, status: 'open' });
    await merge(a, b);
    await merge(b, c);
    await send(
      stack,
      event(id, 'ticket.merged', { from_ticket_id: a, into_ticket_id: b }),
      ended(id),
      recording(stack, id),
    );
    expect(await outcomeOf(stack, id)).toMatchObject({ result: 'completed', ticketId: c });
    expect(mentions(await ticket(c), 'Call finished')).toBe(1);
    expect(mentions(await ticket(c), 'Call recording')).toBe(1);
  });

  it('UPD-13 a follow-up of a closed ticket takes the updates that are still to come', async () => {
    const { id, a } = await liveCall();
    await stack.zendesk.api('PUT', `/tickets/${a}`, { ticket: { status: 'closed' } });
    await send(stack, ended(id), recording(stack, id));
    await outcomeOf(stack, id);
    const followUp = (await tickets(stack)).find(({ external_id }) => external_id === `${id}#2`);
    expect(followUp?.['via']).toMatchObject({ source: { rel: 'follow_up', from: { ticket_id: a } } });
    expect(followUp === undefined ? 0 : mentions(followUp, 'Call finished')).toBe(1);
    expect(followUp === undefined ? 0 : mentions(followUp, '(UPD-13)')).toBe(1);
  });

  it('UPD-18 a deleted ticket is replaced by one new ticket, with all data so far and a note', async () => {
    const { id, a } = await liveCall();
    await stack.zendesk.api('DELETE', `/tickets/${a}`);
    await send(stack, ended(id), recording(stack, id));
    await outcomeOf(stack, id);
    const again = (await tickets(stack)).filter(({ external_id }) => external_id === `${id}#2`);
    expect(again).toHaveLength(1);
    const [made] = again;
    if (made === undefined) throw new Error('unreachable');
    expect(titles(made).slice(0, 2)).toEqual(['Call started', 'Call finished']);
    expect(mentions(made, '(UPD-18)')).toBe(1);
    expect(mentions(made, 'Call recording')).toBe(1);
  });

  it('UPD-18 the webhook of Zendesk reports a deletion twice while nobody writes: one new ticket is made before the call ends', async () => {
    const { id, a } = await liveCall();
    // The webhook finds its session in the list of workflows, which Temporal updates a moment later.
    const filter = sessionFilterSchema.parse({ ticket: String(a) });
    await until(async () => ((await stack.sessions.search(filter))?.sessions ?? []).length > 0);
    await stack.zendesk.api('DELETE', `/tickets/${a}`);
    await until(async () => (await tickets(stack)).some(({ external_id }) => external_id === `${id}#2`));
    await send(stack, ended(id), recording(stack, id));
    await outcomeOf(stack, id);
    expect((await tickets(stack)).filter(({ external_id }) => external_id?.startsWith(`${id}#`))).toHaveLength(1);
  });

  it('CON-8 a contact that is deleted before the ticket is made is replaced by another, and the call has its ticket', async () => {
    const { id, number } = newCaller();
    const contact = await seedContact(stack, { name: 'Gone soon', phone: number });
    await send(stack, started(id, number));
    await until(async () => (await stack.sessions.state(id).catch(() => null))?.contactId === contact);
    await stack.zendesk.api('DELETE', `/users/${contact}`);
    await send(stack, assigned(id), connected(id), ended(id));
    await outcomeOf(stack, id);
    const [made, ...others] = await ticketsOf(stack, id);
    expect(others).toEqual([]);
    expect(made?.requester_id).not.toBe(contact);
  });
});
