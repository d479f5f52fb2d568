import { MockActivityEnvironment } from '@temporalio/testing';
import { type SimulatorOptions, startSimulator } from '../../simulator/index.ts';
import type { ZendeskActivities } from '../contract.ts';
import type { ZendeskCredentials } from './credentials.ts';
import { type ZendeskActivityDeps, createZendeskActivities } from './zendesk-activities.ts';

/** Set-up of the tests in this folder: a Zendesk account over real HTTP, and the activities in an activity's context. */

export type Fault = {
  readonly match?: { readonly method?: string; readonly path?: string };
  readonly nth?: number;
  readonly times?: number;
  readonly kind: 'status' | 'delay' | 'lost_answer' | 'reset' | 'never' | 'late_commit';
  readonly status?: number;
  readonly retryAfterSeconds?: number;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly delayMs?: number;
};

export type LedgerEntry = {
  readonly kind: string;
  readonly ticket_id?: number;
  readonly outcome: string;
  readonly replayed: boolean;
  readonly applied: Readonly<Record<string, unknown>>;
  readonly metadata?: unknown;
};

export type Seeded = { readonly users?: readonly { readonly id: number }[]; readonly tickets?: readonly { readonly id: number }[] };

export const apiToken: ZendeskCredentials = { kind: 'token', email: 'admin@example.com', token: 'local-only' };
export const oauthClient: ZendeskCredentials = { kind: 'oauth', clientId: 'local', clientSecret: 'local-only' };

export type Account = {
  readonly url: string;
  /** `127.0.0.1:port`, as FILE_HOSTS names it. */
  readonly host: string;
  activities(deps?: Partial<ZendeskActivityDeps>): ZendeskActivities;
  /** @returns ids of the seeded records, in the order given. */
  seed(records: { users?: readonly object[]; tickets?: readonly object[] }): Promise<{ users: readonly number[]; tickets: readonly number[] }>;
  fault(fault: Fault): Promise<void>;
  ledger(kind: string): Promise<readonly LedgerEntry[]>;
  advance(ms: number): Promise<void>;
  reset(): Promise<void>;
  tickets(): Promise<readonly Record<string, unknown>[]>;
  api(method: string, path: string, body?: object): Promise<Record<string, unknown>>;
  close(): Promise<void>;
};

export async function startAccount(options: SimulatorOptions = {}): Promise<Account> {
  const simulator = await startSimulator({ port: 0, rateLimitPerMinute: 0, ...options });
  const { url } = simulator;
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

  return {
    url,
    host: new URL(url).host,
    activities: (deps) =>
      createZendeskActivities({ zendesk: { url, credentials: apiToken }, fileHosts: [new URL(url).host], ...deps }),
    async seed(records) {
      const made = (await json('POST', '/_sim/seed', records)) as Seeded;
      return { users: (made.users ?? []).map((user) => user.id), tickets: (made.tickets ?? []).map((ticket) => ticket.id) };
    },
    async fault(fault) {
      await json('POST', '/_sim/faults', { match: {}, ...fault });
    },
    async ledger(kind) {
      const answer = (await json('GET', `/_sim/ledger?kind=${kind}`)) as { entries?: readonly LedgerEntry[] } | readonly LedgerEntry[];
      return Array.isArray(answer) ? answer : ((answer as { entries?: readonly LedgerEntry[] }).entries ?? []);
    },
    async advance(ms) {
      await json('POST', '/_sim/clock', { advanceMs: ms });
    },
    async reset() {
      await json('POST', '/_sim/reset', {});
      await json('DELETE', '/_sim/faults');
    },
    async tickets() {
      const answer = (await json('GET', '/_sim/state/tickets')) as { tickets: readonly Record<string, unknown>[] };
      return answer.tickets;
    },
    api: async (method, path, body) => (await json(method, `/api/v2${path}`, body)) as Record<string, unknown>,
    close: () => simulator.close(),
  };
}

/** Runs one activity as Temporal would, in the context of an activity of its own. */
export async function run<I extends readonly unknown[], O>(activity: (...input: I) => Promise<O>, ...input: I): Promise<O> {
  return new MockActivityEnvironment().run(activity as (...input: unknown[]) => Promise<O>, ...input);
}

/** What an activity throws, as the workflow sees it. */
export async function failureOf(work: Promise<unknown>): Promise<{ type: string; nonRetryable: boolean; message: string; nextRetryDelay: number | null }> {
  try {
    await work;
  } catch (error) {
    const failure = error as { type?: string; nonRetryable?: boolean; message?: string; nextRetryDelay?: number };
    return {
      type: failure.type ?? 'none',
      nonRetryable: failure.nonRetryable ?? false,
      message: failure.message ?? '',
      nextRetryDelay: failure.nextRetryDelay ?? null,
    };
  }
  throw new Error('It should have failed.');
}
