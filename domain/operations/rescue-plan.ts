/** One run of a session's workflow. Times are ms since the epoch. */
export type Run = {
  readonly runId: string;
  readonly status: 'running' | 'stopped' | 'ended';
  /** An operator terminated the run. Only a `stopped` run can be terminated. */
  readonly terminated: boolean;
  readonly startedAt: number;
  readonly closedAt: number | null;
  /** The number of the rescue that started this run; 0: no rescue did. */
  readonly attempt: number;
};

export type RescuePlan =
  | { readonly kind: 'nothing' }
  /** A run of the session is under way. */
  | { readonly kind: 'wait' }
  | { readonly kind: 'give_up'; readonly attempts: number }
  /** A new run continues `runs[0]` with the events of the later runs. The oldest run comes first. */
  | { readonly kind: 'rescue'; readonly runs: readonly [Run, ...Run[]]; readonly attempt: number };

const mostAttempts = 3;

/**
 * OPS-6: decides from all runs of a session's workflow whether the session must be rescued. Only the runs since the last
 * rescue count, because that rescue has taken over the earlier ones. A short run for a late event (LATE-1) may follow the
 * run that stopped. Its events belong to the session too.
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
