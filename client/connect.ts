import { Client } from '@temporalio/client';
import { dataConverterOf } from '../configuration/encryption.ts';
import type { TemporalConfiguration } from '../configuration/temporal.ts';
import { TemporalConnection } from './connection.ts';
import { TemporalProblem, temporalProblem } from './errors.ts';
import { temporalReadiness } from './readiness.ts';

/**
 * Connects a client to the Temporal server of the configuration. Throws a TemporalProblem if the server cannot be reached
 * within `timeoutMs`, or refuses the connection. With `lazy` the client connects at its first call, so that a process may
 * start before its server.
 */
export async function connectTemporal(
  { connectionOptions, namespace, payloadKeys }: TemporalConfiguration,
  { lazy = false, timeoutMs = 10_000 }: { readonly lazy?: boolean; readonly timeoutMs?: number } = {},
): Promise<Client> {
  const { address, apiKey, tls, metadata } = connectionOptions;
  const connection = TemporalConnection.open({
    address,
    connectTimeout: timeoutMs,
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(tls === undefined ? {} : { tls }),
    ...(metadata === undefined ? {} : { metadata: { ...metadata } }),
  });
  if (!lazy) {
    try {
      await connection.ensureConnected();
    } catch (error) {
      await connection.close();
      // If nothing listens at the address, the connection throws an error that is not a gRPC error.
      throw temporalProblem(error) ?? new TemporalProblem('unreachable', { cause: error });
    }
  }
  return new Client({ connection, namespace, dataConverter: dataConverterOf(payloadKeys) });
}

/** Whether the server answers within two seconds and has all that the product needs. */
export async function temporalReady(client: Client): Promise<boolean> {
  return (await temporalReadiness(client, { timeoutMs: 2_000 })).problem === null;
}
