import { Client, Connection } from '@temporalio/client';
import { dataConverterOf } from '../configuration/encryption.ts';
import type { TemporalConfiguration } from '../configuration/temporal.ts';
import { TemporalProblem, temporalProblem } from './errors.ts';

/**
 * A client of the Temporal server that the environment names. Throws a TemporalProblem when it can't be reached within
 * ten seconds. `lazy` connects at the first call instead, so that a process may start before its server.
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
      // What the connection itself throws when nothing listens is no gRPC error.
      throw temporalProblem(error) ?? new TemporalProblem('unreachable', { cause: error });
    }
  }
  return new Client({ connection, namespace, dataConverter: dataConverterOf(payloadKeys) });
}

/** Whether the server answers, and knows the namespace, within two seconds. */
export async function temporalReady(client: Client): Promise<boolean> {
  const { namespace } = client.options;
  try {
    await client.withDeadline(Date.now() + 2_000, () => client.workflowService.describeNamespace({ namespace }));
    return true;
  } catch {
    return false;
  }
}
