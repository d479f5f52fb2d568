import { loadClientConnectConfig } from '@temporalio/envconfig';

/** How to reach Temporal: the same for the worker's native connection and the client's. */
export type TemporalConfiguration = {
  readonly address: string;
  readonly namespace: string;
  /** For `Connection` and `NativeConnection`; may hold an API key, so it is never logged. */
  readonly connectionOptions: ReturnType<typeof loadClientConnectConfig>['connectionOptions'] & {
    readonly address: string;
  };
};

export const localTemporal = '127.0.0.1:7233';

/**
 * Reads what Temporal's own tools read: `TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, `TEMPORAL_API_KEY`, `TEMPORAL_TLS*`, and a
 * profile of its configuration file. Throws when those contradict each other or name a file that can't be read.
 */
export function readTemporal(env: Readonly<Record<string, string>>): TemporalConfiguration {
  const { connectionOptions, namespace } = loadClientConnectConfig({ overrideEnvVars: env });
  const address = connectionOptions.address ?? localTemporal;
  const given = Object.fromEntries(Object.entries(connectionOptions).filter(([, value]) => value !== undefined));
  return { address, namespace: namespace ?? 'default', connectionOptions: { ...given, address } };
}
