import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { backup, DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { sessionClient } from '../../client/sessions.ts';
import type { SessionClient } from '../../client/sessions.ts';
import { setUp } from '../../tools/setup.mjs';
import { temporalServerArgs } from '../../tools/temporal.mjs';
import { startGuard } from '../../local/stack/guard.ts';
import { concretePort } from '../../local/stack/ports.ts';
import type { RunningProcess } from '../../local/stack/processes.ts';
import { nodeProgram, startProcess } from '../../local/stack/processes.ts';
import { answers, until } from '../../local/stack/ready.ts';
import { registerSearchAttributes } from '../../workers/temporal-setup.ts';
import { environment } from '../stack.ts';
import type { Part } from './disturbances.ts';
import { parts } from './disturbances.ts';

/** The running product, with its own ports and data. Each of its processes may be killed at any moment. */
export type ChaosStack = {
  readonly client: Client;
  readonly sessions: SessionClient;
  readonly gatewayUrl: string;
  readonly simulatorUrl: string;
  /** Starts a part that does not run yet. */
  readonly start: (part: Part) => void;
  /** Ends a part with SIGKILL. */
  readonly end: (part: Part) => Promise<void>;
  /** Kills a part with SIGKILL and starts it again `awayMs` later, on the same data. */
  readonly kill: (part: Part, awayMs: number) => Promise<void>;
  /** Copies the database of the running Temporal server, as it is at one moment, to a file of this name in `folder`. */
  readonly dump: (name: string) => Promise<void>;
  /** Kills everything but the simulated Zendesk with SIGKILL. */
  readonly killAll: () => Promise<void>;
  /** Puts the copied database in the place of the present one, and starts everything that was killed. */
  readonly restore: (name: string) => Promise<void>;
  /** The folder with the log of each process. */
  readonly folder: string;
  /** Stops all processes. `keep`: the logs and data are not deleted. */
  readonly stop: (keep: boolean) => Promise<void>;
};

/** How long Temporal, the simulator and the gateway may each take to answer after the start. */
const upMs = 60_000;

/**
 * Starts the product. Rejects when Temporal, the simulator or the gateway does not answer within a minute.
 *
 * @param later the workers that are not started yet
 */
export async function startChaosStack(signal: AbortSignal, later: readonly Part[] = []): Promise<ChaosStack> {
  const { temporalCliPath } = await setUp({ devServer: true });
  if (temporalCliPath === undefined) throw new Error('There is no Temporal server to break.');
  const folder = await mkdtemp(join(tmpdir(), 'chaos-'));
  const free = (): Promise<number> => concretePort('127.0.0.1', 0);
  const [port, gateway, simulator] = await Promise.all([free(), free(), free()]);
  const address = `127.0.0.1:${port}`;
  const env = {
    ...environment({ GATEWAY_PORT: gateway, SIMULATOR_PORT: simulator, METRICS_PORT: 0 }),
    TEMPORAL_ADDRESS: address,
    SIMULATOR_DATA_FILE: join(folder, 'simulator.json'),
  };
  const dbFile = join(folder, 'temporal.db');
  const temporalArgs = temporalServerArgs({ port, dbFile, logLevel: 'error' });
  const programs: Readonly<Record<Part | 'simulator', { readonly command: string; readonly args: readonly string[] }>> =
    {
      Temporal: { command: temporalCliPath, args: temporalArgs },
      'worker one': nodeProgram('workers/main.ts'),
      'worker two': nodeProgram('workers/main.ts'),
      gateway: nodeProgram('client/gateway/main.ts'),
      simulator: nodeProgram('simulator/main.ts'),
    };
  const guard = startGuard();
  const running = new Map<Part | 'simulator', RunningProcess>();
  let stopping = false;

  const start = (part: Part | 'simulator'): void => {
    const logFile = join(folder, `${part.replace(' ', '-')}.log`);
    running.set(part, startProcess({ name: part, ...programs[part], env, logFile, append: true }, { guard }));
  };
  const end = async (part: Part): Promise<void> => {
    running.get(part)?.kill();
    await running.get(part)?.ended;
  };
  const stop = async (keep: boolean): Promise<void> => {
    stopping = true;
    // Temporal is stopped last, because the other parts need it to shut down cleanly.
    const temporal = running.get('Temporal');
    await Promise.all([...running.values()].filter((each) => each !== temporal).map((each) => each.stop()));
    await temporal?.stop();
    guard.close();
    if (!keep) await rm(folder, { recursive: true, force: true });
  };

  const waitFor = async (what: string, ask: () => Promise<true | null>): Promise<void> =>
    void (await until(ask, { what, timeoutMs: upMs, signal }));
  const gatewayUrl = `http://127.0.0.1:${gateway}`;
  const simulatorUrl = `http://127.0.0.1:${simulator}`;
  try {
    start('Temporal');
    start('simulator');
    await waitFor('Temporal', async () => {
      const connection = await Connection.connect({ address, connectTimeout: '2s' });
      await registerSearchAttributes(connection, 'default').finally(() => connection.close());
      return true;
    });
    for (const part of parts) if (part !== 'Temporal' && !later.includes(part)) start(part);
    await waitFor('The simulator', () => answers(`${simulatorUrl}/_sim/clock`));
    await waitFor('The gateway', () => answers(`${gatewayUrl}/readyz`));
    const client = new Client({ connection: Connection.lazy({ address }) });
    return {
      client,
      sessions: sessionClient(client),
      gatewayUrl,
      simulatorUrl,
      folder,
      start,
      end,
      async kill(part, awayMs) {
        await end(part);
        await pause(awayMs, undefined, { signal });
        if (!stopping) start(part);
      },
      async dump(name) {
        const database = new DatabaseSync(dbFile, { readOnly: true });
        await backup(database, join(folder, name)).finally(() => database.close());
      },
      async killAll() {
        const killed = parts.flatMap((part) => running.get(part) ?? []);
        for (const each of killed) each.kill();
        await Promise.all(killed.map(({ ended }) => ended));
      },
      async restore(name) {
        // What the server had not yet moved from its log into the database belongs to the time after the copy.
        for (const suffix of ['', '-wal', '-shm']) await rm(`${dbFile}${suffix}`, { force: true });
        await copyFile(join(folder, name), dbFile);
        for (const part of parts) start(part);
        await waitFor('The gateway', () => answers(`${gatewayUrl}/readyz`));
      },
      async stop(keep) {
        await client.connection.close().catch(() => undefined);
        await stop(keep);
      },
    };
  } catch (error) {
    await stop(true);
    throw error;
  }
}
