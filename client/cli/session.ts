import { formatSession } from './session-text.ts';
import type { CliContext } from './context.ts';
import { CommandFailed, withSessions } from './context.ts';

/** `session give-up ID`: ends a session that harms, keeps its data, and sees to it that it is not started again (OPS-6). */
export async function giveUp(id: string, by: string, context: CliContext): Promise<number> {
  if (!(await withSessions(context, (sessions) => sessions.giveUp(id, by))))
    throw new CommandFailed(`There is no session ${id}: ids look like call-397 or chat-12.`);
  context.out(`${id} is given up: \`unattached list\` shows its data.`);
  return 0;
}

/** `session show ID`: prints a session as a text for people, or as JSON (OPS-1). */
export async function showSession(
  id: string,
  { json }: { readonly json: boolean },
  context: CliContext,
): Promise<number> {
  const view = await withSessions(context, ({ state }) => state(id));
  if (view === null)
    throw new CommandFailed(
      `There is no session ${id}: ids look like call-397 or chat-12, and Temporal keeps a session for some time after its end only.`,
    );
  if (json) context.out(JSON.stringify(view, null, 2));
  else for (const line of formatSession(view)) context.out(line);
  return 0;
}
