import type { SettingsChange } from './changes.ts';
import { settingsChanges } from './changes.ts';
import type { SettingsProblem } from './conflicts.ts';
import { parseSettings } from './schema.ts';
import { allPlaces } from './settings-table.ts';
import type { Settings } from './settings.ts';
import type { HoldsFor } from './table/setting.ts';
import type { SettingsWarning } from './warnings.ts';

/** The effect of saving a document, worked out without saving it. */
export type SettingsPreview =
  | {
      readonly ok: true;
      readonly changes: readonly (SettingsChange['changes'][number] & { readonly holdsFor: HoldsFor })[];
      readonly warnings: readonly SettingsWarning[];
    }
  | { readonly ok: false; readonly problems: readonly SettingsProblem[] };

/** @param path of a change, which may lie inside a setting, as `queues.3` does */
function holdsFor(path: string): HoldsFor {
  const place = allPlaces.find((known) => path === known.path || path.startsWith(`${known.path}.`));
  return place?.setting.holdsFor ?? 'sessions';
}

/** @param wanted the whole document as it would be saved, unchecked; keys left out take their defaults */
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
