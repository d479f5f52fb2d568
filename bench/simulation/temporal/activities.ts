import type { Info } from '@temporalio/activity';
import type { Logger } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { between, randomOf } from '../determinism/random.ts';
import type { VirtualTime } from '../determinism/virtual-time.ts';
import { afterFailure, cancelled, timedOut } from './activity-failures.ts';
import { inAttempt } from './attempt.ts';
import type { Attempt } from './attempt.ts';
import type { ActivityTask, Held } from './execution.ts';
import { plain } from './model-options.ts';
import type { ModelOptions, Worker } from './model-options.ts';
import type { Input } from './workflow-run.ts';

type Running = { readonly held: Held; readonly task: ActivityTask; readonly worker: number; readonly attempt: Attempt };

const silent = (): void => undefined;
const logger: Logger = { log: silent, trace: silent, debug: silent, info: silent, warn: silent, error: silent };

/** An activity that is cancelled learns it with its next heartbeat, or at the latest after this time. */
const cancelMs = 1_500;

/** The activities of all workflows: their queue with its rate limit and priorities, their attempts and retries. */
export class Activities {
  private readonly options: ModelOptions;
  private readonly time: VirtualTime;
  private readonly push: (held: Held, input: Input) => void;
  private readonly running: Set<Running> = new Set();
  /** Null: the process was killed and is not started again yet. */
  private readonly workers: (Worker | null)[];
  /** The activities of the task queue with the rate limit that wait for their turn. */
  private queue: { readonly held: Held; readonly task: ActivityTask }[] = [];
  private nextTurnAt = 0;
  private hasTurn = false;

  constructor(options: ModelOptions, push: (held: Held, input: Input) => void) {
    this.options = options;
    this.time = options.time;
    this.push = push;
    this.workers = Array.from({ length: options.workers }, () => options.startWorker());
  }

  isAlive(worker: number): boolean {
    return this.workers[worker] !== null;
  }

  schedule(held: Held, task: ActivityTask): void {
    held.execution.tasks.set(task.seq, task);
    this.time.at(Math.max(task.readyAt, this.time.now() + 1), () => this.offer(held, task));
  }

  /** Takes up an activity of a restored database. An attempt that was under way at the dump has timed out since then. */
  resume(held: Held, task: ActivityTask, at: number): void {
    this.time.at(at, () => {
      if (task.startedAt === null || task.options.isLocal) this.offer(held, task);
      else this.failed(held, task, timedOut());
    });
  }

  cancel(held: Held, seq: number): void {
    const task = held.execution.tasks.get(seq);
    if (task === undefined) return;
    const running = [...this.running].find((one) => one.held === held && one.task.seq === seq);
    this.time.after(running === undefined ? 1 : cancelMs, () => {
      if (!held.execution.tasks.has(seq)) return;
      if (running !== undefined) this.lose(running);
      this.failed(held, held.execution.tasks.get(seq) ?? task, cancelled());
    });
  }

  /** @param againAt when a workflow that the worker held may repeat its local activities */
  crash(worker: number, awayMs: number, againAt: (held: Held) => number): void {
    this.workers[worker] = null;
    this.time.after(awayMs, () => {
      this.workers[worker] ??= this.options.startWorker();
    });
    for (const running of this.running) {
      const { held, task } = running;
      if (running.worker !== worker) continue;
      this.lose(running);
      const { isLocal, heartbeatMs, startToCloseMs } = task.options;
      if (isLocal) this.schedule(held, { ...task, startedAt: null, readyAt: againAt(held) });
      else
        this.time.after(Math.min(heartbeatMs ?? startToCloseMs, startToCloseMs), () =>
          this.failed(held, task, timedOut()),
        );
    }
  }

  forgetAll(): void {
    for (const running of this.running) this.lose(running);
    this.queue = [];
    this.workers.fill(null);
  }

  restartAll(awayMs: number): void {
    this.time.after(awayMs, () => {
      for (const [i, worker] of this.workers.entries()) this.workers[i] = worker ?? this.options.startWorker();
    });
  }

  /** The process of this attempt is dead, or nobody awaits its result any more. */
  private lose(running: Running): void {
    this.running.delete(running);
    running.attempt.isLost = true;
  }

  private offer(held: Held, task: ActivityTask): void {
    if (held.execution.tasks.get(task.seq) !== task) return;
    if (task.options.taskQueue === null) {
      this.begin(held, task);
      return;
    }
    this.queue.push({ held, task });
    this.takeTurns();
  }

