/**
 * This file tests the open choice of an agent, from the page to the call that takes it. If these tests fail, a call
 * takes the choice of another agent or of another call, and its data goes to the wrong ticket.
 */

import { beforeAll, expect, it } from 'vitest';
import { fromContact, testAgentDesk } from '../kit/agent-desk.ts';
import {
  agentOne,
  agentTwo,
  connected,
  dialled,
  endedExpectingNothing,
  newCaller,
  outcomeOf,
  send,
} from '../kit/events.ts';
import { mentions, ticketOf } from '../kit/zendesk-state.ts';

const desk = testAgentDesk();
const one = agentOne.id;
const two = agentTwo.id;

beforeAll(async () => {
  await desk.saveSettings({ flexible: true, promptForTicket: true, allowCreate: true });
});

/** Runs a call that carries no choice id, to its end. */
async function dial(id: string, number: string, more: object): Promise<unknown> {
  await send(desk.stack, dialled(id, number, { source: null }, more), connected(id), endedExpectingNothing(id));
  return await outcomeOf(desk.stack, id);
}

it('OUT-14 a call without a choice id takes the choice of its agent for its number, once', async () => {
  const { id, number, contact, tickets: ticketIds } = await desk.contactWith('open', 'open');
  const question = fromContact(
    { id, number, contact, tickets: ticketIds },
    { ticket_choice: 'existing', ticket_id: ticketIds[0] },
  );
  await desk.api.call(one, question);
  // A call of another agent to the same number does not take the choice.
  const other = `${id}-other`;
  await dial(other, number, { agent: agentTwo });
  expect(mentions(await ticketOf(desk.stack, other), 'The agent chose')).toBe(0);
  await dial(id, number, { agent: agentOne });
  expect((await ticketOf(desk.stack, id)).id).toBe(ticketIds[0]);
  const again = `${id}-again`;
  await dial(again, number, { agent: agentOne });
  expect((await ticketOf(desk.stack, again)).id).toBe(ticketIds[1]);
});

it('OUT-14 a new choice replaces the open one, and the id of the old choice is not valid any more', async () => {
  const { id, number, contact, tickets: ticketIds } = await desk.contactWith('open', 'open');
  const chosen = (ticket_id: number | undefined): object => ({
    ...fromContact({ id, number, contact, tickets: ticketIds }),
    ticket_choice: 'existing',
    ticket_id,
  });
  const first = await desk.api.call(one, chosen(ticketIds[0]));
  const second = await desk.api.call(one, chosen(ticketIds[0]));
  await send(desk.stack, dialled(id, number, { choice_id: first.choice_id }), connected(id), endedExpectingNothing(id));
  expect(await outcomeOf(desk.stack, id)).toMatchObject({ warnings: [expect.stringContaining(first.choice_id)] });
  expect((await ticketOf(desk.stack, id)).id).toBe(ticketIds[1]);
  const next = `${id}-next`;
  expect((await desk.placeCall(next, second)).id).toBe(ticketIds[0]);
  expect(await desk.api.post(one, `calls/${second.choice_id}/cancel`)).toMatchObject({
    status: 409,
    code: 'choice_taken',
  });
});

it('OUT-14 an open choice survives a restart of the workers', async () => {
  const { id, number, contact, tickets: ticketIds } = await desk.contactWith('open', 'open');
  const chosen = { ticket_choice: 'existing', ticket_id: ticketIds[0] };
  await desk.api.call(one, fromContact({ id, number, contact, tickets: ticketIds }, chosen));
  await desk.stack.stopWorkers();
  await desk.stack.startWorkers();
  await dial(id, number, { agent: agentOne });
  expect((await ticketOf(desk.stack, id)).id).toBe(ticketIds[0]);
});

it('OUT-11, OUT-14 an agent can cancel only their own choice, and the same Idempotency-Key gives the same answer', async () => {
  const { number } = newCaller();
  const question = { source: 'dialpad', dial_number: number, ticket_choice: 'new' };
  const key = { 'idempotency-key': `press ${number}` };
  const call = await desk.api.call(one, question, key);
  expect(await desk.api.call(one, question, key)).toEqual(call);
  const other = await desk.api.post(one, 'calls', { ...question, dial_number: newCaller().number }, key);
  expect(other).toMatchObject({ status: 409, body: { error: { code: 'key_reused' } } });
  expect((await desk.api.post(two, `calls/${call.choice_id}/cancel`)).status).toBe(403);
  expect((await desk.api.post(one, `calls/${call.choice_id}/cancel`)).status).toBe(200);
  expect((await desk.api.post(one, `calls/${call.choice_id}/cancel`)).status).toBe(200);
  expect((await desk.api.post(one, `calls/${one}.unheard-of/cancel`)).status).toBe(404);
});
