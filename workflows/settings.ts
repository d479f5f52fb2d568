import { ApplicationFailure, condition, continueAsNew, setHandler, workflowInfo } from '@temporalio/workflow';
import { changesKept, settingsChanges } from '../domain/settings/changes.ts';
import type { Settings } from '../domain/settings/settings.ts';
import { batchingOf, newSharding } from '../domain/ticket-writes/batching.ts';
import { temporalDrain, temporalLocal, temporalActivities } from './activities.ts';
import { changeSettings, currentBatching, currentSettings, settingsHistory } from './messages.ts';
import type { SettingsSaved, SettingsStart } from './messages.ts';

const longHistory = 500;

/** Holds the settings document. A change is checked as a whole, and nothing is half saved. */
export async function settings(start: SettingsStart): Promise<void> {
  let document = start.settings;
  let history = start.history;
  let sharding = start.sharding ?? newSharding(document);
  let told: Settings = document;
  let saving = 0;
  let telling = 0;
  let draining = false;

  setHandler(currentSettings, () => document);
  setHandler(currentBatching, () => batchingOf(document, sharding));
  setHandler(settingsHistory, () => history);

  /** BAT-6, BAT-8. While the shards are drained, they hear of a change together with their number. */
  async function announce(most: number): Promise<void> {
    telling += 1;
    told = most > 0 ? document : told;
    const { requestsPerMinute } = document.zendesk;
    const limits = { batching: batchingOf(document, sharding), shards: most, requestsPerMinute };
    await temporalActivities.announceLimits(limits).finally(() => (telling -= 1));
  }

  /** No ticket has writes in two shards: a new number holds once nothing waits in any shard by the old one. */
  async function drain(): Promise<void> {
    if (draining) return;
    draining = true;
    while (document.batching.shards !== sharding.shards) {
      // An announcement that is under way would tell a drained shard to take writes in.
      await condition(() => telling === 0);
      sharding = { ...sharding, draining: true };
      const { shards, most } = sharding;
      await temporalDrain.drainShards({ batching: batchingOf(document, sharding), shards, most });
      const wanted = document.batching.shards;
      sharding = { shards: wanted, most: Math.max(most, wanted), draining: false };
      do await announce(sharding.most);
      while (told !== document);
    }
    draining = false;
  }

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
        if (limitsChanged) await announce(draining ? 0 : sharding.most);
        if (document.batching.shards !== sharding.shards) void drain();
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

  const isLong = (): boolean => workflowInfo().continueAsNewSuggested || workflowInfo().historyLength > longHistory;
  await condition(() => saving === 0 && !draining && isLong());
  return await continueAsNew<typeof settings>({ settings: document, history, sharding });
}
