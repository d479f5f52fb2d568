import { room } from './limits.ts';
import type { Spent } from './limits.ts';
import type { Batching } from './queue.ts';

const shortestSeconds = 1;
const longestSeconds = 60;

/**
 * How long a window that opens now stays open, in ms (BAT-2). With `adaptive` it goes by what the last minute left of the
 * budget of requests: 1 s while all of it is free, the set window at half of it, 60 s when none is left.
 */
export function windowMs(batching: Batching, spent: Spent, now: number): number {
  const { adaptive, windowSeconds, updatesPerMinute } = batching;
  if (!adaptive) return windowSeconds * 1000;
  const free = room(spent, updatesPerMinute, now) / updatesPerMinute;
  const seconds =
    free >= 0.5
      ? between(windowSeconds, shortestSeconds, (free - 0.5) * 2)
      : between(longestSeconds, windowSeconds, free * 2);
  return Math.round(seconds * 1000);
}

function between(from: number, to: number, part: number): number {
  return from + (to - from) * part;
}
