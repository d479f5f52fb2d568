import type { SettingsProblem } from '../domain/settings/conflicts.ts';
import type { FieldSettings } from '../domain/settings/settings.ts';
import type { SessionClient } from './sessions.ts';

export type FieldsResult =
  /** The ids are saved in the settings. A null id: the field could not be created, and `steps` says why. */
  | { readonly kind: 'saved'; readonly fields: FieldSettings; readonly steps: readonly string[] }
  /** Zendesk failed. The next attempt finds the fields that were created before the failure. */
  | { readonly kind: 'failed'; readonly message: string }
  /** The fields are created, but the settings with their ids were refused. */
  | { readonly kind: 'refused'; readonly problems: readonly SettingsProblem[] };

/**
 * FLD-1: creates the fields in Zendesk, or finds them, and saves their ids in the settings.
 *
 * @param by the name in the history of the settings
 */
export async function createFields(
  { operations, settings }: Pick<SessionClient, 'operations' | 'settings'>,
  by: string,
): Promise<FieldsResult> {
  const made = await operations.createFields();
  if (made.kind === 'failed') return made;
  const { fields, steps } = made;
  const saved = await settings.set({ ...(await settings.get()), fields }, by);
  return saved.kind === 'refused' ? saved : { kind: 'saved', fields, steps };
}
