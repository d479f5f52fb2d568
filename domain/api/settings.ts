import { z } from 'zod';
import { settingsInForceSchema as inForce, settingsSchema } from '../settings/schema.ts';

/** `PUT /v1/admin/settings`: the document to save. */
export const settingsBodySchema = settingsSchema.meta({
  id: 'Settings',
  description: 'The settings document. A key that is left out has its default.',
});

/** `GET /v1/admin/settings`: the settings that apply now. */
export const settingsInForceSchema = inForce.meta({
  id: 'SettingsInForce',
  description: 'The settings that apply now, with every key.',
});

const warnings = z
  .array(
    z.object({
      rule: z.string().describe('The id of the rule.'),
      path: z.string().describe('The setting.'),
      message: z.string().describe('The effect that an administrator may not expect.'),
    }),
  )
  .describe('Effects of the settings that an administrator may not expect.');

const before = z.string().describe('The value before, as JSON.');
const after = z.string().describe('The value after, as JSON.');
const path = z.string().describe('The setting, such as `tickets.create`.');

/** `PUT /v1/admin/settings`: the settings that apply now. */
export const savedSettingsSchema = z
  .object({ settings: settingsInForceSchema, warnings })
  .meta({ id: 'SettingsSaved', description: 'The settings were saved.' });

/** `POST /v1/admin/settings/preview`: the changes that saving a document would make. */
export const settingsPreviewSchema = z
  .object({
    changes: z
      .array(
        z.object({
          path,
          before,
          after,
          holdsFor: z
            .enum(['sessions', 'batches', 'once sent', 'at once'])
            .describe(
              'When the change takes effect: for sessions or batches that begin after it, after all waiting writes are sent, or at once.',
            ),
        }),
      )
      .describe('The values that would change.'),
    warnings,
    runningSessions: z.int().describe('The number of running sessions. They keep the settings with which they began.'),
  })
  .meta({ id: 'SettingsPreview', description: 'The changes that saving the document would make.' });

/** `GET /v1/admin/settings/history`: the last changes of the settings. */
export const settingsHistorySchema = z
  .object({
    changes: z
      .array(
        z.object({
          at: z.number().describe('Milliseconds since the epoch.'),
          by: z.string().describe('The name of the administrator.'),
          changes: z.array(z.object({ path, before, after })).describe('The values that changed.'),
        }),
      )
      .describe('The changes, newest first.'),
  })
  .meta({ id: 'SettingsHistory', description: 'The last changes of the settings.' });

export type SavedSettingsAnswer = z.output<typeof savedSettingsSchema>;
export type SettingsPreviewAnswer = z.output<typeof settingsPreviewSchema>;
export type SettingsHistoryAnswer = z.output<typeof settingsHistorySchema>;
