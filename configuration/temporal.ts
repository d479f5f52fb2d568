import { loadClientConnectConfig } from '@temporalio/envconfig';
import { payloadKeysOf } from './encryption.ts';

/** How to reach Temporal: the same for the worker's native connection and the client's. */
export type TemporalConfiguration = {
  readonly address: string;
  readonly namespace: string;
  /** For `Connection` and `NativeConnection`; may hold an API key, so it is never logged. */
  readonly connectionOptions: ReturnType<typeof loadClientConnectConfig>['connectionOptions'] & {
    readonly address: string;
  };
  /** What is stored there is encrypted with the first and read with any of them; none: it is not encrypted (SEC-6). */
  readonly payloadKeys: readonly string[];
};

export const payloadKeyExpected =
  'expected 32 bytes in base64, as `openssl rand -base64 32` makes them; several, separated by commas, while keys change';

export const localTemporal = '127.0.0.1:7233';
export const localTemporalUi = '127.0.0.1:8233';

/**
 * Reads what Temporal's own tools read: `TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, `TEMPORAL_API_KEY`, `TEMPORAL_TLS*`, and a
 * profile of its configuration file; and `PAYLOAD_KEY`. Throws when those contradict each other or name a file that can't be
 * read.
 */
export function readTemporal(env: Readonly<Record<string, string>>): TemporalConfiguration {
  const { connectionOptions, namespace } = loadClientConnectConfig({ overrideEnvVars: env });
  const address = connectionOptions.address ?? localTemporal;
  const given = Object.fromEntries(Object.entries(connectionOptions).filter(([, value]) => value !== undefined));
  const payloadKeys = env['PAYLOAD_KEY'] === undefined ? [] : payloadKeysOf(env['PAYLOAD_KEY']);
  if (payloadKeys === null) throw new Error(payloadKeyExpected);
  return { address, namespace: namespace ?? 'default', connectionOptions: { ...given, address }, payloadKeys };
}
