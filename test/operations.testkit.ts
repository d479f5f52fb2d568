import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { createLogger } from '../configuration/logger.ts';
import { buildGateway } from '../client/gateway/app.ts';
import { issueToken } from '../client/tokens.ts';
import { until } from './calls.testkit.ts';
import type { TestStack } from './stack.testkit.ts';

/** The API endpoints of operators, on a gateway that does not listen on a port. */
export type Operator = {
  readonly get: (path: string) => Promise<ApiAnswer>;
  readonly send: (method: 'POST' | 'PATCH', path: string, body?: unknown, key?: string) => Promise<ApiAnswer>;
  readonly close: () => Promise<void>;
};

export type ApiAnswer = { readonly status: number; readonly body: unknown };

const tokenSecret = 'local-only';

export async function startOperator(stack: TestStack): Promise<Operator> {
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
      const payload = body === undefined ? {} : { payload: JSON.stringify(body) };
      const requestHeaders = { ...headers, 'idempotency-key': key, 'content-type': 'application/json' };
      const response = await app.inject({ method, url: path, headers: requestHeaders, ...payload });
      return { status: response.statusCode, body: JSON.parse(response.body) };
    },
    close: async () => await app.close(),
  };
}

const failedWriteList = z.object({ failedWrites: z.array(z.looseObject({ id: z.string() })) });

export const failedWrite = z.looseObject({
  id: z.string(),
  code: z.string(),
  replays: z.number(),
  replaying: z.unknown(),
  settled: z.looseObject({ how: z.string() }).nullable(),
  parts: z.record(z.string(), z.unknown()),
  plan: z.array(z.string()),
});

/** Gives the ids of the open failed writes of a session once the list has `count` of them. */
export async function openFailedWrites(
  operator: Operator,
  sessionId: string,
  count: number,
): Promise<readonly string[]> {
  return await until(async () => {
    const { body } = await operator.get(`/v1/ops/failed-writes?session_id=${sessionId}`);
    const ids = failedWriteList.parse(body).failedWrites.map(({ id }) => id);
    return ids.length === count ? ids.toSorted() : null;
  });
}

export async function readFailedWrite(operator: Operator, id: string): Promise<z.infer<typeof failedWrite>> {
  return failedWrite.parse((await operator.get(`/v1/ops/failed-writes/${id}`)).body);
}

/** Replays a failed write, and gives it once the replay has ended. */
export async function replayFailedWrite(operator: Operator, id: string): Promise<z.infer<typeof failedWrite>> {
  const response = await operator.send('POST', `/v1/ops/failed-writes/${id}/replay`);
  if (response.status !== 202) throw new Error(JSON.stringify(response));
  return await until(async () => {
    const now = await readFailedWrite(operator, id);
    return now.replaying === null ? now : null;
  });
}
