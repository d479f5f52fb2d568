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
  /** The session has stopped again. The next rescue waits until then, in ms since the epoch. */
  | { readonly kind: 'pause'; readonly until: number }
  /** The session stopped again and again. `runs`: as for a rescue. */
  | { readonly kind: 'give_up'; readonly runs: readonly [Run, ...Run[]]; readonly attempts: number }
  /** A new run continues `runs[0]` with the events of the later runs. The oldest run comes first. */
  | { readonly kind: 'rescue'; readonly runs: readonly [Run, ...Run[]]; readonly attempt: number };

const minuteMs = 60_000;
/** The pause before each rescue, from the end of the run that stopped. After the last one, the session is given up. */
const pausesMs = [0, 15 * minuteMs, 60 * minuteMs] as const;

/**
 * OPS-6: decides from all runs of a session's workflow whether the session must be rescued. Only the runs since the last
 * rescue count, because that rescue has taken over the earlier ones. A short run for a late event (LATE-1) may follow the
 * run that stopped. Its events belong to the session too. A session that harms others stops again and again, so the pauses
 * grow, and after the third rescue it is given up.
 * @param now ms since the epoch
 */
export function planRescue(all: readonly Run[], now: number): RescuePlan {
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
  const pauseMs = pausesMs[attempts];
  if (pauseMs === undefined) return { kind: 'give_up', runs: [stopped, ...later], attempts };
  const until = (stopped.closedAt ?? now) + pauseMs;
  return until > now ? { kind: 'pause', until } : { kind: 'rescue', runs: [stopped, ...later], attempt: attempts + 1 };
}

/** The runs of a session that an operator gives up: all since the last rescue. Null: there is none. */
export function runsOf(all: readonly Run[]): readonly [Run, ...Run[]] | null {
  const runs = [...all].sort((a, b) => a.startedAt - b.startedAt);
  const [first, ...later] = runs.slice(
    Math.max(
      0,
      runs.findLastIndex(({ attempt }) => attempt > 0),
    ),
  );
  return first === undefined ? null : [first, ...later];
}
