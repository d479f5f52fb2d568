import { createHmac } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { FastifyRequest } from 'fastify';
import { afterEach, expect } from 'vitest';
import { z } from 'zod';
import { createLogger } from '../../configuration/logger.ts';
import type { SessionsInMemory } from '../sessions.testkit.ts';
import { sessionsInMemory } from '../sessions.testkit.ts';
import { TemporalProblem } from '../errors.ts';
import type { Bearer } from '../tokens.ts';
import { issueToken } from '../tokens.ts';
import { buildGateway } from './app.ts';
import { defaultBodyLimits } from './http/bodies.ts';
import type { BodyLimits } from './http/bodies.ts';
import { liftedBrakes } from './http/brakes.ts';
import type { BrakeLimits } from './http/brakes.ts';
import type { GatewayDeps } from './app.ts';

export const platform = { username: 'platform', password: 'pass-4711-and-more', hmacSecret: 'hmac-4711' };
export const zendeskWebhookSecret = 'webhook-4711';
export const tokenSecret = 'token-secret-4711-that-is-long-enough';

export type TestGateway = {
  readonly address: string;
  readonly sessions: SessionsInMemory;
  /** Every log line, as JSON text. */
  readonly log: readonly string[];
  ready: boolean;
  /** The gateway waits for this before it closes its connections. */
  beforeClose: () => Promise<void>;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Posts events, by default with valid Basic credentials. A text is sent unchanged, everything else as JSON. */
  post(body: unknown, headers?: Record<string, string>): Promise<Response>;
  close(): Promise<void>;
};

const open: TestGateway[] = [];
/** The differences between the answers of a test and the OpenAPI document. */
const undocumented: string[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((gateway) => gateway.close()));
  expect(undocumented.splice(0)).toEqual([]);
});

const documentedAnswers = z.record(
  z.string(),
  z.object({ content: z.record(z.string(), z.object({ schema: z.instanceof(z.ZodType) })) }),
);

/** How an answer differs from the schema of its route. Null: the document describes it, or the route is not in it. */
function differenceOf({ routeOptions }: FastifyRequest, status: number, payload: unknown): string | null {
  const { data: answers } = documentedAnswers.safeParse(routeOptions.schema?.response);
  if (answers === undefined || status === 500) return null;
  const where = `${String(routeOptions.method)} ${routeOptions.url} ${status}`;
  const schema = answers[status]?.content['application/json']?.schema;
  if (schema === undefined) return `${where}: not documented`;
  const sent: unknown = JSON.parse(JSON.stringify(payload));
  const parsed = schema.safeParse(sent);
  if (!parsed.success) return `${where}: ${z.prettifyError(parsed.error)}`;
  const known: unknown = JSON.parse(JSON.stringify(parsed.data));
  return isDeepStrictEqual(known, sent) ? null : `${where}: a part is not documented`;
}

/** Starts a gateway on a free port. It is closed after the test, which fails if the OpenAPI document does not describe an answer. */
export async function startTestGateway({
  hmacSecret = platform.hmacSecret,
  encryption = null,
  brakeLimits = liftedBrakes,
  bodyLimits = defaultBodyLimits,
  trustedProxies = [],
}: {
  readonly hmacSecret?: string | null;
  readonly encryption?: GatewayDeps['encryption'];
  /** Default: nobody reaches them. */
  readonly brakeLimits?: BrakeLimits;
  readonly bodyLimits?: BodyLimits;
  readonly trustedProxies?: readonly string[];
} = {}): Promise<TestGateway> {
  const sessions = sessionsInMemory();
  const log: string[] = [];
  const logger = createLogger({ name: 'gateway', level: 'trace', destination: { write: (line) => log.push(line) } });
  const app = buildGateway({
    sessions,
    config: {
      platform: { ...platform, hmacSecret },
      tokenSecrets: [tokenSecret],
      zendeskWebhookSecret,
      trustedProxies,
    },
    encryption,
    brakeLimits,
    bodyLimits,
    logger,
    ready: async () => ({ problem: gateway.ready ? null : new TemporalProblem('unreachable'), warnings: [] }),
  });
  app.addHook('preClose', async () => await gateway.beforeClose());
  app.addHook('preSerialization', async (request, reply, payload) => {
    const difference = differenceOf(request, reply.statusCode, payload);
    if (difference !== null) undocumented.push(difference);
    return payload;
  });
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  const gateway: TestGateway = {
    address,
    sessions,
    log,
    ready: true,
    beforeClose: async () => {},
    fetch: (path, init) => fetch(`${address}${path}`, init),
    post: (body, headers = { authorization: basic() }) =>
      fetch(`${address}/v1/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    close: async () => await app.close(),
  };
  open.push(gateway);
  return gateway;
}

export function basic(username = platform.username, password = platform.password): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

export function signed(body: string, at = Date.now(), secret = platform.hmacSecret): Record<string, string> {
  return {
    'x-signature-timestamp': String(at),
    'x-signature': createHmac('sha256', secret).update(`${at}.${body}`).digest('hex'),
  };
}

/** The headers with which Zendesk signs a delivery of its webhook. */
export function zendeskSigned(body: string, at = new Date().toISOString()): Record<string, string> {
  return {
    'x-zendesk-webhook-signature-timestamp': at,
    'x-zendesk-webhook-signature': createHmac('sha256', zendeskWebhookSecret).update(at).update(body).digest('base64'),
  };
}

export async function token(role: Bearer['role'], expires = '1h', secret = tokenSecret): Promise<string> {
  const bearer = { agentId: '7', email: `${role}@example.com`, role };
  return `Bearer ${await issueToken(secret, bearer, expires)}`;
}
