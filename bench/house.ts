import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import type { z } from 'zod';
import { sessionClient } from '../client/sessions.ts';
import type { SessionClient } from '../client/sessions.ts';
import { productVariables } from '../tools/environment.mjs';
import { setUp } from '../tools/setup.mjs';
import { temporalServerArgs } from '../tools/temporal.mjs';
import { startGuard } from '../workers/local/guard.ts';
import { makePlan } from '../workers/local/plan.ts';
import type { Plan } from '../workers/local/plan.ts';
import { concretePort } from '../workers/local/ports.ts';
import { startProcess } from '../workers/local/processes.ts';
import { startStack } from '../workers/local/stack.ts';

/** The product as `npm start` runs it, in processes of their own, on ports and data of its own. */
export type House = {
  readonly client: Client;
  readonly sessions: SessionClient;
  readonly gatewayUrl: string;
  readonly simulatorUrl: string;
  /** Of the process that runs this file of the project. */
  readonly pidOf: (entry: 'workers/main.ts' | 'client/gateway/main.ts' | 'simulator/main.ts') => Promise<number>;
  /** Stops all processes; the data stay. */
  readonly stop: () => Promise<void>;
};

export type Home = {
  /** Starts everything, on the data that are there. */
  readonly open: () => Promise<House>;
  readonly remove: () => Promise<void>;
};

export async function newHome(): Promise<Home> {
  const { temporalCliPath } = await setUp({ devServer: true });
  if (temporalCliPath === undefined) throw new Error('There is no Temporal server to measure with.');
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  return {
    open: () => openHouse(temporalCliPath, folder),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function openHouse(cli: string, folder: string): Promise<House> {
  const stopping = new AbortController();
  const guard = startGuard();
  const port = await concretePort('127.0.0.1', 0);
  const own = new Set(productVariables());
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.has(name)));
  const env = {
    ...inherited,
    TEMPORAL_ADDRESS: `127.0.0.1:${port}`,
    GATEWAY_PORT: '0',
    SIMULATOR_PORT: '0',
    METRICS_PORT: '0',
  };
  const planned = await makePlan(env, folder);
  if (!planned.ok) throw new Error(planned.problems.join('\n'));
  const { plan } = planned;
  const { simulatorUrl, gatewayUrl } = plan;
  if (simulatorUrl === null) throw new Error('The bench measures with the simulator only.');
  const temporal = startProcess(
    {
      name: 'temporal',
      command: cli,
      args: temporalServerArgs({ port, dbFile: join(folder, 'temporal.db'), logLevel: 'error' }),
      env: plan.env,
      logFile: join(plan.logDir, 'temporal.log'),
    },
    { guard },
  );
  const events = {
    starting: () => {},
    ready: () => {},
    note: () => {},
    output: () => {},
    failed: (message: string) => {
      console.error(message);
      process.exit(1);
    },
  };
  const stack = await startStack(plan, guard, events, stopping.signal);
  const connection = await Connection.connect({ address: `127.0.0.1:${port}` });
  const client = new Client({ connection });
  return {
    client,
    sessions: sessionClient(client),
    gatewayUrl,
    simulatorUrl,
    pidOf: (entry) => pidOf(entry, plan),
    async stop() {
      await connection.close();
      await stack.stop();
      await temporal.stop();
      guard.close();
    },
  };
}

/** Of the processes that run this entry, the one of this house: its ports are in its environment. */
async function pidOf(entry: string, { env }: Plan): Promise<number> {
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    const isOurs = environment.includes(`GATEWAY_PORT=${env['GATEWAY_PORT'] ?? ''}\0`);
    if (isOurs && command.split('\0').includes(entry)) return Number(pid);
  }
  throw new Error(`No process of this bench runs ${entry}.`);
}

/** Resident memory in MiB: now, and the highest since it was last forgotten. */
export async function memoryOf(pid: number): Promise<{ readonly now: number; readonly peak: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const of = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) / 1024;
  return { now: of('VmRSS'), peak: of('VmHWM') };
}

/** Forgets the peak, so that the next one is that of what comes now. */
export async function forgetPeak(pid: number): Promise<void> {
  await writeFile(`/proc/${pid}/clear_refs`, '5');
}

/** A call to the simulator's control doors. */
export async function simulator<T>(house: House, path: string, answer: z.ZodType<T>, body?: object): Promise<T> {
  const post = { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const response = await fetch(`${house.simulatorUrl}/_sim/${path}`, body === undefined ? {} : post);
  if (!response.ok) throw new Error(`The simulator answered ${response.status} to ${path}.`);
  return answer.parse(await response.json());
}
