import type { Client } from '@temporalio/client';
import { isGrpcServiceError } from '@temporalio/client';
import { executionInfoFromRaw } from '@temporalio/client/lib/helpers.js';

/** One page of a list. `next` is the cursor of the next page; null: this is the last page. */
export type Page<Row> = { readonly rows: readonly Row[]; readonly next: string | null };

export type PageRequest = {
  /** `next` of the previous page. Null asks for the first page. */
  readonly cursor: string | null;
  /** The largest number of rows in the page. */
  readonly limit: number;
};

/** A list whose rows are in the memos of workflows. */
export type MemoList<Row> = {
  /** The visibility query that finds the workflows. */
  readonly query: string;
  readonly memoKey: string;
  /** Makes a row of the value of a memo. Null leaves the workflow out. */
  readonly rowOf: (value: unknown) => Row | null;
};

/** The gRPC status of the answer to a cursor that the server did not make (INVALID_ARGUMENT). */
const invalidArgument: ReadonlySet<number> = new Set([3]);

type Listed = Awaited<ReturnType<Client['workflowService']['listWorkflowExecutions']>>;

/**
 * Reads one page of the workflows that a visibility query finds, the newest first.
 *
 * @returns null if the cursor is not one of this list
 */
export async function listPage(
  { workflowService, options: { namespace } }: Client,
  { query, cursor, limit }: PageRequest & { readonly query: string },
): Promise<Listed | null> {
  try {
    return await workflowService.listWorkflowExecutions({
      namespace,
      query,
      pageSize: limit,
      nextPageToken: cursor === null ? new Uint8Array() : Buffer.from(cursor, 'base64url'),
    });
  } catch (error) {
    if (cursor !== null && isGrpcServiceError(error) && invalidArgument.has(error.code)) return null;
    throw error;
  }
}

/**
 * Reads the memos of the workflows that a visibility query finds, the newest first, page by page. A change appears in the
 * list after about a second.
 *
 * @returns null if the cursor is not one of this list
 */
export async function pageOf<Row>(
  client: Client,
  { cursor, limit }: PageRequest,
  { query, memoKey, rowOf }: MemoList<Row>,
): Promise<Page<Row> | null> {
  const { namespace, loadedDataConverter } = client.options;
  const listed = await listPage(client, { query, cursor, limit });
  if (listed === null) return null;
  const { executions, nextPageToken } = listed;
  const infos = await Promise.all(
    executions.map((raw) => executionInfoFromRaw(raw, loadedDataConverter, null, namespace)),
  );
  const rows = infos.flatMap(({ memo }) => rowOf(memo?.[memoKey]) ?? []);
  const next = Buffer.from(nextPageToken).toString('base64url');
  return { rows, next: next === '' ? null : next };
}
