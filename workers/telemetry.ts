import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import type { Logger as TemporalLogger } from '@temporalio/worker';
import type { Logger } from '../configuration/logger.ts';

const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** The SDK's log lines, through ours: redacted and in one form. */
export function temporalLogger(logger: Logger): TemporalLogger {
  return new DefaultLogger('INFO', ({ level, message, meta }) => logger[levels[level]]({ ...meta }, message));
}

/**
 * Logs and metrics of the process. Once per process, before anything else of the SDK.
 * @param metricsAddress `host:port` where Prometheus reads
 */
export function installRuntime(logger: Logger, metricsAddress: string): void {
  Runtime.install({
    logger: temporalLogger(logger),
    telemetryOptions: {
      logging: { filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }), forward: {} },
      metrics: { prometheus: { bindAddress: metricsAddress } },
    },
    // The process stops its workers itself, so that it can tell when they are done.
    shutdownSignals: [],
  });
}
