/**
 * This file tests sessions whose history does not fit the workflow code any more, so that no worker can go on with them. If
 * these tests fail, such a session stops for ever, and the customer's call lacks its ticket or its notes.
 */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { apiToken } from '../../activities/zendesk/account.testkit.ts';
import { dataConverterOf } from '../../configuration/encryption.ts';
import { workflowBundle } from '../../workers/bundle.ts';
import { createWorkers } from '../../workers/workers.ts';
import type { rescue } from '../../workflows/rescue.ts';
import {
  agentOne,
  assigned,
  connected,
  event,
  ended,
  newCaller,
  outcomeOf,
  send,
  started,
  stateWhenWritten,
  until,
} from '../kit/events.ts';
import { testStack } from '../kit/test-stack.ts';
import { ticketsOf, titles } from '../kit/zendesk-state.ts';

const stack = testStack({ agents: [agentOne] });

/** Runs workers with this workflow code until the promise settles. */
async function runWorkersWith(code: string, done: Promise<unknown>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bundle-'));
  const codePath = join(folder, 'bundle.js');
  await writeFile(codePath, code);
  const { nativeConnection: connection, namespace = 'default', client } = stack.env;
  const { url, host } = stack.zendesk;
  const workers = await createWorkers({
    connection,
    namespace,
    client,
    dataConverter: dataConverterOf([]),
    bundle: { codePath },
    zendesk: { zendesk: { url, credentials: apiToken }, fileHosts: [host] },
    requestsPerMinute: 6_000,
    tuning: { shutdownGraceTime: '2s' },
  });
  await Promise.all(workers.map(async (worker) => await worker.runUntil(done)));
  await rm(folder, { recursive: true });
}

it('OPS-6, TKT-12 a session that no worker can replay is taken up again, and goes on to its one ticket', async () => {
  const { id, number } = newCaller();
  await send(stack, started(id, number), assigned(id), connected(id));
  await stateWhenWritten(stack, id);
  await stack.stopWorkers();
  const code = await readFile((await workflowBundle()).codePath, 'utf8');
  // Code that begins a session with another command can not go on with the sessions of this code.
  const changed = code.replace(/(\w+)\.CancellationScope\.current\(\)\.cancelRequested/, 'void $1.sleep(1);$&');
  expect(changed).not.toBe(code);
  const rescued = untilRescued(id);
  const finished = rescued.then(async () => {
    // The call has not ended, so the session waits for more.
    await stateWhenWritten(stack, id);
    await send(stack, ended(id));
    return await outcomeOf(stack, id);
  });
  await send(stack, event(id, 'disposition.submitted', { code: 'Solved', agent: agentOne }));
  await runWorkersWith(changed, finished);
  expect(await finished).toMatchObject({ result: 'completed', compensated: false });
  const [ticket, ...others] = await ticketsOf(stack, id);
  expect(others).toEqual([]);
  expect(ticket === undefined ? [] : titles(ticket)).toEqual(['Call started', 'Disposition', 'Call finished']);

  // All histories of the namespace are replayed at the end, with the code of the product.
  const { namespace = 'default', client } = stack.env;
  for await (const { runId, workflowId } of client.workflow.list({ query: `WorkflowId = 'session/${id}'` }))
    await client.workflowService.deleteWorkflowExecution({ namespace, workflowExecution: { workflowId, runId } });
  await until(async () => (await client.workflow.count(`WorkflowId = 'session/${id}'`)).count === 0);
}, 240_000);

/** Runs the rescue until it has taken up this session. The server notices a problem after some failed tasks. */
async function untilRescued(id: string): Promise<void> {
  await until(async () => {
    const options = { workflowId: `rescue-${randomUUID()}`, taskQueue: 'sessions' };
    const report = await stack.client.workflow.execute<typeof rescue>('rescue', options);
    return report.rescued.some(({ sessionId }) => sessionId === id);
  });
}
