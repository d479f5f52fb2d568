/**
 * This file tests sessions that report far more than a session keeps, beside normal calls. If these tests fail, one session
 * stops the sessions of others, or loses its own ticket.
 */

import { expect, it } from 'vitest';
import {
  agentOne,
  assigned,
  connected,
  ended,
  event,
  newCaller,
  outcomeOf,
  send,
  started,
  until,
} from '../kit/events.ts';
import { testStack } from '../kit/test-stack.ts';
import { mentions, ticketsOf, titles } from '../kit/zendesk-state.ts';
import type { SessionEvent } from '../../domain/events/parse-events.ts';

const stack = testStack({
  agents: [agentOne],
  settings: {
    batching: { windowSeconds: 1 },
    zendesk: { requestsPerMinute: 6_000, ticketUpdatesPerMinute: 6_000 },
    dap: { postToTicket: true },
  },
});

async function sendAll(events: readonly SessionEvent[]): Promise<void> {
  // Few at a time, as a gateway sends them.
  for (let i = 0; i < events.length; i += 20)
    await Promise.all(events.slice(i, i + 20).map((each) => stack.sessions.send(each)));
}

function many(count: number, make: (n: number) => SessionEvent): readonly SessionEvent[] {
  return Array.from({ length: count }, (_, n) => make(n));
}

async function normalCall(): Promise<string> {
  const { id, number } = newCaller();
  await send(stack, started(id, number), assigned(id), connected(id), ended(id));
  await outcomeOf(stack, id);
  return id;
}

it('SEC-2, BAT-7 sessions with more events and longer texts than can be kept get their ticket with a note, and harm no other', async () => {
  const [custom, dap, summaries, holds] = [newCaller(), newCaller(), newCaller(), newCaller()];
  for (const { id, number } of [custom, dap, summaries, holds])
    await send(stack, started(id, number), assigned(id), connected(id));
  const begun = Date.now();
  const floods = [
    many(500, (n) =>
      event(custom.id, 'custom_data.received', {
        custom_data: {
          unsigned: { [`k${n}`]: { label: `K${n}`, value: `value ${n} `.padEnd(50, 'v'), type: 'string' } },
        },
      }),
    ),
    many(130, (n) =>
      event(dap.id, 'dap.responded', { request: { n }, response: { text: `${n} `.padEnd(8_000, 'd') } }),
    ),
    many(40, (n) => event(summaries.id, 'summary.generated', { text: `${n} `.padEnd(30_000, 's') })),
    many(2_000, (n) => event(holds.id, n % 2 === 0 ? 'hold.started' : 'hold.ended', {}, { at: begun + n })),
  ];
  const normal = Array.from({ length: 5 }, () => normalCall());
  await Promise.all(floods.map(sendAll));
  const ids = await Promise.all(normal);
  for (const { id } of [custom, dap, summaries, holds]) await send(stack, ended(id));
  for (const { id } of [custom, dap, summaries, holds]) await outcomeOf(stack, id);

  for (const id of ids) {
    const [ticket, ...others] = await ticketsOf(stack, id);
    expect([others.length, ticket === undefined ? [] : titles(ticket)]).toEqual([0, ['Call started', 'Call finished']]);
  }
  const noted = 'More was reported than can be kept';
  for (const [{ id }, notes] of [
    [custom, 0],
    [dap, 1],
    [summaries, 1],
    [holds, 1],
  ] as const) {
    const [ticket, ...others] = await ticketsOf(stack, id);
    if (ticket === undefined) throw new Error(`${id} has no ticket`);
    expect([id, others.length, mentions(ticket, noted), mentions(ticket, 'Call finished')]).toEqual([id, 0, notes, 1]);
  }
  const [ticket] = await ticketsOf(stack, custom.id);
  if (ticket !== undefined) for (const n of [0, 250, 499]) expect(mentions(ticket, `value ${n} v`)).toBe(1);
  await until(async () => (await stack.sessions.state(holds.id))?.warnings.some((warning) => warning.includes('hold')));
}, 400_000);
