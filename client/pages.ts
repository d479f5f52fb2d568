import type { Client } from '@temporalio/client';
import { isGrpcServiceError } from '@temporalio/client';
import { executionInfoFromRaw } from '@temporalio/client/lib/helpers.js';

/** One page of a list; `next` asks for the one after it, null: there is none. */
export type Page<Row> = { readonly rows: readonly Row[]; readonly next: string | null };

export type PageRequest = {
  /** From the page before; null: the first. */
  readonly cursor: string | null;
  /** How many rows at most. */
  readonly limit: number;
};

/** gRPC status of a cursor that the server did not make. */
const invalidArgument: ReadonlySet<number> = new Set([3]);

/**
 * The memos of the workflows that a visibility query finds, newest first, page by page. The list lags a second or so behind.
 *
 * @param rowOf reads a memo's value; null leaves the workflow out
 * @returns null for a cursor that is none
 */
export async function pageOf<Row>(
  client: Client,
  query: string,
  { cursor, limit }: PageRequest,
  memoKey: string,
  rowOf: (value: unknown) => Row | null,
): Promise<Page<Row> | null> {
  const { namespace, loadedDataConverter } = client.options;
  try {
    const { executions, nextPageToken } = await client.workflowService.listWorkflowExecutions({
      namespace,
      query,
      pageSize: limit,
      nextPageToken: cursor === null ? new Uint8Array() : Buffer.from(cursor, 'base64url'),
    });
    const infos = await Promise.all(
      executions.map((raw) => executionInfoFromRaw(raw, loadedDataConverter, null, namespace)),
    );
    const rows = infos.flatMap(({ memo }) => rowOf(memo?.[memoKey]) ?? []);
    const next = Buffer.from(nextPageToken).toString('base64url');
    return { rows, next: next === '' ? null : next };
  } catch (error) {
    if (cursor !== null && isGrpcServiceError(error) && invalidArgument.has(error.code)) return null;
    throw error;
  }
}
