import { createWriteStream } from 'node:fs';
import type { WriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { execa } from 'execa';
import type { Guard } from './guard.ts';

export type ProcessPlan = {
  /** Short name for messages, such as `worker`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** All environment variables of the process: it inherits none. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logFile: string;
  /** True: add to an existing log. Default: overwrite it. */
  readonly append?: boolean;
};

export type ProcessObservers = {
  /** Stops the process if this process is killed. */
  readonly guard?: Guard;
  /** Called with each line that the process writes to standard output or standard error. */
  readonly onLine?: (line: string) => void;
};

export type RunningProcess = {
  readonly name: string;
  readonly logFile: string;
  /** Undefined if the process could not be started. */
  readonly pid: number | undefined;
  /** Resolves when the process has ended and its log is complete, with a phrase such as `ended with exit code 0`. Never rejects. */
  readonly ended: Promise<string>;
  readonly hasEnded: () => boolean;
  /** The last 15 lines that it wrote. */
  readonly lastLines: () => readonly string[];
  /** Kills it with SIGKILL. */
  readonly kill: () => void;
  /** Sends SIGTERM, and SIGKILL after `graceMs` (default: `defaultGraceMs`). Resolves when the process has ended. */
  readonly stop: (graceMs?: number) => Promise<void>;
};

/** A process may take this long to end after SIGTERM before it is killed. */
export const defaultGraceMs = 10_000;
const maxLastLines = 15;

/**
 * Starts a process in its own process group. So Ctrl-C in the terminal signals only the parent, which can stop its children
 * in the right order. When the process ends, the rest of its group is killed, so that its own children do not stay behind.
 */
export function startProcess(plan: ProcessPlan, { guard, onLine }: ProcessObservers = {}): RunningProcess {
  const { name, command, args, env, logFile, append = false } = plan;
  const child = execa(command, args, {
    env: { ...env },
    extendEnv: false,
    detached: true,
    cleanup: false,
    reject: false,
    buffer: false,
    all: true,
    stdin: 'ignore',
  });
  const { pid } = child;
  if (pid !== undefined) guard?.watch(pid);

  const log = createWriteStream(logFile, { flags: append ? 'a' : 'w' });
  const last: string[] = [];
  const allLinesRead = new Promise<void>((resolve) => {
    const lines = createInterface({ input: child.all });
    lines.on('line', (line) => {
      log.write(`${line}\n`);
      last.push(line);
      if (last.length > maxLastLines) last.shift();
      onLine?.(line);
    });
    lines.on('close', resolve);
  });

  let hasEnded = false;
  const ended = (async () => {
    const result = await child;
    if (pid !== undefined) {
      signalGroup(pid, 'SIGKILL');
      guard?.forget(pid);
    }
    hasEnded = true;
    await allLinesRead;
    await closeLog(log);
    return describeEnding(result);
  })();

  return {
    name,
    logFile,
    pid,
    ended,
    hasEnded: () => hasEnded,
    lastLines: () => last,
    kill: () => {
      if (pid !== undefined && !hasEnded) signalGroup(pid, 'SIGKILL');
    },
    stop: async (graceMs = defaultGraceMs) => {
      if (pid === undefined || hasEnded) return;
      signalGroup(pid, 'SIGTERM');
      const timer = new AbortController();
      const timedOut = pause(graceMs, true, { signal: timer.signal }).catch(() => false);
      const endedInTime = ended.then(() => false);
      if (await Promise.race([endedInTime, timedOut])) signalGroup(pid, 'SIGKILL');
      timer.abort();
      await ended;
    },
  };
}

function describeEnding(result: {
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly code?: string | undefined;
}): string {
  if (result.signal !== undefined) return `was ended by ${result.signal}`;
  if (result.exitCode !== undefined) return `ended with exit code ${result.exitCode}`;
  return `could not be started (${result.code ?? 'unknown reason'})`;
}

function closeLog(log: WriteStream): Promise<void> {
  return new Promise((resolve) => {
    log.once('error', () => resolve());
    log.end(() => resolve());
  });
}

/** Signals a process group. It is no error if the group has ended already. */
function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** The command and arguments that run a TypeScript file of this repository. */
export function nodeProgram(entry: string): Pick<ProcessPlan, 'command' | 'args'> {
  return { command: process.execPath, args: [entry] };
}

/**
 * The error message for a process that ended unexpectedly.
 *
 * @param how the value of `ended`
 */
export function unexpectedExitMessage({ name, logFile, lastLines }: RunningProcess, how: string): string {
  return [`The ${name} process ${how}. Its log is ${logFile}; the last lines:`, ...lastLines()].join('\n  ');
}
