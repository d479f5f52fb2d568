import { ApplicationFailure, condition, continueAsNew, setHandler, workflowInfo } from '@temporalio/workflow';
import { changesKept, settingsChanges } from '../domain/settings/changes.ts';
import { batchingOf } from '../domain/writes/batching.ts';
import { temporalLocal, temporalSide } from './activities.ts';
import { changeSettings, currentSettings, settingsHistory } from './messages.ts';
import type { SettingsSaved, SettingsStart } from './messages.ts';

const longHistory = 500;

/** Holds the settings document. A change is checked as a whole, and nothing is half saved. */
export async function settings(start: SettingsStart): Promise<void> {
  let document = start.settings;
  let history = start.history;
  let saving = 0;

  setHandler(currentSettings, () => document);
  setHandler(settingsHistory, () => history);
  setHandler(
    changeSettings,
    async ({ document: wanted, by }): Promise<SettingsSaved> => {
      saving += 1;
      try {
        const checked = await temporalLocal.checkSettings(wanted);
        if (!checked.ok)
          throw ApplicationFailure.nonRetryable('The settings were refused.', 'SettingsRefused', checked.problems);
        const changes = settingsChanges(document, checked.settings);
        const limitsChanged = changes.some(({ path }) => path.startsWith('batching.') || path.startsWith('zendesk.'));
        document = checked.settings;
        if (changes.length > 0) history = [{ at: Date.now(), by, changes }, ...history].slice(0, changesKept);
        if (limitsChanged) {
          const { shards } = document.batching;
          const { requestsPerMinute } = document.zendesk;
          await temporalSide.announceLimits({ batching: batchingOf(document), shards, requestsPerMinute });
        }
        return { settings: checked.settings, warnings: checked.warnings };
      } finally {
        saving -= 1;
      }
    },
    {
      validator: ({ by }) => {
        if (by.trim() === '') throw ApplicationFailure.nonRetryable('Say who changes the settings.', 'SettingsRefused');
      },
    },
  );

  await condition(
    () => saving === 0 && (workflowInfo().continueAsNewSuggested || workflowInfo().historyLength > longHistory),
  );
  return await continueAsNew<typeof settings>({ settings: document, history });
}
