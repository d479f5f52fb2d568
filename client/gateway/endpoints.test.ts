import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { eventTypes } from '../../domain/events/parse-events.ts';
import { defaultSettings } from '../../domain/settings/defaults.ts';
import { TemporalProblem } from '../errors.ts';
import { queuedEvent } from '../sessions.testkit.ts';
import { startTestGateway, token } from './gateway.testkit.ts';
import type { TestGateway } from './gateway.testkit.ts';

async function as(
  gateway: TestGateway,
  role: 'admin' | 'operator',
  path: string,
  init: RequestInit = {},
): Promise<Response> {
  return await gateway.fetch(path, { ...init, headers: { authorization: await token(role) } });
}

describe('settings', () => {
  const path = '/v1/admin/settings';

  it('are read whole and replaced whole; the history has the name and the changes', async () => {
    const gateway = await startTestGateway();
    expect(await (await as(gateway, 'admin', path)).json()).toEqual(defaultSettings);
    const wanted = { ...defaultSettings, language: 'id', batching: { windowSeconds: 3 } };
    const saved = await as(gateway, 'admin', path, { method: 'PUT', body: JSON.stringify(wanted) });
    expect(saved.status).toBe(200);
    expect(await saved.json()).toMatchObject({
      settings: { language: 'id', batching: { windowSeconds: 3, shards: 1 } },
      warnings: [{ rule: 'TKT-10', path: 'tickets.defaultUserId' }],
    });
    expect(await (await as(gateway, 'admin', path)).json()).toMatchObject({ language: 'id' });
    const history = await (await as(gateway, 'admin', `${path}/history`)).json();
    expect(history).toMatchObject({
      changes: [{ by: 'admin@example.com', changes: [{ path: 'batching.windowSeconds' }, { path: 'language' }] }],
    });
  });

  it('SEC-2 are refused with every problem by its path, and nothing is saved', async () => {
    const gateway = await startTestGateway();
    const body = JSON.stringify({ language: 'xx', tickets: { subjct: 'a' } });
    const response = await as(gateway, 'admin', path, { method: 'PUT', body });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      error: { code: 'settings_refused', fields: [{ path: 'tickets.subjct' }, { path: 'language' }] },
    });
    expect(await gateway.sessions.settings.get()).toEqual(defaultSettings);
  });

  it('SEC-2 must be JSON', async () => {
    const gateway = await startTestGateway();
    const response = await as(gateway, 'admin', path, { method: 'PUT', body: 'language: id' });
    expect(response.status).toBe(400);
  });
});

describe('the fields of sessions', () => {
  const path = '/v1/admin/fields';

  it('FLD-1 are created by an administrator; the history has the name and the changes', async () => {
    const gateway = await startTestGateway();
    const fields = { ...defaultSettings.fields, sessionId: 4711, identifier: 'ccaas_identifier' };
    gateway.sessions.createdFields = { kind: 'created', fields, steps: ['Session ID: created'] };
    await gateway.sessions.settings.set({ language: 'id' }, 'somebody');
    const made = await as(gateway, 'admin', path, { method: 'POST' });
    expect([made.status, await made.json()]).toEqual([200, { fields, steps: ['Session ID: created'] }]);
    expect(await (await as(gateway, 'admin', path)).json()).toEqual({ fields });
    expect(await gateway.sessions.settings.get()).toMatchObject({ language: 'id', fields });
    const [latest] = await gateway.sessions.settings.history();
    expect(latest).toMatchObject({ by: 'admin@example.com' });
    expect(latest?.changes.map((change) => change.path)).toEqual(['fields.identifier', 'fields.sessionId']);
  });

  it('FLD-1 are refused to operators; a failure of Zendesk is answered with its message, and nothing is saved', async () => {
    const gateway = await startTestGateway();
    gateway.sessions.createdFields = { kind: 'failed', message: 'Zendesk did not answer in time.' };
    expect((await as(gateway, 'operator', path, { method: 'POST' })).status).toBe(403);
    expect((await as(gateway, 'operator', path)).status).toBe(403);
    const failed = await as(gateway, 'admin', path, { method: 'POST' });
    expect(failed.status).toBe(502);
    expect(await failed.json()).toMatchObject({
      error: { code: 'fields_failed', fields: [{ message: 'Zendesk did not answer in time.' }] },
    });
    expect(await gateway.sessions.settings.history()).toEqual([]);
  });
});

describe('a session', () => {
  it('is shown to operators; SEC-2 an unknown one is 404', async () => {
    const gateway = await startTestGateway();
    await gateway.post({ events: [queuedEvent('call-1')] });
    const known = await as(gateway, 'operator', '/v1/ops/sessions/call-1');
    expect(await known.json()).toMatchObject({ id: 'call-1', phase: 'open', ticketId: null });
    const unknown = await as(gateway, 'operator', '/v1/ops/sessions/call-2');
    expect(unknown.status).toBe(404);
    expect(await unknown.json()).toMatchObject({ error: { code: 'unknown_session' } });
  });

  it('is answered with 503 and Retry-After if no worker answers', async () => {
    const gateway = await startTestGateway();
    gateway.sessions.problem = new TemporalProblem('no_worker');
    const response = await as(gateway, 'operator', '/v1/ops/sessions/call-1');
    expect(response.status).toBe(503);
    expect(response.headers.has('retry-after')).toBe(true);
    expect(await response.json()).toMatchObject({ error: { code: 'no_worker' } });
  });

  it('SEC-3 an unexpected error is logged and answered without its text, and an error of the caller is not logged', async () => {
    const gateway = await startTestGateway();
    const failures = (): readonly string[] => gateway.log.filter((line) => line.includes('request failed'));
    expect((await as(gateway, 'operator', '/v1/ops/sessions/call-2')).status).toBe(404);
    expect(failures()).toEqual([]);
    vi.spyOn(gateway.sessions, 'state').mockRejectedValue(new Error('a fault at +14155550100'));
    const response = await as(gateway, 'operator', '/v1/ops/sessions/call-1');
    expect(response.status).toBe(500);
    const body = await response.text();
    expect(body).toContain('"code":"internal"');
    expect(body).not.toContain('fault');
    expect(failures()).toHaveLength(1);
    expect(failures()[0]).toContain('"code":"internal"');
  });
});

