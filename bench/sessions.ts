import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { EventType } from '../domain/session/event-types.ts';
import type { House } from './house.ts';
import { simulator } from './house.ts';
import { mean, measure, percentile } from './measure.ts';
import type { Measure } from './measure.ts';

/** A standard inbound call: six events that arrive apart; half of the callers are known; the recording as a link. */

const agent = { id: 7, email: 'agent.bench@example.com', name: 'Agent One' };
const credentials = `Basic ${Buffer.from('platform:local-only').toString('base64')}`;
/** How Zendesk answers, and how long customers wait until an agent is found. */
const zendeskAnswersInMs = 50;
const customerWaitsMs = 2_000;

const ledger = z.object({
  entries: z.array(z.object({ at: z.string(), kind: z.string(), outcome: z.string(), session: z.string().optional() })),
});
const summary = z.object({ requests: z.record(z.string(), z.number()) });

/** @returns when the gateway had it durably in Temporal, and when it was posted; ms since the epoch */
export async function post(house: House, id: string, type: EventType, item: object): Promise<number> {
  const at = Date.now();
  const event = { event_id: randomUUID(), timestamp: at, session_id: id, type, item };
  const response = await fetch(`${house.gatewayUrl}/v1/events`, {
    method: 'POST',
    headers: { authorization: credentials, 'content-type': 'application/json' },
    body: JSON.stringify({ count: 1, events: [event] }),
  });
  if (response.status !== 202) throw new Error(`The gateway answered ${response.status}: ${await response.text()}`);
  return at;
}

export function callOf(id: string, from: string): object {
  return {
    id,
    kind: 'call',
    session_type: 'Voice Inbound (IVR)',
    direction: 'inbound',
    lang: 'en',
    created_at: new Date().toISOString(),
    from,
    to: '+18005550100',
    recording: true,
    queue: { id: 3, name: 'Order status' },
    menu_path: { name: 'Support/Orders/Status', materialized_path: '1/2/3' },
  };
}

/** One call from its start to its recording. @returns when the agent was assigned */
async function play(house: House, id: string, from: string): Promise<number> {
  await post(house, id, 'session.started', callOf(id, from));
  await post(house, id, 'session.queued', { queue: { id: 3, name: 'Order status' } });
  await pause(customerWaitsMs);
  const assignedAt = await post(house, id, 'session.assigned', { agent });
  await pause(1_000);
  await post(house, id, 'session.connected', { agent });
  await pause(2_000);
  await post(house, id, 'session.ended', {
    disconnected_by: 'end_user',
    durations: { call_s: 60, wait_s: 2, hold_s: 0 },
  });
  await pause(500);
  const recording = { segment: '1', url: `${house.simulatorUrl}/recordings/${id}.wav?seconds=1`, duration_s: 60 };
  await post(house, id, 'recording.ready', recording);
  return assignedAt;
}

/** Prepares the account: an agent, half of the callers known, Zendesk's own limits out of the way. */
async function callers(house: House, count: number, area: number): Promise<readonly string[]> {
  const numbers = Array.from({ length: count }, (_, i) => `+1${area}555${String(i).padStart(4, '0')}`);
  const known = numbers
    .filter((_, i) => i % 2 === 0)
    .map((phone, i) => ({ name: `Known ${i}`, phone, role: 'end-user' }));
  const options = {
    latencyMs: zendeskAnswersInMs,
    rateLimitPerMinute: 0,
    ticketUpdatesPerMinute: 0,
    updatesPerUser: 0,
  };
  await simulator(house, 'options', z.unknown(), options);
  await simulator(house, 'seed', z.unknown(), { users: known });
  return numbers;
}

async function finished(house: House, ids: readonly string[]): Promise<readonly number[]> {
  const lengths: number[] = [];
  for (const id of ids) {
    const handle = house.client.workflow.getHandle(`session/${id}`);
    await handle.result();
    lengths.push((await handle.describe()).historyLength);
  }
  return lengths;
}

type Round = { readonly label: string; readonly count: number; readonly area: number; readonly perSecond: number };

/** So many calls at a steady rate. */
async function round(house: House, { label, count, area, perSecond }: Round): Promise<readonly Measure[]> {
  const numbers = await callers(house, count, area);
  const before = (await simulator(house, 'requests/summary', summary)).requests;
  const begun = performance.now();
  const assigned = new Map<string, number>();
  const calls = numbers.map(async (from, i) => {
    await pause((i * 1_000) / perSecond);
    const id = `bench-${area}-${i}`;
    assigned.set(id, await play(house, id, from));
  });
  await Promise.all(calls);
  const histories = await finished(house, [...assigned.keys()]);
  const seconds = (performance.now() - begun) / 1_000;
  const after = (await simulator(house, 'requests/summary', summary)).requests;
  const { entries } = await simulator(house, 'ledger?kind=ticket.create', ledger);
  const waits = entries.flatMap(({ at, session }) => {
    const assignedAt = session === undefined ? undefined : assigned.get(session);
    return assignedAt === undefined ? [] : [Date.parse(at) - assignedAt];
  });
  if (waits.length !== count) throw new Error(`${label}: ${waits.length} tickets for ${count} calls.`);
  const requests = Object.entries(after).map(
    ([endpoint, n]) => [endpoint, (n - (before[endpoint] ?? 0)) / count] as const,
  );
  return [
    measure(`${label}: completed sessions a second`, count / seconds, '/s', 'higher'),
    ...[0.5, 0.95, 0.99].map((share) =>
      measure(`${label}: assigned to ticket, p${share * 100}`, percentile(waits, share), 'ms', 'lower'),
    ),
    measure(
      `${label}: Zendesk requests a session`,
      requests.reduce((sum, [, n]) => sum + n, 0),
      'requests',
      'lower',
    ),
    ...requests
      .filter(([, n]) => n > 0)
      .map(([endpoint, n]) => measure(`${label}:   ${endpoint.replace('/api/v2', '')}`, n, 'requests', 'lower')),
    measure(`${label}: history events a session, mean`, mean(histories), 'events', 'lower'),
    measure(`${label}: history events a session, most`, Math.max(...histories), 'events', 'lower'),
  ];
}

/** 200 calls in all: with batching and without, at a rate that one machine carries. */
export async function measureSessions(house: House, tell: (line: string) => void): Promise<readonly Measure[]> {
  await simulator(house, 'seed', z.unknown(), { users: [{ ...agent, id: undefined, role: 'agent' }] });
  const measures: Measure[] = [];
  const rounds = [
    { label: 'batching on', count: 120, area: 415, perSecond: 4, on: true },
    { label: 'batching off', count: 80, area: 416, perSecond: 4, on: false },
  ];
  for (const { on, ...each } of rounds) {
    tell(`${each.count} calls, ${each.label}, ${each.perSecond} a second; Zendesk answers in ${zendeskAnswersInMs} ms`);
    const batching = { addComment: on, updateTicket: on };
    const zendesk = { requestsPerMinute: 60_000, ticketUpdatesPerMinute: 60_000 };
    const saved = await house.sessions.settings.set({ batching, zendesk, recordings: { store: 'link' } }, 'bench');
    if (saved.kind === 'refused') throw new Error(JSON.stringify(saved.problems));
    measures.push(...(await round(house, each)));
  }
  return measures;
}
