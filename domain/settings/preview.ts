import type { SettingsChange } from './changes.ts';
import { settingsChanges } from './changes.ts';
import type { SettingsProblem } from './conflicts.ts';
import { parseSettings } from './schema.ts';
import { allPlaces } from './settings-table.ts';
import type { Settings } from './settings.ts';
import type { HoldsFor } from './table/setting.ts';
import type { SettingsWarning } from './warnings.ts';

/** The changes and warnings that saving a document would bring, or the problems for which it would be refused. */
export type SettingsPreview =
  | {
      readonly ok: true;
      readonly changes: readonly (SettingsChange['changes'][number] & { readonly holdsFor: HoldsFor })[];
      readonly warnings: readonly SettingsWarning[];
    }
  | { readonly ok: false; readonly problems: readonly SettingsProblem[] };

/** @param path the path of a changed value, which may be a part of a setting, such as `queues.3` */
function holdsFor(path: string): HoldsFor {
  const place = allPlaces.find((known) => path === known.path || path.startsWith(`${known.path}.`));
  return place?.setting.holdsFor ?? 'sessions';
}

/** @param wanted the whole document to save. It is not checked yet, and a key that it leaves out has its default. */
export function previewSettings(inForce: Settings, wanted: unknown): SettingsPreview {
  const parsed = parseSettings(wanted);
  if (!parsed.ok) return parsed;
  const changes = settingsChanges(inForce, parsed.settings);
  return {
    ok: true,
    changes: changes.map((change) => ({ ...change, holdsFor: holdsFor(change.path) })),
    warnings: parsed.warnings,
  };
}
