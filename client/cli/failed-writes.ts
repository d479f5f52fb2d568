import { randomUUID } from 'node:crypto';
import { failedWriteEditSchema } from '../../domain/api/failed-write-edit.ts';
import { failedViewOf } from '../../domain/operations/plan.ts';
import type { FailedView } from '../../domain/operations/plan.ts';
import type { FailedResult } from '../failed-writes.ts';
import type { SessionClient } from '../sessions.ts';
import { formatTime } from './session-text.ts';
import type { CliContext } from './context.ts';
import { gatewayErrors } from '../../domain/api/error-codes.ts';
import { CommandFailed, readJson, withSessions } from './context.ts';

/** The commands for failed writes (OPS-3). Their ids are those that `failed-writes list` prints. */

const perPage = 100;
/** A replayed write waits up to a minute for its batch window, and then for its turn. */
const replayTimeoutMs = 90_000;
const pollIntervalMs = 500;

/** `failed-writes list`: prints one line for each open failed write. */
export async function listFailed(
  { ticket, session }: { readonly ticket?: number; readonly session?: string },
  context: CliContext,
): Promise<number> {
  return await withSessions(context, async ({ failedWrites }) => {
    let count = 0;
    let cursor: string | null = null;
    do {
      const filter = { ticketId: ticket ?? null, sessionId: session ?? null };
      const page = await failedWrites.list({ cursor, limit: perPage, ...filter });
      for (const { id, ticketId, code, message, at } of page?.rows ?? [])
        context.out(
          `${formatTime(at)}  ${id}  ${ticketId === null ? 'no ticket' : `ticket ${ticketId}`}  ${code}: ${message}`,
        );
      count += page?.rows.length ?? 0;
      cursor = page?.next ?? null;
    } while (cursor !== null);
    if (count === 0) context.out('There are no open failed writes.');
    return 0;
  });
}

function formatFailedWrite(view: FailedView): readonly string[] {
  const state =
    view.settled !== null
      ? `${view.settled.how} by ${view.settled.by} at ${formatTime(view.settled.at)}`
      : view.replaying !== null
        ? `being replayed since ${formatTime(view.replaying.at)}`
        : 'open';
  return [
    `Failed write ${view.id}: ${state}`,
    `  ${view.ticketId === null ? 'the ticket itself' : `ticket ${view.ticketId}`}, refused at ${formatTime(view.at)}`,
    `  ${view.code}: ${view.message}`,
    ...view.edits.map(({ by, at, fields }) => `  edited by ${by} at ${formatTime(at)}: ${fields.join(', ')}`),
    '',
    'What stands there, as `failed-writes edit` takes it',
    ...JSON.stringify(view.parts, null, 2).split('\n'),
    '',
    'A replay',
    ...view.plan.map((step) => `  ${step}`),
  ];
}

async function readFailedWrite({ failedWrites }: SessionClient, id: string): Promise<FailedView> {
  const failed = await failedWrites.show(id);
  if (failed === null) throw new CommandFailed(`There is no failed write ${id}: \`failed-writes list\` prints them.`);
  return failedViewOf(failed, Date.now());
}

/** `failed-writes show ID`: prints why it was refused, its parts, and the steps of a replay. */
export async function showFailed(
  id: string,
  { json }: { readonly json: boolean },
  context: CliContext,
): Promise<number> {
  const view = await withSessions(context, (sessions) => readFailedWrite(sessions, id));
  if (json) context.out(JSON.stringify(view, null, 2));
  else for (const line of formatFailedWrite(view)) context.out(line);
  return 0;
}

/** The failed write after a command. Throws CommandFailed if nothing was changed. */
function changedFailedWrite(result: FailedResult, id: string): FailedView {
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
    case 'key_reused':
      throw new CommandFailed(gatewayErrors.key_reused.message);
    case 'unknown':
      throw new CommandFailed(`There is no failed write ${id}: \`failed-writes list\` prints them.`);
    default:
      return result satisfies never;
  }
}

/** `failed-writes edit ID FILE`: changes the parts that are in the file. */
export async function editFailed(id: string, file: string, by: string, context: CliContext): Promise<number> {
  const read = failedWriteEditSchema.safeParse(await readJson(file, context));
  if (!read.success) {
    const problems = read.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`);
    throw new CommandFailed('Nothing was changed. Correct:', ...problems);
  }
  const command = { by, key: randomUUID() };
  const view = await withSessions(context, async ({ failedWrites }) =>
    changedFailedWrite(await failedWrites.edit(id, read.data, command), id),
  );
  for (const line of formatFailedWrite(view)) context.out(line);
  return 0;
}

/**
 * `failed-writes replay ID…`: prints the steps of the replays. With `--yes` it replays the writes and waits for the
 * outcome; the exit code is then 1 if a write is still open.
 */
export async function replayFailed(
  ids: readonly string[],
  { by, yes }: { readonly by: string; readonly yes: boolean },
  context: CliContext,
): Promise<number> {
  return await withSessions(context, async (sessions) => {
    for (const id of ids) {
      const { plan } = await readFailedWrite(sessions, id);
      context.out(`${id}:`);
      for (const step of plan) context.out(`  ${step}`);
    }
    if (!yes) {
      context.out('Nothing was sent: repeat it with --yes to replay.');
      return 0;
    }
    let open = 0;
    for (const id of ids) changedFailedWrite(await sessions.failedWrites.replay(id, { by, key: randomUUID() }), id);
    for (const id of ids) {
      const { settled, replaying, code, message } = await waitForReplay(sessions, id);
      if (settled === null) open += 1;
      context.out(
        settled !== null
          ? `${id}: in Zendesk`
          : replaying !== null
            ? `${id}: still on its way; \`failed-writes show ${id}\` shows its result`
            : `${id}: refused again, ${code}: ${message}`,
      );
    }
    return open === 0 ? 0 : 1;
  });
}

/** Waits until the replay of a failed write is over, or the time is up. */
async function waitForReplay(sessions: SessionClient, id: string): Promise<FailedView> {
  const until = Date.now() + replayTimeoutMs;
  for (;;) {
    const view = await readFailedWrite(sessions, id);
    if (view.replaying === null || Date.now() >= until) return view;
    await new Promise((resolve) => setTimeout(resolve, pollIntervalMs));
  }
}

/** `failed-writes discard ID --why TEXT`: settles a failed write without writing it to the ticket. */
export async function discardFailed(
  id: string,
  { by, why }: { readonly by: string; readonly why: string },
  context: CliContext,
): Promise<number> {
  await withSessions(context, async ({ failedWrites }) =>
    changedFailedWrite(await failedWrites.discard(id, why, { by, key: randomUUID() }), id),
  );
  context.out(`${id}: discarded by ${by}.`);
  return 0;
}
