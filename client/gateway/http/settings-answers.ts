import type { CreatedFields } from '../../../domain/api/zendesk-account.ts';
import type {
  SavedSettingsAnswer,
  SettingsHistoryAnswer,
  SettingsPreviewAnswer,
} from '../../../domain/api/settings.ts';
import type { FieldsResult } from '../../fields.ts';
import type { SettingsChange } from '../../../domain/settings/changes.ts';
import type { SettingsProblem } from '../../../domain/settings/conflicts.ts';
import { settingsProblems } from '../../../domain/settings/schema.ts';
import type { PreviewedSettings, SettingsResult } from '../../settings.ts';
import { GatewayError } from './errors.ts';

/** The error with each problem. A problem of no single setting is one of the whole body. */
function refusal(code: 'settings_refused' | 'preview_refused', problems: readonly SettingsProblem[]): GatewayError {
  return new GatewayError(
    code,
    problems.map(({ path, message }) => ({ path: path || 'body', message })),
  );
}

/** The error for a settings document that its schema refuses. It names each problem. */
export function refuseSettings(
  issues: Parameters<typeof settingsProblems>[0],
  code: 'settings_refused' | 'preview_refused' = 'settings_refused',
): GatewayError {
  return refusal(code, settingsProblems(issues));
}

/** The answer to saved settings. Throws a GatewayError (422) with each problem if they were refused. */
export function savedSettingsAnswer(result: SettingsResult): SavedSettingsAnswer {
  if (result.kind === 'refused') throw refusal('settings_refused', result.problems);
  return { settings: result.settings, warnings: [...result.warnings] };
}

/** The answer to a preview. Throws a GatewayError (422) with each problem if the settings would be refused. */
export function settingsPreviewAnswer({ preview, runningSessions }: PreviewedSettings): SettingsPreviewAnswer {
  if (!preview.ok) throw refusal('preview_refused', preview.problems);
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
      throw refusal('settings_refused', result.problems);
    case 'failed':
      throw new GatewayError('fields_failed', [{ path: '', message: result.message }]);
    default:
      return result satisfies never;
  }
}

/** The answer to a request for the history. */
export function settingsHistoryAnswer(history: readonly SettingsChange[]): SettingsHistoryAnswer {
  return { changes: history.map((change) => ({ ...change, changes: [...change.changes] })) };
}
