import { ApplicationFailure, workflowInfo } from '@temporalio/workflow';
import { refusedByTicket } from '../domain/next-steps/trace-ticket.ts';
import { refusalOf } from '../domain/operations/failed.ts';
import type { Failed } from '../domain/operations/failed.ts';
import {
  withNextDependent,
  draftToReplay,
  closeAsReplayed,
  moveToTicket,
  withOpenedTicket,
  refusedAgain,
  writeToReplay,
} from '../domain/operations/replay.ts';
import { zendeskBackground } from './activities.ts';
import type { FailedWriteRun } from './failed-write-run.ts';
import type { WriteHandOver } from './hand-over-write.ts';
import { resumeSession } from './resume-session.ts';
import { problemOf } from './zendesk-problem.ts';

/** The longest chain of merged tickets that is followed (UPD-13). */
const maxMerges = 5;

/**
 * Replays the write, or the ticket, that Zendesk refused (OPS-3). Afterwards the failed write is closed, or open with the new
 * refusal.
 */
export async function replayFailed(run: FailedWriteRun, handOver: WriteHandOver): Promise<void> {
  const { refused } = run.failed;
  if (refused.kind === 'write') await replayWrite(run, handOver);
  else await replayTicket(run, refused);
}

/**
 * Hands the write over to the ticket-writes workflow, which sends it like any other. Order, limits and markers hold for it
 * too. Writes that make sense only after it follow.
 */
async function replayWrite(run: FailedWriteRun, handOver: WriteHandOver): Promise<void> {
  let merges = 0;
  while (run.failed.refused.kind === 'write') {
    const { write } = run.failed.refused;
    const outcome = await handOver.outcomeOf(writeToReplay(write, workflowInfo().workflowId));
    if (outcome.kind === 'written') {
      const next = withNextDependent(run.failed, outcome.contentUrl);
      if (next === null) return run.change(closeAsReplayed(run.failed, write.ticketId, Date.now()));
      run.change(next);
      continue;
    }
    const into = refusedByTicket(outcome) && merges < maxMerges ? await mergedInto(write.ticketId) : null;
    if (into === null) return run.change(refusedAgain(run.failed, refusalOf(outcome, Date.now())));
    run.change(moveToTicket(run.failed, into));
    merges += 1;
  }
}

/** The ticket into which this one was merged (UPD-13). Null: it was not merged, or Zendesk does not say so. */
async function mergedInto(ticketId: number): Promise<number | null> {
  try {
    const summary = `What became of ticket ${ticketId}? (UPD-13)`;
    const traced = await zendeskBackground.traceTicket.executeWithOptions({ summary }, [{ ticketId }]);
    return traced.kind === 'merged' ? traced.into : null;
  } catch {
    return null;
  }
}

/** Creates the ticket. Then the session continues, and sends the writes that waited for it in their order (END-4). */
async function replayTicket(
  run: FailedWriteRun,
  { draft, settings }: Extract<Failed['refused'], { kind: 'ticket' }>,
): Promise<void> {
  const request = draftToReplay(draft, run.failed.replays);
  try {
    const summary = `Make the ticket, replay ${run.failed.replays} (END-4)`;
    const opened = await zendeskBackground.openTicket.executeWithOptions({ summary }, [request]);
    await resumeSession(() => {
      const { refused } = run.failed;
      if (refused.kind === 'write') throw ApplicationFailure.nonRetryable('A ticket is no write.', 'Unexpected');
      return withOpenedTicket(refused.heldSession, request, opened, Date.now());
    }, settings);
    run.change(closeAsReplayed(run.failed, opened.ticketId, Date.now()));
  } catch (error) {
    run.change(refusedAgain(run.failed, { ...problemOf(error), at: Date.now() }));
  }
}
