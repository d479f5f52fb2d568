import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/common';
import type { SearchAttributePair } from '@temporalio/common';
import { between, randomOf } from '../determinism/random.ts';
import type { VirtualTime } from '../determinism/virtual-time.ts';
import { Activities } from './activities.ts';
import { copyOf } from './execution.ts';
import type { Execution, Held } from './execution.ts';
import type { Command } from './execution-context.ts';
import { plain } from './model-options.ts';
import type { ModelOptions } from './model-options.ts';
import { WorkflowRun } from './workflow-run.ts';
import type { HistoryEntry, Input, RunEnd } from './workflow-run.ts';

export type StartOptions = {
  readonly workflowId: string;
  readonly type: string;
  readonly args: readonly unknown[];
  readonly attributes?: readonly SearchAttributePair[];
  /** False: a workflow with this id that has ended is not started again. */
  readonly allowDuplicate?: boolean;
};

/** Everything that a dump of Temporal's database holds. */
export type Dump = { readonly at: number; readonly executions: readonly Execution[] };

/** After the crash of its worker, Temporal gives a workflow to another worker within this time. */
const otherWorkerMs = 10_000;

/**
 * A model of the Temporal server and its workers: durable histories, workflow tasks, activities with their retries, timers,
 * signals, and workers that hold workflows in memory until they crash. It knows nothing of this product.
 */
export class TemporalModel {
  /** A sentence for each workflow that failed or that a replay changed. */
  readonly problems: string[] = [];
  private readonly options: ModelOptions;
  private readonly time: VirtualTime;
  private readonly activities: Activities;
  private held: Map<string, Held> = new Map();

  constructor(options: ModelOptions) {
    this.options = options;
    this.time = options.time;
    this.activities = new Activities(options, (held, input) => this.push(held, input));
  }

  /** The latest run of each workflow. */
  executions(): readonly Execution[] {
    return [...this.held.values()].map(({ execution }) => execution);
  }

  find(workflowId: string): Execution | undefined {
    return this.held.get(workflowId)?.execution;
  }

  /** @throws WorkflowExecutionAlreadyStartedError if the workflow has ended and may not be started again */
  signalWithStart(start: StartOptions, signal: string, args: readonly unknown[]): void {
    const known = this.held.get(start.workflowId);
    if (known?.execution.status !== 'running') {
      if (known !== undefined && start.allowDuplicate !== true)
        throw new WorkflowExecutionAlreadyStartedError('already started', start.workflowId, start.type);
      this.start(start);
    }
    this.signal(start.workflowId, signal, args);
  }

  /** @throws WorkflowNotFoundError if no such workflow runs */
  signal(workflowId: string, name: string, args: readonly unknown[]): void {
    const held = this.held.get(workflowId);
    if (held?.execution.status !== 'running') throw new WorkflowNotFoundError('not found', workflowId, undefined);
    this.push(held, { kind: 'signal', name, args });
  }

  /** Undefined: no worker holds the workflow, or there is none. */
  query(workflowId: string, name: string, args: readonly unknown[]): unknown {
    return this.held.get(workflowId)?.run?.query(name, args);
  }

  /** Kills a worker process, which is started again `awayMs` later. */
  crash(worker: number, awayMs: number): void {
    const now = this.time.now();
    for (const held of this.held.values()) {
      if (held.worker !== worker) continue;
      held.run = null;
      const random = randomOf(this.options.seed, 'move', held.execution.workflowId, now);
      held.worker = between(random, 0, this.options.workers - 1);
      held.notBefore = now + between(random, 0, otherWorkerMs);
    }
    this.activities.crash(worker, awayMs, (held) => held.notBefore);
  }

  dump(): Dump {
    return { at: this.time.now(), executions: this.executions().map(copyOf) };
  }

  /** Kills all workers, and puts back a dump. What it does not hold is forgotten. */
  restore({ executions }: Dump, awayMs: number): void {
    this.activities.forgetAll();
    const now = this.time.now();
    this.held = new Map(
      executions.map((execution) => [
        execution.workflowId,
        { execution: copyOf(execution), run: null, worker: 0, hasTask: false, notBefore: now + awayMs },
      ]),
    );
    this.activities.restartAll(awayMs);
    for (const held of this.held.values()) {
      const { status, timers, tasks, inbox } = held.execution;
      if (status !== 'running') continue;
      if (inbox.length > 0 || held.execution.history.length === 0) this.scheduleTask(held);
      for (const [seq, at] of timers) this.setTimer(held, seq, Math.max(at, held.notBefore));
      for (const task of tasks.values()) this.activities.resume(held, task, held.notBefore);
    }
  }