describe('the API', () => {
  it('OUT-3, TKT-10 previews the changes of settings and saves nothing', async () => {
    const gateway = await startTestGateway();
    const preview = async (body: object): Promise<Response> =>
      await gateway.fetch('/v1/admin/settings/preview', {
        method: 'POST',
        headers: { authorization: await token('admin'), 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const allowed = await preview({ batching: { windowSeconds: 20 } });
    expect(await allowed.json()).toMatchObject({
      changes: [{ path: 'batching.windowSeconds', before: '10', after: '20', holdsFor: 'batches' }],
      runningSessions: 3,
    });
    expect((await preview({ batching: { windowSeconds: 0 } })).status).toBe(422);
    expect(await gateway.sessions.settings.history()).toEqual([]);
  });

  it('SEC-2 answers unknown paths with 404, and unknown methods with 405, in the usual form of errors', async () => {
    const gateway = await startTestGateway();
    const unknown = [
      ['GET', '/', 404],
      ['POST', '/v1/nothing', 404],
      ['GET', '/v1/%zz', 400],
      ['GET', '/v1/events', 405],
      ['POST', '/v1/adapter/sessions', 405],
      ['DELETE', '/v1/ops/failed-writes/call-1/finished', 405],
    ] as const;
    for (const [method, path, status] of unknown) {
      const response = await gateway.fetch(path, { method });
      expect([path, response.status]).toEqual([path, status]);
      expect(await response.json()).toMatchObject({ error: { code: expect.any(String), message: expect.any(String) } });
    }
  });

  it('gives each answer a request id: that of the caller if it is safe, else a new one', async () => {
    const gateway = await startTestGateway();
    const id = async (given: string) =>
      (await gateway.fetch('/healthz', { headers: { 'x-request-id': given } })).headers.get('x-request-id');
    expect(await id('trace-1')).toBe('trace-1');
    expect(await id('a b{}')).toMatch(/^[\da-f-]{36}$/);
  });

  it('reports whether the process lives, and whether Temporal can be reached', async () => {
    const gateway = await startTestGateway();
    expect((await gateway.fetch('/readyz')).status).toBe(200);
    gateway.ready = false;
    expect((await gateway.fetch('/readyz')).status).toBe(503);
    expect((await gateway.fetch('/healthz')).status).toBe(200);
  });

  it('is described by the schemas that validate, with a page to try it', async () => {
    const gateway = await startTestGateway();
    const documented = z.object({
      openapi: z.string(),
      paths: z.record(z.string(), z.record(z.string(), z.unknown())),
      components: z.object({ schemas: z.object({ SessionEvent: z.unknown(), Settings: z.unknown() }) }),
    });
    const document = documented.parse(await (await gateway.fetch('/openapi.json')).json());
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toEqual([
      '/healthz',
      '/readyz',
      '/v1/events',
      '/v1/platform/calls',
      '/v1/platform/chats',
      '/v1/platform/metadata',
      '/v1/adapter/sessions',
      '/v1/adapter/sessions/{id}',
      '/v1/adapter/sessions/{id}/contact',
      '/v1/adapter/sessions/{id}/ticket',
      '/v1/adapter/sessions/{id}/merge',
      '/v1/adapter/stream',
      '/v1/adapter/outbound/options',
      '/v1/adapter/outbound/calls',
      '/v1/adapter/outbound/calls/{key}/cancel',
      '/v1/admin/settings',
      '/v1/admin/settings/preview',
      '/v1/admin/check',
      '/v1/admin/fields',
      '/v1/admin/settings/history',
      '/v1/ops/budget',
      '/v1/ops/sessions/{id}',
      '/v1/ops/dry-run',
      '/v1/ops/sessions',
      '/v1/ops/rescue',
      '/v1/ops/sessions/{id}/give-up',
      '/v1/ops/failed-writes',
      '/v1/ops/failed-writes/{*}',
      '/v1/ops/failed-writes/replay',
      '/v1/ops/unattached',
      '/v1/ops/unattached/{session}/attach',
      '/v1/zendesk/webhook',
      '/v1/codec/decode',
    ]);
    const described = JSON.stringify(document.components.schemas.SessionEvent);
    expect(eventTypes.filter((type) => !described.includes(`"${type}"`))).toEqual([]);
    expect(JSON.stringify(document.components.schemas.Settings).includes('windowSeconds')).toBe(true);
    const names = new Set([...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, name]) => name));
    for (const name of names) expect(name).toMatch(/^#\/components\/schemas\/\w+$/);
    const page = await gateway.fetch('/docs');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toContain('text/html');
  });
});
