import { expect, test } from 'vitest';
import { healthJudge, serveHealth } from './health.ts';
import type { Look, WorkerSign } from './health.ts';

const works: WorkerSign = {
  runState: 'RUNNING',
  workflowPollerState: 'POLLING',
  activityPollerState: 'POLLING',
  hasOutstandingWorkflowPoll: true,
  hasOutstandingActivityPoll: true,
  numInFlightWorkflowActivations: 0,
  numInFlightActivities: 0,
  numCachedWorkflows: 0,
};

function look(sign: Partial<WorkerSign> = {}, runsWorkflows = true): readonly Look[] {
  return [{ name: 'sessions', runsWorkflows, sign: { ...works, ...sign } }];
}

test('OPS-6 a worker is healthy while it runs and asks for tasks', () => {
  const judge = healthJudge(0);
  expect(judge(look(), 100_000)).toEqual([]);
  // The worker for Zendesk runs no workflows, so it has no poller for them.
  expect(judge(look({ workflowPollerState: 'SHUTDOWN', hasOutstandingWorkflowPoll: false }, false), 100_000)).toEqual(
    [],
  );
});

test.each(['DRAINING', 'FAILED', 'STOPPED'] as const)('OPS-6 a worker that is %s is not healthy', (runState) => {
  expect(healthJudge(0)(look({ runState }), 1)).toEqual([`sessions: the worker is ${runState}`]);
});

test('OPS-6 a worker without a poller is not healthy', () => {
  expect(healthJudge(0)(look({ activityPollerState: 'FAILED' }), 1)).toHaveLength(1);
  const judge = healthJudge(0);
  const silent = look({ hasOutstandingWorkflowPoll: false });
  expect(judge(silent, 29_000)).toEqual([]);
  expect(judge(silent, 31_000)).toEqual(['sessions: it asks for no tasks']);
  expect(judge(look(), 32_000)).toEqual([]);
});

test('OPS-6 a worker whose last workflow task does not end is not healthy', () => {
  const judge = healthJudge(0);
  const stuck = look({ numInFlightWorkflowActivations: 1, numCachedWorkflows: 7 });
  expect(judge(stuck, 1_000)).toEqual([]);
  expect(judge(stuck, 60_000)).toEqual([]);
  expect(judge(stuck, 62_000)).toEqual(['sessions: a workflow task does not come to its end']);
  expect(judge(look({ numInFlightWorkflowActivations: 1, numCachedWorkflows: 8 }), 63_000)).toEqual([]);
});

test('OPS-6 a worker that stops without being told is reported once, and its health check fails', async () => {
  const stopped: string[] = [];
  let sign: Partial<WorkerSign> = {};
  let reported = (): void => undefined;
  const isReported = new Promise<void>((resolve) => (reported = resolve));
  const health = await serveHealth(() => look(sign), {
    host: '127.0.0.1',
    port: 0,
    onStopped: (why) => {
      stopped.push(why);
      reported();
    },
    onUnserved: (error) => {
      throw error;
    },
  });
  const status = async (path: string): Promise<number> =>
    (await fetch(`http://127.0.0.1:${health.port}${path}`)).status;
  expect([await status('/healthz'), await status('/other')]).toEqual([200, 404]);
  sign = { runState: 'DRAINING' };
  await isReported;
  expect(await status('/healthz')).toBe(503);
  expect(stopped).toEqual(['sessions: the worker is DRAINING']);
  health.close();
});
