import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';
import type { Deadline } from '../domain/session-view/time-line.ts';

/** A timer for a later time fires after a year, and the workflow then waits again. */
const longestPauseMs = 366 * 24 * 60 * 60 * 1000;

/** The time in ms until a deadline, so that no time of an event can make a timer that Temporal refuses. */
function pauseUntil(at: number): number {
  const ms = at - Date.now();
  return Number.isNaN(ms) ? longestPauseMs : Math.min(Math.max(1, ms), longestPauseMs);
}

type Timer = Deadline & { readonly scope: CancellationScope };

/**
 * Calls `wake` at deadlines that move. When a deadline moves to a later time, the timer that runs is kept, and wakes the
 * workflow once too early. To cancel it and to start another one would add two events to the history at every change.
 */
export function deadlines(wake: () => void): {
  readonly wakeAt: (all: readonly Deadline[]) => void;
  readonly cancelOthers: (summaries: readonly string[]) => void;
} {
  const running: Set<Timer> = new Set();

  function start({ at, summary }: Deadline): void {
    const timer: Timer = { at, summary, scope: new CancellationScope({ cancellable: true }) };
    running.add(timer);
    const onFired = (): void => {
      if (running.delete(timer)) wake();
    };
    timer.scope
      .run(() => sleep(pauseUntil(at), { summary }))
      .then(onFired, (error: unknown) => {
        if (!isCancellation(error)) throw error;
        onFired();
      });
  }

  return {
    /** Makes sure that the workflow wakes up at the earliest of these deadlines. Empty: there is nothing to wait for. */
    wakeAt(all) {
      const [earliest] = [...all].sort((a, b) => a.at - b.at);
      if (earliest !== undefined && ![...running].some(({ at }) => at <= earliest.at)) start(earliest);
    },
    /** Cancels the timers whose wait is over, so that their bars in the Temporal UI end. `summaries`: the waits that go on. */
    cancelOthers(summaries) {
      for (const timer of running) {
        if (summaries.includes(timer.summary)) continue;
        running.delete(timer);
        timer.scope.cancel();
      }
    },
  };
}
