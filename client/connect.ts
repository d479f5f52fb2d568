import { Client, Connection } from '@temporalio/client';
import { dataConverterOf } from '../configuration/encryption.ts';
import type { TemporalConfiguration } from '../configuration/temporal.ts';
import { TemporalProblem, temporalProblem } from './errors.ts';

/**
 * Connects a client to the Temporal server of the configuration. Throws a TemporalProblem if the server cannot be reached
 * within `timeoutMs`. With `lazy` the client connects at its first call, so that a process may start before its server.
 */
export async function connectTemporal(
  { connectionOptions, namespace, payloadKeys }: TemporalConfiguration,
  { lazy = false, timeoutMs = 10_000 }: { readonly lazy?: boolean; readonly timeoutMs?: number } = {},
): Promise<Client> {
  const { address, apiKey, tls, metadata } = connectionOptions;
  const options = {
    address,
    connectTimeout: timeoutMs,
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(tls === undefined ? {} : { tls }),
    ...(metadata === undefined ? {} : { metadata: { ...metadata } }),
  };
  const connection = Connection.lazy(options);
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

/** Whether the server answers within two seconds and has the namespace. */
export async function temporalReady(client: Client): Promise<boolean> {
  const { namespace } = client.options;
  try {
    await client.withDeadline(Date.now() + 2_000, () => client.workflowService.describeNamespace({ namespace }));
    return true;
  } catch {
    return false;
  }
}
