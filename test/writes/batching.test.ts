/**
 * This file tests writes of many sessions that go to Zendesk in bulk requests. If these tests fail, comments are lost
 * or doubled on tickets, or the product sends so many requests that Zendesk refuses them.
 */

import { describe, expect, it } from 'vitest';
import {
  agentOne,
  assigned,
  connected,
  ended,
  newCaller,
  outcomeOf,
  recording,
  send,
  started,
  until,
} from '../kit/events.ts';
import { fastSettings } from '../kit/stack.ts';
import { testStack } from '../kit/test-stack.ts';
import { ledger, ticketOf, ticketsOf, titles, voiceAddresses } from '../kit/zendesk-state.ts';

const stack = testStack({
  simulator: { jobQueuedMs: 50, jobWorkingMs: 50 },
  agents: [agentOne],
  settings: { ...fastSettings, batching: { windowSeconds: 2 } },
});

/** Starts calls that stay live, and waits until each has its ticket. Gives their ids. */
async function liveCalls(count: number): Promise<readonly string[]> {
  const callers = Array.from({ length: count }, newCaller);
  await Promise.all(callers.map(({ id, number }) => send(stack, started(id, number), assigned(id), connected(id))));
  for (const { id } of callers) await until(async () => (await ticketsOf(stack, id)).length > 0);
  return callers.map(({ id }) => id);
}

async function requests(path: string): Promise<number> {
  return (await stack.zendesk.requestsByEndpoint())[path] ?? 0;
}

describe('writes of several sessions', () => {
  it('BAT-2, BAT-3 the writes of one window are sent in one bulk request', async () => {
    const ids = await liveCalls(6);
    const before = await requests('PUT /api/v2/tickets/update_many');
    await Promise.all(ids.map((id) => send(stack, ended(id))));
    await Promise.all(ids.map((id) => outcomeOf(stack, id)));
    for (const id of ids)
      expect((await ticketsOf(stack, id)).flatMap(titles)).toEqual(['Call started', 'Call finished']);
    expect((await requests('PUT /api/v2/tickets/update_many')) - before).toBe(1);
  });

  it('BAT-5 a bulk request whose answer is lost, and whose job runs later, writes once', async () => {
    const ids = await liveCalls(4);
    await stack.zendesk.fault({ kind: 'late_commit', delayMs: 4_000, match: { method: 'PUT', path: 'update_many' } });
    await Promise.all(ids.map((id) => send(stack, ended(id))));
    await Promise.all(ids.map((id) => outcomeOf(stack, id)));
    for (const id of ids)
      expect((await ticketsOf(stack, id)).flatMap(titles)).toEqual(['Call started', 'Call finished']);
  });

  it('BAT-5 an item of a bulk job that fails is tried alone before it counts as refused', async () => {
    const ids = await liveCalls(3);
    const bad = await ticketOf(stack, ids[0] ?? '');
    await stack.zendesk.fault({ kind: 'item_error', error: 'TicketUpdateFailed', details: 'No.', ticketId: bad.id });
    await Promise.all(ids.map((id) => send(stack, ended(id))));
    await Promise.all(ids.map((id) => outcomeOf(stack, id)));
    for (const id of ids) expect(titles(await ticketOf(stack, id))).toEqual(['Call started', 'Call finished']);
  });

  it('BAT-5 one bad item of a bulk job fails alone, and the outcome of its session says so', async () => {
    const ids = await liveCalls(3);
    const bad = await ticketOf(stack, ids[0] ?? '');
    const always = { times: 100, error: 'TicketUpdateFailed', details: 'No.' };
    await stack.zendesk.fault({ kind: 'item_error', ...always, ticketId: bad.id });
    const byItself = { method: 'PUT', path: `^/tickets/${bad.id}$` };
    await stack.zendesk.fault({ kind: 'status', status: 422, times: 100, match: byItself });
    await Promise.all(ids.map((id) => send(stack, ended(id))));
    const outcomes = await Promise.all(ids.map((id) => outcomeOf(stack, id)));
    expect(
      outcomes.map((outcome) => (outcome instanceof Object && 'result' in outcome ? outcome.result : null)),
    ).toEqual(['completed with failed writes', 'completed', 'completed']);
    await stack.zendesk.clearFaults();
  });

  it('BAT-1, BAT-6 with batching switched off each write is sent alone, and the waiting writes are sent at once', async () => {
    const ids = await liveCalls(3);
    expect(
      await stack.sessions.settings.set({ ...fastSettings, batching: { windowSeconds: 60 } }, 'test'),
    ).toMatchObject({
      kind: 'saved',
    });
    const [first, ...others] = ids;
    if (first === undefined) throw new Error('no call');
    await send(stack, ended(first));
    await until(async () => (await stack.sessions.state(first))?.pending.length === 1);
    const bulk = await requests('PUT /api/v2/tickets/update_many');
    await stack.sessions.settings.set(
      { ...fastSettings, batching: { addComment: false, updateTicket: false } },
      'test',
    );
    await outcomeOf(stack, first);
    await Promise.all(others.map((id) => send(stack, ended(id))));
    await Promise.all(others.map((id) => outcomeOf(stack, id)));
    expect(await requests('PUT /api/v2/tickets/update_many')).toBe(bulk);
    const updates = await ledger(stack, 'ticket.update');
    for (const id of ids) expect(updates.filter((entry) => entry['session'] === id)).toHaveLength(1);
  });
});

describe('recordings of several sessions', () => {
  it.each([true, false])(
    'UPD-12, BAT-3, BAT-5 each recording is on its ticket once, with voice comments accepted in bulk: %s',
    async (voiceInBulk) => {
      await stack.zendesk.options({ voiceInBulk });
      // End the shard. The next one does not know yet whether this account takes voice comments in bulk.
      await stack.client.workflow.getHandle('ticket-writes/0').terminate();
      await stack.sessions.settings.set(
        { ...fastSettings, batching: { windowSeconds: 2 }, recordings: { store: 'link' } },
        'test',
      );
      for (const round of ['first', 'next']) {
        const ids = await liveCalls(4);
        const before = (await ledger(stack, 'ticket.update')).length;
        await Promise.all(ids.map((id) => send(stack, ended(id))));
        const events = ids.map((id) => recording(stack, id, round));
        await Promise.all(events.map((event) => send(stack, event)));
        await Promise.all(ids.map((id) => outcomeOf(stack, id)));
        for (const id of ids) expect(voiceAddresses(await ticketOf(stack, id))).toHaveLength(1);
        const byItself = (await ledger(stack, 'ticket.update')).length - before;
        expect({ round, allByThemselves: byItself === 4 }).toEqual({ round, allByThemselves: !voiceInBulk });
      }
    },
  );
});
