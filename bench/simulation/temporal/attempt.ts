import { AsyncLocalStorage } from 'node:async_hooks';
import type { Random } from '../determinism/random.ts';

/** One attempt of an activity on one worker. */
export type Attempt = {
  /** The worker was killed, or Temporal has given the attempt up: its result is not awaited any more. */
  isLost: boolean;
  /** Whether the request that was under way when the worker was killed reaches Zendesk. Later requests are never sent. */
  lands: boolean;
  readonly random: Random;
  /** What is to be done when it has ended. */
  readonly cleanUps: (() => void)[];
};

const attempts = new AsyncLocalStorage<Attempt>();

/** The attempt that the running code belongs to. Undefined: it belongs to none. */
export function currentAttempt(): Attempt | undefined {
  return attempts.getStore();
}

export function inAttempt<T>(attempt: Attempt, work: () => T): T {
  return attempts.run(attempt, work);
}
