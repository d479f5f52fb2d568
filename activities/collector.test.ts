import { expect, test } from 'vitest';
import { write } from '../domain/ticket-writes/queue.testkit.ts';
import type { TicketWrite } from '../domain/zendesk/ticket-write.ts';
import { collector } from './collector.ts';

function sized(n: number, characters: number): TicketWrite {
  const one = write(n, n);
  const comment = { title: `write ${n}`, lines: [{ label: null, value: 'x'.repeat(characters) }] };
  return { ...one, change: { ...one.change, comment } };
}

async function signalsOf(writes: readonly TicketWrite[]): Promise<readonly (readonly TicketWrite[])[]> {
  const signals: (readonly TicketWrite[])[] = [];
  const collect = collector(async (_, group) => {
    signals.push(group);
  });
  await Promise.all(writes.map((one) => collect(0, one)));
  return signals;
}

test('BAT-3 BAT-7 writes that arrive together are sent in signals of a hundred, in order', async () => {
  const writes = Array.from({ length: 250 }, (_, n) => sized(n, 10));
  const signals = await signalsOf(writes);
  expect(signals.map(({ length }) => length)).toEqual([100, 100, 50]);
  expect(signals.flat()).toEqual(writes);
});

test('BAT-7 BAT-9 no signal is larger than Temporal accepts, however long the comments are', async () => {
  const writes = Array.from({ length: 30 }, (_, n) => sized(n, 60_000));
  const signals = await signalsOf(writes);
  for (const signal of signals) expect(JSON.stringify(signal).length).toBeLessThan(1024 * 1024);
  expect(signals.flat()).toEqual(writes);
  expect(await signalsOf([sized(1, 3_000_000)])).toHaveLength(1);
});
