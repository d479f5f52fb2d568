import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Stops the process groups of this process's children if this process is killed. */
export type Guard = {
  /** Adds a process group. */
  readonly watch: (group: number) => void;
  /** Removes a process group that has ended. */
  readonly forget: (group: number) => void;
  /** Stops all process groups that are still watched, and then the guard itself. */
  readonly close: () => void;
};

const program = fileURLToPath(new URL('./guard-process.mjs', import.meta.url));

/** Starts the guard. It is a process of its own, because a process that is killed with SIGKILL cannot clean up. */
export function startGuard(): Guard {
  const child = spawn(process.execPath, [program], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  child.unref();
  // The stack goes on without its guard if the guard cannot be started or has ended.
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  const send = (line: string): void => {
    if (child.stdin.writable) child.stdin.write(`${line}\n`);
  };
  return {
    watch: (group) => send(`+${group}`),
    forget: (group) => send(`-${group}`),
    close: () => child.stdin.end(),
  };
}
