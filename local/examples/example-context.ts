import { setTimeout as delay } from 'node:timers/promises';
import type { ExpectedTicket } from './check.ts';
import type { Platform } from './platform.ts';
import { until } from '../stack/ready.ts';
import type { StoredTicket, StoredUser, SimulatorClient } from './simulator-client.ts';

/** An agent as the platform names them, and as Zendesk knows them. */
export type ExampleAgent = {
  readonly platform: { readonly id: string; readonly name: string; readonly email: string };
  readonly zendeskId: number;
};

/** What a example works with. */
export type ExampleContext = {
  readonly platform: Platform;
  readonly simulator: SimulatorClient;
  readonly agent: ExampleAgent;
  readonly newNumber: () => string;
  readonly newSessionId: (kind?: 'call' | 'chat') => string;
  /** One thing that happens. */
  readonly print: (text: string) => void;
  /** Where to look. */
  readonly printLink: (what: string, url: string) => void;
  readonly ticketUrl: (id: number) => string;
  readonly contactUrl: (id: number) => string;
  /** Address of the session in the Temporal UI; where that is not known, the id of its workflow. */
  readonly sessionUrl: (sessionId: string) => string;
  readonly recordingUrl: (name: string, seconds: number) => string;
  readonly killWorker: () => Promise<number>;
  readonly signal: AbortSignal;
};

/** What is to hold once everything is written. */
export type Expectation = {
  readonly ticket: ExpectedTicket;
  /** What else has to hold: a sentence for each thing that does not. */
  readonly also?: () => Promise<readonly string[]>;
  /** Completes "✓ title: …". */
  readonly told: string;
};

export type Example = {
  readonly title: string;
  /** Rule ids that it shows. */
  readonly rules: readonly string[];
  readonly play: (context: ExampleContext) => Promise<Expectation>;
};

const ticketMs = 120_000;

/** Time for the reader, and for what the system does while the customer waits. */
export async function pause({ signal }: ExampleContext, ms = 400): Promise<void> {
  await delay(ms, undefined, { signal });
}

/** Waits until the session has made its ticket. */
export async function madeTicket(context: ExampleContext, sessionId: string): Promise<StoredTicket> {
  return await until(async () => (await context.simulator.ticketsByExternalId(sessionId))[0] ?? null, {
    what: `A ticket of ${sessionId}`,
    timeoutMs: ticketMs,
    signal: context.signal,
  });
}

export async function seedCustomers(
  { simulator }: ExampleContext,
  names: readonly string[],
  phone: string,
): Promise<readonly StoredUser[]> {
  const day = 24 * 60 * 60 * 1000;
  return await simulator.seedUsers(
    names.map((name, i) => ({
      name,
      phone,
      role: 'end-user' as const,
      created_at: new Date(Date.now() - (names.length - i) * 30 * day).toISOString(),
    })),
  );
}
