import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { isGrpcServiceError } from '@temporalio/client';
import { limits } from '../domain/limits.ts';
import { searchAttributes } from '../workflows/search-attributes.ts';
import { TemporalProblem, temporalProblem } from './errors.ts';

/** Whether Temporal has what the product needs. */
export type Readiness = {
  /** Why the product cannot work. Null: it can. */
  readonly problem: TemporalProblem | null;
  /** Whole sentences about what an operator should change, although the product works. */
  readonly warnings: readonly string[];
};

/** A probe of a supervisor must be answered within a second. */
const probeMs = 800;

/** gRPC status codes, see https://grpc.io/docs/guides/status-codes/. */
const grpcStatus = { permissionDenied: 7, unimplemented: 12, unauthenticated: 16 } as const;

/**
 * Looks for what the product needs in Temporal: the server, the namespace, and the search attributes. A short retention of
 * the namespace is a warning. It never rejects, and it answers after `timeoutMs` at the latest.
 */
export async function temporalReadiness(
  client: Client,
  { timeoutMs = probeMs }: { readonly timeoutMs?: number } = {},
): Promise<Readiness> {
  const late = new AbortController();
  const silent = pause(timeoutMs, null, { signal: late.signal }).then(
    () => notReady(new TemporalProblem('unreachable')),
    () => notReady(new TemporalProblem('unreachable')),
  );
  try {
    // The deadline alone is not enough, because the SDK waits before it repeats a call.
    return await Promise.race([client.withDeadline(Date.now() + timeoutMs, () => lookUp(client)), silent]);
  } catch (error) {
    return notReady(temporalProblem(error) ?? new TemporalProblem('failed', { cause: error }));
  } finally {
    late.abort();
  }
}

function notReady(problem: TemporalProblem): Readiness {
  return { problem, warnings: [] };
}

async function lookUp(client: Client): Promise<Readiness> {
  const [retentionSeconds, registered] = await Promise.all([readRetention(client), readSearchAttributes(client)]);
  const missing = Object.values(searchAttributes).filter(({ name }) => registered?.includes(name) === false);
  if (missing.length > 0) return notReady(new TemporalProblem('not_set_up'));
  return { problem: null, warnings: retentionWarnings(retentionSeconds) };
}

/** How long the namespace keeps workflows that have ended, in seconds. Null: it names no end. */
export async function readRetention(client: Pick<Client, 'workflowService' | 'options'>): Promise<number | null> {
  const { namespace } = client.options;
  const { config } = await client.workflowService.describeNamespace({ namespace });
  const seconds = config?.workflowExecutionRetentionTtl?.seconds;
  // A server that keeps workflows for ever says 0.
  return Number(seconds ?? 0) || null;
}

/**
 * The names of the search attributes that the namespace has. Null: this server, or these credentials, do not allow to list
 * them; then the first session shows whether they are there.
 */
async function readSearchAttributes(client: Client): Promise<readonly string[] | null> {
  const { namespace } = client.options;
  try {
    const { customAttributes } = await client.connection.operatorService.listSearchAttributes({ namespace });
    return Object.keys(customAttributes);
  } catch (error) {
    const codes: readonly number[] = Object.values(grpcStatus);
    if (isGrpcServiceError(error) && codes.includes(error.code)) return null;
    throw error;
  }
}

/** @param seconds how long the namespace keeps workflows that have ended; null: it is not known */
export function retentionWarnings(seconds: number | null): readonly string[] {
  const least = limits.retention.least.value;
  if (seconds === null || seconds >= least) return [];
  const hours = (value: number): string => `${Math.floor(value / 3_600)} hours`;
  return [
    `Temporal keeps workflows that have ended for ${hours(seconds)} only, and ${hours(least)} are needed: run \`npm run temporal:setup\`, or set the retention of the namespace.`,
  ];
}
