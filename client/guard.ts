import type { Client } from '@temporalio/client';
import { WorkflowFailedError } from '@temporalio/client';
import { TimeoutFailure } from '@temporalio/common';
import { TemporalProblem, temporalProblem } from './errors.ts';
import type { TemporalProblemCode } from './errors.ts';
import { temporalReadiness } from './readiness.ts';

type Guard = <Args extends readonly unknown[], Result>(
  call: (...args: Args) => Promise<Result>,
) => (...args: Args) => Promise<Result>;

/** @param workflowIdOf gives the id of the workflow that the call asks, from the first argument of the call */
type WorkflowGuard = <Args extends readonly unknown[], Result>(
  call: (...args: Args) => Promise<Result>,
  workflowIdOf?: (firstArgument: Args[0]) => string,
) => (...args: Args) => Promise<Result>;

/**
 * Wrappers for calls to Temporal. The wrapped call throws a TemporalProblem instead of an error of the Temporal client, so
 * that its caller knows what to do.
 */
export type Guards = {
  /** For a call that the server answers alone, such as a signal or a list. It gets a deadline. */
  readonly server: Guard;
  /**
   * For a call that a worker answers, such as a query or an update. It gets a deadline. With the id of the workflow, a
   * workflow that fails again and again is told from a worker that is not there.
   */
  readonly worker: WorkflowGuard;
  /** For a call that runs a short workflow to its end. It gets no deadline: the run time-out of the workflow ends it. */
  readonly workflowRun: Guard;
};

/** Codes of a call that nobody answered: neither the server nor a worker. */
const hasNoAnswer: readonly TemporalProblemCode[] = ['unreachable', 'slow', 'failed'];

/** @param callMs how long one call may take, its retries included */
export function temporalGuards(client: Client, callMs: number): Guards {
  const untilDeadline = async <Result>(call: () => Promise<Result>): Promise<Result> =>
    await client.withDeadline(Date.now() + callMs, call);

  const server: Guard =
    (call) =>
    async (...args) => {
      try {
        return await untilDeadline(() => call(...args));
      } catch (error) {
        throw temporalProblem(error) ?? error;
      }
    };

  const worker: WorkflowGuard =
    (call, workflowIdOf) =>
    async (...args) => {
      try {
        return await untilDeadline(() => call(...args));
      } catch (error) {
        const problem = temporalProblem(error);
        // A healthy server without a worker lets the caller wait until the deadline, and reports it with various codes.
        if (problem !== null && hasNoAnswer.includes(problem.code)) {
          const { problem: found } = await temporalReadiness(client, { timeoutMs: 2_000 });
          if (found === null) {
            const failing = workflowIdOf !== undefined && (await failsAgainAndAgain(client, workflowIdOf(args[0])));
            throw new TemporalProblem(failing ? 'session_unreadable' : 'no_worker', { cause: error });
          }
          if (found.code !== 'unreachable') throw found;
        }
        throw problem ?? error;
      }
    };

  const workflowRun: Guard =
    (call) =>
    async (...args) => {
      try {
        return await call(...args);
      } catch (error) {
        // The workflow ends itself before its run time-out. So if the time-out ended it, no worker took it up.
        if (error instanceof WorkflowFailedError && error.cause instanceof TimeoutFailure)
          throw new TemporalProblem('no_worker', { cause: error });
        throw temporalProblem(error) ?? error;
      }
    };

  return { server, worker, workflowRun };
}

/** A worker that ends while it has a task makes the server try the task again. So many attempts mean that the task fails. */
const attemptsOfFailingTask = 3;

/** Whether the present workflow task of a workflow was tried in vain several times. */
async function failsAgainAndAgain(client: Client, workflowId: string): Promise<boolean> {
  try {
    const { raw } = await client.withDeadline(Date.now() + 2_000, () =>
      client.workflow.getHandle(workflowId).describe(),
    );
    return (raw.pendingWorkflowTask?.attempt ?? 0) >= attemptsOfFailingTask;
  } catch {
    return false;
  }
}
