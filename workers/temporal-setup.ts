import { pathToFileURL } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { dataConverterOf } from '../configuration/encryption.ts';
import { readCommon } from '../configuration/environment.ts';
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
  connection: Connection,
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

async function listSearchAttributes(connection: Connection, namespace: string): Promise<readonly string[]> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  return Object.keys(customAttributes);
}

async function main(): Promise<void> {
  const read = readCommon(process.env);
  if (!read.ok) {
    for (const problem of read.problems) console.error(problem);
    process.exitCode = 1;
    return;
  }
  const { address, namespace, connectionOptions, payloadKeys } = read.config.temporal;
  const connection = await Connection.connect(connectionOptions);
  try {
    const added = await registerSearchAttributes(connection, namespace);
    console.log(
      added.length === 0
        ? `Temporal at ${address}, namespace ${namespace}: all search attributes are there.`
        : `Temporal at ${address}, namespace ${namespace}: added ${added.join(', ')}.`,
    );
    const made = await scheduleRescue(
      new Client({ connection, namespace, dataConverter: dataConverterOf(payloadKeys) }),
    );
    console.log(`The Schedule that looks for stopped sessions ${made === 'made' ? 'was made' : 'is there'}.`);
  } finally {
    await connection.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  main().catch((error: unknown) => {
    console.error(`Temporal could not be set up: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  });
