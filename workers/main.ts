import type { Client } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { connectTemporal } from '../client/connect.ts';
import { temporalReadiness } from '../client/readiness.ts';
import { dataConverterOf } from '../configuration/encryption.ts';
import { readWorker } from '../configuration/environment.ts';
import type { WorkerConfiguration } from '../configuration/environment.ts';
import { createLogger, secretsOf } from '../configuration/logger.ts';
import type { Logger } from '../configuration/logger.ts';
import { defaultSettings } from '../domain/settings/defaults.ts';
import { workflowBundle } from './bundle.ts';
import { installRuntime, temporalLogger } from './telemetry.ts';
import { scheduleRescue } from './rescue-gateway.ts';
import { looksAt, serveHealth } from './health.ts';
import { createWorkers } from './workers.ts';

/**
 * Time from the signal to stop until the process exits by force. It is longer than `shutdownGraceTime` in `workers.ts`, so
 * activities can finish first. Without the limit the worker might never stop: a local activity is retried until it succeeds,
 * and it fails as long as it queries a workflow that only this stopping worker could serve.
 */
const cutOffMs = 25_000;

/** The exit code of a process whose worker stopped without being told. */
const failedExitCode = 70;
/** Time for the last lines of the log. */
const flushMs = 500;

/** `npm run worker`: runs one worker process in the foreground until it receives SIGINT or SIGTERM. */
async function main(): Promise<void> {
  const read = readWorker(process.env);
  if (!read.ok) {
    for (const problem of read.problems) console.error(problem);
    process.exitCode = 1;
    return;
  }
  const { config } = read;
  const logger = createLogger({ name: 'worker', level: config.logLevel, secrets: secretsOf(config) });
  installRuntime(logger, `${config.metricsHost}:${config.metricsPort}`);
  try {
    await run(config, logger);
  } catch (error) {
    logger.fatal({ err: error }, `worker stopped: ${error instanceof Error ? error.message : 'unknown error'}`);
    // A connection or a thread that is left would keep the process alive, without a worker.
    process.exit(1);
  }
}

/** Throws a TemporalProblem if Temporal lacks what the worker needs. A worker without it would start, and do nothing. */
async function requireReady(client: Client, logger: Logger): Promise<void> {
  const { problem, warnings } = await temporalReadiness(client, { timeoutMs: 10_000 });
  for (const warning of warnings) logger.warn(warning);
  if (problem === null) return;
  await client.connection.close();
  throw problem;
}

async function run(config: WorkerConfiguration, logger: Logger): Promise<void> {
  const { connectionOptions, namespace, address, payloadKeys } = config.temporal;
  const dataConverter = dataConverterOf(payloadKeys);
  const encrypted = payloadKeys.length > 0;
  const client = await connectTemporal(config.temporal);
  await requireReady(client, logger);
  const bundle = await workflowBundle({ encrypted, logger: temporalLogger(logger) });
  const connection = await NativeConnection.connect(connectionOptions);
  // This rate applies only until settings are saved: saving them sets the rate of the task queue on the server, which wins.
  const { requestsPerMinute } = defaultSettings.zendesk;
  const { url, credentials } = config.zendesk;
  const workers = await createWorkers({
    connection,
    namespace,
    client,
    dataConverter,
    bundle,
    zendesk: { zendesk: { url, credentials }, fileHosts: config.fileHosts },
    requestsPerMinute,
  });
  // A worker without the Schedule can do all its other work, so a failure here does not stop it.
  await scheduleRescue(client).catch((error: unknown) => {
    logger.warn({ err: error }, 'the rescue of stopped sessions is not scheduled: run `npm run temporal:setup`');
  });
  let isStopping = false;
  // After a failed activation the SDK waits for ever for the end of its work, with no poller. Nobody would notice.
  const onStopped = (why: string): void => {
    if (isStopping) return;
    logger.fatal({ why }, 'worker stopped without being told: the process ends, so that another one is started');
    setTimeout(() => process.exit(failedExitCode), flushMs);
  };
  const { metricsHost: host, healthPort } = config;
  const health = await serveHealth(looksAt(workers), {
    host,
    port: healthPort,
    onStopped,
    onUnserved: (error) => logger.warn({ err: error, healthPort }, 'GET /healthz is not served: set HEALTH_PORT'),
  });
  const stop = (signal: string): void => {
    isStopping = true;
    logger.info({ signal }, 'worker stopping: running activities may end');
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
    setTimeout(() => {
      logger.warn('worker stopped, with work cut off: another worker does it again');
      process.exit();
    }, cutOffMs).unref();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const { port: healthAt } = health;
  logger.info({ temporal: address, namespace, zendesk: url, requestsPerMinute, encrypted, healthAt }, 'worker ready');
  await Promise.all(workers.map(async (worker) => worker.run()));
  health.close();
  await client.connection.close();
  await connection.close();
  logger.info('worker stopped');
}

await main();
