import { assert, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limits } from '../limits.ts';
import { eventTypes } from '../events/event-list.ts';
import {
  agentA,
  assigned,
  customData,
  ended,
  entry,
  makeEvent,
  minute,
  recorded,
  sessionId,
  sessionWith,
  started,
  t0,
  transcribed,
} from '../events/examples.testkit.ts';
import type { SessionEvent } from '../events/parse-events.ts';
import { happenings } from '../next-steps/generators.testkit.ts';
import { applyEvent, applyEvents } from './apply-event.ts';
import { greatest } from './greatest-events.testkit.ts';
import { bytesOf, hasLeftOut, keptOf } from './kept.ts';
import { mergeSessions } from './merge-runs.ts';
import { packSession, unpackSession } from './pack.ts';
import { newSession } from './state.ts';
import type { Session } from './state.ts';
import { jsonBytes } from './text-bytes.ts';
import { factOf, identityOf } from './timeline.ts';

const bounds = limits.session;

function summary(n: number, text: string): SessionEvent {
  const event = makeEvent(t0 + n, 'summary.generated', { text, scope: 'session', segment: null, agent: null });
  return { ...event, event_id: `summary-${n}` };
}

function recomputed({ eventIds, receivedEvents, received }: Session): number {
  return bytesOf(eventIds, receivedEvents ?? received);
}

test('SEC-2 the sum that is carried beside the data is the size of the data, in any order of events', () => {
  assert(
    property(happenings, (events) => {
      const session = events.reduce(applyEvent, newSession(sessionId, false));
      expect(keptOf(session).bytes).toBe(recomputed(session));
    }),
    { numRuns: 300 },
  );
});

test('SEC-2 events that are applied together give the same as one by one', () => {
  assert(
    property(happenings, (events) => {
      const one = events.reduce(applyEvent, newSession(sessionId, false));
      expect(applyEvents(newSession(sessionId, false), events)).toEqual(one);
    }),
    { numRuns: 300 },
  );
});

test('SEC-2 a session that an earlier version carried over has its sum from the first event on', () => {
  const { kept, ...old } = sessionWith([started(t0), assigned(t0), recorded(t0)]);
  expect(keptOf(old)).toEqual(kept);
  const grown = applyEvent(old, ended(t0 + minute));
  expect(grown.kept?.bytes).toBe(recomputed(grown));
  expect(unpackSession(old).kept).toEqual(kept);
});

