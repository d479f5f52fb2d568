import { settingsChanges } from '../../domain/settings/changes.ts';
import type { CliContext } from './context.ts';
import { CommandFailed, readJson, withSessions } from './context.ts';

/** `settings get`: prints the settings as JSON. `settings set` takes the same form. */
export async function showSettings(context: CliContext): Promise<number> {
  const document = await withSessions(context, ({ settings }) => settings.get());
  context.out(JSON.stringify(document, null, 2));
  return 0;
}

/** `settings preview FILE`: prints the changes that `settings set FILE` would make, and when each takes effect. */
export async function previewOfSettings(file: string, context: CliContext): Promise<number> {
  const document = await readJson(file, context);
  const { preview, runningSessions } = await withSessions(context, ({ settings }) => settings.preview(document));
  if (!preview.ok) throw refused(preview.problems, 'These settings could not be saved. Correct:');
  context.out(preview.changes.length === 0 ? 'Nothing would change.' : 'It would change:');
  for (const { path, before, after, holdsFor } of preview.changes)
    context.out(`  ${path}: ${before} → ${after}, ${since[holdsFor]}`);
  if (preview.changes.some(({ holdsFor }) => holdsFor === 'sessions') && runningSessions > 0)
    context.out(`${runningSessions} running session(s) would go on with the settings that they began with.`);
  for (const { path, message, rule } of preview.warnings) context.out(`Warning: ${path}: ${message} (${rule})`);
  return 0;
}

const since = {
  sessions: 'for sessions that begin from then on',
  batches: 'for batches that open from then on',
  'once sent': 'once all that waits is in Zendesk',
  'at once': 'at once',
} as const;

function refused(
  problems: readonly { readonly path: string; readonly message: string }[],
  title = 'The settings were not saved. Correct:',
): CommandFailed {
  const lines = problems.map(({ path, message }) => `  ${path === '' ? '' : `${path}: `}${message}`);
  return new CommandFailed(title, ...lines);
}

/** `settings set FILE`: replaces the whole document and prints the changes. */
export async function saveSettings(file: string, by: string, context: CliContext): Promise<number> {
  const document = await readJson(file, context);
  return await withSessions(context, async ({ settings }) => {
    const before = await settings.get();
    const result = await settings.set(document, by);
    if (result.kind === 'refused') throw refused(result.problems);
    const changes = settingsChanges(before, result.settings);
    context.out(changes.length === 0 ? 'Saved; nothing changed.' : `Saved by ${by}. Changed:`);
    for (const { path, before: was, after } of changes) context.out(`  ${path}: ${was} → ${after}`);
    for (const { path, message, rule } of result.warnings) context.out(`Warning: ${path}: ${message} (${rule})`);
    return 0;
  });
}
