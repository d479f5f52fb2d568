import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  continueAsNew,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { edit } from '../domain/operations/edit.ts';
import type { Failed } from '../domain/operations/failed.ts';
import {
  beginReplay,
  discard,
  failedProblems,
  addLateData,
  refusedAgain,
  blockingProblem,
} from '../domain/operations/replay.ts';
import type { FailedProblemCode } from '../domain/operations/replay.ts';
import { answerWithHash } from './body-hash.ts';
import { FailedWriteRun } from './failed-write-run.ts';
import { WriteHandOver } from './hand-over-write.ts';
import {
  discardFailedWrite,
  editFailedWrite,
  failedWriteAgain,
  failedWriteHold,
  failedWriteState,
  replayFailedWrite,
  writesSettled,
} from './messages.ts';
import type { FailedWriteStart } from './messages.ts';
import { replayFailed } from './replay-failed-write.ts';

/**
 * A write or a ticket that Zendesk refused, until an operator replays it with success or discards it (OPS-3). The rules
 * are in `domain/operations/`.
 */
export async function failedWrite(start: FailedWriteStart): Promise<Failed['settled']> {
  const run = new FailedWriteRun(start.failed);
  const handOver = new WriteHandOver();
  receiveSessions(run);
  setHandler(writesSettled, (answers) => handOver.receive(answers));
  receiveOperators(run);
  for (;;) {
    await condition(() => blockingProblem(run.failed) !== null || workflowInfo().continueAsNewSuggested);
    const { settled, replaying } = run.failed;
    if (settled !== null) {
      run.show();
      await condition(allHandlersFinished);
      return settled;
    }
    if (replaying === null) return await continueAsNew<typeof failedWrite>({ failed: run.failed });
    run.show();
    await replayFailed(run, handOver);
  }
}

/** Sessions report the refusal again, or add their data to a refused ticket (END-4). */
function receiveSessions(run: FailedWriteRun): void {
  setHandler(failedWriteAgain, (refusal) => {
    // The first report arrives with the start of the workflow, which has it already. A report during a replay is older than
    // the answer to that replay will be.
    if (blockingProblem(run.failed) === null && refusal.at > run.failed.refusal.at)
      run.change(refusedAgain(run.failed, refusal));
  });
  setHandler(failedWriteHold, (session) => {
    run.failed = addLateData(run.failed, session);
  });
}

/** Operators look at the failed write, edit it, replay it and discard it. */
function receiveOperators(run: FailedWriteRun): void {
  setHandler(failedWriteState, () => run.failed);
  setHandler(
    editFailedWrite,
    ({ by, changes, ...command }) => {
      const edited = edit(run.failed, changes, { by, at: Date.now() });
      if (edited.ok) run.change(edited.failed);
      return answerWithHash(run.failed, command);
    },
    {
      validator: ({ by, changes }) => {
        const edited = edit(run.failed, changes, { by, at: Date.now() });
        if (!edited.ok) throw ApplicationFailure.nonRetryable('The edit was refused.', 'EditRefused', edited.problems);
      },
    },
  );
  setHandler(
    replayFailedWrite,
    ({ by, ...command }) => {
      run.failed = beginReplay(run.failed, { by, at: Date.now() });
      return answerWithHash(run.failed, command);
    },
    { validator: (_command) => mustBeOpen(run.failed) },
  );
  setHandler(
    discardFailedWrite,
    ({ by, why, ...command }) => {
      run.failed = discard(run.failed, { by, at: Date.now() }, why);
      return answerWithHash(run.failed, command);
    },
    {
      validator: ({ by, why }) => {
        mustBeOpen(run.failed);
        if (by.trim() === '' || why.trim() === '') throw refusal('no_reason');
      },
    },
  );
}

/** @throws FailedWriteRefused if a replay is under way, or the failed write is closed */
function mustBeOpen(failed: Failed): void {
  const code = blockingProblem(failed);
  if (code !== null) throw refusal(code);
}

function refusal(code: FailedProblemCode): ApplicationFailure {
  return ApplicationFailure.nonRetryable(failedProblems[code], 'FailedWriteRefused', code);
}
