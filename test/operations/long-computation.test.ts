/**
 * This file tests a workflow that computes for long. If this test fails, one long computation ends the commands of other
 * workflows. `workers/health.test.ts` tests how a worker that does not work any more is noticed.
 */

import { writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { bundleWorkflowCode } from '@temporalio/worker';
import { expect, it } from 'vitest';
import { apiToken } from '../../activities/zendesk/account.testkit.ts';
import { dataConverterOf } from '../../configuration/encryption.ts';
import { createWorkers } from '../../workers/workers.ts';
import { until } from '../kit/events.ts';
import { testStack } from '../kit/test-stack.ts';
import { busy } from '../kit/busy-workflow.ts';

const stack = testStack({ workers: false });

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
