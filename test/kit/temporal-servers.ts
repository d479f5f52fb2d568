import { randomUUID } from 'node:crypto';
import type { DataConverter } from '@temporalio/common';
import { msToTs } from '@temporalio/common/lib/time.js';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Runtime } from '@temporalio/worker';
import { createLogger } from '../../configuration/logger.ts';
import { temporalLogger } from '../../workers/telemetry.ts';
import { registerSearchAttributes } from '../../workers/temporal-setup.ts';

let runtimeInstalled = false;

/** Silences the logs of the Temporal SDK. It may be called several times. */
export function silenceTemporalLogs(): void {
  if (runtimeInstalled) return;
  runtimeInstalled = true;
  const logger = createLogger({ name: 'test', level: 'fatal', pretty: false });
  Runtime.install({ logger: temporalLogger(logger), telemetryOptions: { logging: { filter: 'ERROR', forward: {} } } });
}

/** Reads the path of a server program that `npm test` found. */
export function serverProgram(name: 'TEMPORAL_CLI_PATH' | 'TEMPORAL_TEST_SERVER_PATH'): string {
  const path = process.env[name];
  if (path === undefined) throw new Error(`${name} is not set: run the tests with npm test, which finds the servers.`);
  return path;
}

/** Connects to a new namespace of the dev server at this address, with the search attributes of the product. */
export async function newNamespace(address: string, dataConverter: DataConverter): Promise<TestWorkflowEnvironment> {
  silenceTemporalLogs();
  const namespace = `test-${randomUUID()}`;
  const client = { dataConverter };
  const env = await TestWorkflowEnvironment.createFromExistingServer({ address, namespace, client });
  const workflowExecutionRetentionPeriod = msToTs('1 day');
  await env.connection.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod });
  await registerSearchAttributes(env.connection, namespace);
  return env;
}

/**
 * Starts a time-skipping server. Tests cannot share one, because a test that skips time moves the clock of all others.
 */
export async function timeSkippingServer(): Promise<TestWorkflowEnvironment> {
  silenceTemporalLogs();
  const path = serverProgram('TEMPORAL_TEST_SERVER_PATH');
  const env = await severalAttempts(() =>
    TestWorkflowEnvironment.createTimeSkipping({ server: { executable: { type: 'existing-path', path } } }),
  );
  // This server can add search attributes, but it cannot list them.
  await registerSearchAttributes(env.connection, env.namespace ?? 'default', []);
  return env;
}

/** Calls `start` until it succeeds, because the SDK gives a server only five seconds, too little on a busy machine. */
async function severalAttempts<Started>(start: () => Promise<Started>, attempts = 6): Promise<Started> {
  try {
    return await start();
  } catch (error) {
    if (attempts === 1) throw error;
    return await severalAttempts(start, attempts - 1);
  }
}
