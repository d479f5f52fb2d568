import type { SearchAttributePair } from '@temporalio/common';
import type { ActivityOptions } from './execution-context.ts';
import type { HistoryEntry, Input, WorkflowRun } from './workflow-run.ts';

/** An activity that Temporal has accepted and that has no result yet. Times are ms since the epoch. */
export type ActivityTask = {
  readonly seq: number;
  readonly name: string;
  readonly args: readonly unknown[];
  readonly options: ActivityOptions;
  readonly scheduledAt: number;
  readonly attempt: number;
  /** When this attempt may begin. */
  readonly readyAt: number;
  /** Null: no worker has begun this attempt yet. */
  readonly startedAt: number | null;
  /** The details of the last heartbeat. The next attempt gets them. */
  readonly heartbeat: unknown;
};

/** One run of a workflow as the server stores it. All of it goes back in time when a database is restored. */
export type Execution = {
  readonly workflowId: string;
  readonly runNumber: number;
  readonly type: string;
  readonly args: readonly unknown[];
  readonly startAttributes: readonly SearchAttributePair[];
  attributes: readonly SearchAttributePair[];
  readonly history: HistoryEntry[];
  /** The inputs that wait for the next workflow task. */
  inbox: Input[];
  readonly tasks: Map<number, ActivityTask>;
  /** When each timer fires. */
  readonly timers: Map<number, number>;
  /** The name of each activity that it has begun, by its number. A replay must begin the same ones. */
  readonly begun: Map<number, string>;
  status: 'running' | 'completed' | 'failed';
};

/** A copy that later changes do not reach. */
export function copyOf(execution: Execution): Execution {
  const { history, inbox, tasks, timers, begun } = execution;
  return {
    ...execution,
    history: [...history],
    inbox: [...inbox],
    tasks: new Map(tasks),
    timers: new Map(timers),
    begun: new Map(begun),
  };
}

/** An execution, and what the workers hold of it. */
export type Held = {
  readonly execution: Execution;
  /** Null: no worker holds it in memory, so it is replayed at its next workflow task. */
  run: WorkflowRun | null;
  worker: number;
  /** A workflow task is scheduled. */
  hasTask: boolean;
  /** After a crash of its worker, no workflow task begins before this time. */
  notBefore: number;
};
