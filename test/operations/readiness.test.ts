/**
 * This file tests what the product does when Temporal lacks what it needs: on a real dev server without search attributes,
 * with a wrong namespace, and with no server at all. If these tests fail, a gateway says that it is ready and takes no event,
 * or an operator looks for an outage where only a command was forgotten.
 */

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { buildGateway } from '../../client/gateway/app.ts';
import { basic, platform, tokenSecret } from '../../client/gateway/gateway.testkit.ts';
import { connectTemporal } from '../../client/connect.ts';
import { temporalReadiness } from '../../client/readiness.ts';
import { sessionClient } from '../../client/sessions.ts';
import { queuedEvent } from '../../client/sessions.testkit.ts';
import { concretePort } from '../../local/stack/ports.ts';
import { until } from '../../local/stack/ready.ts';
import { raiseRetention, registerSearchAttributes } from '../../workers/temporal-setup.ts';
import { spawnWorker } from '../kit/worker-process.ts';
import { silentLogger } from '../kit/test-gateway.ts';

function queued(id: string): Record<string, unknown> {
  return { ...queuedEvent(id), timestamp: Date.now() };
}

const root = fileURLToPath(new URL('../..', import.meta.url));

function serverAddress(): string {
  const address = inject('temporalAddress');
  if (address === null) throw new Error('No dev server was started.');
  return address;
}

const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).toReversed()) await each.close();
});

async function connect(address: string, namespace: string): Promise<Client> {
  const client = await connectTemporal(
    { address, namespace, connectionOptions: { address }, payloadKeys: [] },
    { lazy: true },
  );
  open.push({ close: () => client.connection.close() });
  return client;
}

/** A gateway in front of this client. */
async function gatewayOf(client: Client): Promise<string> {
  const app = buildGateway({
    sessions: sessionClient(client, { callMs: 3_000 }),
    config: { platform, tokenSecrets: [tokenSecret], zendeskWebhookSecret: null },
    encryption: null,
    logger: silentLogger,
    ready: () => temporalReadiness(client),
  });
  open.push({ close: () => app.close() });
  return await app.listen({ host: '127.0.0.1', port: 0 });
}

async function answerOf(response: Response): Promise<unknown> {
  return [response.status, await response.json()];
}

async function post(url: string): Promise<unknown> {
  const body = JSON.stringify({ events: [queued('call-1')] });
  return await answerOf(await fetch(`${url}/v1/events`, { method: 'POST', headers: { authorization: basic() }, body }));
}

const problem = (code: string): unknown => [503, { error: { code, message: expect.any(String) } }];

describe('a namespace that is not set up', () => {
  const namespace = `bare-${randomUUID()}`;
  let client: Client;
  beforeAll(async () => {
    client = await connectTemporal({
      address: serverAddress(),
      namespace,
      connectionOptions: { address: serverAddress() },
      payloadKeys: [],
    });
    const workflowExecutionRetentionPeriod = msToTs('1 day');
    await client.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod });
  });
  afterAll(() => client.connection.close());

  it('OPS-5 the gateway is not ready, and each answer names the command that sets it up', async () => {
    const url = await gatewayOf(client);
    const setUp = [
      503,
      { error: { code: 'not_set_up', message: expect.stringContaining('`npm run temporal:setup`') } },
    ];
    expect(await answerOf(await fetch(`${url}/readyz`))).toEqual(setUp);
    expect(await post(url)).toEqual(setUp);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  it('OPS-5 a worker ends with an error, and names the command', async () => {
    const worker = spawnWorker({ TEMPORAL_ADDRESS: serverAddress(), TEMPORAL_NAMESPACE: namespace });
    await expect(worker.ready).rejects.toThrow(/ended with 1: .*npm run temporal:setup/s);
  });

  it('OPS-5 the set-up command sets it up: then it is ready, and its retention is 72 hours', async () => {
    await registerSearchAttributes(client.connection, namespace);
    const short = await temporalReadiness(client, { timeoutMs: 10_000 });
    expect(short).toEqual({ problem: null, warnings: [expect.stringContaining('24 hours')] });
    const url = await gatewayOf(client);
    expect(await answerOf(await fetch(`${url}/readyz`))).toEqual([
      200,
      { status: 'ready', warnings: [expect.stringContaining('72 hours are needed')] },
    ]);

    const env = { ...process.env, TEMPORAL_ADDRESS: serverAddress(), TEMPORAL_NAMESPACE: namespace };
    const setUp = spawn(process.execPath, ['workers/temporal-setup.ts'], { cwd: root, env, stdio: 'inherit' });
    expect(await once(setUp, 'exit')).toEqual([0, null]);
    expect(await temporalReadiness(client, { timeoutMs: 10_000 })).toEqual({ problem: null, warnings: [] });
    expect(await answerOf(await fetch(`${url}/readyz`))).toEqual([200, { status: 'ready' }]);
    expect(await raiseRetention(client.connection, namespace)).toBe('long enough');
  });
});

