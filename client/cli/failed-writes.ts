import { randomUUID } from 'node:crypto';
import { failedWriteEditSchema } from '../../domain/api/failed-write-edit.ts';
import { failedViewOf } from '../../domain/operations/plan.ts';
import type { FailedView } from '../../domain/operations/plan.ts';
import type { FailedResult } from '../failed-writes.ts';
import type { SessionClient } from '../sessions.ts';
import { clock } from './session-text.ts';
import type { CliContext } from './context.ts';
import { CommandFailed, readJson, withSessions } from './context.ts';

/** OPS-3 at the command line. Each takes the id as `failed-writes list` prints it. */

const perPage = 100;
/** A write waits for its window, a minute at most, and for its turn. */
const patienceMs = 90_000;
const askAgainMs = 500;

/** `failed-writes list`: one line each. */
export async function listFailed(
  { ticket, session }: { readonly ticket?: number; readonly session?: string },
  surroundings: CliContext,
): Promise<number> {
  return await withSessions(surroundings, async ({ failedWrites }) => {
    let count = 0;
    let cursor: string | null = null;
    do {
      const filter = { ticketId: ticket ?? null, sessionId: session ?? null };
      const page = await failedWrites.list({ cursor, limit: perPage, ...filter });
      for (const { id, ticketId, code, message, at } of page?.rows ?? [])
        surroundings.out(
          `${clock(at)}  ${id}  ${ticketId === null ? 'no ticket' : `ticket ${ticketId}`}  ${code}: ${message}`,
        );
      count += page?.rows.length ?? 0;
      cursor = page?.next ?? null;
    } while (cursor !== null);
    if (count === 0) surroundings.out('There are no open failed writes.');
    return 0;
  });
}

function lines(view: FailedView): readonly string[] {
  const state =
    view.settled !== null
      ? `${view.settled.how} by ${view.settled.by} at ${clock(view.settled.at)}`
      : view.replaying !== null
        ? `being replayed since ${clock(view.replaying.at)}`
        : 'open';
  return [
    `Failed write ${view.id}: ${state}`,
    `  ${view.ticketId === null ? 'the ticket itself' : `ticket ${view.ticketId}`}, refused at ${clock(view.at)}`,
    `  ${view.code}: ${view.message}`,
    ...view.edits.map(({ by, at, fields }) => `  edited by ${by} at ${clock(at)}: ${fields.join(', ')}`),
    '',
    'What stands there, as `failed-writes edit` takes it',
    ...JSON.stringify(view.parts, null, 2).split('\n'),
    '',
    'A replay',
    ...view.plan.map((step) => `  ${step}`),
  ];
}

async function viewOf({ failedWrites }: SessionClient, id: string): Promise<FailedView> {
  const failed = await failedWrites.show(id);
  if (failed === null) throw new CommandFailed(`There is no failed write ${id}: \`failed-writes list\` prints them.`);
  return failedViewOf(failed, Date.now());
}

/** `failed-writes show ID`. */
export async function showFailed(
  id: string,
  { json }: { readonly json: boolean },
  surroundings: CliContext,
): Promise<number> {
  const view = await withSessions(surroundings, (sessions) => viewOf(sessions, id));
  if (json) surroundings.out(JSON.stringify(view, null, 2));
  else for (const line of lines(view)) surroundings.out(line);
  return 0;
}

function doneOr(result: FailedResult, id: string): FailedView {
  switch (result.kind) {
    case 'done':
      return failedViewOf(result.failed, Date.now());
    case 'refused':
      throw new CommandFailed(`${id}: ${result.message}`);
    case 'bad':
      throw new CommandFailed(
        'Nothing was changed. Correct:',
        ...result.problems.map(({ path, message }) => `  ${path === '' ? '' : `${path}: `}${message}`),
      );
    case 'unknown':
      throw new CommandFailed(`There is no failed write ${id}: \`failed-writes list\` prints them.`);
    default:
      return result satisfies never;
  }
}

/** `failed-writes edit ID FILE`: the parts that the file names. */
export async function editFailed(id: string, file: string, by: string, surroundings: CliContext): Promise<number> {
  const read = failedWriteEditSchema.safeParse(await readJson(file, surroundings));
  if (!read.success) {
    const problems = read.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`);
    throw new CommandFailed('Nothing was changed. Correct:', ...problems);
  }
  const command = { by, key: randomUUID() };
  const view = await withSessions(surroundings, async ({ failedWrites }) =>
    doneOr(await failedWrites.edit(id, read.data, command), id),
  );
  for (const line of lines(view)) surroundings.out(line);
  return 0;
}

/** `failed-writes replay ID…`: shows what it will do, and does it with `--yes`; exit code 1 while one of them stays open. */
export async function replayFailed(
  ids: readonly string[],
  { by, yes }: { readonly by: string; readonly yes: boolean },
  surroundings: CliContext,
): Promise<number> {
  return await withSessions(surroundings, async (sessions) => {
    for (const id of ids) {
      const { plan } = await viewOf(sessions, id);
      surroundings.out(`${id}:`);
      for (const step of plan) surroundings.out(`  ${step}`);
    }
    if (!yes) {
      surroundings.out('Nothing was sent: repeat it with --yes to replay.');
      return 0;
    }
    let open = 0;
    for (const id of ids) doneOr(await sessions.failedWrites.replay(id, { by, key: randomUUID() }), id);
    for (const id of ids) {
      const { settled, replaying, code, message } = await answered(sessions, id);
      if (settled === null) open += 1;
      surroundings.out(
        settled !== null
          ? `${id}: in Zendesk`
          : replaying !== null
            ? `${id}: still on its way; \`failed-writes show ${id}\` tells what becomes of it`
            : `${id}: refused again, ${code}: ${message}`,
      );
    }
    return open === 0 ? 0 : 1;
  });
}

async function answered(sessions: SessionClient, id: string): Promise<FailedView> {
  const until = Date.now() + patienceMs;
  for (;;) {
    const view = await viewOf(sessions, id);
    if (view.replaying === null || Date.now() >= until) return view;
    await new Promise((resolve) => setTimeout(resolve, askAgainMs));
  }
}

/** `failed-writes discard ID --why TEXT`: nobody needs it on the ticket any more. */
export async function discardFailed(
  id: string,
  { by, why }: { readonly by: string; readonly why: string },
  surroundings: CliContext,
): Promise<number> {
  await withSessions(surroundings, async ({ failedWrites }) =>
    doneOr(await failedWrites.discard(id, why, { by, key: randomUUID() }), id),
  );
  surroundings.out(`${id}: discarded by ${by}.`);
  return 0;
}
