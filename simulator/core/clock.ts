/** The clock of the simulator. It runs like that of the machine, and a test can move it ahead by hours. */
export type Clock = {
  readonly now: () => number;
  /** The time in whole seconds, in the form that Zendesk uses everywhere. */
  readonly stamp: () => string;
  readonly advance: (ms: number) => void;
  readonly offsetMs: () => number;
  /** Runs `task` once `delayMs` have passed on this clock, by waiting or by `advance`. */
  readonly after: (delayMs: number, task: () => void) => void;
  readonly sleep: (delayMs: number) => Promise<void>;
  readonly stop: () => void;
};

type Alarm = { readonly at: number; readonly task: () => void; timer: NodeJS.Timeout | undefined };

export function isoSeconds(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

export function startClock(initialOffsetMs = 0): Clock {
  let offset = initialOffsetMs;
  const alarms = new Set<Alarm>();
  const now = (): number => Date.now() + offset;

  const ring = (alarm: Alarm): void => {
    clearTimeout(alarm.timer);
    if (alarms.delete(alarm)) alarm.task();
  };
  const wind = (alarm: Alarm): void => {
    clearTimeout(alarm.timer);
    alarm.timer = setTimeout(() => ring(alarm), Math.max(0, Math.min(alarm.at - now(), 2 ** 31 - 1)));
  };
  const after = (delayMs: number, task: () => void): void => {
    const alarm: Alarm = { at: now() + delayMs, task, timer: undefined };
    alarms.add(alarm);
    wind(alarm);
  };

  return {
    now,
    stamp: () => isoSeconds(now()),
    offsetMs: () => offset,
    after,
    sleep: (delayMs) =>
      new Promise((resolve) => {
        after(delayMs, resolve);
      }),
    advance: (ms) => {
      offset += ms;
      const ordered = [...alarms].sort((a, b) => a.at - b.at);
      for (const alarm of ordered) {
        if (alarm.at <= now()) ring(alarm);
        else wind(alarm);
      }
    },
    stop: () => {
      for (const alarm of alarms) clearTimeout(alarm.timer);
      alarms.clear();
    },
  };
}
