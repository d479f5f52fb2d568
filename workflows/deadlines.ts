import { isCancellation, sleep } from '@temporalio/workflow';

/**
 * Wakes at deadlines that move. A timer that was started is left alone when the deadline moves on: it costs one wake-up
 * at most, where cancelling and starting anew would cost two events at every change.
 */
export function deadlines(wake: () => void): { readonly wakeAt: (at: number | null, summary: string) => void } {
  const started: Set<number> = new Set();

  function start(at: number, summary: string): void {
    started.add(at);
    const over = (): void => {
      started.delete(at);
      wake();
    };
    sleep(Math.max(1, at - Date.now()), { summary }).then(over, (error: unknown) => {
      if (!isCancellation(error)) throw error;
      over();
    });
  }

  return {
    /** Ms since the epoch; null: nothing to wait for. */
    wakeAt(at, summary) {
      if (at !== null && !(Math.min(...started) <= at)) start(at, summary);
    },
  };
}
