import { setCurrentDetails, upsertMemo, upsertSearchAttributes } from '@temporalio/workflow';
import { summaryOf } from '../domain/operations/failed.ts';
import type { Failed } from '../domain/operations/failed.ts';
import { memoKey } from './messages.ts';
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
    const summary = summaryOf(failed);
    upsertMemo({ [memoKey]: summary });
    if (summary.ticketId !== null)
      upsertSearchAttributes([{ key: searchAttributes.ticketId, value: String(summary.ticketId) }]);
    this.show();
  }

  show(): void {
    const { id, refusal, replaying, settled } = this.failed;
    const state =
      settled !== null ? `${settled.how} by ${settled.by}` : replaying !== null ? 'replay under way' : 'open';
    setCurrentDetails(`**${id}**: ${state}\n\n${refusal.code}: ${refusal.message}`);
  }
}
