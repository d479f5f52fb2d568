import type { QueueSection, Settings } from './settings.ts';

/**
 * The settings that hold for one leaf queue: its override laid over the document, key by key. Without a queue, or
 * without an override for it, the document itself.
 */
export function settingsForQueue(settings: Settings, queueId: string | null): Settings {
  if (queueId === null || !Object.hasOwn(settings.queues, queueId)) return settings;
  const override = settings.queues[queueId];
  const sections: Pick<Settings, QueueSection> = {
    tickets: { ...settings.tickets, ...override?.tickets },
    append: { ...settings.append, ...override?.append },
    recordings: { ...settings.recordings, ...override?.recordings },
  };
  return { ...settings, ...sections };
}
