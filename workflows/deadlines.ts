import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';

/**
 * Wakes at deadlines that move. A timer that was started is left alone when the deadline moves on: it costs one wake-up
 * at most, where cancelling and starting anew would cost two events at every change.
 */
export function deadlines(wake: () => void): { readonly wakeAt: (at: number | null) => void } {
  const started: Set<number> = new Set();

  async function start(at: number): Promise<void> {
    started.add(at);
    await CancellationScope.cancellable(() => sleep(Math.max(1, at - Date.now()))).catch((error: unknown) => {
      if (!isCancellation(error)) throw error;
    });
    started.delete(at);
    wake();
  }

  return {
    /** Ms since the epoch; null: nothing to wait for. */
    wakeAt(at) {
      if (at !== null && !(Math.min(...started) <= at)) void start(at);
    },
  };
}