  /** One activity after the other begins, as the rate limit allows, and the one with the lowest priority number first. */
  private takeTurns(): void {
    if (this.hasTurn || this.queue.length === 0) return;
    this.hasTurn = true;
    this.time.at(Math.max(this.time.now() + 2, this.nextTurnAt), () => {
      this.hasTurn = false;
      const first = Math.min(...this.queue.map(({ task }) => task.options.priority));
      const index = this.queue.findIndex(({ task }) => task.options.priority === first);
      const [next] = this.queue.splice(Math.max(0, index), 1);
      this.nextTurnAt = this.time.now() + 60_000 / this.options.requestsPerMinute;
      if (next !== undefined) this.begin(next.held, next.task);
      this.takeTurns();
    });
  }

  private begin(held: Held, offered: ActivityTask): void {
    const { execution } = held;
    if (execution.tasks.get(offered.seq) !== offered) return;
    const key = [execution.workflowId, execution.runNumber, offered.seq, offered.name, offered.attempt];
    const random = randomOf(this.options.seed, ...key);
    const alive = this.workers.flatMap((one, i) => (one === null ? [] : [i]));
    const chosen = offered.options.isLocal ? held.worker : (alive[between(random, 0, alive.length - 1)] ?? -1);
    const worker = this.workers[chosen] ?? null;
    if (worker === null) {
      this.time.after(300, () => this.offer(held, offered));
      return;
    }
    const task = { ...offered, startedAt: this.time.now() };
    execution.tasks.set(task.seq, task);
    const attempt: Attempt = { isLost: false, lands: random() < 0.5, random, cleanUps: [] };
    const running: Running = { held, task, worker: chosen, attempt };
    this.running.add(running);
    this.time.hasResumed = true;
    void this.perform(running, worker[task.name]);
    if (task.options.startToCloseMs < Number.POSITIVE_INFINITY)
      attempt.cleanUps.push(
        this.time.after(task.options.startToCloseMs, () => {
          if (this.running.delete(running)) this.failed(held, task, timedOut());
        }),
      );
  }

  private async perform(running: Running, activity: Worker[string] | undefined): Promise<void> {
    const { held, task, attempt } = running;
    try {
      if (activity === undefined) throw new Error(`No worker has the activity ${task.name}.`);
      const environment = new MockActivityEnvironment(infoOf(held, task), { logger });
      environment.on('heartbeat', (details: unknown) => this.remember(running, details));
      const value: unknown = await inAttempt(attempt, () =>
        environment.run(async (): Promise<unknown> => await Reflect.apply(activity, undefined, [...task.args])),
      );
      if (!this.running.delete(running)) return;
      held.execution.tasks.delete(task.seq);
      this.push(held, { kind: 'answer', seq: task.seq, value: plain(value) });
    } catch (error) {
      if (this.running.delete(running)) this.failed(held, held.execution.tasks.get(task.seq) ?? task, error);
    } finally {
      for (const cleanUp of attempt.cleanUps) cleanUp();
    }
  }

  private remember({ held, task }: Running, details: unknown): void {
    const known = held.execution.tasks.get(task.seq);
    if (known?.attempt === task.attempt) held.execution.tasks.set(task.seq, { ...known, heartbeat: details });
  }

  private failed(held: Held, task: ActivityTask, error: unknown): void {
    if (held.execution.tasks.get(task.seq)?.attempt !== task.attempt) return;
    const now = this.time.now();
    const next = afterFailure(task, error, now);
    if ('afterMs' in next) {
      const { heartbeat } = held.execution.tasks.get(task.seq) ?? task;
      const readyAt = now + next.afterMs;
      this.schedule(held, { ...task, attempt: task.attempt + 1, readyAt, startedAt: null, heartbeat });
      return;
    }
    held.execution.tasks.delete(task.seq);
    this.push(held, { kind: 'failure', seq: task.seq, error: next.failure });
  }
}

function infoOf({ execution }: Held, task: ActivityTask): Partial<Info> {
  const { workflowId, runNumber, type } = execution;
  return {
    attempt: task.attempt,
    heartbeatDetails: task.heartbeat,
    activityType: task.name,
    workflowType: type,
    workflowExecution: { workflowId, runId: String(runNumber) },
    scheduledTimestampMs: task.scheduledAt,
    currentAttemptScheduledTimestampMs: task.readyAt,
  };
}
