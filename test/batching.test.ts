import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
} from './calls.testkit.ts';
import { openHouse } from './stack.testkit.ts';
import type { House } from './stack.testkit.ts';
import { ledger, ticketOf, ticketsOf, titles, voiceAddresses } from './zendesk-state.testkit.ts';

let house: House;

beforeAll(async () => {
  house = await openHouse({ jobQueuedMs: 50, jobWorkingMs: 50 });
  await house.startWorkers({ batching: { windowSeconds: 2 } });
  await house.zendesk.seed({ users: [{ name: agentOne.name, email: agentOne.email, role: 'agent' }] });
});
afterAll(() => house.close());

/** Calls that are live, each with its ticket. */
async function liveCalls(count: number): Promise<readonly string[]> {
  const callers = Array.from({ length: count }, newCaller);
  await Promise.all(callers.map(({ id, number }) => send(house, started(id, number), assigned(id), connected(id))));
  for (const { id } of callers) await until(async () => (await ticketsOf(house, id)).length > 0);
  return callers.map(({ id }) => id);
}

async function requests(path: string): Promise<number> {
  return (await house.zendesk.requestsByEndpoint())[path] ?? 0;
}

describe('writes of several sessions', () => {
  it('BAT-2, BAT-3 within one window travel in one bulk request', async () => {
    const ids = await liveCalls(6);
    const before = await requests('PUT /api/v2/tickets/update_many');
    await Promise.all(ids.map((id) => send(house, ended(id))));
    await Promise.all(ids.map((id) => outcomeOf(house, id)));
    for (const id of ids)
      expect((await ticketsOf(house, id)).flatMap(titles)).toEqual(['Call started', 'Call finished']);
    expect((await requests('PUT /api/v2/tickets/update_many')) - before).toBe(1);
  });

  it('BAT-5 a bulk request whose answer is lost, and whose job runs only later, is written once', async () => {
    const ids = await liveCalls(4);
    await house.zendesk.fault({ kind: 'late_commit', delayMs: 4_000, match: { method: 'PUT', path: 'update_many' } });
    await Promise.all(ids.map((id) => send(house, ended(id))));
    await Promise.all(ids.map((id) => outcomeOf(house, id)));
    for (const id of ids)
      expect((await ticketsOf(house, id)).flatMap(titles)).toEqual(['Call started', 'Call finished']);
  });

  it('BAT-5 an item of a bulk job that fails is tried by itself before it counts as refused', async () => {
    const ids = await liveCalls(3);
    const bad = await ticketOf(house, ids[0] ?? '');
    await house.zendesk.fault({ kind: 'item_error', error: 'TicketUpdateFailed', details: 'No.', ticketId: bad.id });
    await Promise.all(ids.map((id) => send(house, ended(id))));
    await Promise.all(ids.map((id) => outcomeOf(house, id)));
    for (const id of ids) expect(titles(await ticketOf(house, id))).toEqual(['Call started', 'Call finished']);
  });

  it('BAT-5 one bad item of a bulk job fails alone, and its session says so', async () => {
    const ids = await liveCalls(3);
    const bad = await ticketOf(house, ids[0] ?? '');
    const always = { times: 100, error: 'TicketUpdateFailed', details: 'No.' };
    await house.zendesk.fault({ kind: 'item_error', ...always, ticketId: bad.id });
    const byItself = { method: 'PUT', path: `^/tickets/${bad.id}$` };
    await house.zendesk.fault({ kind: 'status', status: 422, times: 100, match: byItself });
    await Promise.all(ids.map((id) => send(house, ended(id))));
    const outcomes = await Promise.all(ids.map((id) => outcomeOf(house, id)));
    expect(
      outcomes.map((outcome) => (outcome instanceof Object && 'result' in outcome ? outcome.result : null)),
    ).toEqual(['completed with failed writes', 'completed', 'completed']);
    await house.zendesk.clearFaults();
  });

  it('BAT-1, BAT-6 with batching switched off each goes by itself, and what waited is flushed', async () => {
    const ids = await liveCalls(3);
    expect(await house.sessions.settings.set({ batching: { windowSeconds: 60 } }, 'test')).toMatchObject({
      kind: 'saved',
    });
    const [first, ...others] = ids;
    if (first === undefined) throw new Error('no call');
    await send(house, ended(first));
    await until(async () => (await house.sessions.state(first))?.pending.length === 1);
    const bulk = await requests('PUT /api/v2/tickets/update_many');
    await house.sessions.settings.set({ batching: { addComment: false, updateTicket: false } }, 'test');
    await outcomeOf(house, first);
    await Promise.all(others.map((id) => send(house, ended(id))));
    await Promise.all(others.map((id) => outcomeOf(house, id)));
    expect(await requests('PUT /api/v2/tickets/update_many')).toBe(bulk);
    const updates = await ledger(house, 'ticket.update');
    for (const id of ids) expect(updates.filter((entry) => entry['session'] === id)).toHaveLength(1);
  });
});

describe('recordings of several sessions', () => {
  it.each([true, false])(
    'UPD-12, BAT-3, BAT-5 each is on its ticket once, where bulk takes voice comments: %s',
    async (voiceInBulk) => {
      await house.zendesk.options({ voiceInBulk });
      // A shard that has not seen yet how this account does it.
      await house.client.workflow.getHandle('ticket-writes/0').terminate();
      await house.sessions.settings.set({ batching: { windowSeconds: 2 }, recordings: { store: 'link' } }, 'test');
      for (const round of ['first', 'next']) {
        const ids = await liveCalls(4);
        const before = (await ledger(house, 'ticket.update')).length;
        await Promise.all(ids.map((id) => send(house, ended(id))));
        const events = ids.map((id) => recording(house, id, round));
        await Promise.all(events.map((event) => send(house, event)));
        await Promise.all(ids.map((id) => outcomeOf(house, id)));
        for (const id of ids) expect(voiceAddresses(await ticketOf(house, id))).toHaveLength(1);
        const byItself = (await ledger(house, 'ticket.update')).length - before;
        expect({ round, allByThemselves: byItself === 4 }).toEqual({ round, allByThemselves: !voiceInBulk });
      }
    },
  );
});
