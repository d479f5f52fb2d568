import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { temporalServerArgs } from '../../tools/temporal.mjs';
import { registerSearchAttributes } from '../../workers/temporal-setup.ts';
import type { Guard } from './guard.ts';
import type { Plan } from './plan.ts';
import type { ProcessPlan, RunningProcess } from './processes.ts';
import { nodeProgram, obituary, startProcess } from './processes.ts';
import { answers, until } from './ready.ts';
import type { StackEvents } from './stack-events.ts';
import type { WorkerSupply } from './supervision.ts';
import { superviseWorker } from './supervision.ts';

export type Stack = {
  /** Kills the worker with SIGKILL; resolves when the next one polls, after so many ms. */
  readonly killWorker: () => Promise<number>;
  readonly stop: () => Promise<void>;
};

const temporalMs = 60_000;
const processMs = 60_000;

/** Starts everything, as far as possible side by side. Throws, with all stopped again, when a part does not come up. */
export async function startStack(plan: Plan, guard: Guard, events: StackEvents, signal: AbortSignal): Promise<Stack> {
  const running = new Set<RunningProcess>();
  let stopping = false;
  let worker: WorkerSupply | null = null;

  const start = (name: string, rest: Pick<ProcessPlan, 'command' | 'args'>): RunningProcess => {
    const started = startProcess(
      { name, ...rest, env: plan.env, logFile: join(plan.logDir, `${name}.log`) },
      { guard, onLine: (line) => events.output(name, line) },
    );
    running.add(started);
    void started.ended.then((how) => {
      running.delete(started);
      if (!stopping) events.failed(obituary(started, how));
    });
    return started;
  };
  const come = async (what: string, wait: () => Promise<unknown>): Promise<void> => {
    const begun = performance.now();
    events.starting(what);
    await wait();
    events.ready(what, performance.now() - begun);
  };
  const stop = async (): Promise<void> => {
    stopping = true;
    const [gateway, others] = [new Set<RunningProcess>(), new Set<RunningProcess>()];
    for (const each of running) (each.name === 'gateway' ? gateway : others).add(each);
    // The doors and the worker first: they say goodbye to what the others serve.
    await Promise.all([worker?.stop(), ...[...gateway].map((each) => each.stop())]);
    await Promise.all([...others].map((each) => each.stop()));
  };

  const temporal = async (): Promise<void> => {
    if (plan.devServer !== null) start('temporal', devServerOf(plan, plan.devServer));
    await come('Temporal server', () => temporalComes(plan, signal));
  };
  const workerComes = async (): Promise<void> => {
    worker = superviseWorker(plan, guard, events);
    const { ready } = worker;
    await come('worker', () => within(ready, processMs, 'The worker', signal));
  };
  const serves = (name: string, entry: string, what: string, probe: string): Promise<void> => {
    start(name, nodeProgram(entry));
    return come(what, () => until(() => answers(probe), { what, timeoutMs: processMs, signal }));
  };
  try {
    await Promise.all([
      temporal().then(workerComes),
      ...(plan.simulatorUrl === null
        ? []
        : [serves('simulator', 'simulator/main.ts', 'Zendesk simulator', `${plan.simulatorUrl}/_sim/clock`)]),
      serves('gateway', 'client/gateway/main.ts', 'gateway', `${plan.gatewayUrl}/readyz`),
    ]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop, killWorker: async () => (worker === null ? 0 : await worker.replace()) };
}

function devServerOf(
  plan: Plan,
  { cli, port, uiPort }: NonNullable<Plan['devServer']>,
): Pick<ProcessPlan, 'command' | 'args'> {
  const { namespace } = plan.config.temporal;
  const dbFile = join(plan.dataDir, 'temporal.db');
  return { command: cli, args: temporalServerArgs({ port, uiPort, dbFile, namespace, logLevel: 'error' }) };
}

/** Resolves when the server answers and knows the search attributes. */
async function temporalComes(plan: Plan, signal: AbortSignal): Promise<void> {
  const { connectionOptions, namespace, address } = plan.config.temporal;
  const what = `The Temporal server at ${address}`;
  await until(
    async () => {
      const connection = await Connection.connect({ ...connectionOptions, connectTimeout: '2s' });
      try {
        return await registerSearchAttributes(connection, namespace);
      } finally {
        await connection.close();
      }
    },
    { what, timeoutMs: temporalMs, signal },
  );
}

async function within(ready: Promise<unknown>, timeoutMs: number, what: string, signal: AbortSignal): Promise<void> {
  let there = false;
  let failure: unknown = null;
  ready.then(
    () => (there = true),
    (error: unknown) => (failure = error),
  );
  await until(async () => (there || failure !== null ? true : null), { what, timeoutMs, signal });
  if (failure !== null) throw failure;
}
