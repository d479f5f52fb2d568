import type { SettingsProblem } from '../domain/settings/conflicts.ts';
import type { FieldSettings } from '../domain/settings/settings.ts';
import type { SessionClient } from './sessions.ts';

export type FieldsResult =
  /** Saved in the settings. A field that is null could not be made: `steps` say why. */
  | { readonly kind: 'saved'; readonly fields: FieldSettings; readonly steps: readonly string[] }
  /** Zendesk gave no answer that helps; what was made by then is found by the next attempt. */
  | { readonly kind: 'failed'; readonly message: string }
  /** Made, but the settings were refused. */
  | { readonly kind: 'refused'; readonly problems: readonly SettingsProblem[] };

/**
 * FLD-1: makes the fields in Zendesk, or finds them, and keeps their ids in the settings.
 *
 * @param by who asks for it, for the history of the settings
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
