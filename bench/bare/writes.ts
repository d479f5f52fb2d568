import {
  allHandlersFinished,
  condition,
  continueAsNew,
  defineQuery,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { enqueueWrites } from '../../workflows/messages.ts';

export const taken = defineQuery<number>('taken');

/** The yardstick: takes in the very signals that the ticket-writes workflow is sent, and counts. */
export async function bareWrites(before: number): Promise<void> {
  let count = before;
  setHandler(enqueueWrites, (writes) => {
    count += writes.length;
  });
  setHandler(taken, () => count);
  await condition(() => workflowInfo().historyLength > 1_000 || workflowInfo().continueAsNewSuggested);
  await condition(allHandlersFinished);
  await continueAsNew<typeof bareWrites>(count);
}