  private start({ workflowId, type, args, attributes = [] }: StartOptions): void {
    const runNumber = (this.held.get(workflowId)?.execution.runNumber ?? 0) + 1;
    const execution: Execution = {
      workflowId,
      runNumber,
      type,
      args: plain(args),
      startAttributes: attributes,
      attributes,
      history: [],
      inbox: [],
      tasks: new Map(),
      timers: new Map(),
      begun: new Map(),
      status: 'running',
    };
    const worker = between(randomOf(this.options.seed, 'worker', workflowId, runNumber), 0, this.options.workers - 1);
    const held: Held = { execution, run: null, worker, hasTask: false, notBefore: 0 };
    this.held.set(workflowId, held);
    this.scheduleTask(held);
  }

  private push(held: Held, input: Input): void {
    if (!this.isCurrent(held)) return;
    held.execution.inbox.push(input);
    this.scheduleTask(held);
  }

  private isCurrent(held: Held): boolean {
    return this.held.get(held.execution.workflowId) === held && held.execution.status === 'running';
  }

  private scheduleTask(held: Held): void {
    if (held.hasTask) return;
    held.hasTask = true;
    this.time.at(Math.max(this.time.now() + 4, held.notBefore), async () => {
      held.hasTask = false;
      if (this.isCurrent(held)) await this.runTask(held);
    });
  }

  private async runTask(held: Held): Promise<void> {
    if (!this.activities.isAlive(held.worker)) {
      held.notBefore = this.time.now() + 500;
      this.scheduleTask(held);
      return;
    }
    const { execution } = held;
    held.run ??= await this.replay(execution);
    const entry: HistoryEntry = { at: this.time.now(), inputs: execution.inbox };
    execution.inbox = [];
    execution.history.push(entry);
    const { commands, attributes } = await held.run.task(entry);
    if (attributes.length > 0) execution.attributes = attributes;
    for (const command of commands) this.execute(held, command);
    const { end } = held.run;
    if (end !== null) this.finish(held, end);
  }

  private async replay(execution: Execution): Promise<WorkflowRun> {
    const { type, args, startAttributes: attributes, workflowId, runNumber } = execution;
    const workflow = this.options.workflows[type];
    if (workflow === undefined) throw new Error(`There is no workflow ${type}.`);
    const continuesAfter = this.options.continuesAfter(workflowId, runNumber);
    const run = new WorkflowRun(workflow, args, { attributes, continuesAfter });
    try {
      for (const entry of execution.history) {
        this.time.replayedAt = entry.at;
        const { commands } = await run.task(entry);
        for (const command of commands) {
          if (command.kind === 'activity' && execution.begun.get(command.seq) !== command.name)
            this.problems.push(`a replay of ${workflowId} begins ${command.name} as its step ${command.seq}`);
        }
      }
    } finally {
      this.time.replayedAt = null;
    }
    return run;
  }

  private execute(held: Held, command: Command): void {
    const { execution } = held;
    switch (command.kind) {
      case 'activity': {
        const { seq, name, options } = command;
        const now = this.time.now();
        const task = { seq, name, args: plain(command.args), options, scheduledAt: now };
        execution.begun.set(seq, name);
        this.activities.schedule(held, { ...task, attempt: 1, readyAt: now, startedAt: null, heartbeat: undefined });
        return;
      }
      case 'timer':
        execution.timers.set(command.seq, command.at);
        this.setTimer(held, command.seq, command.at);
        return;
      case 'cancel':
        this.activities.cancel(held, command.seq);
        return;
      default:
        command satisfies never;
    }
  }

  private setTimer(held: Held, seq: number, at: number): void {
    this.time.at(at, () => {
      if (!this.isCurrent(held) || !held.execution.timers.delete(seq)) return;
      this.push(held, { kind: 'answer', seq, value: undefined });
    });
  }

  private finish(held: Held, end: RunEnd): void {
    const { execution } = held;
    execution.status = end.kind === 'failed' ? 'failed' : 'completed';
    const { workflowId, type, attributes, inbox } = execution;
    if (end.kind === 'failed') this.problems.push(`${workflowId} failed: ${describe(end.error)}`);
    if (end.kind !== 'continued') return;
    this.start({ workflowId, type, args: end.args, attributes });
    for (const input of inbox) {
      const next = this.held.get(workflowId);
      if (next !== undefined && input.kind === 'signal') this.push(next, input);
    }
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
