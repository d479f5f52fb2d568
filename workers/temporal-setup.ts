import { pathToFileURL } from 'node:url';
import { isGrpcServiceError } from '@temporalio/client';
import type { ConnectionLike } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { connectTemporal } from '../client/connect.ts';
import { temporalProblem } from '../client/errors.ts';
import { readCommon } from '../configuration/environment.ts';
import { limits } from '../domain/limits.ts';
import { scheduleRescue } from './rescue-gateway.ts';
import { searchAttributes } from '../workflows/search-attributes.ts';

/** The numbers that the server's API uses (temporal.api.enums.v1.IndexedValueType). */
const valueTypes = { KEYWORD: 2, INT: 3, BOOL: 5, DATETIME: 6 } as const;

/**
 * Registers the search attributes of the workflows. It may be called again, and by several processes at once.
 *
 * @param known names of the attributes that are registered already. Default: the server is asked.
 * @returns the names of the attributes that were added
 */
export async function registerSearchAttributes(
  connection: Pick<ConnectionLike, 'operatorService'>,
  namespace: string,
  known?: readonly string[],
): Promise<readonly string[]> {
  const registered = known ?? (await listSearchAttributes(connection, namespace));
  const missing = Object.values(searchAttributes).filter(({ name }) => !registered.includes(name));
  if (missing.length === 0) return [];
  await connection.operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(missing.map(({ name, type }) => [name, valueTypes[type]])),
  });
  return missing.map(({ name }) => name);
}

async function listSearchAttributes(
  connection: Pick<ConnectionLike, 'operatorService'>,
  namespace: string,
): Promise<readonly string[]> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  return Object.keys(customAttributes);
}

/** The result of a look at the retention. `refused`: it is too short, and the server did not let it be changed. */
export type RetentionResult = 'raised' | 'long enough' | 'refused';

/**
 * Gives the namespace a retention of 72 hours, if it has a shorter one. Lists, rescues and late events need workflows that
 * have ended.
 */
export async function raiseRetention(
  { workflowService }: Pick<ConnectionLike, 'workflowService'>,
  namespace: string,
): Promise<RetentionResult> {
  const { config } = await workflowService.describeNamespace({ namespace });
  const seconds = Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0);
  const least = limits.retention.least.value;
  // A server that keeps workflows for ever says 0.
  if (seconds === 0 || seconds >= least) return 'long enough';
  try {
    await workflowService.updateNamespace({
      namespace,
      config: { workflowExecutionRetentionTtl: msToTs(least * 1_000) },
    });
    return 'raised';
  } catch (error) {
    // On Temporal Cloud only its own tools change a namespace.
    if (isGrpcServiceError(error)) return 'refused';
    throw error;
  }
}

const retentionTexts: Readonly<Record<RetentionResult, string>> = {
  raised: 'Workflows that have ended are kept for 72 hours from now on.',
  'long enough': 'Workflows that have ended are kept for long enough.',
  refused:
    'Warning: workflows that have ended are kept for less than 72 hours, and these credentials may not change it. Set the retention of the namespace.',
};

async function main(): Promise<void> {
  const read = readCommon(process.env);
  if (!read.ok) {
    for (const problem of read.problems) console.error(problem);
    process.exitCode = 1;
    return;
  }
  const { temporal } = read.config;
  const { address, namespace } = temporal;
  const client = await connectTemporal(temporal);
  const { connection } = client;
  try {
    const added = await registerSearchAttributes(connection, namespace);
    console.log(
      added.length === 0
        ? `Temporal at ${address}, namespace ${namespace}: all search attributes are there.`
        : `Temporal at ${address}, namespace ${namespace}: added ${added.join(', ')}.`,
    );
    console.log(retentionTexts[await raiseRetention(connection, namespace)]);
    const made = await scheduleRescue(client);
    console.log(`The Schedule that looks for stopped sessions ${made === 'made' ? 'was made' : 'is there'}.`);
  } catch (error) {
    throw temporalProblem(error) ?? error;
  } finally {
    await connection.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  main().catch((error: unknown) => {
    console.error(`Temporal could not be set up: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  });
