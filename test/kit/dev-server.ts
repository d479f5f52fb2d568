import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { startGuard } from '../../local/stack/guard.ts';
import { concretePort } from '../../local/stack/ports.ts';
import { startProcess, unexpectedExitMessage } from '../../local/stack/processes.ts';
import { until } from '../../local/stack/ready.ts';
import { temporalServerArgs } from '../../tools/temporal.mjs';

/** A Temporal dev server: a whole server in one process, which keeps its data in memory. */
export type DevServer = {
  /** Host and port. */
  readonly address: string;
  stop(): Promise<void>;
};

const host = '127.0.0.1';

/**
 * Starts a dev server on a free port, with the flags of `npm start`. It also ends if this process is killed.
 *
 * @param command path of the Temporal CLI
 */
export async function startDevServer(command: string): Promise<DevServer> {
  const port = await concretePort(host, 0);
  const address = `${host}:${port}`;
  const logFolder = await mkdtemp(join(tmpdir(), 'temporal-'));
  const guard = startGuard();
  const server = startProcess(
    {
      name: 'Temporal server',
      command,
      args: temporalServerArgs({ port, logLevel: 'error' }),
      env: process.env,
      logFile: join(logFolder, 'temporal.log'),
    },
    { guard },
  );

  async function stop(): Promise<void> {
    await server.stop();
    guard.close();
    await rm(logFolder, { recursive: true, force: true });
  }

  const aborted = new AbortController();
  void server.ended.then((how) => aborted.abort(new Error(unexpectedExitMessage(server, how))));
  const { signal } = aborted;
  try {
    await until(() => hasDefaultNamespace(address), { what: 'The Temporal server', timeoutMs: 60_000, signal });
  } catch (error) {
    await stop();
    throw error;
  }
  return { address, stop };
}

/** Gives true, or rejects as long as the server cannot be used. */
async function hasDefaultNamespace(address: string): Promise<true> {
  const connection = await Connection.connect({ address, connectTimeout: '5s' });
  try {
    await connection.workflowService.describeNamespace({ namespace: 'default' });
    return true;
  } finally {
    await connection.close();
  }
}
