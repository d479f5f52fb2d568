/**
 * This file tests the API of the gateway on a real Temporal server. If these tests fail, events of the platform are
 * lost or change their order, operators do not find sessions, administrators cannot save settings, or a phone number is
 * visible in a list.
 */

import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { defaultPayloadConverter } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { run } from '../../client/cli/cli.testkit.ts';
import { connectTemporal } from '../../client/connect.ts';
import { temporalReadiness } from '../../client/readiness.ts';
import { buildGateway } from '../../client/gateway/app.ts';
import { basic, platform, token, tokenSecret } from '../../client/gateway/gateway.testkit.ts';
import { sessionClient } from '../../client/sessions.ts';
import { queuedEvent as queuedExample } from '../../client/sessions.testkit.ts';
import { sessionChanges } from '../../workflows/messages.ts';
import { agentOne, assigned, connected, ended, newCaller, send, started, until } from '../kit/events.ts';
import { silentLogger, testGateway } from '../kit/test-gateway.ts';
import { testStack } from '../kit/test-stack.ts';

const stack = testStack();
const gateway = testGateway(stack);

/** The same event with the current time, because a session whose last event is hours old is over. */
function queued(id: string): Record<string, unknown> {
  return { ...queuedExample(id), timestamp: Date.now() };
}

async function post(...events: readonly object[]): Promise<Response> {
  const headers = { authorization: basic(), 'content-type': 'application/json' };
  return await fetch(`${gateway.url}/v1/events`, { method: 'POST', headers, body: JSON.stringify({ events }) });
}

/** Gives the input of the newest run of a session, and the names of its signals in order. */
async function historyOf(id: string): Promise<{ readonly start: unknown; readonly signals: readonly string[] }> {
  const { events } = await stack.client.workflow.getHandle(`session/${id}`).fetchHistory();
  const input = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0];
  const signals = events?.map((event) => event.workflowExecutionSignaledEventAttributes?.signalName ?? '') ?? [];
  return {
    start: input === undefined ? null : defaultPayloadConverter.fromPayload(input),
    signals: signals.filter((name) => name !== ''),
  };
}

const page = z.object({
  sessions: z.array(z.looseObject({ id: z.string(), result: z.string().nullable(), ticketId: z.string().nullable() })),
  next: z.string().nullable(),
});

describe('events', () => {
  it('SEC-2 events are in Temporal, in their order, when the request is answered', async () => {
    const { id } = newCaller();
    const second = { ...queued(id), type: 'hold.started', item: {} };
    const third = { ...queued(id), type: 'hold.ended', item: {} };
    expect((await post(queued(id), second, third)).status).toBe(202);
    // An event is durable at once, but if a worker handles a workflow task, the event is in the history only after that
    // task.
    await until(async () => (await historyOf(id)).signals.length === 3);
    expect(await historyOf(id)).toEqual({
      start: { sessionId: id, changes: sessionChanges, earlierRun: false, carried: null },
      signals: ['session.queued', 'hold.started', 'hold.ended'],
    });
  });

  it('LATE-1 an event of a session that is over starts a run that knows of the earlier one', async () => {
    const { id } = newCaller();
    await post(queued(id));
    await stack.client.workflow.getHandle(`session/${id}`).terminate('over');
    expect((await post({ ...queued(id), type: 'hold.ended', item: {} })).status).toBe(202);
    expect(await historyOf(id)).toMatchObject({ start: { earlierRun: true }, signals: ['hold.ended'] });
  });

  it('SEC-3 events leave no phone number in the data by which sessions are listed', async () => {
    const { id, number } = newCaller();
    const item = { id, kind: 'call', session_type: 'Voice Inbound (IVR)', direction: 'inbound', from: number };
    expect((await post({ ...queued(id), type: 'session.started', item })).status).toBe(202);
    const description = await stack.client.workflow.getHandle(`session/${id}`).describe();
    expect(await description.staticSummary()).toBe('Inbound call');
    expect(JSON.stringify([description.workflowId, description.typedSearchAttributes])).not.toContain(number.slice(3));
  });
});

describe('a session', () => {
  it('OPS-1 the API and the command line show a session', async () => {
    const { id } = newCaller();
    await post(queued(id));
    const headers = { authorization: await token('operator') };
    const show = () => fetch(`${gateway.url}/v1/ops/sessions/${id}`, { headers });
    // Until the session has read its settings, the answer is the error `not_ready`.
    await until(async () => (await show()).ok);
    expect(await (await show()).json()).toMatchObject({ id, phase: 'open', queueId: '3' });
    expect((await fetch(`${gateway.url}/v1/ops/sessions/call-none`, { headers })).status).toBe(404);

    const env = stack.variables;
    const shownText = await run(['session', 'show', id], env);
    expect(shownText).toMatchObject({ exitCode: 0, err: '' });
    expect(shownText.out).toContain(`Session ${id}: under way`);
    const json = await run(['session', 'show', id, '--json'], env);
    expect(JSON.parse(json.out)).toMatchObject({ id });
    expect(await run(['session', 'show', 'call-none'], env)).toMatchObject({ exitCode: 1, out: '' });
  });

  it('ADP-4 a session refuses the pick of an agent to whom it was never assigned, and names the rule', async () => {
    const { id, number } = newCaller();
    await send(stack, started(id, number), assigned(id));
    const pick = { key: `${id}-pick`, contactId: 1, agent: { id: '99', email: null, name: null }, at: Date.now() };
    expect(await stack.sessions.pickContact(id, pick)).toMatchObject({ kind: 'refused', rule: 'ADP-4' });
    expect(await stack.sessions.pickContact('call-none', pick)).toEqual({ kind: 'unknown' });
  });
});

