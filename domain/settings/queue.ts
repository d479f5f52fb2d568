import type { QueueSection, Settings } from './settings.ts';

/**
 * The settings that apply to one leaf queue. Each key of the queue's override replaces that of the document. The
 * document itself applies if the queue is null or has no override.
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
