import { z } from 'zod';

const settingsWarning = z.object({ rule: z.string(), path: z.string(), message: z.string() });

/** `PUT /v1/admin/settings`: the settings that apply now. */
export const savedSettingsSchema = z.object({
  settings: z.unknown().describe('The complete document with all defaults.'),
  warnings: z.array(settingsWarning),
});

/** `POST /v1/admin/settings/preview`: the changes that saving a document would make. */
export const settingsPreviewSchema = z.object({
  changes: z.array(
    z.object({
      path: z.string(),
      before: z.string(),
      after: z.string(),
      holdsFor: z
        .enum(['sessions', 'batches', 'once sent', 'at once'])
        .describe(
          'When the change takes effect: for sessions or batches that begin after it, after all waiting writes are sent, or at once.',
        ),
    }),
  ),
  warnings: z.array(settingsWarning),
  runningSessions: z.int().describe('The number of running sessions. They keep the settings with which they began.'),
});

/** `GET /v1/admin/settings/history`: the last changes of the settings. */
export const settingsHistorySchema = z.object({
  changes: z.array(
    z.object({
      at: z.int().describe('Milliseconds since the epoch.'),
      by: z.string(),
      changes: z.array(z.object({ path: z.string(), before: z.string(), after: z.string() })),
    }),
  ),
});

export type SavedSettings = z.output<typeof savedSettingsSchema>;
export type SettingsPreviewAnswer = z.output<typeof settingsPreviewSchema>;
export type SettingsHistory = z.output<typeof settingsHistorySchema>;
