import { setCurrentDetails, upsertMemo, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { summaryOf } from '../domain/operations/failed.ts';
import type { Failed } from '../domain/operations/failed.ts';
import { failedWriteWorkflowId, memoKey } from './messages.ts';
import { searchAttributes } from './search-attributes.ts';

/** The data of one run of a failed-write workflow. */
export class FailedWriteRun {
  failed: Failed;

  constructor(failed: Failed) {
    this.failed = failed;
    this.show();
  }

  /** Stores the changed data, and shows it in the list of failed writes and in the Temporal UI. */
  change(failed: Failed): void {
    this.failed = failed;
    const summary = { ...summaryOf(failed), id: shownId() };
    upsertMemo({ [memoKey]: summary });
    if (summary.ticketId !== null)
      upsertSearchAttributes([{ key: searchAttributes.ticketId, value: String(summary.ticketId) }]);
    this.show();
  }

  show(): void {
    const { refusal, replaying, settled } = this.failed;
    const state =
      settled !== null ? `${settled.how} by ${settled.by}` : replaying !== null ? 'replay under way' : 'open';
    setCurrentDetails(`**${shownId()}**: ${state}\n\n${refusal.code}: ${refusal.message}`);
  }
}

/** SEC-3: the id of the failed write as the id of its workflow has it, with hashes for the names of files. */
function shownId(): string {
  return workflowInfo().workflowId.slice(failedWriteWorkflowId('').length);
}
