import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Stops process groups that this process leaves behind when it is killed. */
export type Guard = {
  readonly watch: (group: number) => void;
  readonly forget: (group: number) => void;
  /** What is watched by then is stopped. */
  readonly close: () => void;
};

const program = fileURLToPath(new URL('./guard-process.mjs', import.meta.url));

/** Starts the guard: a process of its own, since a process killed with SIGKILL runs no code. */
export function startGuard(): Guard {
  const child = spawn(process.execPath, [program], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  child.unref();
  // A guard that is gone guards nothing; that is no reason to end.
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  const say = (line: string): void => {
    if (child.stdin.writable) child.stdin.write(`${line}\n`);
  };
  return {
    watch: (group) => say(`+${group}`),
    forget: (group) => say(`-${group}`),
    close: () => child.stdin.end(),
  };
}
