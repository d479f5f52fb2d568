/**
 * This file tests the assignee of the ticket when a call is transferred. If these tests fail, the ticket stays with an
 * agent who no longer has the call, or goes to an agent who never had it.
 */

import { describe, expect, it } from 'vitest';
import {
  agentOne,
  agentTwo,
  assigned,
  connected,
  ended,
  event,
  newCaller,
  outcomeOf,
  send,
  started,
  transferFailed,
  transferFinished,
  until,
  wholeCall,
} from '../kit/events.ts';
import { testStack } from '../kit/test-stack.ts';
import { expectInOrder, expectInternal, ledger, ticketOf, ticketsOf, times } from '../kit/zendesk-state.ts';

const agentThree = { id: 9, email: 'agent.three@example.com', name: 'Agent Three' };
const unknown = { id: 98, email: 'receiver.unknown@example.com', name: 'Receiver Unknown' };

const stack = testStack({ agents: [agentOne, agentTwo, agentThree] });

async function startCall(): Promise<string> {
  const { id, number } = newCaller();
  await send(stack, started(id, number), assigned(id), connected(id));
  await untilAssignedTo(id, agentOne);
  return id;
}

/** Waits until the ticket of the session is assigned to this agent. */
async function untilAssignedTo(id: string, agent: typeof agentOne): Promise<void> {
  await until(async () => (await ticketsOf(stack, id)).some(({ assignee_id }) => assignee_id === stack.userId(agent)));
}

async function finishCall(id: string): ReturnType<typeof ticketOf> {
  await send(stack, ended(id, { disconnected_by: 'agent' }));
  expect(await outcomeOf(stack, id)).toMatchObject({ result: 'completed' });
  const ticket = await ticketOf(stack, id);
  expectInternal(ticket);
  return ticket;
}

