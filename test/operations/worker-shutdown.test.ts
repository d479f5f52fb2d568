/**
 * This file tests a worker that is stopped while it waits for an answer that nobody gives. If this test fails, a
 * restart of a worker hangs, or the call that the worker handled is lost.
 */

import { Worker } from '@temporalio/worker';
import { expect, it } from 'vitest';
import { defaultSettings } from '../../domain/settings/defaults.ts';
import { workflowBundle } from '../../workers/bundle.ts';
import { currentSettings, settingsWorkflowId, workflowTypes } from '../../workflows/messages.ts';
import { assigned, connected, ended, newCaller, outcomeOf, send, started, until } from '../kit/events.ts';
import { fastSettings } from '../kit/stack.ts';
import { testStack } from '../kit/test-stack.ts';
import { ticketsOf } from '../kit/zendesk-state.ts';

const stack = testStack({ workers: false });

/**
 * Starts the settings workflow on a task queue that no worker serves afterwards. So nobody answers a question about the
 * settings.
 */
async function leaveSettingsUnserved(): Promise<void> {
  const taskQueue = 'elsewhere';
  const { nativeConnection: connection, namespace = 'default' } = stack.env;
  const worker = await Worker.create({ connection, namespace, taskQueue, workflowBundle: await workflowBundle() });
  await worker.runUntil(async () => {
    const start = { settings: defaultSettings, history: [] };
    await stack.client.workflow.start(workflowTypes.settings, {
      workflowId: settingsWorkflowId,
      taskQueue,
      args: [start],
    });
    const handle = stack.client.workflow.getHandle(settingsWorkflowId);
    await until(async () => await handle.query(currentSettings).catch(() => null));
  });
}

it('END-4 a worker that waits for an answer which nobody gives ends at SIGTERM, and the call goes on', async () => {
  await leaveSettingsUnserved();
  const worker = await stack.spawnWorker();
  const { id, number } = newCaller();
  await send(stack, started(id, number));
  const session = stack.client.workflow.getHandle(`session/${id}`);
  // A workflow task that takes more than two seconds waits for a local activity.
  await until(async () => {
    const since = (await session.describe()).raw.pendingWorkflowTask?.startedTime?.seconds;
    return since && Date.now() / 1_000 - Number(since) > 2;
  });
  expect(await worker.stop()).toBe(0);

  await stack.client.workflow.getHandle(settingsWorkflowId).terminate('nobody serves it');
  await stack.startWorkers();
  await stack.sessions.settings.set(fastSettings, 'test');
  await send(stack, assigned(id), connected(id), ended(id));
  await outcomeOf(stack, id);
  expect(await ticketsOf(stack, id)).toHaveLength(1);
});
