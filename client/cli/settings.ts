import { settingsChanges } from '../../domain/settings/changes.ts';
import type { Surroundings } from './surroundings.ts';
import { CommandFailed, readJson, withSessions } from './surroundings.ts';

/** `settings get`: the document as `settings set` takes it. */
export async function showSettings(surroundings: Surroundings): Promise<number> {
  const document = await withSessions(surroundings, ({ settings }) => settings.get());
  surroundings.out(JSON.stringify(document, null, 2));
  return 0;
}

/** `settings set FILE`: replaces the whole document and tells what changed. */
export async function saveSettings(file: string, by: string, surroundings: Surroundings): Promise<number> {
  const document = await readJson(file, surroundings);
  return await withSessions(surroundings, async ({ settings }) => {
    const before = await settings.get();
    const result = await settings.set(document, by);
    if (result.kind === 'refused') {
      const lines = result.problems.map(({ path, message }) => `  ${path === '' ? '' : `${path}: `}${message}`);
      throw new CommandFailed('The settings were not saved. Correct:', ...lines);
    }
    const changes = settingsChanges(before, result.settings);
    surroundings.out(changes.length === 0 ? 'Saved; nothing changed.' : `Saved by ${by}. Changed:`);
    for (const { path, before: was, after } of changes) surroundings.out(`  ${path}: ${was} → ${after}`);
    for (const { path, message, rule } of result.warnings) surroundings.out(`Warning: ${path}: ${message} (${rule})`);
    return 0;
  });
}
