import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Runtime, Worker } from '@temporalio/worker';
import type { ReplayWorkerOptions } from '@temporalio/worker';
import { dataConverterOf } from '../configuration/encryption.ts';
import { createLogger } from '../configuration/logger.ts';
import { apiToken, startAccount } from '../activities/zendesk/account.testkit.ts';
import type { Account } from '../activities/zendesk/account.testkit.ts';
import { sessionClient } from '../client/sessions.ts';
import type { SessionClient } from '../client/sessions.ts';
import type { SimulatorOptions } from '../simulator/index.ts';
import { workflowBundle } from '../workers/bundle.ts';
import { temporalLogger } from '../workers/telemetry.ts';
import { registerSearchAttributes } from '../workers/temporal-setup.ts';
import { createWorkers } from '../workers/workers.ts';
import { withHistories } from './workflow-runs.testkit.ts';

/**
 * The whole product on servers and ports of its own: Temporal, a simulated Zendesk account, and workers that a test can
 * kill.
 */
export type TestStack = {
  readonly env: TestWorkflowEnvironment;
  readonly client: Client;
  readonly sessions: SessionClient;
  readonly zendesk: Account;
  /**
   * Starts workers in this process. The first call also saves `settings`, by default a batching window of one second.
   */
  startWorkers(settings?: object): Promise<void>;
  stopWorkers(): Promise<void>;
  /** Starts a worker process. Resolves when it polls for tasks. */
  spawnWorker(variables?: Readonly<Record<string, string>>): Promise<WorkerProcess>;
  /**
   * Stops everything. On the dev server it also replays every history of the test against the current workflow code.
   */
  close(): Promise<void>;
};

export type WorkerProcess = {
  /** Sends SIGKILL. Resolves when the process is gone. */
  kill(): Promise<void>;
  /** Sends SIGTERM. Resolves with the exit code. */
  stop(): Promise<number | null>;
  signal(name: NodeJS.Signals): void;
  /** All lines that the process logged. */
  readonly log: readonly string[];
};

const root = fileURLToPath(new URL('..', import.meta.url));

function executable(name: 'TEMPORAL_CLI_PATH' | 'TEMPORAL_TEST_SERVER_PATH'): string {
  const path = process.env[name];
  if (path === undefined) throw new Error(`${name} is not set: run the tests with npm test, which finds the servers.`);
  return path;
}

let runtimeInstalled = false;

/** Silences the logs of the Temporal SDK. It may be called several times. */
export function silenceTemporalLogs(): void {
  if (runtimeInstalled) return;
  runtimeInstalled = true;
  const logger = createLogger({ name: 'test', level: 'fatal', pretty: false });
  Runtime.install({ logger: temporalLogger(logger), telemetryOptions: { logging: { filter: 'ERROR', forward: {} } } });
}

const devServerFlags = [
  'history.transferProcessorMaxPollRPS=2000',
  'history.timerProcessorMaxPollRPS=2000',
  'history.visibilityProcessorMaxPollRPS=200',
  'matching.numTaskqueueReadPartitions=1',
  'matching.numTaskqueueWritePartitions=1',
].flatMap((value) => ['--dynamic-config-value', value]);

/**
 * Starts the stack on the Temporal dev server, with real time, list and search, and real processes.
 *
 * @param payloadKeys the keys with which the stack encrypts the data in Temporal (SEC-6)
 */
export async function startTestStack(
  simulator: SimulatorOptions = {},
  payloadKeys: readonly string[] = [],
): Promise<TestStack> {
  silenceTemporalLogs();
  const env = await TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path: executable('TEMPORAL_CLI_PATH') },
      log: { format: 'pretty', level: 'never' },
      extraArgs: devServerFlags,
    },
    client: { dataConverter: dataConverterOf(payloadKeys) },
  });
  return await createStack(env, simulator, { isDevServer: true, payloadKeys });
}

/** Starts the stack on the time-skipping server. `stack.env.sleep` skips hours and days. */
export async function startTimeSkippingStack(simulator: SimulatorOptions = {}): Promise<TestStack> {
  return await createStack(await timeSkippingServer(), simulator, { isDevServer: false, payloadKeys: [] });
}

/** Starts the time-skipping server alone, for tests with their own workers. */
export async function timeSkippingServer(): Promise<TestWorkflowEnvironment> {
  silenceTemporalLogs();
  return await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: executable('TEMPORAL_TEST_SERVER_PATH') } },
  });
}

