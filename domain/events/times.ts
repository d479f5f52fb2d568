import { limits } from '../limits.ts';

/**
 * The range of times that an event may have. Something that has happened lies between the year 2000 and tomorrow. A scheduled
 * call may wait in its queue until a year ahead. Times in custom data and in answers of APIs are not bounded.
 */

const earliestMs = limits.time.earliest.value * 1000;
/** Without a clock, times until the end of the year 2099 are accepted. */
const endOfCenturyMs = Date.UTC(2100, 0, 1);

/** @param now ms since the epoch; null: there is no clock */
export function isTimeInRange(ms: number, now: number | null, planned = false): boolean {
  const { ahead, plannedAhead } = limits.time;
  const latest = now === null ? endOfCenturyMs : now + (planned ? plannedAhead : ahead).value * 1000;
  return ms >= earliestMs && ms <= latest;
}

/** Whether a key of an item has a time that may lie ahead. */
export function isPlannedKey(key: string): boolean {
  return key === 'queued_at';
}

/** Members of an item whose keys and values are the sender's own, so that their times are not bounded. */
const freeForms: ReadonlySet<string> = new Set(['custom_data', 'request', 'response', 'result']);

export type TimeProblem = { readonly path: string; readonly message: string };

/** The times of an event, after parsing, that are out of range. `now`: ms since the epoch; null: there is no clock. */
export function timeProblems(
  event: { readonly timestamp: number; readonly item: object },
  now: number | null,
): readonly TimeProblem[] {
  const inEnvelope = isTimeInRange(event.timestamp, now)
    ? []
    : [{ path: 'timestamp', message: outOfRange('timestamp') }];
  return [...inEnvelope, ...itemProblems(event.item, 'item', now)];
}

function itemProblems(value: object, path: string, now: number | null): readonly TimeProblem[] {
  return Object.entries(value).flatMap(([key, member]): readonly TimeProblem[] => {
    const at = `${path}.${key}`;
    if (typeof member === 'object' && member !== null) return freeForms.has(key) ? [] : itemProblems(member, at, now);
    if (typeof member !== 'string' || !/(^|_)at$/.test(key)) return [];
    return isTimeInRange(Date.parse(member), now, isPlannedKey(key)) ? [] : [{ path: at, message: outOfRange(key) }];
  });
}

function outOfRange(key: string): string {
  return isPlannedKey(key)
    ? 'expected a time from the year 2000 to a year ahead'
    : `expected a time from the year 2000 to tomorrow${key === 'timestamp' ? ', in milliseconds since 1970' : ''}`;
}
