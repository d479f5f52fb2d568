import { setTimeout as delay } from 'node:timers/promises';
import type { ExpectedTicket } from './check.ts';
import type { Platform } from './platform.ts';
import { until } from '../stack/ready.ts';
import type { StoredTicket, StoredUser, SimulatorClient } from './simulator-client.ts';

/** An agent: the platform's record of them, and the id of their user in Zendesk. */
export type ExampleAgent = {
  readonly platform: { readonly id: string; readonly name: string; readonly email: string };
  readonly zendeskId: number;
};

/** The tools that an example uses. */
export type ExampleContext = {
  readonly platform: Platform;
  readonly simulator: SimulatorClient;
  readonly agent: ExampleAgent;
  /** Returns a phone number (E.164) that no contact has. */
  readonly newNumber: () => string;
  readonly newSessionId: (kind?: 'call' | 'chat') => string;
  /** Prints one event of the example. */
  readonly print: (text: string) => void;
  /** Prints an address at which the reader can look. */
  readonly printLink: (what: string, url: string) => void;
  readonly ticketUrl: (id: number) => string;
  readonly contactUrl: (id: number) => string;
  /** Address of the session in the Temporal UI, or the id of its workflow if the UI's address is not known. */
  readonly sessionUrl: (sessionId: string) => string;
  readonly recordingUrl: (name: string, seconds: number) => string;
  /** Kills the worker. Resolves when the next worker is ready, with the milliseconds that this took. */
  readonly killWorker: () => Promise<number>;
  readonly signal: AbortSignal;
};

/** The expected result once all writes are in Zendesk. */
export type Expectation = {
  readonly ticket: ExpectedTicket;
  /** Checks more than the ticket. Returns one phrase for each problem. */
  readonly also?: () => Promise<readonly string[]>;
  /** The text after the title in the line "✓ title: …". */
  readonly summary: string;
};

export type Example = {
  readonly title: string;
  /** Ids of the rules that it shows, such as TKT-12. */
  readonly rules: readonly string[];
  readonly play: (context: ExampleContext) => Promise<Expectation>;
};

const ticketTimeoutMs = 120_000;

/** Pauses, so that the reader can follow and the product can work while the customer waits. */
export async function pause({ signal }: ExampleContext, ms = 400): Promise<void> {
  await delay(ms, undefined, { signal });
}

/**
 * Waits until the ticket of a session is in Zendesk.
 *
 * @throws NotReady after two minutes
 */
export async function waitForTicket(context: ExampleContext, sessionId: string): Promise<StoredTicket> {
  return await until(async () => (await context.simulator.ticketsByExternalId(sessionId))[0] ?? null, {
    what: `A ticket of ${sessionId}`,
    timeoutMs: ticketTimeoutMs,
    signal: context.signal,
  });
}

/**
 * Creates contacts with the same phone number in the simulator. The first name is the oldest contact, the last the newest.
 *
 * @param phone E.164
 */
export async function seedCustomers(
  { simulator }: ExampleContext,
  names: readonly string[],
  phone: string,
): Promise<readonly StoredUser[]> {
  const dayMs = 24 * 60 * 60 * 1000;
  return await simulator.seedUsers(
    names.map((name, i) => ({
      name,
      phone,
      role: 'end-user' as const,
      created_at: new Date(Date.now() - (names.length - i) * 30 * dayMs).toISOString(),
    })),
  );
}
