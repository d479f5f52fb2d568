import { createHmac } from 'node:crypto';
import { afterEach } from 'vitest';
import { createLogger } from '../../configuration/logger.ts';
import type { SessionsInMemory } from '../sessions.testkit.ts';
import { sessionsInMemory } from '../sessions.testkit.ts';
import type { Bearer } from '../tokens.ts';
import { issueToken } from '../tokens.ts';
import { buildGateway } from './app.ts';
import type { GatewayDeps } from './app.ts';

export const platform = { username: 'platform', password: 'pass-4711', hmacSecret: 'hmac-4711' };
export const zendeskWebhookSecret = 'webhook-4711';
export const tokenSecret = 'token-secret-4711';

export type TestGateway = {
  readonly address: string;
  readonly sessions: SessionsInMemory;
  /** Every log line, as JSON text. */
  readonly log: readonly string[];
  ready: boolean;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Posts events, by default with valid Basic credentials. A text is sent unchanged, everything else as JSON. */
  post(body: unknown, headers?: Record<string, string>): Promise<Response>;
  close(): Promise<void>;
};

const open: TestGateway[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((gateway) => gateway.close()));
});

/** Starts a gateway on a free port. It is closed after the test. */
export async function startTestGateway({
  hmacSecret = platform.hmacSecret,
  encryption = null,
}: {
  readonly hmacSecret?: string | null;
  readonly encryption?: GatewayDeps['encryption'];
} = {}): Promise<TestGateway> {
  const sessions = sessionsInMemory();
  const log: string[] = [];
  const logger = createLogger({ name: 'gateway', level: 'trace', destination: { write: (line) => log.push(line) } });
  const app = buildGateway({
    sessions,
    config: { platform: { ...platform, hmacSecret }, tokenSecret, zendeskWebhookSecret },
    encryption,
    logger,
    ready: async () => gateway.ready,
  });
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  const gateway: TestGateway = {
    address,
    sessions,
    log,
    ready: true,
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

export async function token(role: Bearer['role'], expires = '1h', secret = tokenSecret): Promise<string> {
  const bearer = { agentId: '7', email: `${role}@example.com`, role };
  return `Bearer ${await issueToken(secret, bearer, expires)}`;
}
