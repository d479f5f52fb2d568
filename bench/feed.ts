import { z } from 'zod';
import { emptyChange } from '../domain/zendesk/change.ts';
import type { TicketWrite } from '../domain/zendesk/ticket-write.ts';
import type { BenchStack } from './stack.ts';
import { simulator } from './simulator.ts';

/** As the product groups them (`activities/collector.ts`). */
const perSignal = 100;
/** Over 1 MiB sessions are asked to hold their writes back (BAT-9), which is not what is measured here. */
export const writesABurst = 2_500;
const seeded = z.object({ tickets: z.array(z.object({ id: z.number() })) });

/** One small write: session `run` adds a tag. */
export function write(run: string, ticketId: number, i: number): TicketWrite {
  return {
    id: `${run}/t${i}`,
    sessionId: run,
    ticketId,
    dueAt: Date.now(),
    check: false,
    change: { ...emptyChange, tags: ['t'] },
  };
}

export async function seedTickets(stack: BenchStack, count: number): Promise<readonly number[]> {
  const tickets = Array.from({ length: count }, (_, i) => ({ subject: `Written to ${i}` }));
  return (await simulator(stack, 'seed', seeded, { tickets })).tickets.map(({ id }) => id);
}

export type Feed = {
  /** Names the writes of one burst, and the session they are of. */
  readonly run: string;
  readonly tickets: readonly number[];
  /** Delivers a group, as the product's workers do: one signal under way at a time. */
  readonly send: (writes: readonly TicketWrite[]) => Promise<unknown>;
  /** Resolves when all that was sent is absorbed. */
  readonly absorbed: () => Promise<unknown>;
};

/** A burst of writes to a few tickets in turns. @returns how many were absorbed a second */
export async function feed({ run, tickets, send, absorbed }: Feed): Promise<number> {
  const begun = performance.now();
  for (let i = 0; i < writesABurst; i += perSignal) {
    const numbers = Array.from({ length: perSignal }, (_, n) => i + n);
    await send(numbers.map((n) => write(run, tickets[n % tickets.length] ?? 0, n)));
  }
  await absorbed();
  return (1_000 * writesABurst) / (performance.now() - begun);
}
