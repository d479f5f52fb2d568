/** One run of a session's workflow. Times are ms since the epoch. */
export type Run = {
  readonly runId: string;
  readonly status: 'running' | 'stopped' | 'ended';
  /** Terminated by an operator, where `stopped`. */
  readonly terminated: boolean;
  readonly startedAt: number;
  readonly closedAt: number | null;
  /** Which rescue it is; 0: none. */
  readonly attempt: number;
};

export type RescuePlan =
  | { readonly kind: 'nothing' }
  /** A run of the session is under way. */
  | { readonly kind: 'wait' }
  | { readonly kind: 'give_up'; readonly attempts: number }
  /** Take up `runs[0]`, with what those after it heard; oldest first. */
  | { readonly kind: 'rescue'; readonly runs: readonly [Run, ...Run[]]; readonly attempt: number };

const mostAttempts = 3;

/**
 * Whether a session that was stopped is to be taken up (OPS-6), judged by all runs of its workflow. Only what came after
 * the last rescue counts: that took over all before it. A short run for a late event (LATE-1) may have come after the
 * one that stopped: what it heard belongs to the session too.
 */
export function planRescue(all: readonly Run[]): RescuePlan {
  const runs = [...all].sort((a, b) => a.startedAt - b.startedAt);
  if (runs.some(({ status }) => status === 'running')) return { kind: 'wait' };
  const since = Math.max(
    0,
    runs.findLastIndex(({ attempt }) => attempt > 0),
  );
  const first = runs.findIndex(({ status }, i) => i >= since && status === 'stopped');
  const [stopped, ...later] = first === -1 ? [] : runs.slice(first);
  if (stopped === undefined) return { kind: 'nothing' };
  const attempts = runs[since]?.attempt ?? 0;
  if (attempts >= mostAttempts) return { kind: 'give_up', attempts };
  return { kind: 'rescue', runs: [stopped, ...later], attempt: attempts + 1 };
}