describe('a namespace that does not exist', () => {
  const namespace = `missing-${randomUUID()}`;

  it('OPS-5 is named as such by /readyz, by the answer to events and by a worker, which ends with an error', async () => {
    const url = await gatewayOf(await connect(serverAddress(), namespace));
    expect(await answerOf(await fetch(`${url}/readyz`))).toEqual(problem('no_namespace'));
    expect(await post(url)).toEqual(problem('no_namespace'));
    const worker = spawnWorker({ TEMPORAL_ADDRESS: serverAddress(), TEMPORAL_NAMESPACE: namespace });
    await expect(worker.ready).rejects.toThrow(/ended with 1: .*TEMPORAL_NAMESPACE/s);
  });

  it('OPS-5 ends the set-up command with an error that says so', async () => {
    const env = { ...process.env, TEMPORAL_ADDRESS: serverAddress(), TEMPORAL_NAMESPACE: namespace };
    const setUp = spawn(process.execPath, ['workers/temporal-setup.ts'], { cwd: root, env, stdio: 'pipe' });
    let text = '';
    setUp.stderr.on('data', (part: Buffer) => (text += part.toString()));
    expect(await once(setUp, 'exit')).toEqual([1, null]);
    expect(text).toContain('TEMPORAL_NAMESPACE');
  });
});

describe('no server', () => {
  it('OPS-5 /readyz says that it can not be reached, and nothing else does', async () => {
    const port = await concretePort('127.0.0.1', 0);
    const url = await gatewayOf(await connect(`127.0.0.1:${port}`, 'default'));
    expect(await answerOf(await fetch(`${url}/readyz`))).toEqual(problem('unreachable'));
    expect(await post(url)).toEqual(problem('unreachable'));
  });

  it('OPS-5 a server that takes connections and never answers does not keep /readyz waiting', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    open.push({ close: async () => silent.close() });
    await once(silent, 'listening');
    const address = silent.address();
    if (address === null || typeof address === 'string') throw new Error('The silent server has no port.');
    const url = await gatewayOf(await connect(`127.0.0.1:${address.port}`, 'default'));
    expect(await answerOf(await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(60_000) }))).toEqual(
      problem('unreachable'),
    );
  });

  it('OPS-5 a gateway that is stopped while probes and events wait ends cleanly', async () => {
    const [temporalPort, port] = [await concretePort('127.0.0.1', 0), await concretePort('127.0.0.1', 0)];
    const gateway = spawn(process.execPath, ['client/gateway/main.ts'], {
      cwd: root,
      env: { ...process.env, TEMPORAL_ADDRESS: `127.0.0.1:${temporalPort}`, GATEWAY_PORT: String(port) },
      stdio: 'pipe',
    });
    open.push({ close: async () => gateway.kill('SIGKILL') });
    const output = outputOf(gateway);
    const url = `http://127.0.0.1:${port}`;
    await until(async () => (await fetch(`${url}/healthz`)).ok || null, { what: 'gateway', timeoutMs: 60_000 });
    const hungUp = Array.from({ length: 5 }, async () => {
      await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(50) }).catch(() => undefined);
      const init = { method: 'POST', headers: { authorization: basic('platform', 'local-only') } };
      const body = JSON.stringify({ events: [queued('call-1')] });
      await fetch(`${url}/v1/events`, { ...init, body, signal: AbortSignal.timeout(300) }).catch(() => undefined);
    });
    await Promise.all(hungUp);
    const ended = once(gateway, 'exit');
    gateway.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(output.join('')).not.toMatch(/uncaught|has been shut down|not stop cleanly/i);
    expect(output.join('')).toContain('gateway stopped');
  });
});

function outputOf({ stdout, stderr }: ChildProcess): readonly string[] {
  const output: string[] = [];
  for (const stream of [stdout, stderr]) stream?.on('data', (part: Buffer) => output.push(part.toString()));
  return output;
}
