import { z } from 'zod';
import type { TicketWrite } from '../domain/writes/write.ts';
import type { House } from './house.ts';
import { simulator } from './simulator.ts';

/** As the product groups them (`activities/collector.ts`). */
const perSignal = 100;
const ticketsABurst = 20;
/** Over 1 MiB sessions are asked to hold their writes back (BAT-9), which is not what is measured here. */
const atOnce = 2_500;
const seeded = z.object({ tickets: z.array(z.object({ id: z.number() })) });

/** One small write: session `run` adds a tag. */
export function write(run: string, ticketId: number, i: number): TicketWrite {
  const unchanged = { comment: null, fields: [], assigneeId: 'keep', status: 'keep', voice: null, file: null } as const;
  return {
    id: `${run}/t${i}`,
    sessionId: run,
    ticketId,
    dueAt: Date.now(),
    check: false,
    change: { ...unchanged, tags: ['t'] },
  };
}

export async function seedTickets(house: House, count = ticketsABurst): Promise<readonly number[]> {
  const tickets = Array.from({ length: count }, (_, i) => ({ subject: `Written to ${i}` }));
  return (await simulator(house, 'seed', seeded, { tickets })).tickets.map(({ id }) => id);
}

export type Feed = {
  /** Delivers a group, as the product's workers do: one signal under way at a time. */
  readonly send: (writes: readonly TicketWrite[]) => Promise<unknown>;
  /** Resolves when all that was sent is absorbed. */
  readonly absorbed: () => Promise<unknown>;
  /** Resolves when nothing waits any more. */
  readonly drained: () => Promise<void>;
};

/** In bursts, each to tickets of its own. @returns the seconds until the bursts were absorbed, without those in between */
export async function feed(
  house: House,
  run: string,
  count: number,
  { send, absorbed, drained }: Feed,
): Promise<number> {
  let ms = 0;
  for (let burst = 0; burst < count; burst += atOnce) {
    const tickets = await seedTickets(house);
    const begun = performance.now();
    for (let i = burst; i < burst + atOnce; i += perSignal) {
      const numbers = Array.from({ length: perSignal }, (_, n) => i + n);
      await send(numbers.map((n) => write(run, tickets[n % tickets.length] ?? 0, n)));
    }
    await absorbed();
    ms += performance.now() - begun;
    await drained();
  }
  return ms / 1_000;
}
