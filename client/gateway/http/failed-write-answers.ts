import type { StartedReplays } from '../../../domain/api/failed-writes.ts';
import type { FailedView } from '../../../domain/operations/plan.ts';
import { failedViewOf } from '../../../domain/operations/plan.ts';
import type { Command, FailedResult, FailedWritesClient } from '../../failed-writes.ts';
import { GatewayError } from './errors.ts';
import { isFailedWriteId } from './record-ids.ts';

/** The failed write after a command. Throws a GatewayError (404, 409, 422) if nothing was changed. */
export function changedFailedWrite(result: FailedResult): FailedView {
  switch (result.kind) {
    case 'done':
      return failedViewOf(result.failed, Date.now());
    case 'refused':
      throw new GatewayError('failed_write_busy', null, result.message);
    case 'bad':
      throw new GatewayError('edit_refused', result.problems);
    case 'key_reused':
      throw new GatewayError('key_reused');
    case 'unknown':
      throw new GatewayError('unknown_failed_write');
    default:
      return result satisfies never;
  }
}

/** The failed write as it is. Throws a GatewayError (404) for an unknown id. */
export async function readFailedWrite({ show }: FailedWritesClient, id: string): Promise<FailedView> {
  const failed = isFailedWriteId(id) ? await show(id) : null;
  if (failed === null) throw new GatewayError('unknown_failed_write');
  return failedViewOf(failed, Date.now());
}

/** Starts a replay of each failed write, one after the other. A replay that is refused does not stop the others. */
export async function replayMany(
  { replay }: FailedWritesClient,
  ids: readonly string[],
  command: Command,
): Promise<StartedReplays> {
  const results: StartedReplays['results'] = [];
  for (const id of new Set(ids)) {
    const result: FailedResult = isFailedWriteId(id) ? await replay(id, command) : { kind: 'unknown' };
    if (result.kind === 'key_reused') throw new GatewayError('key_reused');
    const message = result.kind === 'refused' ? result.message : null;
    results.push({ id, result: replayResults[result.kind], message });
  }
  return { results };
}

/** Throws a GatewayError (404) for a text that cannot be the id of a failed write. */
export function requireFailedWriteId(id: string): string {
  if (!isFailedWriteId(id)) throw new GatewayError('unknown_failed_write');
  return id;
}

/** Only an edit can be `bad`, so this result never occurs for a replay. */
const replayResults = { done: 'begun', refused: 'refused', unknown: 'unknown', bad: 'refused' } as const;

/**
 * Splits `{id}/replay` or `{id}/discard`. The ids of failed writes contain slashes, so that no route can name these paths
 * by itself. Throws a GatewayError (404) for any other path.
 */
export function failedWriteAction(path: string): { readonly id: string; readonly action: 'replay' | 'discard' } {
  const [, id = '', action = ''] = /^(.+)\/(replay|discard)$/.exec(path) ?? [];
  if (action !== 'replay' && action !== 'discard') throw new GatewayError('not_found');
  return { id: requireFailedWriteId(id), action };
}
