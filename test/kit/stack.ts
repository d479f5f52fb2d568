import type { Client } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Worker } from '@temporalio/worker';
import { apiToken, startAccount } from '../../activities/zendesk/account.testkit.ts';
import type { Account } from '../../activities/zendesk/account.testkit.ts';
import { sessionClient } from '../../client/sessions.ts';
import type { SessionClient } from '../../client/sessions.ts';
import { dataConverterOf } from '../../configuration/encryption.ts';
import type { SimulatorOptions } from '../../simulator/index.ts';
import { workflowBundle } from '../../workers/bundle.ts';
import { createWorkers } from '../../workers/workers.ts';
import { endAll, replayAll } from './namespace-end.ts';
import { newNamespace, timeSkippingServer } from './temporal-servers.ts';
import { spawnWorker } from './worker-process.ts';
import type { WorkerProcess } from './worker-process.ts';
import { withHistories } from './workflow-runs.ts';

/**
 * The whole product for one test file: a namespace of Temporal, a simulated Zendesk account, and workers that a test can
 * kill.
 */
export type TestStack = {
  readonly env: TestWorkflowEnvironment;
  readonly client: Client;
  readonly sessions: SessionClient;
  readonly zendesk: Account;
  /** The environment variables with which the command line and other processes connect to this namespace. */
  readonly variables: { readonly TEMPORAL_ADDRESS: string; readonly TEMPORAL_NAMESPACE: string };
  /** The id of the Zendesk user of one of the agents with whom the stack started. */
  readonly userId: (agent: Person) => number;
  /** Starts the workers of this process again after `stopWorkers`. */
  startWorkers(): Promise<void>;
  stopWorkers(): Promise<void>;
  /** Starts a worker process. Resolves when it polls for tasks. */
  spawnWorker(variables?: Readonly<Record<string, string>>): Promise<WorkerProcess>;
  /**
   * Stops everything. On the dev server it also replays every history of the namespace against the current workflow
   * code.
   */
  close(): Promise<void>;
};

/** An agent of the platform. Zendesk knows the same agent by the e-mail address. */
export type Person = { readonly name: string; readonly email: string };

/** Settings that keep tests short: a batching window of one second, and limits of requests that no test reaches. */
export const fastSettings = {
  batching: { windowSeconds: 1 },
  zendesk: { requestsPerMinute: 6_000, ticketUpdatesPerMinute: 6_000 },
};

export type StackOptions = {
  readonly simulator?: SimulatorOptions;
  /** The agents of the platform who are also agents in Zendesk. Default: nobody. */
  readonly agents?: readonly Person[];
  /**
   * The settings to save when the workers start. A function first creates the records in Zendesk that they name.
   * Default: `fastSettings`.
   */
  readonly settings?: object | ((stack: TestStack) => Promise<object>);
  /** False: no workers start and no settings are saved, because the tests use worker processes. */
  readonly workers?: boolean;
  /** The keys with which the stack encrypts the data in Temporal (SEC-6). */
  readonly payloadKeys?: readonly string[];
};

/** Starts the stack in a new namespace of the dev server at this address, with real time, list and search. */
export async function startStack(address: string, options: StackOptions = {}): Promise<TestStack> {
  return await prepare(await newNamespace(address, dataConverterOf(options.payloadKeys ?? [])), options);
}

/** Starts the stack on a time-skipping server of its own. `stack.env.sleep` skips hours and days. */
export async function startTimeSkippingStack(options: StackOptions = {}): Promise<TestStack> {
  return await prepare(await timeSkippingServer(), options);
}

async function prepare(env: TestWorkflowEnvironment, options: StackOptions): Promise<TestStack> {
  const { agents = [], settings = fastSettings, workers = true } = options;
  const zendesk = await startAccount({ searchLagMs: 0, ticketUpdatesPerMinute: 100_000, ...options.simulator });
  const users = agents.map(({ name, email }) => ({ name, email, role: 'agent' }));
  const ids = agents.length === 0 ? [] : (await zendesk.seed({ users })).users;
  const userIds = new Map(agents.map(({ email }, i) => [email, ids[i] ?? 0]));
  const stack = await createStack(env, { zendesk, userIds, payloadKeys: options.payloadKeys ?? [] });
  if (!workers) return stack;
  const document = typeof settings === 'function' ? await settings(stack) : settings;
  await stack.startWorkers();
  await stack.sessions.settings.set(document, 'test');
  return stack;
}

type StackParts = {
  readonly zendesk: Account;
  /** Ids of Zendesk users by e-mail address. */
  readonly userIds: ReadonlyMap<string, number>;
  readonly payloadKeys: readonly string[];
};

async function createStack(
  env: TestWorkflowEnvironment,
  { zendesk, userIds, payloadKeys }: StackParts,
): Promise<TestStack> {
  const { client, namespace = 'default' } = env;
  const dataConverter = dataConverterOf(payloadKeys);
  const bundle = await workflowBundle({ encrypted: payloadKeys.length > 0 });
  const variables = { TEMPORAL_ADDRESS: env.address, TEMPORAL_NAMESPACE: namespace };
  const processes: WorkerProcess[] = [];
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
    sessions: sessionClient(client),
    zendesk,
    variables,
    userId: ({ name, email }) => {
      const id = userIds.get(email);
      if (id === undefined) throw new Error(`The stack did not start with the agent ${name}.`);
      return id;
    },
    async startWorkers() {
      const workers = await createWorkers({
        connection: env.nativeConnection,
        namespace,
        client,
        dataConverter,
        bundle,
        zendesk: { zendesk: { url: zendesk.url, credentials: apiToken }, fileHosts: [zendesk.host] },
        requestsPerMinute: 6_000,
        tuning: { shutdownGraceTime: '2s' },
      });
      running = { workers, done: Promise.all(workers.map(async (worker) => worker.run())) };
    },
    stopWorkers,
    async spawnWorker(more = {}) {
      const process = spawnWorker({
        ...variables,
        ZENDESK_URL: zendesk.url,
        FILE_HOSTS: zendesk.host,
        PAYLOAD_KEY: payloadKeys.join(','),
        ...more,
      });
      processes.push(process);
      await process.ready;
      return process;
    },
    async close() {
      await Promise.all(processes.map((process) => process.kill()));
      const isDevServer = !env.supportsTimeSkipping;
      // Workflows end before their workers, because a workflow task could wait for an answer that only these workers give.
      if (isDevServer) await endAll(client);
      await stopWorkers();
      if (isDevServer)
        await withHistories(env, (reader) => replayAll(reader, { workflowBundle: bundle, dataConverter }));
      await zendesk.close();
      await env.teardown();
    },
  };
}