describe.concurrent('a call that is transferred', () => {
  it('UPD-2, ADP-1, ADP-2 the ticket goes to the receiver, is shown to them, and names both agents', async () => {
    const id = await startCall();
    await send(
      stack,
      transferFinished(id, agentOne, agentTwo, { reason: 'knows the product' }),
      connected(id, agentTwo),
    );
    await untilAssignedTo(id, agentTwo);
    await until(async () =>
      (await ledger(stack, 'screen_pop')).some(
        (pop) => pop['session'] === id && pop['user_id'] === stack.userId(agentTwo),
      ),
    );
    const ticket = await finishCall(id);
    expect(ticket.assignee_id).toBe(stack.userId(agentTwo));
    expectInOrder(ticket, ['Call started', 'Transfer finished', 'Call finished']);
    expectInOrder(ticket, ['From: Agent One, agent.one@example.com', 'To: Agent Two, agent.two@example.com']);
    expect(times(ticket, 'Reason: knows the product')).toBe(1);
  });

  it('UPD-2 a transfer that failed is a comment, and the ticket stays where it is', async () => {
    const id = await startCall();
    await send(stack, transferFailed(id, agentOne, agentTwo, 'nobody answered'));
    const ticket = await finishCall(id);
    expect(ticket.assignee_id).toBe(stack.userId(agentOne));
    expectInOrder(ticket, ['Transfer failed', 'To: Agent Two', 'Reason: nobody answered', 'Call finished']);
  });

  it('UPD-2 several transfers in a row, also back to the first agent, are a comment each, and the last receiver has the ticket', async () => {
    const id = await startCall();
    await send(stack, transferFinished(id, agentOne, agentTwo, { transfer_id: 't1' }));
    await untilAssignedTo(id, agentTwo);
    await send(stack, transferFinished(id, agentTwo, agentThree));
    await untilAssignedTo(id, agentThree);
    await send(stack, transferFinished(id, agentThree, agentOne));
    await untilAssignedTo(id, agentOne);
    await send(stack, transferFinished(id, agentOne, agentTwo, { transfer_id: 't4' }));
    await untilAssignedTo(id, agentTwo);
    const ticket = await finishCall(id);
    expect(ticket.assignee_id).toBe(stack.userId(agentTwo));
    expect(times(ticket, 'Transfer finished')).toBe(4);
  });

  it('UPD-2 the last receiver has the ticket after transfers to and fro within one window of the batching', async () => {
    const id = await startCall();
    await send(stack, transferFinished(id, agentOne, agentTwo), transferFinished(id, agentTwo, agentOne));
    const ticket = await finishCall(id);
    expect(ticket.assignee_id).toBe(stack.userId(agentOne));
    expect(times(ticket, 'Transfer finished')).toBe(2);
  });

  it('UPD-2, END-2 a ticket that is made after a transfer goes to the agent who has the call, and the earlier events follow', async () => {
    const { id, number } = newCaller();
    const users = ['A', 'B'].map((name) => ({ name: `Number holder ${name}`, phone: number, role: 'end-user' }));
    await stack.zendesk.seed({ users });
    await send(
      stack,
      started(id, number),
      assigned(id),
      connected(id),
      transferFailed(id, agentOne, agentThree, 'busy'),
      transferFinished(id, agentOne, agentTwo),
    );
    await until(async () => (await stack.sessions.state(id).catch(() => null))?.candidates.length === 2);
    expect(await ticketsOf(stack, id)).toEqual([]);
    const ticket = await finishCall(id);
    expect(ticket.assignee_id).toBe(stack.userId(agentTwo));
    expectInOrder(ticket, ['Call started', 'Transfer failed', 'Transfer finished', 'Call finished']);
  });

  it('UPD-2 the assignee stays if Zendesk does not know the receiver, and the comment says why', async () => {
    const id = await startCall();
    await send(stack, transferFinished(id, agentOne, unknown), connected(id, unknown));
    const ticket = await finishCall(id);
    expect(ticket.assignee_id).toBe(stack.userId(agentOne));
    expectInOrder(ticket, ['Transfer finished', unknown.email, "Nobody in Zendesk has the receiver's address"]);
    expect(times(ticket, 'Agent not found in Zendesk')).toBe(0);
  });

  it('UPD-2 the next receiver after an unknown one has the ticket', async () => {
    const id = await startCall();
    await send(stack, transferFinished(id, agentOne, unknown), transferFinished(id, unknown, agentThree));
    await untilAssignedTo(id, agentThree);
    expect((await finishCall(id)).assignee_id).toBe(stack.userId(agentThree));
  });

  it('UPD-2 the ticket of a transfer to a queue goes to the agent who answers there', async () => {
    const id = await startCall();
    await send(stack, transferFinished(id, agentOne, null, { to_queue: { id: 12, name: 'Second level' } }));
    await send(stack, assigned(id, agentThree), event(id, 'session.agent_canceled', { agent: agentThree }));
    await until(async () => times(await ticketOf(stack, id), 'To queue: Second level') === 1);
    expect((await ticketOf(stack, id)).assignee_id).toBe(stack.userId(agentOne));
    await send(stack, assigned(id, agentTwo), connected(id, agentTwo));
    await untilAssignedTo(id, agentTwo);
    expect((await finishCall(id)).assignee_id).toBe(stack.userId(agentTwo));
  });

  it('UPD-2, UPD-17 an agent who only joins does not get the ticket: only a finished transfer changes the assignee', async () => {
    const id = await startCall();
    await send(
      stack,
      event(id, 'transfer.started', { from_agent: agentOne, to_agent: agentTwo }),
      assigned(id, agentTwo),
      connected(id, agentTwo),
      event(id, 'participant.joined', { participant: { id: 8, name: agentTwo.name, kind: 'agent' }, consult: true }),
    );
    const ticket = await finishCall(id);
    expect(ticket.assignee_id).toBe(stack.userId(agentOne));
    expect(times(ticket, 'Transfer')).toBe(0);
    expectInOrder(ticket, ['Call finished', 'Consulted: Agent Two']);
  });

  it('UPD-2 a transfer whose event comes after the end still counts', async () => {
    const { id, number } = newCaller();
    const transfer = transferFinished(id, agentOne, agentTwo);
    const call = wholeCall(id, number, { end: { expects: { recording_segments: 1 } } });
    await send(stack, ...call);
    const connectedAt = call[2]?.timestamp ?? 0;
    await untilAssignedTo(id, agentOne);
    await send(stack, { ...transfer, timestamp: connectedAt + 1 });
    await untilAssignedTo(id, agentTwo);
    await send(
      stack,
      event(id, 'recording.ready', { segment: '1', url: `${stack.zendesk.url}/recordings/${id}.wav?seconds=1` }),
    );
    await outcomeOf(stack, id);
    expect((await ticketOf(stack, id)).assignee_id).toBe(stack.userId(agentTwo));
  });
});
