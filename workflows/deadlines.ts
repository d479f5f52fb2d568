import { isCancellation, sleep } from '@temporalio/workflow';

/** A timer for a later time fires after a year, and the workflow then waits again. */
const longestPauseMs = 366 * 24 * 60 * 60 * 1000;

/** The time in ms until a deadline, so that no time of an event can make a timer that Temporal refuses. */
function pauseUntil(at: number): number {
  const ms = at - Date.now();
  return Number.isNaN(ms) ? longestPauseMs : Math.min(Math.max(1, ms), longestPauseMs);
}

/**
 * Calls `wake` at deadlines that move. When a deadline moves to a later time, the timer that runs is kept, and wakes the
 * workflow once too early. To cancel it and to start another one would add two events to the history at every change.
 */
export function deadlines(wake: () => void): { readonly wakeAt: (at: number | null, summary: string) => void } {
  const started: Set<number> = new Set();

  function start(at: number, summary: string): void {
    started.add(at);
    const onFired = (): void => {
      started.delete(at);
      wake();
    };
    sleep(pauseUntil(at), { summary }).then(onFired, (error: unknown) => {
      if (!isCancellation(error)) throw error;
      onFired();
    });
  }

  return {
    /** `at`: ms since the epoch; null: there is nothing to wait for. `summary`: the text in the Temporal UI. */
    wakeAt(at, summary) {
      if (at !== null && !(Math.min(...started) <= at)) start(at, summary);
    },
  };
}
