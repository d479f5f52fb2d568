import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { createLogger } from '../configuration/logger.ts';
import { buildGateway } from '../client/gateway/app.ts';
import { issueToken } from '../client/tokens.ts';
import { until } from './calls.testkit.ts';
import type { TestStack } from './stack.testkit.ts';

/** The operator's doors, over a gateway that does not listen. */
export type Operator = {
  readonly get: (path: string) => Promise<Answered>;
  readonly send: (method: 'POST' | 'PATCH', path: string, body?: unknown, key?: string) => Promise<Answered>;
  readonly close: () => Promise<void>;
};

export type Answered = { readonly status: number; readonly body: unknown };

const tokenSecret = 'local-only';

export async function operatorOf(stack: TestStack): Promise<Operator> {
  const app: FastifyInstance = buildGateway({
    sessions: stack.sessions,
    config: {
      platform: { username: 'platform', password: 'local-only', hmacSecret: null },
      tokenSecret,
      zendeskWebhookSecret: null,
    },
    encryption: null,
    logger: createLogger({ name: 'gateway', level: 'silent', pretty: false }),
    ready: async () => true,
  });
  const bearer = { agentId: 'ops', email: 'operator@example.com', role: 'operator' } as const;
  const headers = { authorization: `Bearer ${await issueToken(tokenSecret, bearer, '1h')}` };
  return {
    async get(path) {
      const { statusCode, body } = await app.inject({ method: 'GET', url: path, headers });
      return { status: statusCode, body: JSON.parse(body) };
    },
    async send(method, path, body, key = randomUUID()) {
      const given = body === undefined ? {} : { payload: JSON.stringify(body) };
      const asked = { ...headers, 'idempotency-key': key, 'content-type': 'application/json' };
      const answered = await app.inject({ method, url: path, headers: asked, ...given });
      return { status: answered.statusCode, body: JSON.parse(answered.body) };
    },
    close: async () => await app.close(),
  };
}

const listed = z.object({ failedWrites: z.array(z.looseObject({ id: z.string() })) });

export const shown = z.looseObject({
  id: z.string(),
  code: z.string(),
  replays: z.number(),
  replaying: z.unknown(),
  settled: z.looseObject({ how: z.string() }).nullable(),
  parts: z.record(z.string(), z.unknown()),
  plan: z.array(z.string()),
});

/** The open failed writes of a session, once the list knows of `count` of them. */
export async function failedOf(operator: Operator, sessionId: string, count: number): Promise<readonly string[]> {
  return await until(async () => {
    const { body } = await operator.get(`/v1/ops/failed-writes?session_id=${sessionId}`);
    const ids = listed.parse(body).failedWrites.map(({ id }) => id);
    return ids.length === count ? ids.toSorted() : null;
  });
}

export async function show(operator: Operator, id: string): Promise<z.infer<typeof shown>> {
  return shown.parse((await operator.get(`/v1/ops/failed-writes/${id}`)).body);
}

/** Replays one, and gives it as it is when the replay is answered. */
export async function replay(operator: Operator, id: string): Promise<z.infer<typeof shown>> {
  const begun = await operator.send('POST', `/v1/ops/failed-writes/${id}/replay`);
  if (begun.status !== 202) throw new Error(JSON.stringify(begun));
  return await until(async () => {
    const now = await show(operator, id);
    return now.replaying === null ? now : null;
  });
}
