import type { VirtualTime } from '../determinism/virtual-time.ts';
import type { Workflow } from './workflow-run.ts';

/** The activities of one worker process, by their names. */
export type Worker = Readonly<Record<string, (...args: readonly never[]) => Promise<unknown>>>;

export type ModelOptions = {
  readonly time: VirtualTime;
  readonly seed: number;
  readonly workflows: Readonly<Record<string, Workflow>>;
  /** Starts a worker process: gives its activities, with empty caches. */
  readonly startWorker: () => Worker;
  readonly workers: number;
  /** `zendesk.requestsPerMinute`, which the server enforces. */
  readonly requestsPerMinute: number;
  /** After how many inputs a run continues as new, or infinity. */
  readonly continuesAfter: (workflowId: string, runNumber: number) => number;
};

/**
 * The value as it is after it was written as JSON and read again, as every payload of Temporal is. Signals are left out to
 * save time: their content has come from JSON a moment before.
 */
export function plain<Value>(value: Value): Value {
  return value === undefined ? value : JSON.parse(JSON.stringify(value));
}
