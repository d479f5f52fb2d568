import type { Client } from '@temporalio/client';
import { WithStartWorkflowOperation, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure, WorkflowNotFoundError } from '@temporalio/common';
import type { SettingsChange } from '../domain/settings/changes.ts';
import type { SettingsProblem } from '../domain/settings/conflicts.ts';
import { parseSettings } from '../domain/settings/schema.ts';
import { previewSettings } from '../domain/settings/preview.ts';
import type { SettingsPreview } from '../domain/settings/preview.ts';
import { defaultSettings } from '../domain/settings/defaults.ts';
import type { Settings } from '../domain/settings/settings.ts';
import type { Guards } from './guard.ts';
import { newSharding } from '../domain/ticket-writes/batching.ts';
import { readSavedSettings } from './saved-settings.ts';
import type { SavedSettings, SettingsSaved, SettingsStart } from '../workflows/messages.ts';
import {
  changeSettings,
  savedSettingsMemo,
  settingsHistory,
  settingsWorkflowId,
  taskQueues,
  workflowTypes,
} from '../workflows/messages.ts';

export type SettingsResult =
  | ({ readonly kind: 'saved' } & SettingsSaved)
  /** Nothing was saved. `problems` has every problem with its path. */
  | { readonly kind: 'refused'; readonly problems: readonly SettingsProblem[] };

export type SettingsClient = {
  /** The settings in force. They are the defaults until settings are saved for the first time. */
  readonly get: () => Promise<Settings>;
  /** Replaces the whole document. Keys that are left out get their defaults. `by`: the name in the history. */
  readonly set: (document: unknown, by: string) => Promise<SettingsResult>;
  /** The last changes, newest first. */
  readonly history: () => Promise<readonly SettingsChange[]>;
  /**
   * The changes that `set` would make; nothing is saved. `runningSessions`: sessions that run now, which keep the settings
   * that they began with.
   */
  readonly preview: (document: unknown) => Promise<PreviewedSettings>;
};

export type PreviewedSettings = { readonly preview: SettingsPreview; readonly runningSessions: number };

function problemsOf(failure: ApplicationFailure): readonly SettingsProblem[] {
  const [problems] = failure.details ?? [];
  const isProblem = (value: unknown): value is SettingsProblem =>
    typeof value === 'object' && value !== null && 'path' in value && 'message' in value;
  const named = Array.isArray(problems) ? problems.filter(isProblem) : [];
  return named.length > 0 ? named : [{ path: '', message: failure.message }];
}

export function settingsClient(client: Client, { server, worker }: Guards): SettingsClient {
  const handle = client.workflow.getHandle(settingsWorkflowId);
  const inForce = async (): Promise<Settings> => (await readSavedSettings(client)).settings;
  return {
    get: server(inForce),
    preview: server(async (document) => {
      const running = `WorkflowType = '${workflowTypes.session}' AND ExecutionStatus = 'Running'`;
      const [settings, { count }] = await Promise.all([inForce(), client.workflow.count(running)]);
      return { preview: previewSettings(settings, document), runningSessions: count };
    }),
    history: worker(async () => {
      try {
        return await handle.query(settingsHistory);
      } catch (error) {
        // The settings workflow does not exist until settings are saved for the first time.
        if (error instanceof WorkflowNotFoundError) return [];
        throw error;
      }
    }),
    set: worker(async (document, by) => {
      // The workflow checks the document again. This check keeps wrong and huge documents out of its history.
      const checked = parseSettings(document);
      if (!checked.ok) return { kind: 'refused', problems: checked.problems };
      const start: SettingsStart = { settings: defaultSettings, history: [] };
      const saved: SavedSettings = { settings: defaultSettings, sharding: newSharding(defaultSettings) };
      const startWorkflowOperation = new WithStartWorkflowOperation(workflowTypes.settings, {
        workflowId: settingsWorkflowId,
        taskQueue: taskQueues.sessions,
        args: [start],
        workflowIdConflictPolicy: 'USE_EXISTING',
        memo: { [savedSettingsMemo]: saved },
        staticSummary: 'Settings',
      });
      try {
        const saved = await client.workflow.executeUpdateWithStart(changeSettings, {
          args: [{ document, by }],
          startWorkflowOperation,
        });
        return { kind: 'saved', ...saved };
      } catch (error) {
        const cause = error instanceof WorkflowUpdateFailedError ? error.cause : undefined;
        if (cause instanceof ApplicationFailure && cause.type === 'SettingsRefused')
          return { kind: 'refused', problems: problemsOf(cause) };
        throw error;
      }
    }),
  };
}
