import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import type { Logger as TemporalLogger } from '@temporalio/worker';
import type { Logger } from '../configuration/logger.ts';

const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** Lets the Temporal SDK log through the logger of this process, which hides secrets. */
export function temporalLogger(logger: Logger): TemporalLogger {
  return new DefaultLogger('INFO', ({ level, message, meta }) => logger[levels[level]]({ ...meta }, message));
}

/**
 * Sets up the logs and metrics of the Temporal SDK. It must be called once per process, before any other use of the SDK.
 *
 * @param metricsAddress `host:port` on which Prometheus reads the metrics
 */
export function installRuntime(logger: Logger, metricsAddress: string): void {
  Runtime.install({
    logger: temporalLogger(logger),
    telemetryOptions: {
      logging: { filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }), forward: {} },
      metrics: { prometheus: { bindAddress: metricsAddress } },
    },
    // `workers/main.ts` handles the signals itself: it shuts the workers down and logs when they have ended.
    shutdownSignals: [],
  });
}
