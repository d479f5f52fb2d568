import type { SettingsChange } from './changes.ts';
import { settingsChanges } from './changes.ts';
import type { SettingsProblem } from './conflicts.ts';
import { parseSettings } from './schema.ts';
import type { SettingsWarning } from './warnings.ts';
import type { Settings } from './settings.ts';

/**
 * From when a changed setting holds: `sessions` that begin from then on, for a running one keeps the document it began
 * with; the `batches` that open from then on (BAT-6); `once sent`, when nothing waits any more by the old number of shards
 * (BAT-3); or `at once`, for the limits of requests.
 */
export type HoldsFor = 'sessions' | 'batches' | 'once sent' | 'at once';

/** What saving a document would do, without saving it. */
export type SettingsPreview =
  | {
      readonly ok: true;
      readonly changes: readonly (SettingsChange['changes'][number] & { readonly holdsFor: HoldsFor })[];
      readonly warnings: readonly SettingsWarning[];
    }
  | { readonly ok: false; readonly problems: readonly SettingsProblem[] };

function holdsFor(path: string): HoldsFor {
  if (path === 'batching.shards') return 'once sent';
  const [group] = path.split('.');
  return group === 'batching' ? 'batches' : group === 'zendesk' ? 'at once' : 'sessions';
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
