import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  ChildWorkflowFailure,
  TypedSearchAttributes,
} from '@temporalio/common';
import type { SearchAttributePair } from '@temporalio/common';
import { msToNumber } from '@temporalio/common/lib/time.js';
import { runningWorkflow } from './execution-context.ts';
import type { ActivityOptions } from './execution-context.ts';

/**
 * Stands in for `@temporalio/workflow` in a simulation (`module-hooks.ts`): the same names with the same meaning for the
 * workflows of this product, on top of the model of Temporal in this folder. The product's workflows run unchanged.
 */

/** Ms, or a text such as `5 minutes`. */
type Duration = string | number;

export { ActivityFailure, ApplicationFailure, CancelledFailure };

export function isCancellation(error: unknown): boolean {
  return (
    error instanceof CancelledFailure ||
    ((error instanceof ActivityFailure || error instanceof ChildWorkflowFailure) && isCancellation(error.cause))
  );
}

type Definition = { readonly type: string; readonly name: string };
export const defineSignal = (name: string): Definition => ({ type: 'signal', name });
export const defineQuery = (name: string): Definition => ({ type: 'query', name });
export const defineUpdate = (name: string): Definition => ({ type: 'update', name });

export function setHandler({ type, name }: Definition, handler: (...given: readonly unknown[]) => unknown): void {
  runningWorkflow().setHandler(type, name, handler);
}

export const allHandlersFinished = (): boolean => !runningWorkflow().hasRunningHandlers();

export async function condition(test: () => boolean, timeout?: Duration): Promise<boolean> {
  if (test()) return true;
  const met = runningWorkflow().waitUntil(test);
  if (timeout === undefined) return await met.then(() => true);
  return await Promise.race([met.then(() => true), sleep(timeout).then(() => false)]);
}

export async function sleep(duration: Duration, _options?: object): Promise<void> {
  const workflow = runningWorkflow();
  const at = workflow.now() + Math.max(1, msToNumber(duration));
  await workflow.begin((seq) => ({ kind: 'timer', seq, at })).answer;
}

/** Cancels the activities that were begun in it. Timers are not in any scope of this product's workflows. */
export class CancellationScope {
  private readonly begun: Set<number> = new Set();

  static current(): { readonly cancelRequested: Promise<never> } {
    return { cancelRequested: new Promise(() => undefined) };
  }

  static async nonCancellable<T>(work: () => Promise<T>): Promise<T> {
    return await work();
  }

  /** The activities must begin before the first `await` of `work`. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const workflow = runningWorkflow();
    const outer = workflow.scope;
    workflow.scope = this;
    try {
      return work();
    } finally {
      workflow.scope = outer;
    }
  }

  add(seq: number, answer: Promise<unknown>): void {
    this.begun.add(seq);
    const forget = (): void => void this.begun.delete(seq);
    answer.then(forget, forget);
  }

  cancel(): void {
    for (const seq of this.begun) runningWorkflow().cancel(seq);
  }
}

class ContinueAsNew extends Error {
  readonly args: readonly unknown[];

  constructor(args: readonly unknown[]) {
    super('continue as new');
    this.args = args;
  }
}

export async function continueAsNew(...args: readonly unknown[]): Promise<never> {
  throw new ContinueAsNew(args);
}

/** The arguments of the next run, if this is the error that ends a run to continue as new; null: it is another error. */
export function continuedArgs(error: unknown): readonly unknown[] | null {
  return error instanceof ContinueAsNew ? error.args : null;
}

type Given = {
  readonly startToCloseTimeout?: Duration;
  readonly scheduleToCloseTimeout?: Duration;
  readonly heartbeatTimeout?: Duration;
  readonly taskQueue?: string;
  readonly priority?: { readonly priorityKey?: number };
  readonly retry?: {
    readonly initialInterval?: Duration;
    readonly backoffCoefficient?: number;
    readonly maximumInterval?: Duration;
    readonly maximumAttempts?: number;
  };
};

export const proxyActivities = (given: Given): object => proxy(optionsOf(given, false));
export const proxyLocalActivities = (given: Given): object => proxy(optionsOf(given, true));

function optionsOf({ retry = {}, priority, ...given }: Given, isLocal: boolean): ActivityOptions {
  const initialMs = msToNumber(retry.initialInterval ?? '1s');
  const orForEver = (duration: Duration | undefined): number =>
    duration === undefined ? Number.POSITIVE_INFINITY : msToNumber(duration);
  return {
    isLocal,
    taskQueue: given.taskQueue ?? null,
    startToCloseMs: orForEver(given.startToCloseTimeout),
    scheduleToCloseMs: orForEver(given.scheduleToCloseTimeout),
    heartbeatMs: given.heartbeatTimeout === undefined ? null : msToNumber(given.heartbeatTimeout),
    priority: priority?.priorityKey ?? 3,
    retry: {
      initialMs,
      coefficient: retry.backoffCoefficient ?? 2,
      maximumMs: retry.maximumInterval === undefined ? initialMs * 100 : msToNumber(retry.maximumInterval),
      maximumAttempts: retry.maximumAttempts ?? Number.POSITIVE_INFINITY,
    },
  };
}

function proxy(options: ActivityOptions): object {
  return new Proxy(
    {},
    {
      get(_, name) {
        if (typeof name !== 'string') return undefined;
        const begin = async (args: readonly unknown[]): Promise<unknown> => {
          const workflow = runningWorkflow();
          const { scope } = workflow;
          const { seq, answer } = workflow.begin((number) => ({ kind: 'activity', seq: number, name, args, options }));
          if (scope instanceof CancellationScope) scope.add(seq, answer);
          return await answer;
        };
        const activity = async (...args: readonly unknown[]): Promise<unknown> => await begin(args);
        return Object.assign(activity, {
          executeWithOptions: async (_options: object, args: readonly unknown[]) => await begin(args),
        });
      },
    },
  );
}

/** A change of workflow code counts as made, because no simulated workflow was started by an earlier version. */
export const patched = (_change: string): boolean => true;
export const deprecatePatch = (_change: string): void => undefined;

const silent = (): void => undefined;
export const log = { trace: silent, debug: silent, info: silent, warn: silent, error: silent };
export const setCurrentDetails = silent;
export const upsertMemo = silent;

export function upsertSearchAttributes(pairs: readonly SearchAttributePair[]): void {
  runningWorkflow().showAttributes(pairs);
}

export function workflowInfo(): object {
  const { attributes, ...info } = runningWorkflow().info();
  return { ...info, typedSearchAttributes: new TypedSearchAttributes([...attributes]) };
}
