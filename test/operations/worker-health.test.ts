/**
 * This file tests worker processes that can not work any more. If these tests fail, a worker without a poller lives on
 * unnoticed, or one long computation ends the commands of other workflows.
 */

import { writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { bundleWorkflowCode } from '@temporalio/worker';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { apiToken } from '../../activities/zendesk/account.testkit.ts';
import { dataConverterOf } from '../../configuration/encryption.ts';
import { createWorkers } from '../../workers/workers.ts';
import { assigned, newCaller, send, started, until } from '../kit/events.ts';
import { testStack } from '../kit/test-stack.ts';
import type { WorkerProcess } from '../kit/worker-process.ts';
import { busy } from '../kit/busy-workflow.ts';

const stack = testStack({ workers: false });

/** The address of the health check, from the line with which the worker says that it is ready. */
function healthAddress({ log }: WorkerProcess): string {
  const line = log.find((each) => each.includes('"worker ready"')) ?? '{}';
  return `http://127.0.0.1:${z.object({ healthAt: z.number() }).parse(JSON.parse(line)).healthAt}/healthz`;
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Ends the thread in which a worker process runs its workflows, through the inspector of Node. */
async function endWorkflowThread(inspectPort: number): Promise<void> {
  const targets = z
    .array(z.object({ webSocketDebuggerUrl: z.string() }))
    .parse(await (await fetch(`http://127.0.0.1:${inspectPort}/json/list`)).json());
  const socket = new WebSocket(targets[0]?.webSocketDebuggerUrl ?? '');
  await once(socket, 'open');
  let id = 0;
  const call = async (method: string, params: object): Promise<string> => {
    id += 1;
    const own = id;
    const answer = new Promise<string>((resolve) => {
      socket.addEventListener('message', ({ data }) => {
        const { id: answered, result } = JSON.parse(String(data));
        if (answered === own) resolve((result.result ?? result.objects)?.objectId ?? '');
      });
    });
    socket.send(JSON.stringify({ id: own, method, params }));
    return await answer;
  };
  const expression = "process.getBuiltinModule('worker_threads').Worker.prototype";
  const prototypeObjectId = await call('Runtime.evaluate', { expression });
  const objectId = await call('Runtime.queryObjects', { prototypeObjectId });
  const functionDeclaration = 'function () { for (const thread of this) thread.terminate(); }';
  await call('Runtime.callFunctionOn', { objectId, functionDeclaration });
  socket.close();
}

it('OPS-6 a worker that stops without being told fails its health check, and ends with an exit code and a line in the log', async () => {
  const inspectPort = await freePort();
  const worker = await stack.spawnWorker({ NODE_OPTIONS: `--inspect=127.0.0.1:${inspectPort}` });
  const address = healthAddress(worker);
  expect((await fetch(address)).status).toBe(200);
  const { id, number } = newCaller();
  await send(stack, started(id, number));
  await until(async () => await stack.sessions.state(id).catch(() => null));
  await endWorkflowThread(inspectPort);
  // The next workflow task finds no thread. The SDK stops the worker, and waits for ever for its end.
  await send(stack, assigned(id));
  expect([1, 70]).toContain(await worker.ended);
  expect(worker.log.join('\n')).toContain('worker stopped');
  await expect(fetch(address)).rejects.toThrow();
}, 300_000);

it('BAT-7 a workflow that computes for longer than the default of the SDK is not cut off', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'busy-'));
  const { code } = await bundleWorkflowCode({
    workflowsPath: new URL('../kit/busy-workflow.ts', import.meta.url).pathname,
  });
  const codePath = join(folder, 'bundle.js');
  await writeFile(codePath, code);
  // So many rounds take more than the five seconds of the default, on this machine and with its present load.
  const sample = 50_000_000;
  await busy(sample);
  const begun = performance.now();
  await busy(sample);
  const rounds = Math.ceil((sample / (performance.now() - begun)) * 7_000);
  const { nativeConnection: connection, namespace = 'default', client } = stack.env;
  const { url, host } = stack.zendesk;
  const [sessions, zendesk] = await createWorkers({
    connection,
    namespace,
    client,
    dataConverter: dataConverterOf([]),
    bundle: { codePath },
    zendesk: { zendesk: { url, credentials: apiToken }, fileHosts: [host] },
    requestsPerMinute: 6_000,
  });
  const workflowId = `busy-${randomUUID()}`;
  const handle = await client.workflow.start('busy', {
    workflowId,
    taskQueue: 'sessions',
    args: [rounds],
    workflowTaskTimeout: '60s',
  });
  const result = handle.result();
  await Promise.all([sessions.runUntil(result), zendesk.runUntil(result)]);
  const { events } = await handle.fetchHistory();
  const failed = (events ?? []).filter(({ workflowTaskFailedEventAttributes: attributes }) => attributes);
  expect(failed).toEqual([]);
  await rm(folder, { recursive: true });
  // The other workflows of this namespace are replayed with the product's own code, which does not know this one.
  await client.workflowService.deleteWorkflowExecution({ namespace, workflowExecution: { workflowId } });
  await until(async () => (await client.workflow.count(`WorkflowId = '${workflowId}'`)).count === 0);
}, 300_000);
