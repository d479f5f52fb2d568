import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { agent, play } from './call.ts';
import type { House } from './house.ts';
import { mean, measure, percentile } from './measure.ts';
import type { Measure } from './measure.ts';
import { requestsMade, simulator, ticketsMade } from './simulator.ts';

/** Standard inbound calls; half of the callers are known; recordings as links, so that no file is measured here. */

const zendeskAnswersInMs = 50;

/** `area` keeps the numbers and ids of the rounds apart. */
type Round = { readonly label: string; readonly count: number; readonly area: number };

/** Prepares the account: half of the callers known, Zendesk's own limits out of the way. */
async function callers(house: House, { count, area }: Round): Promise<readonly string[]> {
  const numbers = Array.from({ length: count }, (_, i) => `+1${area}555${String(i).padStart(4, '0')}`);
  const known = numbers
    .filter((_, i) => i % 2 === 0)
    .map((phone, i) => ({ name: `Known ${i}`, phone, role: 'end-user' }));
  const limits = { rateLimitPerMinute: 0, ticketUpdatesPerMinute: 0, updatesPerUser: 0 };
  await simulator(house, 'options', z.unknown(), { latencyMs: zendeskAnswersInMs, ...limits });
  await simulator(house, 'seed', z.unknown(), { users: known });
  return numbers;
}

async function configure(house: House, batched: boolean, windowSeconds: number): Promise<void> {
  const saved = await house.sessions.settings.set(
    {
      batching: { addComment: batched, updateTicket: batched, windowSeconds },
      // The product's own limits are not what is measured.
      zendesk: { requestsPerMinute: 60_000, ticketUpdatesPerMinute: 60_000 },
      recordings: { store: 'link' },
    },
    'bench',
  );
  if (saved.kind === 'refused') throw new Error(JSON.stringify(saved.problems));
}

/** Waits until each session is over. @returns the events in the history of each */
async function finished(house: House, ids: readonly string[]): Promise<readonly number[]> {
  const lengths: number[] = [];
  for (const id of ids) {
    const handle = house.client.workflow.getHandle(`session/${id}`);
    await handle.result();
    lengths.push((await handle.describe()).historyLength);
  }
  return lengths;
}

/** From the moment an agent was assigned to the ticket, in ms. Throws unless each call has its ticket. */
async function waitsOf(house: House, assigned: ReadonlyMap<string, number>): Promise<readonly number[]> {
  const made = await ticketsMade(house);
  return [...assigned].map(([id, at]) => {
    const madeAt = made.get(id);
    if (madeAt === undefined) throw new Error(`The call ${id} has no ticket.`);
    return madeAt - at;
  });
}

/** So many calls at a steady rate, well below what the machine carries: how long things take, and what they cost. */
async function steady(house: House, round: Round, perSecond: number): Promise<readonly Measure[]> {
  const { label, count, area } = round;
  const numbers = await callers(house, round);
  const before = await requestsMade(house);
  const assigned = new Map<string, number>();
  const calls = numbers.map(async (from, i) => {
    await pause((i * 1_000) / perSecond);
    const id = `bench-${area}-${i}`;
    assigned.set(id, await play(house, id, from, 1));
  });
  await Promise.all(calls);
  const histories = await finished(house, [...assigned.keys()]);
  const waits = await waitsOf(house, assigned);
  const requests = Object.entries(await requestsMade(house)).map(
    ([endpoint, n]) => [endpoint, (n - (before[endpoint] ?? 0)) / count] as const,
  );
  const all = requests.reduce((sum, [, n]) => sum + n, 0);
  return [
    ...[0.5, 0.95, 0.99].map((share) =>
      measure(`${label}: assigned to ticket, p${share * 100}`, percentile(waits, share), 'ms', 'lower'),
    ),
    measure(`${label}: Zendesk requests a session`, all, 'requests', 'lower'),
    ...requests
      .filter(([, n]) => n > 0)
      .map(([endpoint, n]) => measure(`${label}:   ${endpoint.replace('/api/v2', '')}`, n, 'requests', 'lower')),
    measure(`${label}: history events a session, mean`, mean(histories), 'events', 'lower'),
    measure(`${label}: history events a session, most`, Math.max(...histories), 'events', 'lower'),
  ];
}

/** So many calls side by side, each event as soon as the last one is taken: what the machine carries. */
async function flatOut(house: House, round: Round, sideBySide: number): Promise<readonly Measure[]> {
  const { label, count, area } = round;
  const waiting = [...(await callers(house, round)).entries()];
  const begun = performance.now();
  const assigned = new Map<string, number>();
  const line = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const id = `bench-${area}-${next[0]}`;
      assigned.set(id, await play(house, id, next[1], 0));
      await house.client.workflow.getHandle(`session/${id}`).result();
    }
  };
  await Promise.all(Array.from({ length: sideBySide }, line));
  const seconds = (performance.now() - begun) / 1_000;
  const waits = await waitsOf(house, assigned);
  return [
    measure(`${label}: sessions a second`, count / seconds, '/s', 'higher'),
    measure(`${label}: assigned to ticket, p50`, percentile(waits, 0.5), 'ms', 'lower'),
  ];
}

const count = 200;

/** 200 calls three times over: at a steady rate with batching and without, then as fast as they go. */
export async function measureSessions(house: House, tell: (line: string) => void): Promise<readonly Measure[]> {
  await simulator(house, 'seed', z.unknown(), { users: [{ name: agent.name, email: agent.email, role: 'agent' }] });
  const measures: Measure[] = [];
  const perSecond = 4;
  for (const [batched, area] of [
    [true, 415],
    [false, 416],
  ] as const) {
    const label = batched ? 'batching on' : 'batching off';
    tell(`${count} calls, ${label}, ${perSecond} a second; Zendesk answers in ${zendeskAnswersInMs} ms`);
    await configure(house, batched, 10);
    measures.push(...(await steady(house, { label, count, area }, perSecond)));
  }
  const sideBySide = 40;
  tell(`${count} calls, batching on, ${sideBySide} side by side, as fast as they go`);
  await configure(house, true, 1);
  measures.push(...(await flatOut(house, { label: 'flat out', count, area: 417 }, sideBySide)));
  return measures;
}
