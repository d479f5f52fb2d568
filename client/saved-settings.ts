import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import { defaultSettings, fillDefaults } from '../domain/settings/defaults.ts';
import { newSharding } from '../domain/ticket-writes/batching.ts';
import type { SavedSettings } from '../workflows/messages.ts';
import { currentSettings, savedSettingsMemo, settingsWorkflowId } from '../workflows/messages.ts';

/** How long the server may take for its answer, in ms. A session that has just begun waits for it. */
const longestReadMs = 2_000;

/**
 * Reads the settings in force from the Temporal server alone: from the memo of the settings workflow. No worker is needed, so
 * that a session never waits for another workflow. Keys that a document of an earlier version lacks get their defaults.
 *
 * @returns the defaults if the server says that nobody has saved settings yet
 * @throws the client's error if the server does not answer in time
 */
export async function readSavedSettings(client: Client): Promise<SavedSettings> {
  const handle = client.workflow.getHandle(settingsWorkflowId);
  try {
    const { memo } = await client.withDeadline(Date.now() + longestReadMs, () => handle.describe());
    const saved = memo?.[savedSettingsMemo];
    // A settings workflow of an earlier version has no memo until settings are saved again.
    if (!isSavedSettings(saved)) return withoutMemo(await handle.query(currentSettings));
    return { ...saved, settings: fillDefaults(saved.settings) };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return withoutMemo(defaultSettings);
    throw error;
  }
}

function withoutMemo(given: SavedSettings['settings']): SavedSettings {
  const settings = fillDefaults(given);
  return { settings, sharding: newSharding(settings) };
}

function isSavedSettings(memo: unknown): memo is SavedSettings {
  return typeof memo === 'object' && memo !== null && 'settings' in memo && 'sharding' in memo;
}
