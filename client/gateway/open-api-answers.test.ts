import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { payloadCodec } from '../../configuration/encryption.ts';
import { errorAnswerSchema } from '../../domain/api/errors.ts';
import { TemporalProblem } from '../errors.ts';
import type { Role } from '../tokens.ts';
import type { TestGateway } from './gateway.testkit.ts';
import { basic, startTestGateway, token, zendeskSigned } from './gateway.testkit.ts';
import { liftedBrakes } from './http/brakes.ts';
import { defaultBodyLimits } from './http/bodies.ts';
import { head, rawConnection, answerOf } from './http/raw-requests.testkit.ts';

const operationSchema = z.looseObject({
  security: z.array(z.record(z.string(), z.unknown())).optional(),
  requestBody: z.unknown().optional(),
  responses: z.record(z.string(), z.unknown()),
});
const documentSchema = z.object({ paths: z.record(z.string(), z.record(z.string(), operationSchema)) });

type Operation = {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly readsBody: boolean;
  readonly isSignedIn: boolean;
  readonly statuses: readonly number[];
};

const encryption = { codec: payloadCodec([randomBytes(32).toString('base64')]), temporalUi: 'http://127.0.0.1:8233' };

const gateway = await startTestGateway();
const { paths } = documentSchema.parse(await (await gateway.fetch('/openapi.json')).json());
await gateway.close();
const operations: readonly Operation[] = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([verb, { security, responses }]) => {
    const method = verb.toUpperCase();
    return {
      name: `${method} ${path}`,
      method,
      path: path
        .replace('{id}', 'call-1')
        .replace('{session}', 'call-1')
        .replace('{key}', '7.k')
        .replace('{*}', 'call-1/a'),
      readsBody: method !== 'GET',
      isSignedIn: security !== undefined || path === '/v1/zendesk/webhook',
      statuses: Object.keys(responses).map(Number),
    };
  }),
);

function roleOf(path: string): Role | null {
  if (path.startsWith('/v1/adapter')) return 'agent';
  if (path.startsWith('/v1/admin')) return 'admin';
  return path.startsWith('/v1/ops') || path.startsWith('/v1/codec') ? 'operator' : null;
}

/** The headers with which the caller of an operation signs in for this body. */
async function signIn(path: string, body = ''): Promise<Readonly<Record<string, string>>> {
  const role = roleOf(path);
  if (role !== null) return { authorization: await token(role) };
  return path === '/v1/zendesk/webhook' ? zendeskSigned(body) : { authorization: basic() };
}

type Init = { readonly headers?: Readonly<Record<string, string>>; readonly body?: string };

/** Sends a request, and checks that the document has its status and that an error has the one form. */
async function statusOf(at: TestGateway, { method, path, statuses }: Operation, init: Init): Promise<number> {
  const response = await at.fetch(path, { method, ...init });
  expect(statuses).toContain(response.status);
  if (response.status >= 400 && !(path.startsWith('/v1/events') && response.status === 422))
    expect(errorAnswerSchema.safeParse(await response.json()).success).toBe(true);
  else await response.body?.cancel();
  return response.status;
}

const bodies = operations.filter(({ readsBody }) => readsBody);
const signedIn = operations.filter(({ isSignedIn }) => isSignedIn);
const withTokens = operations.filter(({ path }) => roleOf(path) !== null);

describe('the OpenAPI document has the answer of', () => {
  it.each(signedIn)('$name without credentials, SEC-1', async (operation) => {
    expect(await statusOf(await startTestGateway(), operation, {})).toBe(401);
  });

  it.each(withTokens)('$name to a token of another role, SEC-2', async (operation) => {
    const authorization = await token(roleOf(operation.path) === 'agent' ? 'operator' : 'agent');
    expect(await statusOf(await startTestGateway(), operation, { headers: { authorization } })).toBe(403);
  });

  it.each(bodies)('$name to bodies of every kind, SEC-2', async (operation) => {
    const at = await startTestGateway();
    for (const body of [
      '',
      '{"cut":',
      'null',
      '[]',
      '{}',
      '3',
      '"text"',
      '{"events": [1]}',
      '\u0000',
      '{"a":'.repeat(70),
    ])
      expect(await statusOf(at, operation, { headers: await signIn(operation.path, body), body })).toBeLessThan(500);
  });

  it.each(bodies)(
    '$name to a body that is too large, of an unreadable type, and too slow, SEC-2',
    async (operation) => {
      const at = await startTestGateway({
        encryption,
        bodyLimits: { ...defaultBodyLimits, bodyMs: 30, unverifiedBodyMs: 30 },
      });
      const large = await rawConnection(at.address);
      const length = { 'content-length': 5 * 1024 * 1024 + 1 };
      large.write(head(operation.method, operation.path, { ...(await signIn(operation.path)), ...length }));
      expect(answerOf(await large.end()).status).toBe(413);
      expect(operation.statuses).toContain(413);
      const headers = { ...(await signIn(operation.path, '{}')), 'content-type': 'nonsense' };
      expect(await statusOf(at, operation, { headers, body: '{}' })).toBe(415);
      const connection = await rawConnection(at.address);
      connection.write(
        head(operation.method, operation.path, { ...(await signIn(operation.path)), 'content-length': 9 }),
      );
      expect(answerOf(await connection.end()).status).toBe(408);
      expect(operation.statuses).toContain(408);
    },
  );

  it.each(signedIn)('$name after too many wrong sign-ins or requests, SEC-1', async (operation) => {
    const brakeLimits = { ...liftedBrakes, wrongSignIns: 1, requestsPerSecond: 1, requestBurst: 1 };
    const at = await startTestGateway({ brakeLimits });
    for (let i = 0; i < 2; i += 1) await at.post('{}', { authorization: basic('platform', 'wrong') });
    const headers = await signIn(operation.path, '{}');
    const body = operation.readsBody ? { body: '{}' } : {};
    expect(await statusOf(at, operation, { headers, ...body })).toBe(429);
  });

  it.each(operations)('$name without Temporal, SEC-2', async (operation) => {
    const at = await startTestGateway();
    at.sessions.problem = new TemporalProblem('unreachable');
    at.sessions.beforeSend = async () => {
      throw new TemporalProblem('unreachable');
    };
    at.ready = false;
    const body = operation.readsBody ? { body: '{}' } : {};
    await statusOf(at, operation, { headers: await signIn(operation.path, '{}'), ...body });
    expect(operation.statuses).toEqual(expect.arrayContaining([500, 503]));
  });

  it.each(operations)('$name to wrong parameters, SEC-2', async (operation) => {
    const at = await startTestGateway();
    for (const query of [
      '?limit=0&cursor=x&phase=x&unknown=1',
      '?cursor=a&cursor=b',
      '?%',
      '?__proto__=1',
      '?session_id=%00',
    ]) {
      const body = operation.readsBody ? { body: '{}' } : {};
      const headers = await signIn(operation.path, '{}');
      // The stream would be read for ever: statusOf ends it.
      await statusOf(at, { ...operation, path: `${operation.path}${query}` }, { headers, ...body });
    }
  });
});
