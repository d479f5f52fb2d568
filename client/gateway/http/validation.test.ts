import { describe, expect, it } from 'vitest';
import type { Role } from '../../tokens.ts';
import type { TestGateway } from '../gateway.testkit.ts';
import { startTestGateway, token } from '../gateway.testkit.ts';

/** Sends requests with a token of this role. */
function as(gateway: TestGateway, role: Role) {
  return async (method: string, path: string, body?: string): Promise<Response> => {
    const headers = { authorization: await token(role) };
    return await gateway.fetch(path, { method, headers, ...(body === undefined ? {} : { body }) });
  };
}

const endpointsWithBodies = [
  ['POST', '/v1/adapter/sessions/call-1/contact', 'agent', 'operator'],
  ['POST', '/v1/adapter/sessions/call-1/ticket', 'agent', 'admin'],
  ['POST', '/v1/adapter/sessions/call-1/merge', 'agent', 'operator'],
  ['POST', '/v1/adapter/outbound/options', 'agent', 'admin'],
  ['POST', '/v1/adapter/outbound/calls', 'agent', 'operator'],
  ['PUT', '/v1/admin/settings', 'admin', 'operator'],
  ['POST', '/v1/admin/settings/preview', 'admin', 'agent'],
  ['POST', '/v1/ops/dry-run', 'operator', 'agent'],
  ['PATCH', '/v1/ops/failed-writes/call-1/finished', 'operator', 'agent'],
  ['POST', '/v1/ops/failed-writes/call-1/finished/discard', 'operator', 'agent'],
  ['POST', '/v1/ops/failed-writes/replay', 'operator', 'agent'],
  ['POST', '/v1/ops/unattached/call-1/attach', 'operator', 'agent'],
] as const;

describe('a request', () => {
  it.each(endpointsWithBodies)('SEC-2 %s %s is refused without a JSON body', async (method, path, role) => {
    const gateway = await startTestGateway();
    for (const body of [undefined, '', '{"cut":', 'text']) {
      const response = await as(gateway, role)(method, path, body);
      expect([body, response.status]).toEqual([body, 400]);
      expect(await response.json()).toMatchObject({ error: { code: 'not_json' } });
    }
    expect((await as(gateway, role)(method, path, 'null')).status).toBe(422);
  });

  it.each(endpointsWithBodies)('SEC-2 %s %s is refused before its body is read', async (method, path, _, role) => {
    const gateway = await startTestGateway();
    const body = ' '.repeat(5 * 1024 * 1024 + 1);
    const init = { method, body, headers: { connection: 'close' } };
    expect((await gateway.fetch(path, init)).status).toBe(401);
    const authorization = await token(role);
    expect((await gateway.fetch(path, { ...init, headers: { ...init.headers, authorization } })).status).toBe(403);
  });

  it.each(['/v1/events', '/v1/platform/calls', '/v1/zendesk/webhook'])(
    'SEC-2 POST %s is refused before its body is read',
    async (path) => {
      const gateway = await startTestGateway();
      const body = ' '.repeat(5 * 1024 * 1024 + 1);
      const response = await gateway.fetch(path, { method: 'POST', body, headers: { connection: 'close' } });
      expect([response.status, await response.json()]).toMatchObject([401, { error: { code: 'unauthenticated' } }]);
    },
  );

  it.each([
    ['/v1/adapter/outbound/calls/8.x/cancel', 'agent', 403],
    ['/v1/admin/fields', 'admin', 200],
    ['/v1/ops/failed-writes/call-1/finished/replay', 'operator', 404],
  ] as const)('POST %s takes no body, and ignores one', async (path, role, status) => {
    const gateway = await startTestGateway();
    for (const body of [undefined, 'text', '{"unknown": 1}'])
      expect((await as(gateway, role)('POST', path, body)).status).toBe(status);
  });

  it('SEC-2 names a wrong field by its path, also if a key has a slash', async () => {
    const gateway = await startTestGateway();
    const settings = { queues: { 'a/b': { tickets: { create: 'no', subjct: '' } } } };
    const response = await as(gateway, 'admin')('PUT', '/v1/admin/settings', JSON.stringify(settings));
    expect([response.status, await response.json()]).toMatchObject([
      422,
      {
        error: {
          code: 'settings_refused',
          fields: [{ path: 'queues.a/b.tickets.create' }, { path: 'queues.a/b.tickets.subjct' }],
        },
      },
    ]);
  });

  it('SEC-2 with a wrong query is refused: a search with the names of the parameters, a list without', async () => {
    const gateway = await startTestGateway();
    const search = await as(gateway, 'operator')('GET', '/v1/ops/sessions?colour=red&phase=x&limit=0');
    expect([search.status, await search.json()]).toMatchObject([
      422,
      {
        error: {
          code: 'bad_search',
          fields: expect.arrayContaining([
            { path: 'colour', message: 'nothing is searched by this' },
            expect.objectContaining({ path: 'phase' }),
            expect.objectContaining({ path: 'limit' }),
          ]),
        },
      },
    ]);
    for (const query of ['limit=0', 'limit=101', 'limit=two', 'cursor=a&cursor=b'])
      for (const path of ['failed-writes', 'unattached']) {
        const response = await as(gateway, 'operator')('GET', `/v1/ops/${path}?${query}`);
        expect([query, response.status, await response.json()]).toMatchObject([
          query,
          400,
          { error: { code: 'bad_request' } },
        ]);
      }
    expect((await as(gateway, 'operator')('GET', '/v1/ops/failed-writes?ticket_id=x')).status).toBe(400);
    expect((await as(gateway, 'operator')('GET', '/v1/ops/failed-writes?ticket_id=007&unknown=1')).status).toBe(200);
  });

  it('SEC-3 that is refused is not repeated in the answer', async () => {
    const gateway = await startTestGateway();
    const bodies = [
      ['PUT', '/v1/admin/settings', 'admin', { language: 'secret-4711', tickets: { create: 'secret-4711' } }],
      ['POST', '/v1/adapter/outbound/options', 'agent', { source: 'secret-4711', ticket_id: 'secret-4711' }],
      ['PATCH', '/v1/ops/failed-writes/call-1/a', 'operator', { status: 'secret-4711', ticket_id: 'secret-4711' }],
    ] as const;
    for (const [method, path, role, body] of bodies) {
      const response = await as(gateway, role)(method, path, JSON.stringify(body));
      expect(response.status).toBe(422);
      expect(await response.text()).not.toContain('secret-4711');
    }
    expect(gateway.log.join('')).not.toContain('secret-4711');
  });
});
