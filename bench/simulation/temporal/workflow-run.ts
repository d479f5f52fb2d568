import type { SearchAttributePair } from '@temporalio/common';
import { setRunningWorkflow } from './execution-context.ts';
import type { Command, RunningWorkflow } from './execution-context.ts';
import { continuedArgs } from './workflow-api.ts';

/** What reaches a workflow. Its history is a list of these, and they alone determine its state. */
export type Input =
  | { readonly kind: 'signal'; readonly name: string; readonly args: readonly unknown[] }
  | { readonly kind: 'answer'; readonly seq: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly seq: number; readonly error: Error };

/** The inputs of one workflow task. `at`: the time that the workflow sees, ms since the epoch. */
export type HistoryEntry = { readonly at: number; readonly inputs: readonly Input[] };

export type Workflow = (...args: readonly never[]) => Promise<unknown>;

export type RunEnd =
  | { readonly kind: 'completed'; readonly value: unknown }
  | { readonly kind: 'continued'; readonly args: readonly unknown[] }
  | { readonly kind: 'failed'; readonly error: unknown };

type Pending = { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void };
type Handler = (...given: readonly unknown[]) => unknown;

/** How many events a real history has for each input here, about: a signal has 4 with its workflow task, an activity 6. */
export const eventsPerInput = 4;

/**
 * The code of one workflow run as a worker holds it in memory. It gets its inputs as workflow tasks, and gives the commands
 * that follow from them. After a crash a new one gets the same inputs again, as Temporal replays a workflow.
 */
export class WorkflowRun implements RunningWorkflow {
  scope: object | null = null;
  end: RunEnd | null = null;
  private readonly handlers: Map<string, Handler> = new Map();
  /** Signals whose handler is not set yet. */
  private early: { readonly name: string; readonly args: readonly unknown[] }[] = [];
  private conditions: { readonly test: () => boolean; readonly met: () => void }[] = [];
  private readonly pending: Map<number, Pending> = new Map();
  private commands: Command[] = [];
  private attributes: readonly SearchAttributePair[] = [];
  private seq = 0;
  private runningHandlers = 0;
  private inputs = 0;
  private at = 0;
  private isStarted = false;
  private readonly workflow: Workflow;
  private readonly args: readonly unknown[];
  private readonly startAttributes: readonly SearchAttributePair[];
  private readonly continuesAfter: number;

  /** @param continuesAfter the number of inputs after which the history counts as long */
  constructor(
    workflow: Workflow,
    args: readonly unknown[],
    how: { readonly attributes: readonly SearchAttributePair[]; readonly continuesAfter: number },
  ) {
    this.workflow = workflow;
    this.args = args;
    this.startAttributes = how.attributes;
    this.continuesAfter = how.continuesAfter;
  }

  /** Runs the workflow until all of its code waits. Gives the commands of this task, and the attributes it has set. */
  async task({ at, inputs }: HistoryEntry): Promise<{
    readonly commands: readonly Command[];
    readonly attributes: readonly SearchAttributePair[];
  }> {
    this.at = at;
    this.commands = [];
    this.inputs += inputs.length;
    setRunningWorkflow(this);
    try {
      for (const input of inputs) if (input.kind === 'signal') this.receive(input.name, input.args);
      if (!this.isStarted) this.start();
      for (const input of inputs) if (input.kind !== 'signal') this.answer(input);
      for (;;) {
        await allMicrotasksDone();
        const met = this.conditions.filter(({ test }) => test());
        if (met.length === 0) break;
        this.conditions = this.conditions.filter((one) => !met.includes(one));
        for (const one of met) one.met();
      }
    } finally {
      setRunningWorkflow(null);
    }
    const { commands, attributes } = this;
    this.attributes = [];
    return { commands, attributes };
  }

  query(name: string, args: readonly unknown[]): unknown {
    setRunningWorkflow(this);
    try {
      return this.handlers.get(`query/${name}`)?.(...args);
    } finally {
      setRunningWorkflow(null);
    }
  }

  now(): number {
    return this.at;
  }

  begin(command: (seq: number) => Command): { readonly seq: number; readonly answer: Promise<unknown> } {
    this.seq += 1;
    const { seq } = this;
    this.commands.push(command(seq));
    const answer = new Promise<unknown>((resolve, reject) => {
      this.pending.set(seq, { resolve, reject });
    });
    return { seq, answer };
  }

  cancel(seq: number): void {
    if (this.pending.has(seq)) this.commands.push({ kind: 'cancel', seq });
  }

  async waitUntil(test: () => boolean): Promise<void> {
    await new Promise<void>((met) => {
      this.conditions.push({ test, met });
    });
  }

  setHandler(kind: string, name: string, handler: Handler): void {
    this.handlers.set(`${kind}/${name}`, handler);
    const early = this.early.filter((signal) => kind === 'signal' && signal.name === name);
    this.early = this.early.filter((signal) => !early.includes(signal));
    for (const { args } of early) this.receive(name, args);
  }

  hasRunningHandlers(): boolean {
    return this.runningHandlers > 0;
  }

  showAttributes(pairs: readonly SearchAttributePair[]): void {
    this.attributes = pairs;
  }

  info(): ReturnType<RunningWorkflow['info']> {
    return {
      historyLength: this.inputs * eventsPerInput,
      continueAsNewSuggested: this.inputs >= this.continuesAfter,
      attributes: this.startAttributes,
    };
  }

  private start(): void {
    this.isStarted = true;
    const done: unknown = Reflect.apply(this.workflow, undefined, [...this.args]);
    void Promise.resolve(done).then(
      (value) => {
        this.end = { kind: 'completed', value };
      },
      (error: unknown) => {
        const args = continuedArgs(error);
        this.end = args === null ? { kind: 'failed', error } : { kind: 'continued', args };
      },
    );
  }

  private receive(name: string, args: readonly unknown[]): void {
    const handler = this.handlers.get(`signal/${name}`);
    if (handler === undefined) {
      this.early.push({ name, args });
      return;
    }
    const done = handler(...args);
    if (!(done instanceof Promise)) return;
    this.runningHandlers += 1;
    void done.finally(() => {
      this.runningHandlers -= 1;
    });
  }

  private answer(input: Exclude<Input, { readonly kind: 'signal' }>): void {
    const pending = this.pending.get(input.seq);
    this.pending.delete(input.seq);
    if (input.kind === 'answer') pending?.resolve(input.value);
    else pending?.reject(input.error);
  }
}

/** Node runs a tick only when no microtask is left, so all code that is not waiting has run by then. */
async function allMicrotasksDone(): Promise<void> {
  await new Promise<void>((resolve) => {
    process.nextTick(resolve);
  });
}
