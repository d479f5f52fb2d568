import { ActivityFailure, ApplicationFailure, CancelledFailure, TimeoutFailure } from '@temporalio/common';
import type { ActivityTask } from './execution.ts';

type Cause = ApplicationFailure | CancelledFailure | TimeoutFailure;

/** What happens after an attempt failed: the next attempt after `afterMs`, or the failure that the workflow gets. */
export type AfterFailure = { readonly afterMs: number } | { readonly failure: ActivityFailure };

/**
 * Applies the retry policy of an activity, as the Temporal server does.
 * @param now ms since the epoch
 */
export function afterFailure(
  { options, attempt, scheduledAt, name, seq }: ActivityTask,
  error: unknown,
  now: number,
): AfterFailure {
  const cause = causeOf(error);
  const { initialMs, coefficient, maximumMs, maximumAttempts } = options.retry;
  const named = cause instanceof ApplicationFailure ? cause.nextRetryDelay : undefined;
  const afterMs =
    typeof named === 'number' ? named : Math.min(maximumMs, initialMs * coefficient ** Math.min(30, attempt - 1));
  const isFinal =
    cause instanceof CancelledFailure ||
    (cause instanceof ApplicationFailure && cause.nonRetryable === true) ||
    attempt >= maximumAttempts ||
    now + afterMs > scheduledAt + options.scheduleToCloseMs;
  if (!isFinal) return { afterMs };
  const state = attempt >= maximumAttempts ? 'MAXIMUM_ATTEMPTS_REACHED' : 'NON_RETRYABLE_FAILURE';
  return { failure: new ActivityFailure('Activity task failed', name, String(seq), state, undefined, cause) };
}

/** The error of an attempt whose worker died or took too long. */
export function timedOut(): TimeoutFailure {
  return new TimeoutFailure('The worker has not answered in time.', undefined, 'HEARTBEAT');
}

export function cancelled(): CancelledFailure {
  return new CancelledFailure('CANCELLED');
}

function causeOf(error: unknown): Cause {
  if (error instanceof ApplicationFailure || error instanceof CancelledFailure || error instanceof TimeoutFailure)
    return error;
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return ApplicationFailure.create({ message, type: error instanceof Error ? error.name : 'Error' });
}
