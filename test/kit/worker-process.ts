import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startGuard } from '../../local/stack/guard.ts';

/** A worker in a process of its own, as in production. */
export type WorkerProcess = {
  /** Sends SIGKILL. Resolves when the process is gone. */
  kill(): Promise<void>;
  /** Sends SIGTERM. Resolves with the exit code. */
  stop(): Promise<number | null>;
  signal(name: NodeJS.Signals): void;
  /** The exit code, once the process has ended. */
  readonly ended: Promise<number | null>;
  /** All lines that the process logged. */
  readonly log: readonly string[];
};

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Starts a worker process with these environment variables. It also ends if this process is killed.
 *
 * @returns the process, and a promise that resolves when it polls for tasks
 */
export function spawnWorker(variables: Readonly<Record<string, string>>): WorkerProcess & {
  readonly ready: Promise<void>;
} {
  const child = spawn(process.execPath, ['workers/main.ts'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    // A process group of its own, for the guard.
    detached: true,
    env: { ...process.env, METRICS_PORT: '0', HEALTH_PORT: '0', LOG_LEVEL: 'info', ...variables },
  });
  const guard = startGuard();
  if (child.pid !== undefined) guard.watch(child.pid);
  const log: string[] = [];
  const lines = createInterface({ input: child.stdout });
  const ready = new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => {
      log.push(line);
      if (line.includes('"worker ready"')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`The worker ended with ${code}: ${log.slice(-3).join('\n')}`)));
  });
  const gone = once(child, 'exit');
  void gone.then(() => {
    if (child.pid !== undefined) guard.forget(child.pid);
    guard.close();
  });
  return {
    ready,
    log,
    ended: gone.then(() => child.exitCode),
    async kill() {
      if (child.kill('SIGKILL')) await gone;
    },
    async stop() {
      child.kill('SIGTERM');
      await gone;
      return child.exitCode;
    },
    signal(name) {
      child.kill(name);
    },
  };
}
