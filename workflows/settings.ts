import {
  ApplicationFailure,
  condition,
  continueAsNew,
  patched,
  setHandler,
  upsertMemo,
  workflowInfo,
} from '@temporalio/workflow';
import { settingsChanges, withChange } from '../domain/settings/changes.ts';
import type { Settings } from '../domain/settings/settings.ts';
import { batchingOf, newSharding } from '../domain/ticket-writes/batching.ts';
import { temporalDrain, temporalLocal, temporalActivities } from './activities.ts';
import { changeSettings, currentSettings, savedSettingsMemo, settingsHistory } from './messages.ts';
import type { SavedSettings, SettingsRequest, SettingsSaved, SettingsStart } from './messages.ts';

const longHistory = 500;
/** A saved document is in the history several times, so the history grows faster in bytes than in events. */
const largestHistoryBytes = 4 * 1024 * 1024;

/** Keeps the settings document. A change is checked as a whole, and saved as a whole or not at all. */
export async function settings(start: SettingsStart): Promise<void> {
  let document = start.settings;
  let history = start.history;
  let sharding = start.sharding ?? newSharding(document);
  let lastAnnounced: Settings = document;
  let changesUnderWay = 0;
  let announcementsUnderWay = 0;
  let draining = false;
  let lastChange: Promise<unknown> = Promise.resolve();

  // A marker after a local activity may be stored one workflow task later than that activity, and such a history does not
  // replay. So the markers are set here, before the first one. A run of an earlier version has them later.
  const isInTurn = patched('one-change-at-a-time');
  const isInMemo = patched('settings-in-memo');

  setHandler(currentSettings, () => document);
  setHandler(settingsHistory, () => history);

  /** Stores the settings where the server alone can read them. The caller of an update gets its answer after that. */
  function publish(): void {
    const saved: SavedSettings = { settings: document, sharding };
    if (isInMemo || patched('settings-in-memo')) upsertMemo({ [savedSettingsMemo]: saved });
  }

  /**
   * Announces changed limits to Temporal and to the first `shards` ticket-writes workflows (BAT-6, BAT-8). While the shards
   * are drained it is called with 0: they get the change later, together with their new number.
   */
  async function announce(shards: number): Promise<void> {
    announcementsUnderWay += 1;
    lastAnnounced = shards > 0 ? document : lastAnnounced;
    const { requestsPerMinute } = document.zendesk;
    const limits = { batching: batchingOf(document, sharding), shards, requestsPerMinute };
    await temporalActivities.announceLimits
      .executeWithOptions({ summary: 'Announce the limits to all who send to Zendesk (BAT-6, BAT-8)' }, [limits])
      .finally(() => (announcementsUnderWay -= 1));
  }

  /**
   * Empties all shards before a new number of shards takes effect. Otherwise one ticket could have writes in two shards, and
   * they could overtake each other.
   */
  async function drain(): Promise<void> {
    if (draining) return;
    draining = true;
    while (document.batching.shards !== sharding.shards) {
      // An announcement that is under way would make a drained shard accept writes again.
      await condition(() => announcementsUnderWay === 0);
      sharding = { ...sharding, draining: true };
      publish();
      const { shards, most } = sharding;
      await temporalDrain.drainShards.executeWithOptions({ summary: `Wait until ${shards} shard(s) are empty` }, [
        { batching: batchingOf(document, sharding), shards, most },
      ]);
      const wanted = document.batching.shards;
      sharding = { shards: wanted, most: Math.max(most, wanted), draining: false };
      publish();
      do await announce(sharding.most);
      while (lastAnnounced !== document);
    }
    draining = false;
  }

  /**
   * Makes one change after the other. If two checks ended at the same moment, a replay could begin to save the second change
   * before it has answered the first one. Its commands would then differ from those in the history.
   */
  function inTurn<Result>(begin: () => Promise<Result>): Promise<Result> {
    if (!isInTurn && !patched('one-change-at-a-time')) return begin();
    const result = lastChange.then(begin);
    lastChange = result.catch(() => null);
    return result;
  }

  /** Checks the document, saves it as a whole, and announces it where others must know of it. */
  async function change({ document: wanted, by }: SettingsRequest): Promise<SettingsSaved> {
    const checked = await temporalLocal.checkSettings.executeWithOptions({ summary: 'Check the new settings' }, [
      wanted,
    ]);
    if (!checked.ok)
      throw ApplicationFailure.nonRetryable('The settings were refused.', 'SettingsRefused', checked.problems);
    const changes = settingsChanges(document, checked.settings);
    const limitsChanged = changes.some(({ path }) => path.startsWith('batching.') || path.startsWith('zendesk.'));
    document = checked.settings;
    if (changes.length > 0) history = withChange(history, { at: Date.now(), by, changes });
    publish();
    if (limitsChanged) await announce(draining ? 0 : sharding.most);
    if (document.batching.shards !== sharding.shards) void drain();
    return { settings: checked.settings, warnings: checked.warnings };
  }

  setHandler(
    changeSettings,
    async (request): Promise<SettingsSaved> => {
      changesUnderWay += 1;
      return await inTurn(() => change(request)).finally(() => (changesUnderWay -= 1));
    },
    {
      validator: ({ by }) => {
        if (by.trim() === '') throw ApplicationFailure.nonRetryable('Say who changes the settings.', 'SettingsRefused');
      },
    },
  );

  const isLong = (): boolean => {
    const { continueAsNewSuggested, historyLength, historySize } = workflowInfo();
    return continueAsNewSuggested || historyLength > longHistory || historySize > largestHistoryBytes;
  };
  await condition(() => changesUnderWay === 0 && !draining && isLong());
  return await continueAsNew<typeof settings>({ settings: document, history, sharding });
}
