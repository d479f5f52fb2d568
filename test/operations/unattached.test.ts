/**
 * This file tests sessions whose data is kept without a ticket (END-7), and how operators attach them to a ticket. If
 * these tests fail, the recordings of such a call are lost, or an attached session is written twice.
 */

import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { run } from '../../client/cli/cli.testkit.ts';
import { agentOne, connected, ended, newCaller, outcomeOf, recording, send, started, until } from '../kit/events.ts';
import { fastSettings } from '../kit/stack.ts';
import { testStack } from '../kit/test-stack.ts';
import { testOperator } from '../kit/operator.ts';
import { mentions, tickets, ticketsOf } from '../kit/zendesk-state.ts';
import { seedContact, seedTicket } from '../kit/zendesk-records.ts';

const stack = testStack({
  simulator: { jobQueuedMs: 10, jobWorkingMs: 10 },
  agents: [agentOne],
  settings: { ...fastSettings, outbound: { flexible: true, allowNone: true } },
});
const operator = testOperator(stack);

const listed = z.object({
  sessions: z.array(z.looseObject({ sessionId: z.string(), recordings: z.number() })),
});

/** The entry of the session in the list of sessions without a ticket, or null if it has none. */
async function listedSession(id: string): Promise<z.infer<typeof listed>['sessions'][number] | null> {
  const { sessions } = listed.parse((await operator.get('/v1/ops/unattached?limit=100')).body);
  return sessions.find(({ sessionId }) => sessionId === id) ?? null;
}

/** Runs an outbound call for which the agent chose no ticket. Gives its id and a contact with the number. */
async function outboundWithoutTicket(): Promise<{ readonly id: string; readonly contactId: number }> {
  const { id, number } = newCaller();
  const contactId = await seedContact(stack, { name: 'Kim', phone: number });
  const outbound = { source: 'dialpad', ticket_choice: 'none' };
  const call = { session_type: 'Voice Outbound', direction: 'outbound', from: null, to: number, outbound };
  await send(stack, started(id, null, { ...call, outbound_number: '+18005550100', agent: agentOne }), connected(id));
  await send(stack, recording(stack, id), ended(id));
  expect(await outcomeOf(stack, id)).toMatchObject({ result: 'no ticket' });
  return { id, contactId };
}

async function openTicket(requester_id: number): Promise<number> {
  const id = await seedTicket(stack, { subject: 'Order', requester_id, status: 'open' });
  return id;
}

describe.concurrent('a session without a ticket', () => {
  it('END-7 the data of a session is kept, late data included, and an operator attaches all of it to a ticket', async () => {
    const { id, contactId } = await outboundWithoutTicket();
    expect(await until(() => listedSession(id))).toMatchObject({
      recordings: 1,
      reasons: [{ rule: 'END-7' }],
      attached: null,
    });
    await send(stack, recording(stack, id, '2'));
    await outcomeOf(stack, id);
    await until(async () => (await listedSession(id))?.recordings === 2);
    expect(await ticketsOf(stack, id)).toEqual([]);

    const ticketId = await openTicket(contactId);
    const path = `/v1/ops/unattached/${id}/attach`;
    const attached = await operator.send('POST', path, { ticket_id: ticketId }, 'key-1');
    expect(attached).toMatchObject({ status: 200, body: { attached: { ticketId, by: 'operator@example.com' } } });
    expect(await outcomeOf(stack, id)).toMatchObject({ result: 'completed', ticketId });
    const ticket = (await tickets(stack)).find((each) => each.id === ticketId);
    if (ticket === undefined) throw new Error('no ticket');
    expect(mentions(ticket, 'operator attached it')).toBe(1);
    expect(mentions(ticket, 'Call finished')).toBe(1);
    expect(mentions(ticket, 'Call recording')).toBe(2);
    expect(ticket.tags).toContain(`session_${id}`);
    expect(await operator.send('POST', path, { ticket_id: ticketId }, 'key-1')).toMatchObject({ status: 200 });
    expect(await operator.send('POST', path, { ticket_id: 1 }, 'key-2')).toMatchObject({ status: 409 });
    await until(async () => (await listedSession(id)) === null);
  });

  it('END-7, TKT-12 a write that is on the ticket already, of an attachment that was lost, is not repeated', async () => {
    const { id, contactId } = await outboundWithoutTicket();
    await until(() => listedSession(id));
    const ticketId = await openTicket(contactId);
    const comment = { html_body: 'Call finished', public: false };
    await stack.zendesk.api('PUT', `/tickets/${ticketId}`, {
      ticket: { comment, metadata: { writes: [`${id}/finished`] } },
    });
    const attached = await operator.send('POST', `/v1/ops/unattached/${id}/attach`, { ticket_id: ticketId });
    expect(attached).toMatchObject({ status: 200 });
    expect(await outcomeOf(stack, id)).toMatchObject({ result: 'completed', ticketId });
    const ticket = (await tickets(stack)).find((each) => each.id === ticketId);
    if (ticket === undefined) throw new Error('no ticket');
    expect(mentions(ticket, 'Call finished')).toBe(1);
    expect(mentions(ticket, 'Call recording')).toBe(1);
  });

  it('END-7 a ticket that is closed or does not exist is refused, and the data stays', async () => {
    const { id, contactId } = await outboundWithoutTicket();
    const path = `/v1/ops/unattached/${id}/attach`;
    const closed = await openTicket(contactId);
    await stack.zendesk.api('PUT', `/tickets/${closed}`, { ticket: { status: 'closed' } });
    const refused = { status: 409, body: { error: { code: 'attach_refused' } } };
    expect(await operator.send('POST', path, { ticket_id: closed })).toMatchObject(refused);
    expect(await operator.send('POST', path, { ticket_id: 999_999 })).toMatchObject(refused);
    expect(await operator.send('POST', path, { ticket_id: 'x' })).toMatchObject({ status: 422 });
    expect(await operator.send('POST', '/v1/ops/unattached/call-0/attach', { ticket_id: 1 })).toMatchObject({
      status: 404,
    });
    expect(await until(() => listedSession(id))).toMatchObject({ attached: null });
  });

  it('END-7 the command line lists a session with the reason and the date until which it is kept, and attaches it', async () => {
    const { id, contactId } = await outboundWithoutTicket();
    await until(() => listedSession(id));
    const env = stack.variables;
    const list = await run(['unattached', 'list'], env);
    expect(list.out).toMatch(new RegExp(`^${id}  1 recording\\(s\\), 0 note\\(s\\), kept until 20.* UTC$`, 'm'));
    expect(list.out).toContain('(END-7)');
    const ticketId = await openTicket(contactId);
    expect(await run(['unattached', 'attach', id, 'x'], env)).toMatchObject({ exitCode: 1, out: '' });
    expect(await run(['unattached', 'attach', id, String(ticketId)], env)).toMatchObject({ exitCode: 0, err: '' });
    expect(await outcomeOf(stack, id)).toMatchObject({ result: 'completed', ticketId });
    expect(await run(['unattached', 'attach', 'call-0', '1'], env)).toMatchObject({ exitCode: 1 });
  });
});
