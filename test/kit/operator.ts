import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { token } from '../../client/gateway/gateway.testkit.ts';
import { until } from './events.ts';
import type { TestStack } from './stack.ts';
import { testGateway } from './test-gateway.ts';

/** The API endpoints of operators, on the gateway of a test file. */
export type Operator = {
  readonly get: (path: string) => Promise<ApiAnswer>;
  readonly send: (method: 'POST' | 'PATCH', path: string, body?: unknown, key?: string) => Promise<ApiAnswer>;
};

type Request = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

export type ApiAnswer = { readonly status: number; readonly body: unknown };

/** Gives a test file an operator, who calls a gateway in front of its stack. */
export function testOperator(stack: TestStack): Operator {
  const gateway = testGateway(stack);

  async function request(path: string, { headers, ...init }: Request): Promise<ApiAnswer> {
    const authorization = await token('operator');
    const response = await fetch(`${gateway.url}${path}`, { ...init, headers: { authorization, ...headers } });
    return { status: response.status, body: await response.json() };
  }

  return {
    get: (path) => request(path, {}),
    send: (method, path, body, key = randomUUID()) =>
      request(path, {
        method,
        headers: { 'idempotency-key': key, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
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
