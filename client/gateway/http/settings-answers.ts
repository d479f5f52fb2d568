import type { CreatedFields } from '../../../domain/api/zendesk-account.ts';
import type { SavedSettings, SettingsPreviewAnswer } from '../../../domain/api/settings.ts';
import type { FieldsResult } from '../../fields.ts';
import type { PreviewedSettings, SettingsResult } from '../../settings.ts';
import { GatewayError } from './errors.ts';

/** The answer to saved settings. Throws a GatewayError (422) with each problem if they were refused. */
export function savedSettingsAnswer(result: SettingsResult): SavedSettings {
  if (result.kind === 'refused') throw new GatewayError('settings_refused', result.problems);
  return { settings: result.settings, warnings: [...result.warnings] };
}

/** The answer to a preview. Throws a GatewayError (422) with each problem if the settings would be refused. */
export function settingsPreviewAnswer({ preview, runningSessions }: PreviewedSettings): SettingsPreviewAnswer {
  if (!preview.ok) throw new GatewayError('settings_refused', preview.problems);
  return {
    changes: preview.changes.map((change) => ({ ...change })),
    warnings: [...preview.warnings],
    runningSessions,
  };
}

/** The answer after the fields were created. Throws a GatewayError: 502 if Zendesk failed, 422 if saving failed. */
export function createdFieldsAnswer(result: FieldsResult): CreatedFields {
  switch (result.kind) {
    case 'saved':
      return { fields: { ...result.fields }, steps: [...result.steps] };
    case 'refused':
      throw new GatewayError('settings_refused', result.problems);
    case 'failed':
      throw new GatewayError('fields_failed', [{ path: '', message: result.message }]);
    default:
      return result satisfies never;
  }
}
