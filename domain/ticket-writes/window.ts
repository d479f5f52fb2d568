import { requestsLeft } from './limits.ts';
import type { Spent } from './limits.ts';
import type { Batching } from './queue.ts';

const shortestSeconds = 1;
const longestSeconds = 60;

/**
 * BAT-2: how long a window that opens now stays open, in ms. With `adaptive` it depends on the requests that the limit
 * still allows in this minute: 1 s if all are left, the window of the settings if half are left, 60 s if none is left.
 *
 * @param now ms since the epoch
 */
export function windowMs(batching: Batching, spent: Spent, now: number): number {
  const { adaptive, windowSeconds, updatesPerMinute } = batching;
  if (!adaptive) return windowSeconds * 1000;
  const free = requestsLeft(spent, updatesPerMinute, now) / updatesPerMinute;
  const seconds =
    free >= 0.5
      ? between(windowSeconds, shortestSeconds, (free - 0.5) * 2)
      : between(longestSeconds, windowSeconds, free * 2);
  return Math.round(seconds * 1000);
}

function between(from: number, to: number, part: number): number {
  return from + (to - from) * part;
}
