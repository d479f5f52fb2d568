import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { sessionClient } from '../client/sessions.ts';
import type { SessionClient } from '../client/sessions.ts';
import { productVariables } from '../tools/environment.mjs';
import { setUp } from '../tools/setup.mjs';
import { temporalServerArgs } from '../tools/temporal.mjs';
import type { Guard } from '../local/stack/guard.ts';
import { startGuard } from '../local/stack/guard.ts';
import { concretePort } from '../local/stack/ports.ts';
import type { RunningProcess } from '../local/stack/processes.ts';
import { nodeProgram, unexpectedExitMessage, startProcess } from '../local/stack/processes.ts';
import { answers, until } from '../local/stack/ready.ts';

/** The running product, started by `npm start`, with its own ports and data. */
export type BenchStack = {
  readonly client: Client;
  readonly sessions: SessionClient;
  readonly gatewayUrl: string;
  readonly simulatorUrl: string;
  /** Resolves when all parts run, including the worker. Rejects when one of them ends. */
  readonly ready: Promise<void>;
  /** Process id of the process that runs this file of the project. Throws if there is none. */
  readonly pidOf: (entry: 'workers/main.ts' | 'client/gateway/main.ts' | 'simulator/main.ts') => Promise<number>;
  /** Process id of the Temporal server. */
  readonly serverPid: number;
  /**
   * Starts another program with the product's environment. Resolves when it prints "worker ready"; rejects when it
   * ends.
   */
  readonly run: (entry: string) => Promise<RunningProcess>;
  /** Stops all processes. The data stay. */
  readonly stop: () => Promise<void>;
};

/** The data and logs of a bench, which the product can be started on several times. */
export type BenchFolders = {
  /**
   * Starts the product on the present data. Resolves as soon as the gateway accepts events. Start only one at a time.
   */
  readonly start: () => Promise<BenchStack>;
  /** The last 20 lines that the product printed. If a part of it died, they say why. */
  readonly lastOutput: () => readonly string[];
  /** Stops the product if it runs, and removes the data. */
  readonly remove: () => Promise<void>;
};

type StackContext = {
  readonly cli: string;
  readonly folder: string;
  readonly guard: Guard;
  readonly signal: AbortSignal;
  /** Called for each line that the product prints. */
  readonly onLine: (line: string) => void;
};

/** How long the gateway and the simulator may take to answer after the start. */
const upMs = 120_000;

/** Creates empty folders. Throws if no Temporal server is installed. */
export async function newBenchFolders(): Promise<BenchFolders> {
  const { temporalCliPath } = await setUp({ devServer: true });
  if (temporalCliPath === undefined) throw new Error('There is no Temporal server to measure with.');
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const stopping = new AbortController();
  const guard = startGuard();
  const lines: string[] = [];
  const place: StackContext = {
    cli: temporalCliPath,
    folder,
    guard,
    signal: stopping.signal,
    onLine: (line) => lines.push(line),
  };
  let opened: Promise<BenchStack> | null = null;
  return {
    start: () => (opened = startBenchStack(place)),
    lastOutput: () => lines.slice(-20),
    async remove() {
      stopping.abort(new Error('The bench was stopped.'));
      await opened?.then(
        (stack) => stack.stop(),
        () => undefined,
      );
      guard.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * The environment of this process without the product's variables, so that only the given ports are set.
 * @param ports port numbers by the name of the variable
 */
export function environment(ports: Readonly<Record<string, number>>): NodeJS.ProcessEnv {
  const own = new Set([...productVariables(), 'TEMPORAL_CLI_PATH']);
  const inherited = Object.entries(process.env).filter(([name]) => !own.has(name));
  const given = Object.entries(ports).map(([name, port]) => [name, String(port)]);
  return Object.fromEntries([...inherited, ...given]);
}

async function startBenchStack({ cli, folder, guard, signal, onLine }: StackContext): Promise<BenchStack> {
  const free = (): Promise<number> => concretePort('127.0.0.1', 0);
  const [port, gateway, simulator, metrics] = await Promise.all([free(), free(), free(), free()]);
  const address = `127.0.0.1:${port}`;
  const env = {
    ...environment({ GATEWAY_PORT: gateway, SIMULATOR_PORT: simulator, METRICS_PORT: metrics }),
    TEMPORAL_ADDRESS: address,
  };
  const start = (name: string, command: string, args: readonly string[], onLine?: (line: string) => void) =>
    startProcess(
      { name, command, args, env, logFile: join(folder, `${name}.log`) },
      { guard, ...(onLine === undefined ? {} : { onLine }) },
    );
  // The bench starts its own Temporal server, because the one that `npm start` starts has a fixed port.
  const temporalArgs = temporalServerArgs({ port, dbFile: join(folder, 'temporal.db'), logLevel: 'error' });
  const temporal = start('temporal', cli, temporalArgs);
  let up = (): void => undefined;
  const isUp = new Promise<void>((resolve) => (up = resolve));
  // Runs the script of `npm start` directly, because npm does not wait for the script's end when it is stopped.
  const startArgs = ['tools/start.mjs', '--no-examples', '--data-dir', join(folder, 'data')];
  const product = start('start', process.execPath, startArgs, (line) => {
    onLine(line);
    if (line.startsWith('Everything keeps running')) up();
  });
  const died = Promise.race([temporal, product].map(rejectWhenEnded));
  died.catch(() => undefined);
  const stopProcesses = async (): Promise<void> => {
    await product.stop(stopMs);
    await temporal.stop();
  };
  const gatewayUrl = `http://127.0.0.1:${gateway}`;
  const simulatorUrl = `http://127.0.0.1:${simulator}`;
  const serves = (what: string, url: string) => until(() => answers(url), { what, timeoutMs: upMs, signal });
  try {
    const services = [
      serves('The gateway', `${gatewayUrl}/readyz`),
      serves('The simulator', `${simulatorUrl}/_sim/clock`),
    ];
    await Promise.race([Promise.all(services), died]);
    const connection = await Connection.connect({ address });
    const client = new Client({ connection });
    return {
      client,
      sessions: sessionClient(client),
      gatewayUrl,
      simulatorUrl,
      ready: Promise.race([isUp, died]),
      pidOf: (entry) => pidOf(entry, gateway),
      serverPid: temporal.pid ?? 0,
      run: (entry) =>
        new Promise((resolve, reject) => {
          const program = nodeProgram(entry);
          const started = start('beside', program.command, program.args, (line) => {
            if (line.includes('worker ready')) resolve(started);
          });
          void started.ended.then((how) => reject(new Error(unexpectedExitMessage(started, how))));
        }),
      async stop() {
        await connection.close().catch(() => undefined);
        await stopProcesses();
      },
    };
  } catch (error) {
    await stopProcesses();
    throw error;
  }
}

/** `npm start` stops its processes in two groups and gives each group ten seconds. */
const stopMs = 25_000;

async function rejectWhenEnded(of: RunningProcess): Promise<never> {
  throw new Error(unexpectedExitMessage(of, await of.ended));
}

/** The process that runs this file in this stack. It is recognised by the gateway's port in its environment. */
async function pidOf(entry: string, gatewayPort: number): Promise<number> {
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    const variables = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    const isOurs = variables.split('\0').includes(`GATEWAY_PORT=${gatewayPort}`);
    if (isOurs && command.split('\0').includes(entry)) return Number(pid);
  }
  throw new Error(`No process of this bench runs ${entry}.`);
}
