import { isCancellation, sleep } from '@temporalio/workflow';

/**
 * Calls `wake` at deadlines that move. A started timer is kept when the deadline moves to a later time: it costs at most
 * one needless wake-up, while a cancelled and a new timer would cost two events at every change.
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
    /** `at`: ms since the epoch; null: there is nothing to wait for. `summary`: the text in the Temporal UI. */
    wakeAt(at, summary) {
      if (at !== null && !(Math.min(...started) <= at)) start(at, summary);
    },
  };
}
