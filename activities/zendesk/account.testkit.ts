import type { Info } from '@temporalio/activity';
import { ApplicationFailure, type Logger } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { z } from 'zod';
import { type SimulatorOptions, startSimulator } from '../../simulator/index.ts';
import type { ZendeskActivities } from '../contract.ts';
import type { ZendeskCredentials } from './http/credentials.ts';
import { type ZendeskActivityDeps, createZendeskActivities } from './zendesk-activities.ts';

/**
 * Set-up of the tests in this folder: a simulated Zendesk account over HTTP, and a way to run activities as Temporal
 * does.
 */

export type Fault = {
  readonly match?: { readonly method?: string; readonly path?: string };
  readonly nth?: number;
  readonly times?: number;
  readonly kind: 'status' | 'delay' | 'lost_answer' | 'reset' | 'never' | 'late_commit' | 'item_error' | 'job_failed';
  readonly status?: number;
  readonly retryAfterSeconds?: number;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly delayMs?: number;
  readonly ticketId?: number;
  readonly error?: string;
  readonly details?: string;
  readonly afterItems?: number;
};

export const apiToken: ZendeskCredentials = { kind: 'token', email: 'admin@example.com', token: 'local-only' };
export const oauthClient: ZendeskCredentials = { kind: 'oauth', clientId: 'local', clientSecret: 'local-only' };

const withIds = z.object({
  users: z.array(z.object({ id: z.number() })).default([]),
  tickets: z.array(z.object({ id: z.number() })).default([]),
  ticket_fields: z.array(z.object({ id: z.number() })).default([]),
});
const ledger = z.object({
  entries: z.array(z.looseObject({ kind: z.string(), outcome: z.string(), replayed: z.boolean() })),
});
const ticketState = z.object({
  tickets: z.array(z.looseObject({ id: z.number(), comments: z.array(z.looseObject({ public: z.boolean() })) })),
});
type TicketState = z.infer<typeof ticketState>['tickets'][number];

export type Account = {
  readonly url: string;
  /** `private:` with host and port of the simulator, as `FILE_HOSTS` lists them. */
  readonly host: string;
  activities(deps?: Partial<ZendeskActivityDeps>): ZendeskActivities;
  /** Creates records directly, without the API. Gives their ids, in the order of the records. */
  seed(records: {
    users?: readonly object[];
    tickets?: readonly object[];
    ticket_fields?: readonly object[];
  }): Promise<{ users: readonly number[]; tickets: readonly number[]; ticket_fields: readonly number[] }>;
  /** Makes the account fail in this way from now on. */
  fault(fault: Fault): Promise<void>;
  clearFaults(): Promise<void>;
  /** Changes options of the simulator. */
  options(options: SimulatorOptions): Promise<void>;
  /** Counts of requests to the API since the last reset, by endpoint (`GET /api/v2/tickets/:id`). */
  requestsByEndpoint(): Promise<Readonly<Record<string, number>>>;
  /** The writes of this kind that the simulator has received since the last reset. */
  ledger(kind: string): Promise<z.infer<typeof ledger>['entries']>;
  /** Number of requests to the API since the last reset. */
  requests(): Promise<number>;
  /** Moves the simulator's clock forward. */
  advance(ms: number): Promise<void>;
  /** Deletes all records, counts and ledger entries. */
  reset(): Promise<void>;
  tickets(): Promise<readonly TicketState[]>;
  comments(ticketId: number): Promise<TicketState['comments']>;
  /** Sends a request to the API as another program would. */
  api(method: string, path: string, body?: object): Promise<unknown>;
  close(): Promise<void>;
};

export async function startAccount(options: SimulatorOptions = {}): Promise<Account> {
  const simulator = await startSimulator({ port: 0, rateLimitPerMinute: 100_000, ...options });
  const { url } = simulator;
  const host = `private:${new URL(url).host}`;
  const authorization = `Basic ${Buffer.from('admin@example.com/token:local-only').toString('base64')}`;

  async function json(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? {} : JSON.parse(text);
  }
  async function tickets(): Promise<readonly TicketState[]> {
    return ticketState.parse(await json('GET', '/_sim/state/tickets')).tickets;
  }

  return {
    url,
    host,
    activities: (deps) =>
      createZendeskActivities({
        zendesk: { url, credentials: apiToken },
        fileHosts: [host],
        readLongText: async () => null,
        ...deps,
      }),
    async seed(records) {
      const made = withIds.parse(await json('POST', '/_sim/seed', records));
      const ids = (records: readonly { readonly id: number }[]): readonly number[] => records.map(({ id }) => id);
      return { users: ids(made.users), tickets: ids(made.tickets), ticket_fields: ids(made.ticket_fields) };
    },
    async fault(fault) {
      await json('POST', '/_sim/faults', { match: {}, ...fault });
    },
    async clearFaults() {
      await json('DELETE', '/_sim/faults');
    },
    async options(options) {
      await json('POST', '/_sim/options', options);
    },
    requestsByEndpoint: async () =>
      z.object({ requests: z.record(z.string(), z.number()) }).parse(await json('GET', '/_sim/requests/summary'))
        .requests,
    ledger: async (kind) => ledger.parse(await json('GET', `/_sim/ledger?kind=${kind}`)).entries,
    requests: async () => z.object({ total: z.number() }).parse(await json('GET', '/_sim/requests/summary')).total,
    async advance(ms) {
      await json('POST', '/_sim/clock', { advanceMs: ms });
    },
    async reset() {
      await json('POST', '/_sim/reset', {});
    },
    tickets,
    comments: async (ticketId) => (await tickets()).find(({ id }) => id === ticketId)?.comments ?? [],
    api: (method, path, body) => json(method, `/api/v2${path}`, body),
    close: () => simulator.close(),
  };
}

function ignore(): void {}

/** Prints nothing: many tests provoke failures, and Temporal would print each of them. */
const silent: Logger = { log: ignore, trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };

/** Runs one activity in an activity context, as Temporal would. It was ordered just now, unless `info` says otherwise. */
export async function run<T>(activity: () => Promise<T>, info: Partial<Info> = {}): Promise<T> {
  return new MockActivityEnvironment({ scheduledTimestampMs: Date.now(), ...info }, { logger: silent }).run(activity);
}

export type Failure = Pick<ApplicationFailure, 'type' | 'nonRetryable' | 'message' | 'nextRetryDelay'>;

/** Gives the ApplicationFailure that an activity throws. Throws if the activity succeeds. */
export async function failureOf(work: Promise<unknown>): Promise<Failure> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ApplicationFailure) return error;
    throw error;
  }
  throw new Error('It should have failed.');
}
