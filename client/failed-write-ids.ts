import { createHash } from 'node:crypto';
import { failedWriteWorkflowId } from '../workflows/messages.ts';

/**
 * SEC-3: ids of workflows are never encrypted, and whoever may see the list of workflows sees them. The id of a write ends in
 * the key of its fact, which may be the name of a file or an address, and so hold names and numbers of customers. The id of
 * the workflow has a hash instead.
 */

/** Keys that hold no personal data: short numbers, such as those of agents and tickets, and words of our own. */
const harmlessKey = /^(\d{1,9}|start|yes|no|nobody)([-/](\d{1,9}|nobody))*$/;

/** Marks a hash. No key of a fact contains this character. */
const mark = '~';

/**
 * The id of a failed write as lists show it, and as its workflow has it: `call-397/recording/~3f9c…`.
 *
 * @param writeId `<session id>/<fact>`, or an id that this function gave; then it is given back unchanged
 */
export function shownWriteId(writeId: string): string {
  const [sessionId = '', kind, ...rest] = writeId.split('/');
  const key = rest.join('/');
  if (kind === undefined || key === '' || key.startsWith(mark) || harmlessKey.test(key)) return writeId;
  const hash = createHash('sha256').update(key).digest('hex').slice(0, 24);
  return `${sessionId}/${kind}/${mark}${hash}`;
}

/** The ids that the workflow of a failed write may have: first the one for new workflows, then that of earlier versions. */
export function failedWriteWorkflowIds(writeId: string): readonly [string, ...(readonly string[])] {
  const shown = failedWriteWorkflowId(shownWriteId(writeId));
  const earlier = failedWriteWorkflowId(writeId);
  return earlier === shown ? [shown] : [shown, earlier];
}
