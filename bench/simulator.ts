import { z } from 'zod';
import type { BenchStack } from './stack.ts';

/**
 * Calls the simulator's control API: POST with a body, GET without.
 * @param path below `/_sim/`
 * @throws if the simulator refuses the request or its answer does not fit the schema
 */
export async function simulator<T>(
  { simulatorUrl }: Pick<BenchStack, 'simulatorUrl'>,
  path: string,
  answer: z.ZodType<T>,
  body?: object,
): Promise<T> {
  const post = { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const response = await fetch(`${simulatorUrl}/_sim/${path}`, body === undefined ? {} : post);
  if (!response.ok) throw new Error(`The simulator answered ${response.status} to ${path}.`);
  return answer.parse(await response.json());
}

const ledger = z.object({ entries: z.array(z.object({ at: z.string(), session: z.string().optional() })) });

/**
 * When each session's ticket was created, by session id. Times are ms since the epoch, by the clock of this machine.
 */
export async function ticketsMade(stack: Pick<BenchStack, 'simulatorUrl'>): Promise<ReadonlyMap<string, number>> {
  const { entries } = await simulator(stack, 'ledger?kind=ticket.create', ledger);
  return new Map(entries.flatMap(({ at, session }) => (session === undefined ? [] : [[session, Date.parse(at)]])));
}

/** Number of requests by endpoint, for instance `PUT /api/v2/tickets/:id`. */
export type RequestCounts = Readonly<Record<string, number>>;

/** Number of requests by endpoint since the simulator was started. */
export async function requestsMade(stack: BenchStack): Promise<RequestCounts> {
  const { requests } = await simulator(
    stack,
    'requests/summary',
    z.object({ requests: z.record(z.string(), z.number()) }),
  );
  return requests;
}
