import { join } from 'node:path';
import type { Guard } from './guard.ts';
import type { Plan } from './plan.ts';
import type { RunningProcess } from './processes.ts';
import { nodeProgram, obituary, startProcess } from './processes.ts';
import type { StackEvents } from './stack-events.ts';

/** A worker that is started again whenever it dies. */
export type WorkerSupply = {
  /** When the first one polls. Rejects when it can't be brought up. */
  readonly ready: Promise<void>;
  /** Kills the worker; resolves when the next one polls, after so many ms. */
  readonly replace: () => Promise<number>;
  readonly stop: () => Promise<void>;
};

type Worker = { readonly process: RunningProcess; readonly polls: Promise<void> };

/** A worker that dies this often within the time is not started again. */
const mostDeaths = 3;
const deathsWithinMs = 60_000;

export function superviseWorker(plan: Plan, guard: Guard, events: StackEvents): WorkerSupply {
  const deaths: number[] = [];
  let stopping = false;
  let expected = false;
  let everPolled = false;

  const launch = (append: boolean): Worker => {
    const logFile = join(plan.logDir, 'worker.log');
    let polling = (): void => undefined;
    const polled = new Promise<void>((resolve) => {
      polling = resolve;
    });
    const process = startProcess(
      { name: 'worker', ...nodeProgram('workers/main.ts'), env: plan.env, logFile, append },
      {
        guard,
        onLine: (line) => {
          events.output('worker', line);
          if (!isReadyLine(line)) return;
          everPolled = true;
          polling();
        },
      },
    );
    const died = process.ended.then((how) => {
      throw new Error(obituary(process, how));
    });
    void process.ended.then((how) => onDeath(process, how));
    const polls = Promise.race([polled, died]);
    // Nobody has to wait for it.
    polls.catch(() => undefined);
    return { process, polls };
  };
  const onDeath = (process: RunningProcess, how: string): void => {
    if (stopping || !everPolled) return;
    if (!expected) deaths.push(Date.now());
    if (deaths.filter((at) => Date.now() - at < deathsWithinMs).length >= mostDeaths) {
      events.failed(obituary(process, how));
      return;
    }
    if (!expected) events.note(`The worker ${how}; it is started again.`);
    expected = false;
    current = launch(true);
  };
  let current = launch(false);

  return {
    ready: current.polls,
    replace: async () => {
      const begun = performance.now();
      const { process: doomed } = current;
      expected = true;
      doomed.kill();
      await doomed.ended;
      await current.polls;
      return performance.now() - begun;
    },
    stop: async () => {
      stopping = true;
      await current.process.stop();
    },
  };
}

/** Logs are JSON in a pipe; `worker ready` is what it says when it polls. */
function isReadyLine(line: string): boolean {
  return line.includes('"msg":"worker ready"');
}
