import { setImmediate as otherWork } from 'node:timers/promises';
import type { ParsedPost } from '../../../domain/events/parse-events.ts';
import { parsePost } from '../../../domain/events/parse-events.ts';

/** After so many events the gateway turns to other requests. */
const eventsAtOnce = 20;

/** Parses a post of events in slices, so that a large one does not stop the answers to other requests meanwhile. */
export async function readPost(body: unknown): Promise<ParsedPost> {
  const events = eventsOf(body);
  if (events.length <= eventsAtOnce) return parsePost(body);
  const slices: ParsedPost[] = [];
  for (let from = 0; from < events.length; from += eventsAtOnce) {
    slices.push(parsePost({ events: events.slice(from, from + eventsAtOnce) }));
    await otherWork();
  }
  return {
    accepted: slices.flatMap(({ accepted }) => accepted),
    refused: slices.flatMap(({ refused }) => refused),
  };
}

function eventsOf(body: unknown): readonly unknown[] {
  return typeof body === 'object' && body !== null && 'events' in body && Array.isArray(body.events) ? body.events : [];
}
