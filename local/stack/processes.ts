import { createWriteStream } from 'node:fs';
import type { WriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { execa } from 'execa';
import type { Guard } from './guard.ts';

export type ProcessPlan = {
  /** Short, such as `worker`; also the name of its log. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logFile: string;
  /** Default: the log begins anew. */
  readonly append?: boolean;
};

export type Watchers = {
  readonly guard?: Guard;
  /** Each line that it writes, as it comes. */
  readonly onLine?: (line: string) => void;
};

export type RunningProcess = {
  readonly name: string;
  readonly logFile: string;
  /** Undefined: it could not be started. */
  readonly pid: number | undefined;
  /** Resolves when it has ended and all that it wrote is in the log, with a sentence that says how; never rejects. */
  readonly ended: Promise<string>;
  readonly hasEnded: () => boolean;
  /** What it wrote last, for a message. */
  readonly lastLines: () => readonly string[];
  /** At once, without a chance to end well. */
  readonly kill: () => void;
  /** Asks it to end; after `graceMs` it is killed. Resolves when it has ended. */
  readonly stop: (graceMs?: number) => Promise<void>;
};

/** How long a process may take to end before it is killed. */
export const defaultGraceMs = 10_000;
const keptLines = 15;

/**
 * Starts a process in a group of its own, so that the terminal's Ctrl-C reaches this process alone, which stops the others
 * in order. Whatever the process starts belongs to the group and ends with it.
 */
export function startProcess(plan: ProcessPlan, { guard, onLine }: Watchers = {}): RunningProcess {
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
  const reading = new Promise<void>((resolve) => {
    const lines = createInterface({ input: child.all });
    lines.on('line', (line) => {
      log.write(`${line}\n`);
      last.push(line);
      if (last.length > keptLines) last.shift();
      onLine?.(line);
    });
    lines.on('close', resolve);
  });

  let over = false;
  const ended = (async () => {
    const result = await child;
    if (pid !== undefined) {
      signalGroup(pid, 'SIGKILL');
      guard?.forget(pid);
    }
    over = true;
    await reading;
    await closed(log);
    return endingOf(result);
  })();

  return {
    name,
    logFile,
    pid,
    ended,
    hasEnded: () => over,
    lastLines: () => last,
    kill: () => {
      if (pid !== undefined && !over) signalGroup(pid, 'SIGKILL');
    },
    stop: async (graceMs = defaultGraceMs) => {
      if (pid === undefined || over) return;
      signalGroup(pid, 'SIGTERM');
      const patience = new AbortController();
      const late = pause(graceMs, true, { signal: patience.signal }).catch(() => false);
      const inTime = ended.then(() => false);
      if (await Promise.race([inTime, late])) signalGroup(pid, 'SIGKILL');
      patience.abort();
      await ended;
    },
  };
}

function endingOf(result: {
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly code?: string | undefined;
}): string {
  if (result.signal !== undefined) return `was ended by ${result.signal}`;
  if (result.exitCode !== undefined) return `ended with exit code ${result.exitCode}`;
  return `could not be started (${result.code ?? 'unknown reason'})`;
}

function closed(log: WriteStream): Promise<void> {
  return new Promise((resolve) => {
    log.once('error', () => resolve());
    log.end(() => resolve());
  });
}

/** A group that is gone already is what was wanted. */
function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** A process of this project. */
export function nodeProgram(entry: string): Pick<ProcessPlan, 'command' | 'args'> {
  return { command: process.execPath, args: ['--import', 'tsx', entry] };
}

/** What is told of a process that ended though nobody asked it to. */
export function obituary({ name, logFile, lastLines }: RunningProcess, how: string): string {
  return [`The ${name} process ${how}. Its log is ${logFile}; the last lines:`, ...lastLines()].join('\n  ');
}
