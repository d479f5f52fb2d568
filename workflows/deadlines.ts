import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';

/**
 * Wakes at deadlines that move. A timer that was started is left alone when the deadline moves on: it costs one wake-up
 * at most, where cancelling and starting anew would cost two events at every change.
 */
export function deadlines(wake: () => void): { readonly wakeAt: (at: number | null, summary: string) => void } {
  const started: Set<number> = new Set();

  async function start(at: number, summary: string): Promise<void> {
    started.add(at);
    await CancellationScope.cancellable(() => sleep(Math.max(1, at - Date.now()), { summary })).catch(
      (error: unknown) => {
        if (!isCancellation(error)) throw error;
      },
    );
    started.delete(at);
    wake();
  }

  return {
    /** Ms since the epoch; null: nothing to wait for. */
    wakeAt(at, summary) {
      if (at !== null && !(Math.min(...started) <= at)) void start(at, summary);
    },
  };
}
