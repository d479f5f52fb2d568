import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { readCommon } from '../../configuration/environment.ts';
import type { Read } from '../../configuration/environment.ts';
import { connectTemporal } from '../connect.ts';
import { TemporalProblem } from '../errors.ts';
import type { SessionClient } from '../sessions.ts';
import { sessionClient } from '../sessions.ts';
import { parseJson } from '../../domain/events/json-text.ts';

/** The environment, the input and the output of a command. */
export type CliContext = {
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: NodeJS.ReadableStream;
  /** Prints one line, given without its line break. */
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
};

/** Ends a command with exit code 1. The lines are printed; they say what is wrong and what to do. */
export class CommandFailed extends Error {
  readonly lines: readonly string[];

  constructor(...lines: readonly string[]) {
    super(lines.join('\n'));
    this.name = 'CommandFailed';
    this.lines = lines;
  }
}

export function configured<Config>(read: Read<Config>): Config {
  if (!read.ok) throw new CommandFailed(...read.problems);
  return read.config;
}

function fileProblem(file: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT') return `${file}: there is no such file`;
  if (code === 'EISDIR') return `${file} is a folder: name a file`;
  if (code === 'EACCES') return `${file}: this user may not read it`;
  return `${file}: can not be read`;
}

/** Reads a file as JSON; `-` is standard input. Throws CommandFailed if it cannot be read or is not JSON. */
export async function readJson(file: string, { stdin }: CliContext): Promise<unknown> {
  let content: string;
  try {
    content = file === '-' ? await text(stdin) : await readFile(file, 'utf8');
  } catch (error) {
    throw new CommandFailed(fileProblem(file, error));
  }
  try {
    return parseJson(content);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unreadable';
    throw new CommandFailed(`${file === '-' ? 'standard input' : file} is not JSON: ${reason}`);
  }
}

/** Runs a command with a connection to Temporal, and closes the connection. Throws CommandFailed if Temporal fails. */
export async function withSessions<Result>(
  { env }: CliContext,
  command: (sessions: SessionClient) => Promise<Result>,
): Promise<Result> {
  const { temporal } = configured(readCommon(env));
  try {
    const client = await connectTemporal(temporal, { timeoutMs: 5_000 });
    try {
      return await command(sessionClient(client));
    } finally {
      await client.connection.close();
    }
  } catch (error) {
    if (error instanceof TemporalProblem && error.code === 'unreachable')
      throw new CommandFailed(
        `Temporal can not be reached at ${temporal.address}: start it with \`npm start\`, or set TEMPORAL_ADDRESS.`,
      );
    if (error instanceof TemporalProblem) throw new CommandFailed(error.message);
    throw error;
  }
}
