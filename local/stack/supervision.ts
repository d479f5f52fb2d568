import { join } from 'node:path';
import type { Guard } from './guard.ts';
import type { Plan } from './plan.ts';
import type { RunningProcess } from './processes.ts';
import { nodeProgram, unexpectedExitMessage, startProcess } from './processes.ts';
import type { StackEvents } from './stack-events.ts';

/** Runs one worker process, and starts another one whenever it ends. */
export type WorkerSupervisor = {
  /** Resolves when the first worker polls its task queues. Rejects if that worker ends before. */
  readonly ready: Promise<void>;
  /** Kills the worker with SIGKILL. Resolves when the next worker polls, with the milliseconds that this took. */
  readonly replace: () => Promise<number>;
  readonly stop: () => Promise<void>;
};

type Worker = { readonly process: RunningProcess; readonly polls: Promise<void> };

/** After this many crashes within `crashWindowMs` the worker is not started again. */
const maxCrashes = 3;
const crashWindowMs = 60_000;

/** Starts a worker and supervises it. `events.failed` reports that it crashed too often. */
export function superviseWorker(plan: Plan, guard: Guard, events: StackEvents): WorkerSupervisor {
  const crashes: number[] = [];
  let stopping = false;
  let exitRequested = false;
  let everPolled = false;

  const launch = (append: boolean): Worker => {
    const logFile = join(plan.logDir, 'worker.log');
    let markPolling = (): void => undefined;
    const polled = new Promise<void>((resolve) => {
      markPolling = resolve;
    });
    const process = startProcess(
      { name: 'worker', ...nodeProgram('workers/main.ts'), env: plan.env, logFile, append },
      {
        guard,
        onLine: (line) => {
          events.output('worker', line);
          if (!isReadyLine(line)) return;
          everPolled = true;
          markPolling();
        },
      },
    );
    const exited = process.ended.then((how) => {
      throw new Error(unexpectedExitMessage(process, how));
    });
    void process.ended.then((how) => onExit(process, how));
    const polls = Promise.race([polled, exited]);
    // Keeps a rejection that nobody awaits from ending this process.
    polls.catch(() => undefined);
    return { process, polls };
  };
  const onExit = (process: RunningProcess, how: string): void => {
    if (stopping || !everPolled) return;
    if (!exitRequested) crashes.push(Date.now());
    if (crashes.filter((at) => Date.now() - at < crashWindowMs).length >= maxCrashes) {
      events.failed(unexpectedExitMessage(process, how));
      return;
    }
    if (!exitRequested) events.note(`The worker ${how}; it is started again.`);
    exitRequested = false;
    current = launch(true);
  };
  let current = launch(false);

  return {
    ready: current.polls,
    replace: async () => {
      const startedAt = performance.now();
      const { process: killed } = current;
      exitRequested = true;
      killed.kill();
      await killed.ended;
      await current.polls;
      return performance.now() - startedAt;
    },
    stop: async () => {
      stopping = true;
      await current.process.stop();
    },
  };
}

/** The worker logs `worker ready` when it begins to poll. Its log is JSON because it writes to a pipe. */
function isReadyLine(line: string): boolean {
  return line.includes('"msg":"worker ready"');
}
