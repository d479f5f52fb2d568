import { loadClientConnectConfig } from '@temporalio/envconfig';
import { parsePayloadKeys } from './encryption.ts';

/** How to connect to Temporal. Workers and clients use the same settings. */
export type TemporalConfiguration = {
  readonly address: string;
  readonly namespace: string;
  /** The options for `Connection` and `NativeConnection`. They may contain an API key, so they are never logged. */
  readonly connectionOptions: ReturnType<typeof loadClientConnectConfig>['connectionOptions'] & {
    readonly address: string;
  };
  /** SEC-6: payloads are encrypted with the first key and decrypted with any of them. With no keys nothing is encrypted. */
  readonly payloadKeys: readonly string[];
};

export const payloadKeyExpected =
  'expected 32 bytes in base64, as `openssl rand -base64 32` makes them; several, separated by commas, while keys change';

export const localTemporal = '127.0.0.1:7233';
export const localTemporalUi = '127.0.0.1:8233';

/**
 * Reads the settings that Temporal's own tools read (`TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, `TEMPORAL_API_KEY`,
 * `TEMPORAL_TLS*`, and a profile of Temporal's configuration file), and `PAYLOAD_KEY`.
 *
 * @throws Error if they contradict each other, name a file that cannot be read, or hold an invalid key
 */
export function readTemporal(env: Readonly<Record<string, string>>): TemporalConfiguration {
  const { connectionOptions, namespace } = loadClientConnectConfig({ overrideEnvVars: env });
  const address = connectionOptions.address ?? localTemporal;
  const definedOptions = Object.fromEntries(
    Object.entries(connectionOptions).filter(([, value]) => value !== undefined),
  );
  const payloadKeys = env['PAYLOAD_KEY'] === undefined ? [] : parsePayloadKeys(env['PAYLOAD_KEY']);
  if (payloadKeys === null) throw new Error(payloadKeyExpected);
  return { address, namespace: namespace ?? 'default', connectionOptions: { ...definedOptions, address }, payloadKeys };
}
