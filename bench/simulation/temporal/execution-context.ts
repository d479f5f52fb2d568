import type { SearchAttributePair } from '@temporalio/common';

/** An activity or a timer that a workflow began, as the model of Temporal sees it. `seq`: its number in this run. */
export type Command =
  | {
      readonly kind: 'activity';
      readonly seq: number;
      readonly name: string;
      readonly args: readonly unknown[];
      readonly options: ActivityOptions;
    }
  | { readonly kind: 'timer'; readonly seq: number; readonly at: number }
  | { readonly kind: 'cancel'; readonly seq: number };

/** Times in ms. */
export type ActivityOptions = {
  readonly isLocal: boolean;
  readonly taskQueue: string | null;
  readonly startToCloseMs: number;
  readonly scheduleToCloseMs: number;
  readonly heartbeatMs: number | null;
  readonly priority: number;
  readonly retry: {
    readonly initialMs: number;
    readonly coefficient: number;
    readonly maximumMs: number;
    readonly maximumAttempts: number;
  };
};

/** The run of the workflow whose code runs now, as `workflow-api.ts` needs it. */
export type RunningWorkflow = {
  now(): number;
  begin(command: (seq: number) => Command): { readonly seq: number; readonly answer: Promise<unknown> };
  cancel(seq: number): void;
  waitUntil(test: () => boolean): Promise<void>;
  setHandler(kind: string, name: string, handler: (...given: readonly unknown[]) => unknown): void;
  hasRunningHandlers(): boolean;
  showAttributes(pairs: readonly SearchAttributePair[]): void;
  info(): {
    readonly historyLength: number;
    readonly continueAsNewSuggested: boolean;
    /** The search attributes with which it was started. */
    readonly attributes: readonly SearchAttributePair[];
  };
  /** The cancellation scope that is open now. Activities that begin belong to it. */
  scope: object | null;
};

let running: RunningWorkflow | null = null;

export function runningWorkflow(): RunningWorkflow {
  if (running === null) throw new Error('Only a workflow may call this.');
  return running;
}

/** Workflows never run side by side: each runs until all of its code waits. */
export function setRunningWorkflow(next: RunningWorkflow | null): void {
  running = next;
}
