/**
 * This file tests the screen pop, which opens the ticket of a call on the screen of the agent. If these tests fail, an
 * agent does not see the ticket of the call, sees it twice, or another agent sees it.
 */

import { beforeEach, describe, expect, it } from 'vitest';
import {
  agentOne,
  agentTwo,
  assigned,
  connected,
  ended,
  newCaller,
  outcomeOf,
  send,
  stateWhenWritten,
  started,
  transferFinished,
  until,
} from '../kit/events.ts';
import { testStack } from '../kit/test-stack.ts';
import { ledger, ticketOf, ticketsOf } from '../kit/zendesk-state.ts';

const stack = testStack({ agents: [agentOne, agentTwo] });
beforeEach(() => stack.zendesk.clearFaults());

/** The agents to whom a ticket of the session was shown, and the tickets, in order. */
async function shownTickets(id: string): Promise<readonly { readonly agent: unknown; readonly ticket: unknown }[]> {
  const pops = (await ledger(stack, 'screen_pop')).filter(({ session }) => session === id);
  return pops.map(({ user_id: agent, ticket_id: ticket }) => ({ agent, ticket }));
}

/** The number of requests for a screen pop so far. */
async function countPopRequests(): Promise<number> {
  const requests = Object.entries(await stack.zendesk.requestsByEndpoint());
  return requests.filter(([endpoint]) => endpoint.includes('display')).reduce((sum, [, count]) => sum + count, 0);
}

/** The names of the activities that the session scheduled, in order. */
async function activitiesOf(id: string): Promise<readonly unknown[]> {
  const { events } = await stack.client.workflow.getHandle(`session/${id}`).fetchHistory();
  return (events ?? []).flatMap(({ activityTaskScheduledEventAttributes: scheduled }) =>
    scheduled ? [scheduled.activityType?.name] : [],
  );
}

const display = { method: 'POST', path: 'display$' };

describe('the screen pop of an inbound call', () => {
  it('ADP-1 a new ticket opens once for its agent, by the activity that makes it', async () => {
    const { id, number } = newCaller();
    await stack.zendesk.seed({ users: [{ name: 'Known Caller', phone: number, role: 'end-user' }] });
    await send(stack, started(id, number), assigned(id), connected(id));
    await stateWhenWritten(stack, id);
    await send(stack, ended(id));
    await outcomeOf(stack, id);
    expect(await shownTickets(id)).toEqual([{ agent: stack.userId(agentOne), ticket: (await ticketOf(stack, id)).id }]);
    expect(await activitiesOf(id)).toEqual(['lookUp', 'openTicket']);
  });

  it('ADP-1 a pop that Zendesk refuses costs one request and nothing else', async () => {
    const { id, number } = newCaller();
    const before = await countPopRequests();
    await stack.zendesk.fault({ match: display, kind: 'status', status: 503, times: 100 });
    await send(stack, started(id, number), assigned(id), connected(id));
    expect(await stateWhenWritten(stack, id)).toMatchObject({ troubles: [], warnings: [] });
    await send(stack, ended(id));
    expect(await outcomeOf(stack, id)).toMatchObject({ result: 'completed' });
    expect((await countPopRequests()) - before).toBe(1);
    expect((await ticketOf(stack, id)).assignee_id).toBe(stack.userId(agentOne));
  });

  it('ADP-1 both agents see the ticket once if the session goes to a second agent while the first is shown it', async () => {
    const { id, number } = newCaller();
    await stack.zendesk.fault({ match: display, kind: 'delay', delayMs: 1_000 });
    await send(stack, started(id, number), assigned(id));
    await until(async () => (await ticketsOf(stack, id)).length > 0);
    await send(stack, connected(id, agentTwo));
    await until(async () => (await shownTickets(id)).length > 1);
    await send(stack, ended(id));
    await outcomeOf(stack, id);
    const ticket = (await ticketOf(stack, id)).id;
    expect(await shownTickets(id)).toEqual([
      { agent: stack.userId(agentOne), ticket },
      { agent: stack.userId(agentTwo), ticket },
    ]);
  });

  it('ADP-1 an appended ticket is shown by a step of its own, and so is a ticket to the receiver of a transfer', async () => {
    const { id, number } = newCaller();
    await send(stack, started(id, number), assigned(id), connected(id));
    await stateWhenWritten(stack, id);
    await send(stack, ended(id));
    await outcomeOf(stack, id);
    const { id: ticket } = await ticketOf(stack, id);
    const again = `${id}-again`;
    await send(stack, started(again, number), assigned(again), connected(again));
    await until(
      async () => (await ledger(stack, 'screen_pop')).filter((pop) => pop['ticket_id'] === ticket).length > 1,
    );
    await send(stack, transferFinished(again, agentOne, agentTwo));
    await until(async () => (await activitiesOf(again)).filter((name) => name === 'popScreen').length > 1);
    await send(stack, ended(again));
    await outcomeOf(stack, again);
    const pops = (await ledger(stack, 'screen_pop')).filter((pop) => pop['ticket_id'] === ticket);
    expect(pops.map((pop) => pop['user_id'])).toEqual([
      stack.userId(agentOne),
      stack.userId(agentOne),
      stack.userId(agentTwo),
    ]);
  });
});
