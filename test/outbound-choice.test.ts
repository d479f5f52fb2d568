import { afterAll, beforeAll, expect, it } from 'vitest';
import { fromContact, startAgentDesk } from './agent-desk.testkit.ts';
import type { AgentDesk } from './agent-desk.testkit.ts';
import { agentOne, agentTwo, connected, dialled, endedForGood, newCaller, outcomeOf, send } from './calls.testkit.ts';
import { mentions, ticketOf } from './zendesk-state.testkit.ts';

/** An agent's open choice, from the page to the call that takes it. */

let desk: AgentDesk;
const one = agentOne.id;
const two = agentTwo.id;

beforeAll(async () => {
  desk = await startAgentDesk();
  await desk.setting({ flexible: true, promptForTicket: true, allowCreate: true });
});
afterAll(() => desk.close());

/** A call of this agent that carries no key, over. */
async function dial(id: string, number: string, more: object): Promise<unknown> {
  await send(desk.stack, dialled(id, number, { source: null }, more), connected(id), endedForGood(id));
  return await outcomeOf(desk.stack, id);
}

it('OUT-14 a call without a key takes the choice of its agent for its number, once', async () => {
  const { id, number, contact, tickets: of } = await desk.contactWith('open', 'open');
  const question = fromContact({ id, number, contact, tickets: of }, { ticket_choice: 'existing', ticket_id: of[0] });
  await desk.api.call(one, question);
  // Another agent's call to the same number is none of it.
  const other = `${id}-other`;
  await dial(other, number, { agent: agentTwo });
  expect(mentions(await ticketOf(desk.stack, other), 'The agent chose')).toBe(0);
  await dial(id, number, { agent: agentOne });
  expect((await ticketOf(desk.stack, id)).id).toBe(of[0]);
  const again = `${id}-again`;
  await dial(again, number, { agent: agentOne });
  expect((await ticketOf(desk.stack, again)).id).toBe(of[1]);
});

it('OUT-14 a new choice replaces the open one, whose key nobody holds any more', async () => {
  const { id, number, contact, tickets: of } = await desk.contactWith('open', 'open');
  const chosen = (ticket_id: number | undefined): object => ({
    ...fromContact({ id, number, contact, tickets: of }),
    ticket_choice: 'existing',
    ticket_id,
  });
  const first = await desk.api.call(one, chosen(of[0]));
  const second = await desk.api.call(one, chosen(of[0]));
  await send(desk.stack, dialled(id, number, { choice_id: first.choice_id }), connected(id), endedForGood(id));
  expect(await outcomeOf(desk.stack, id)).toMatchObject({ warnings: [expect.stringContaining(first.choice_id)] });
  expect((await ticketOf(desk.stack, id)).id).toBe(of[1]);
  const next = `${id}-next`;
  expect((await desk.played(next, second)).id).toBe(of[0]);
  expect(await desk.api.post(one, `calls/${second.choice_id}/cancel`)).toMatchObject({
    status: 409,
    code: 'choice_taken',
  });
});

it('OUT-14 it survives the workers', async () => {
  const { id, number, contact, tickets: of } = await desk.contactWith('open', 'open');
  const chosen = { ticket_choice: 'existing', ticket_id: of[0] };
  await desk.api.call(one, fromContact({ id, number, contact, tickets: of }, chosen));
  await desk.stack.stopWorkers();
  await desk.stack.startWorkers();
  await dial(id, number, { agent: agentOne });
  expect((await ticketOf(desk.stack, id)).id).toBe(of[0]);
});

it('OUT-11, OUT-14 only the own choice is cancelled, and the same Idempotency-Key gives the same answer', async () => {
  const { number } = newCaller();
  const question = { source: 'dialpad', dial_number: number, ticket_choice: 'new' };
  const key = { 'idempotency-key': `press ${number}` };
  const call = await desk.api.call(one, question, key);
  expect(await desk.api.call(one, { ...question, dial_number: newCaller().number }, key)).toEqual(call);
  expect((await desk.api.post(two, `calls/${call.choice_id}/cancel`)).status).toBe(403);
  expect((await desk.api.post(one, `calls/${call.choice_id}/cancel`)).status).toBe(200);
  expect((await desk.api.post(one, `calls/${call.choice_id}/cancel`)).status).toBe(200);
  expect((await desk.api.post(one, `calls/${one}.unheard-of/cancel`)).status).toBe(404);
});
