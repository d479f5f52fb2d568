import { z } from 'zod';
import { emptyChange } from '../domain/zendesk/change.ts';
import type { TicketWrite } from '../domain/zendesk/ticket-write.ts';
import type { BenchStack } from './stack.ts';
import { simulator } from './simulator.ts';

/** The same number of writes per signal as in `activities/collector.ts`. */
const writesPerSignal = 100;
/** Stays below the 1 MiB above which writes are sent back to their sessions (BAT-9), which is not measured here. */
export const writesPerBurst = 2_500;
const seeded = z.object({ tickets: z.array(z.object({ id: z.number() })) });

/** A small write, by which the session `run` adds a tag to a ticket. */
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

/** Creates tickets and gives their ids. */
export async function seedTickets(stack: BenchStack, count: number): Promise<readonly number[]> {
  const tickets = Array.from({ length: count }, (_, i) => ({ subject: `Written to ${i}` }));
  return (await simulator(stack, 'seed', seeded, { tickets })).tickets.map(({ id }) => id);
}

export type Burst = {
  /** Session id of all writes of the burst, and prefix of their ids. Must differ from burst to burst. */
  readonly run: string;
  readonly tickets: readonly number[];
  /** Sends a group of writes in one signal. Called for one group after the other, as the product's workers do. */
  readonly send: (writes: readonly TicketWrite[]) => Promise<unknown>;
  /** Resolves when the workflow has processed all signals sent so far. */
  readonly allReceived: () => Promise<unknown>;
};

/**
 * Sends a burst of writes to the given tickets in turn.
 * @returns writes that the workflow received per second
 */
export async function sendBurst({ run, tickets, send, allReceived }: Burst): Promise<number> {
  const begun = performance.now();
  for (let i = 0; i < writesPerBurst; i += writesPerSignal) {
    const numbers = Array.from({ length: writesPerSignal }, (_, n) => i + n);
    await send(numbers.map((n) => write(run, tickets[n % tickets.length] ?? 0, n)));
  }
  await allReceived();
  return (1_000 * writesPerBurst) / (performance.now() - begun);
}
