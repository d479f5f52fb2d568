import { Context } from '@temporalio/activity';

/** Heartbeat timeouts are 5 to 10 s, so Temporal notices a killed worker when a few heartbeats are missing. */
const everyMs = 1_500;

/**
 * Runs work in an activity and sends heartbeats until it ends.
 * @param work gets the signal that aborts when Temporal cancels the activity; it should then throw the signal's reason
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