async function createStack(
  env: TestWorkflowEnvironment,
  simulator: SimulatorOptions,
  { isDevServer, payloadKeys }: { readonly isDevServer: boolean; readonly payloadKeys: readonly string[] },
): Promise<TestStack> {
  const zendesk = await startAccount({ searchLagMs: 0, ticketUpdatesPerMinute: 100_000, ...simulator });
  const dataConverter = dataConverterOf(payloadKeys);
  const bundle = await workflowBundle({ encrypted: payloadKeys.length > 0 });
  // The time-skipping server can add search attributes, but it cannot list them.
  await registerSearchAttributes(env.connection, env.namespace ?? 'default', isDevServer ? undefined : []);
  const { client } = env;
  const sessions = sessionClient(client);
  const processes: ChildProcess[] = [];
  let areSettingsSaved = false;
  let running: { readonly workers: readonly Worker[]; readonly done: Promise<unknown> } | null = null;

  async function stopWorkers(): Promise<void> {
    if (running === null) return;
    const { workers, done } = running;
    running = null;
    for (const worker of workers) worker.shutdown();
    await done;
  }

  return {
    env,
    client,
    sessions,
    zendesk,
    async startWorkers(settings = { batching: { windowSeconds: 1 } }) {
      const workers = await createWorkers({
        connection: env.nativeConnection,
        namespace: env.namespace ?? 'default',
        client,
        dataConverter,
        bundle,
        zendesk: { zendesk: { url: zendesk.url, credentials: apiToken }, fileHosts: [zendesk.host] },
        requestsPerMinute: 6_000,
        tuning: { shutdownGraceTime: '2s' },
      });
      running = { workers, done: Promise.all(workers.map(async (worker) => worker.run())) };
      if (!areSettingsSaved) await sessions.settings.set(settings, 'test');
      areSettingsSaved = true;
    },
    stopWorkers,
    async spawnWorker(variables = {}) {
      const process = spawnWorker(env.address, zendesk, { PAYLOAD_KEY: payloadKeys.join(','), ...variables });
      processes.push(process.child);
      await process.ready;
      return process;
    },
    async close() {
      for (const child of processes) child.kill('SIGKILL');
      // A workflow that still runs could wait for an answer that only these workers give.
      if (isDevServer && running !== null) await terminateAll(client);
      await stopWorkers();
      if (isDevServer)
        await withHistories(env, (reader) => replayAll(reader, { workflowBundle: bundle, dataConverter }));
      await zendesk.close();
      await env.teardown();
    },
  };
}

function spawnWorker(
  address: string,
  zendesk: Account,
  variables: Readonly<Record<string, string>>,
): WorkerProcess & { child: ChildProcess; ready: Promise<void> } {
  const child = spawn(process.execPath, ['workers/main.ts'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      TEMPORAL_ADDRESS: address,
      ZENDESK_URL: zendesk.url,
      FILE_HOSTS: zendesk.host,
      METRICS_PORT: '0',
      LOG_LEVEL: 'info',
      ...variables,
    },
  });
  const log: string[] = [];
  const lines = createInterface({ input: child.stdout });
  const ready = new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => {
      log.push(line);
      if (line.includes('"worker ready"')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`The worker ended with ${code}: ${log.slice(-3).join('\n')}`)));
  });
  const gone = once(child, 'exit');
  return {
    child,
    ready,
    log,
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
    async stop() {
      child.kill('SIGTERM');
      await gone;
      return child.exitCode;
    },
    signal(name) {
      child.kill(name);
    },
  };
}

async function terminateAll(client: Client): Promise<void> {
  for await (const { workflowId } of client.workflow.list({ query: "ExecutionStatus = 'Running'" }))
    // The workflow may have ended since it was listed.
    await client.workflow
      .getHandle(workflowId)
      .terminate('The test is over.')
      .catch(() => undefined);
}

/** Replays each run of every workflow of the test against the current workflow code. */
async function replayAll(
  client: Client,
  options: Pick<ReplayWorkerOptions, 'workflowBundle' | 'dataConverter'>,
): Promise<void> {
  for await (const { workflowId, runId } of client.workflow.list()) {
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    await Worker.runReplayHistory(options, history, workflowId);
  }
}