describe('a search of sessions', () => {
  it('OPS-1 a search finds running and closed sessions by their data, page by page, with their result', async () => {
    const callers = [newCaller(), newCaller()] as const;
    const agent = { ...agentOne, id: 4711 };
    for (const { id, number } of callers) await send(stack, started(id, number), assigned(id, agent));
    const [{ id }] = callers;
    const found = async (query: string): Promise<z.infer<typeof page>> => {
      const response = await fetch(`${gateway.url}/v1/ops/sessions?agent=4711&${query}`, {
        headers: { authorization: await token('operator') },
      });
      return page.parse(await response.json());
    };
    // Temporal updates its list of workflows a moment later.
    await until(async () => (await found('status=running')).sessions.length === callers.length);
    const first = await found('limit=1&status=running');
    const second = await found(`limit=1&status=running&cursor=${first.next}`);
    expect([...first.sessions, ...second.sessions].map((one) => one.id).sort()).toEqual(
      callers.map((one) => one.id).sort(),
    );

    await send(stack, connected(id, agent), ended(id));
    const closed = await until(async () => (await found('status=completed')).sessions[0]);
    expect(closed).toMatchObject({ id, result: 'completed', agentId: '4711', phase: 'done' });
    const { startTime, closeTime } = await stack.client.workflow.getHandle(`session/${id}`).describe();
    expect(closed).toMatchObject({ startedAt: startTime.getTime(), closedAt: closeTime?.getTime() });
    expect((await found(`status=completed&ticket=${closed.ticketId}&failed=false`)).sessions).toHaveLength(1);
    expect((await found(`status=completed&failed=true`)).sessions).toEqual([]);
  });
});

describe('settings', () => {
  it('the defaults hold until somebody saves settings, and each change is kept with its author and its values', async () => {
    const env = stack.variables;
    const get = async (): Promise<unknown> => JSON.parse((await run(['settings', 'get'], env)).out);
    expect(await get()).toMatchObject({ language: 'en' });
    const headers = { authorization: await token('admin') };
    const url = `${gateway.url}/v1/admin/settings`;

    const refused = await run(['settings', 'set', '-'], env, '{"language": "xx", "tikets": {}}');
    expect(refused).toMatchObject({ exitCode: 1, out: '' });
    expect(refused.err).toMatch(/language: /);
    expect(refused.err).toMatch(/tikets: no such setting/);
    const alsoRefused = await fetch(url, { method: 'PUT', headers, body: '{"language": "xx"}' });
    expect(alsoRefused.status).toBe(422);
    expect(await alsoRefused.json()).toMatchObject({ error: { fields: [{ path: 'language' }] } });
    expect(await get()).toMatchObject({ language: 'en' });

    const saved = await run(['settings', 'set', '-', '--by', 'first'], env, '{"language": "id"}');
    expect(saved).toMatchObject({ exitCode: 0, err: '' });
    expect(saved.out).toContain('language: "en" → "id"');
    expect(saved.out).toContain('(TKT-10)');
    const again = await fetch(url, { method: 'PUT', headers, body: '{"append": {"inbound": false}}' });
    expect(await again.json()).toMatchObject({ settings: { language: 'en', append: { inbound: false } } });
    expect(await get()).toMatchObject({ append: { inbound: false } });

    const history = z
      .object({ changes: z.array(z.object({ by: z.string(), changes: z.array(z.object({ path: z.string() })) })) })
      .parse(await (await fetch(`${url}/history`, { headers })).json());
    const [newest, before] = history.changes;
    expect(newest).toEqual({ by: 'admin@example.com', changes: [{ path: 'append.inbound' }, { path: 'language' }] });
    expect(before).toMatchObject({ by: 'first', changes: expect.arrayContaining([{ path: 'language' }]) });
  });
});

describe('without Temporal', () => {
  /** Gives a port on which nothing listens. */
  async function unusedPort(): Promise<number> {
    const server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const bound: AddressInfo | string | null = server.address();
    await new Promise((resolve) => {
      server.close(resolve);
    });
    return typeof bound === 'object' && bound !== null ? bound.port : 1;
  }

  it('SEC-2 without Temporal no event is accepted, and the gateway keeps running and says that it is not ready', async () => {
    const connectionOptions = { address: `127.0.0.1:${await unusedPort()}` };
    const temporal = { address: connectionOptions.address, namespace: 'default', connectionOptions, payloadKeys: [] };
    const client = await connectTemporal(temporal, { lazy: true });
    const sessions = sessionClient(client, { callMs: 500 });
    const config = { platform, tokenSecrets: [tokenSecret] as const, zendeskWebhookSecret: null };
    const app = buildGateway({
      sessions,
      config,
      encryption: null,
      logger: silentLogger,
      ready: () => temporalReadiness(client),
    });
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    try {
      const body = JSON.stringify({ events: [queued('call-1')] });
      const response = await fetch(`${url}/v1/events`, { method: 'POST', headers: { authorization: basic() }, body });
      expect(response.status).toBe(503);
      expect(response.headers.has('retry-after')).toBe(true);
      expect(await response.json()).toMatchObject({ error: { code: 'unreachable' } });
      expect((await fetch(`${url}/readyz`)).status).toBe(503);
      expect((await fetch(`${url}/healthz`)).status).toBe(200);
    } finally {
      await app.close();
      await client.connection.close();
    }
  });
});
