import {
  allHandlersFinished,
  condition,
  continueAsNew,
  defineQuery,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { enqueueWrites } from '../../workflows/messages.ts';

/** Asks a bare workflow how many writes it has received. */
export const writesReceived = defineQuery<number>('taken');

/**
 * The comparison for the ticket-writes workflow: receives the same signals and only counts their writes.
 * @param before the count of its earlier runs
 */
export async function bareWrites(before: number): Promise<void> {
  let count = before;
  setHandler(enqueueWrites, (writes) => {
    count += writes.length;
  });
  setHandler(writesReceived, () => count);
  await condition(() => workflowInfo().historyLength > 1_000 || workflowInfo().continueAsNewSuggested);
  await condition(allHandlersFinished);
  await continueAsNew<typeof bareWrites>(count);
}
