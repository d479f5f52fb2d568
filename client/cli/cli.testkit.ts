import { Readable } from 'node:stream';
import { runCommand } from './program.ts';

export type CommandRun = { readonly exitCode: number; readonly out: string; readonly err: string };

/** Runs one command in this process, with the given environment variables only. */
export async function run(args: readonly string[], env: NodeJS.ProcessEnv, stdin = ''): Promise<CommandRun> {
  const out: string[] = [];
  const err: string[] = [];
  const exitCode = await runCommand(args, {
    env: { TEMPORAL_CONFIG_FILE: '/nonexistent/temporal.toml', ...env },
    stdin: Readable.from([stdin]),
    out: (line) => out.push(line),
    err: (line) => err.push(line),
  });
  return { exitCode, out: out.join('\n'), err: err.join('\n') };
}
