import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { temporalServerArgs } from '../../tools/temporal.mjs';
import { raiseRetention, registerSearchAttributes } from '../../workers/temporal-setup.ts';
import type { Guard } from './guard.ts';
import type { Plan } from './plan.ts';
import type { ProcessPlan, RunningProcess } from './processes.ts';
import { nodeProgram, unexpectedExitMessage, startProcess } from './processes.ts';
import { answers, until } from './ready.ts';
import type { StackEvents } from './stack-events.ts';
import type { WorkerSupervisor } from './supervision.ts';
import { superviseWorker } from './supervision.ts';

export type Stack = {
  /** Kills the worker with SIGKILL. Resolves when the next worker is ready, with the milliseconds that this took. */
  readonly killWorker: () => Promise<number>;
  readonly stop: () => Promise<void>;
};

const temporalTimeoutMs = 60_000;
const processTimeoutMs = 60_000;

/**
 * Starts all processes of the plan, in parallel where possible. Resolves when all of them are ready.
 *
 * @param signal aborts the start
 * @throws NotReady, or another error, if a process does not become ready. All processes are stopped by then.
 */
export async function startStack(plan: Plan, guard: Guard, events: StackEvents, signal: AbortSignal): Promise<Stack> {
  const running = new Set<RunningProcess>();
  let stopping = false;
  let worker: WorkerSupervisor | null = null;

  const start = (name: string, rest: Pick<ProcessPlan, 'command' | 'args'>): RunningProcess => {
    const started = startProcess(
      { name, ...rest, env: plan.env, logFile: join(plan.logDir, `${name}.log`) },
      { guard, onLine: (line) => events.output(name, line) },
    );
    running.add(started);
    void started.ended.then((how) => {
      running.delete(started);
      if (!stopping) events.failed(unexpectedExitMessage(started, how));
    });
    return started;
  };
  const report = async (name: string, wait: () => Promise<unknown>): Promise<void> => {
    const startedAt = performance.now();
    events.starting(name);
    await wait();
    events.ready(name, performance.now() - startedAt);
  };
  const stop = async (): Promise<void> => {
    stopping = true;
    const [gateway, others] = [new Set<RunningProcess>(), new Set<RunningProcess>()];
    for (const each of running) (each.name === 'gateway' ? gateway : others).add(each);
    // Gateway and worker stop first, because they still use Temporal and the simulator while they end.
    await Promise.all([worker?.stop(), ...[...gateway].map((each) => each.stop())]);
    await Promise.all([...others].map((each) => each.stop()));
  };

  const startTemporal = async (): Promise<void> => {
    if (plan.devServer !== null) start('temporal', devServerProgram(plan, plan.devServer));
    await report('Temporal server', () => waitForTemporal(plan, signal));
  };
  const startWorker = async (): Promise<void> => {
    worker = superviseWorker(plan, guard, events);
    const { ready } = worker;
    await report('worker', () => waitForPromise(ready, processTimeoutMs, 'The worker', signal));
  };
  const startServer = (name: string, entry: string, label: string, probeUrl: string): Promise<void> => {
    start(name, nodeProgram(entry));
    return report(label, () => until(() => answers(probeUrl), { what: label, timeoutMs: processTimeoutMs, signal }));
  };
  try {
    await Promise.all([
      startTemporal().then(startWorker),
      ...(plan.simulatorUrl === null
        ? []
        : [startServer('simulator', 'simulator/main.ts', 'Zendesk simulator', `${plan.simulatorUrl}/_sim/clock`)]),
      startServer('gateway', 'client/gateway/main.ts', 'gateway', `${plan.gatewayUrl}/readyz`),
    ]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop, killWorker: async () => (worker === null ? 0 : await worker.replace()) };
}

function devServerProgram(
  plan: Plan,
  { cli, port, uiPort }: NonNullable<Plan['devServer']>,
): Pick<ProcessPlan, 'command' | 'args'> {
  const { namespace } = plan.config.temporal;
  const dbFile = join(plan.dataDir, 'temporal.db');
  return { command: cli, args: temporalServerArgs({ port, uiPort, dbFile, namespace, logLevel: 'error' }) };
}

/** Resolves when the Temporal server answers and the search attributes are registered. */
async function waitForTemporal(plan: Plan, signal: AbortSignal): Promise<void> {
  const { connectionOptions, namespace, address } = plan.config.temporal;
  const what = `The Temporal server at ${address}`;
  await until(
    async () => {
      const connection = await Connection.connect({ ...connectionOptions, connectTimeout: '2s' });
      try {
        await registerSearchAttributes(connection, namespace);
        return await raiseRetention(connection, namespace);
      } finally {
        await connection.close();
      }
    },
    { what, timeoutMs: temporalTimeoutMs, signal },
  );
}

/** Waits for a promise, but only until the time-out or until `signal` is aborted. */
async function waitForPromise(
  ready: Promise<unknown>,
  timeoutMs: number,
  what: string,
  signal: AbortSignal,
): Promise<void> {
  let resolved = false;
  let failure: unknown = null;
  ready.then(
    () => (resolved = true),
    (error: unknown) => (failure = error),
  );
  await until(async () => (resolved || failure !== null ? true : null), { what, timeoutMs, signal });
  if (failure !== null) throw failure;
}
