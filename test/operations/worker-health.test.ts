/**
 * This file tests worker processes that can not work any more. If these tests fail, a worker without a poller lives on
 * unnoticed, or one long computation ends the commands of other workflows.
 */

import { writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { msToTs } from '@temporalio/common/lib/time.js';
import { bundleWorkflowCode } from '@temporalio/worker';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { apiToken } from '../../activities/zendesk/account.testkit.ts';
import { dataConverterOf } from '../../configuration/encryption.ts';
import { createWorkers } from '../../workers/workers.ts';
import { until } from '../kit/events.ts';
import { testStack } from '../kit/test-stack.ts';
import type { WorkerProcess } from '../kit/worker-process.ts';
import { busy } from '../kit/busy-workflow.ts';

const stack = testStack({ workers: false });

/** The address of the health check, from the line with which the worker says that it is ready. */
function healthAddress({ log }: WorkerProcess): string {
  const line = log.find((each) => each.includes('"worker ready"')) ?? '{}';
  return `http://127.0.0.1:${z.object({ healthAt: z.number() }).parse(JSON.parse(line)).healthAt}/healthz`;
}

it('OPS-6 a worker whose namespace is gone fails its health check or ends, with an exit code and a line in the log', async () => {
  const { connection } = stack.env;
  const namespace = `doomed-${randomUUID()}`;
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: msToTs('1 day'),
  });
  const worker = await until(() => stack.spawnWorker({ TEMPORAL_NAMESPACE: namespace }).catch(() => null));
  const address = healthAddress(worker);
  expect((await fetch(address)).status).toBe(200);
  expect((await fetch(address.replace('healthz', 'metrics'))).status).toBe(404);
  await connection.operatorService.deleteNamespace({ namespace });
  const code = await worker.ended;
  expect([1, 70]).toContain(code);
  expect(worker.log.join('\n')).toContain('worker stopped');
}, 120_000);

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
  const [sessions] = await createWorkers({
    connection,
    namespace,
    client,
    dataConverter: dataConverterOf([]),
    bundle: { codePath },
    zendesk: { zendesk: { url, credentials: apiToken }, fileHosts: [host] },
    requestsPerMinute: 6_000,
  });
  const workflowId = `busy-${randomUUID()}`;
  const handle = await client.workflow.start('busy', { workflowId, taskQueue: 'sessions', args: [rounds], workflowTaskTimeout: '60s' });
  await sessions.runUntil(() => handle.result());
  const { events } = await handle.fetchHistory();
  const failed = (events ?? []).filter(({ workflowTaskFailedEventAttributes: attributes }) => attributes);
  expect(failed).toEqual([]);
  await rm(folder, { recursive: true });
}, 120_000);