describe('what is more than a session keeps', () => {
  test('SEC-2 five summaries of 950,000 characters are cut, and each one is kept', () => {
    const session = sessionWith(Array.from({ length: 5 }, (_, n) => summary(n, `${n}`.repeat(950_000))));
    expect(session.received.timeline).toHaveLength(5);
    expect(keptOf(session).bytes).toBeLessThanOrEqual(bounds.bytes.value);
    expect(keptOf(session).cut).toEqual({ 'summary.generated': 5 });
    expect(hasLeftOut(session)).toBe(true);
  });

  test('SEC-2, PLT-3 a text that is cut keeps its identity and its fact, so it is never written twice', () => {
    const text = 'a'.repeat(600_000);
    const full = sessionWith([summary(1, text)]);
    const cut = sessionWith([transcribed(t0, 'b'.repeat(700_000)), summary(1, text)]);
    const [whole, short] = [full.received.timeline[0], cut.received.timeline.at(-1)];
    if (whole === undefined || short === undefined) throw new Error('nothing is kept');
    expect(jsonBytes(short)).toBeLessThan(jsonBytes(whole));
    expect([identityOf(short), factOf(short)]).toEqual([identityOf(whole), factOf(whole)]);
    const again = { ...summary(1, text), event_id: 'sent-again' };
    expect(applyEvent(cut, again).received.timeline).toHaveLength(2);
  });

  test('SEC-2 transcripts are cut before other texts, and a transcript with an address is not needed as a text', () => {
    const texts = Array.from({ length: 25 }, (_, n) => summary(n, `${n} `.padEnd(30_000, 's')));
    const address = 'https://files.example.com/t.txt';
    const item = { file_id: null, url: address, text: 't'.repeat(30_000), content_type: null };
    const more = [transcribed(t0 + minute, 'u'.repeat(30_000)), makeEvent(t0 + 2 * minute, 'transcript.ready', item)];
    const { timeline } = sessionWith([...texts, ...more, summary(99, 'v'.repeat(30_000))]).received;
    const sizes = timeline.map((each) => [each.type, 'text' in each.item ? (each.item.text?.length ?? null) : null]);
    expect(sizes.filter(([type, size]) => type === 'summary.generated' && size !== 30_000)).toEqual([]);
    const transcripts = timeline.flatMap((each) => (each.type === 'transcript.ready' ? [each.item] : []));
    expect(transcripts).toEqual([
      { file_id: null, url: null, text: expect.stringMatching(/^u{20000,25000}…$/), content_type: null },
      { file_id: null, url: address, text: null, content_type: null },
    ]);
  });

  test('SEC-2 ids and addresses are never cut, and the start, the end and the agents always have room', () => {
    const flood = Array.from({ length: 60 }, (_, n) => summary(n, `${n} `.padEnd(30_000, 'f')));
    const url = `https://files.example.com/${'p'.repeat(1_000)}.wav`;
    const custom = customData(t0, [entry('order', 'o'.repeat(5_000), 'l'.repeat(300))]);
    const session = sessionWith([
      ...flood,
      custom,
      recorded(t0, 'r', { url }),
      started(t0),
      assigned(t0),
      ended(t0 + minute),
    ]);
    const { start, end, agents, recordings, timeline } = session.received;
    expect([start?.session.from, end?.at, agents.length]).toEqual(['+14155551212', t0 + minute, 1]);
    expect(recordings[0]?.item.url).toBe(url);
    const data = timeline.flatMap((each) =>
      each.type === 'custom_data.received' ? each.item.custom_data.unsigned : [],
    );
    expect(data).toMatchObject([{ key: 'order', type: 'string', value: expect.stringMatching(/…$/) }]);
    expect(keptOf(session).bytes).toBeLessThanOrEqual(bounds.bytes.value);
  });

  test.each(eventTypes)(
    'SEC-2, BAT-7 a flood of %s stays within the limit, and what is left out is counted',
    (type) => {
      const events = Array.from({ length: 1_500 }, (_, n) =>
        greatest(type, n, { text: n < 3 ? 30_000 : 200, list: 3 }),
      );
      const session = applyEvents(newSession(sessionId, false), events);
      const { kept } = session;
      expect(kept?.bytes).toBe(recomputed(session));
      expect(kept?.bytes).toBeLessThanOrEqual(bounds.bytes.value);
      expect(session.eventIds.length).toBeLessThanOrEqual(bounds.eventIds.value);
      const received = session.receivedEvents ?? session.received;
      const lists = [received.agents, received.picks, received.transfers, received.holds, received.participants];
      const more = [received.timeline, received.recordings, received.merges, received.ticketPicks];
      const longest = Math.max(...[...lists, ...more].map((list) => list.length));
      expect(longest).toBeLessThanOrEqual(1_000);
      const left = Object.values(kept?.leftOut ?? {}).reduce((sum, count) => sum + count, 0);
      if (longest > 0) expect(longest + left).toBe(1_500);
    },
  );

  test('SEC-2, END-7 two runs that are merged stay within the limit, and the first run keeps its texts', () => {
    const half = (from: number) =>
      Array.from({ length: 25 }, (_, n) => summary(from + n, `${from + n} `.padEnd(30_000, 'h')));
    const [first, second] = [sessionWith(half(0)), sessionWith([...half(100), started(t0), ended(t0 + minute)])];
    const merged = mergeSessions(first, second);
    expect(keptOf(merged).bytes).toBeLessThanOrEqual(bounds.bytes.value);
    expect(keptOf(merged).bytes).toBe(recomputed(merged));
    expect(merged.received.timeline.filter(({ at }) => at < t0 + 100)).toEqual(first.received.timeline);
    expect([merged.received.start?.at, merged.received.end?.at]).toEqual([t0, t0 + minute]);
    expect(hasLeftOut(merged)).toBe(true);
  });

  test('SEC-2 the data of a metadata document is stored once, and is there again after the session was carried over', () => {
    const session = sessionWith([
      started(t0),
      makeEvent(t0 + minute, 'session.metadata', metadata()),
      assigned(t0, { ...agentA, id: '70' }),
    ]);
    const packed = packSession(session);
    expect(packed.receivedEvents).toBeNull();
    expect(packed.received.timeline).toEqual([]);
    expect(unpackSession(JSON.parse(JSON.stringify(packed)))).toEqual(session);
    expect(session.received.timeline).toHaveLength(1);
  });
});

function metadata() {
  const event = greatest('session.metadata', 1, { text: 10, list: 1 });
  if (event.type !== 'session.metadata') throw new Error('another event');
  return event.item;
}
