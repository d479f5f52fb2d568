import { setTimeout as pause } from 'node:timers/promises';
import { Connection, defaultGrpcRetryOptions, makeGrpcRetryInterceptor } from '@temporalio/client';
import type { ConnectionOptions } from '@temporalio/client';

/** A call that Temporal did not answer is sent again after at most this time. */
const longestRetryPauseMs = 1_000;

/**
 * The repeated calls of one connection. The interceptor of the SDK repeats a call by a timer, and a timer that runs after the
 * connection was closed throws an error that nobody can catch. So a connection first lets its timers run out.
 */
class Retries {
  #closing = false;
  #lastTimerEndsAt = 0;

  readonly interceptor = makeGrpcRetryInterceptor({
    retryableDecider: (attempt, status) =>
      !this.#closing && defaultGrpcRetryOptions().retryableDecider(attempt, status),
    delayFunction: (attempt, status) => {
      const delayMs = Math.min(longestRetryPauseMs, defaultGrpcRetryOptions().delayFunction(attempt, status));
      this.#lastTimerEndsAt = Math.max(this.#lastTimerEndsAt, Date.now() + delayMs);
      return delayMs;
    },
  });

  /** Prevents further retries. Resolves when no timer for a retry is left. */
  async end(): Promise<void> {
    this.#closing = true;
    const leftMs = this.#lastTimerEndsAt - Date.now();
    // Timers of the same length run in the order in which they were set, so one more millisecond is enough.
    if (leftMs > 0) await pause(leftMs + 1);
  }
}

/** A connection that can be closed while calls wait for their repetition. */
export class TemporalConnection extends Connection {
  #retries: Retries | null = null;

  static open(options: Omit<ConnectionOptions, 'interceptors'>): TemporalConnection {
    const retries = new Retries();
    const connection = this.lazy({ ...options, interceptors: [retries.interceptor] });
    if (!(connection instanceof TemporalConnection)) throw new TypeError('The SDK made a connection of another class.');
    connection.#retries = retries;
    return connection;
  }

  override async close(): Promise<void> {
    await this.#retries?.end();
    await super.close();
  }
}
