import { afterAll, beforeEach } from 'vitest';
import { startSimulator, type Simulator, type SimulatorOptions } from './index.ts';

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: unknown;
  /** The value at a path such as `tickets.0.id`; undefined if there is none. */
  readonly at: (path: string) => unknown;
  readonly id: (path: string) => number;
};

export type Extra = {
  readonly headers?: Readonly<Record<string, string>>;
  readonly raw?: string;
  readonly anonymous?: true;
};

export function pick(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (current, key) => (typeof current === 'object' && current !== null ? Reflect.get(current, key) : undefined),
      value,
    );
}

export const basic = `Basic ${Buffer.from('admin@example.com/token:local-only').toString('base64')}`;

export async function ask(url: string, method: string, body?: unknown, extra: Extra = {}): Promise<Answer> {
  const hasBody = body !== undefined || extra.raw !== undefined;
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    headers: {
      ...(extra.anonymous === true ? {} : { authorization: basic }),
      ...(hasBody ? { 'content-type': 'application/json' } : {}),
      ...extra.headers,
    },
    ...(hasBody ? { body: extra.raw ?? JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = undefined;
  }
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: parsed,
    at: (path) => pick(parsed, path),
    id: (path) => Number(pick(parsed, path)),
  };
}

export type Kit = {
  readonly url: () => string;
  readonly api: (method: string, path: string, body?: unknown, extra?: Extra) => Promise<Answer>;
  readonly sim: (method: string, path: string, body?: unknown) => Promise<Answer>;
  /** Moves the clock of the simulator ahead, by default past the end of its bulk jobs. */
  readonly advance: (ms?: number) => Promise<void>;
  readonly ledger: (query?: string) => Promise<readonly unknown[]>;
};

/** A simulator for one test file. It is emptied before each test. A test moves its clock where time matters. */
export function useSimulator(options: SimulatorOptions = {}): Kit {
  let running: Promise<Simulator> | undefined;
  let url = '';
  const sim: Kit['sim'] = (method, path, body) => ask(`${url}/_sim${path}`, method, body);
  beforeEach(async () => {
    running ??= startSimulator({ port: 0, jobQueuedMs: 1000, jobWorkingMs: 1000, ...options });
    ({ url } = await running);
    await sim('POST', '/reset');
  });
  afterAll(async () => (await running)?.close());
  return {
    url: () => url,
    api: (method, path, body, extra) => ask(`${url}/api/v2${path}`, method, body, extra),
    sim,
    advance: async (ms = 2500) => {
      // The end of a job is scheduled when the job starts, so that the clock needs two steps.
      await sim('POST', '/clock', { advanceMs: ms });
      await sim('POST', '/clock', { advanceMs: ms });
    },
    ledger: async (query = '') => {
      const entries = (await sim('GET', `/ledger${query}`)).at('entries');
      return Array.isArray(entries) ? entries : [];
    },
  };
}

/** Seeds a contact and a ticket of this contact, and gives their ids. */
export async function seedTicket(
  kit: Kit,
  ticket: object = {},
): Promise<{ readonly user: number; readonly ticket: number }> {
  const user = (await kit.sim('POST', '/seed', { users: [{ name: 'Ann Example', phone: '+14155551212' }] })).id(
    'users.0.id',
  );
  const seeded = await kit.sim('POST', '/seed', { tickets: [{ subject: 'Lamp', requester_id: user, ...ticket }] });
  return { user, ticket: seeded.id('tickets.0.id') };
}
