import { payloadCodec } from '../../configuration/encryption.ts';
import { readGateway } from '../../configuration/environment.ts';
import type { GatewayConfiguration } from '../../configuration/environment.ts';
import { createLogger, secretsOf } from '../../configuration/logger.ts';
import type { Logger } from '../../configuration/logger.ts';
import { connectTemporal } from '../connect.ts';
import { temporalReadiness } from '../readiness.ts';
import type { Readiness } from '../readiness.ts';
import { sessionClient } from '../sessions.ts';
import { buildGateway } from './app.ts';

/** The reason why the gateway cannot listen, and the remedy, in one line. Null: the error has another cause. */
function listenProblem(error: unknown, { host, port }: GatewayConfiguration['gateway']): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'EADDRINUSE')
    return `GATEWAY_PORT: ${host}:${port} is taken by another program: stop it, or set GATEWAY_PORT to a free port`;
  if (code === 'EACCES') return `GATEWAY_PORT: ${port} may not be used by this user: set GATEWAY_PORT above 1023`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `GATEWAY_HOST: ${host} is no address of this machine: set GATEWAY_HOST to one that is`;
  return null;
}

/** Requests under way may take this long after the signal to stop. Docker kills a container after ten seconds. */
const longestStopMs = 8_000;

/** Logs what Temporal lacks when the gateway starts. `/readyz` tells it later. */
async function logReadiness(ready: () => Promise<Readiness>, logger: Logger): Promise<void> {
  const { problem, warnings } = await ready();
  for (const warning of warnings) logger.warn(warning);
  if (problem !== null) logger.warn({ err: problem, code: problem.code }, `gateway not ready: ${problem.message}`);
}

/** `npm run gateway`: runs the HTTP API in the foreground until the process gets SIGINT or SIGTERM. */
async function main(): Promise<void> {
  const read = readGateway(process.env);
  if (!read.ok) {
    for (const problem of read.problems) console.error(problem);
    process.exitCode = 1;
    return;
  }
  const { config } = read;
  const logger = createLogger({ name: 'gateway', level: config.logLevel, secrets: secretsOf(config) });
  // The gateway starts even if Temporal cannot be reached; `/readyz` answers 503 until it can.
  const client = await connectTemporal(config.temporal, { lazy: true });
  const { payloadKeys } = config.temporal;
  const encryption =
    payloadKeys.length === 0 ? null : { codec: payloadCodec(payloadKeys), temporalUi: config.temporalUi };
  const ready = (): Promise<Readiness> => temporalReadiness(client);
  const app = buildGateway({ sessions: sessionClient(client), config, encryption, logger, ready });
  try {
    await app.listen({
      ...config.gateway,
      listenTextResolver: (address) => `gateway listening at ${address}, its API is described at ${address}/docs`,
    });
  } catch (error) {
    const problem = listenProblem(error, config.gateway);
    if (problem === null) throw error;
    console.error(problem);
    process.exitCode = 1;
    await client.connection.close();
    return;
  }
  void logReadiness(ready, logger);
  const stop = (signal: string): void => {
    logger.info({ signal }, 'gateway stopping: requests under way may end');
    // Node takes a connection without a request for one that is in use, and would wait a minute for its request.
    setTimeout(() => app.server.closeAllConnections(), longestStopMs).unref();
    app
      .close()
      .then(() => client.connection.close())
      .then(
        () => logger.info('gateway stopped'),
        (error: unknown) => {
          logger.error({ err: error }, 'gateway did not stop cleanly');
          process.exitCode = 1;
        },
      );
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

await main();
