import { Context } from '@temporalio/activity';

/** A killed worker is noticed when a few of these are missing: heartbeat timeouts of 5 to 10 s go with it. */
const everyMs = 1_500;

/**
 * Runs a piece of work in an activity, heartbeating all along.
 * @param work given the signal by which Temporal cancels it; when that fires, throwing its reason is the right end.
 */
export async function withHeartbeat<T>(work: (cancelled: AbortSignal) => Promise<T>): Promise<T> {
  const context = Context.current();
  const timer = setInterval(() => context.heartbeat(), everyMs);
  try {
    return await work(context.cancellationSignal);
  } finally {
    clearInterval(timer);
  }
}
