/** This file tests what a session keeps of its events. The property tests of `domain/next-steps` test every order of them. */

import { describe, expect, test } from 'vitest';
import {
  acted,
  agentA,
  agentB,
  makeEvent,
  minute,
  rated,
  recorded,
  said,
  second,
  sessionWith,
  started,
  t0,
} from '../events/examples.testkit.ts';
import type { SessionEvent } from '../events/parse-events.ts';
import { applyEvent, requestTicketCheck } from './apply-event.ts';
import { recordingKey } from './recordings.ts';

const received = (...events: readonly SessionEvent[]) => sessionWith(events).received;
const numbered = (event: SessionEvent, n: number): SessionEvent => ({ ...event, event_id: `${event.event_id}/${n}` });

describe('the start', () => {
  test('PLT-1 of two complete starts the first counts, whichever arrives first', () => {
    const [early, late] = [started(t0, { lang: 'id' }), started(t0 + second)];
    expect(received(early, numbered(late, 2)).start).toMatchObject({ at: t0, session: { lang: 'id' } });
    expect(received(late, numbered(early, 2)).start).toMatchObject({ at: t0, session: { lang: 'id' } });
  });

  test('PLT-1 the start of an event goes before those of snapshots, even if it is later', () => {
    const event = started(t0 + minute, { lang: 'id' });
    const snapshot = numbered(started(t0, { told_by: 'webhook' }), 2);
    for (const events of [
      [event, snapshot],
      [snapshot, event],
    ])
      expect(received(...events).start).toMatchObject({ at: t0 + minute, session: { lang: 'id' } });
  });

  test('PLT-1 the starts of snapshots complete each other', () => {
    const one = started(t0 + second, { told_by: 'webhook', lang: null, to: '+18005550100' });
    const other = numbered(started(t0, { told_by: 'webhook', lang: 'id', to: null }), 2);
    expect(received(one, other).start).toMatchObject({ at: t0, session: { lang: 'id', to: '+18005550100' } });
  });
});

test('UPD-17 participants, holds and transfers under way are kept by their times, each once', () => {
  const participant = { id: '5', name: 'Eve', kind: 'external' } as const;
  const joined = makeEvent(t0 + second, 'participant.joined', { participant, consult: true, at: null });
  const left = makeEvent(t0 + minute, 'participant.left', { participant, consult: true, at: null });
  const session = received(left, joined, numbered(joined, 2));
  expect(session.participants.map(({ at, kind }) => [at - t0, kind])).toEqual([
    [second, 'joined'],
    [minute, 'left'],
  ]);
  const holds = received(
    makeEvent(t0 + minute, 'hold.ended', { at: null }),
    makeEvent(t0, 'hold.started', { at: null }),
  ).holds;
  expect(holds.map(({ kind }) => kind)).toEqual(['started', 'ended']);
  const item = {
    transfer_id: null,
    from_agent: agentA,
    to_agent: agentB,
    from_queue: null,
    to_queue: null,
    reason: null,
  };
  expect(received(makeEvent(t0, 'transfer.started', item)).transfers).toEqual([{ at: t0, to: agentB }]);
});

test('TKT-6 a cancellation without an agent says nothing', () => {
  expect(received(makeEvent(t0, 'session.agent_canceled', { agent: null, reason: null })).agents).toEqual([]);
});

describe('messages of the customer', () => {
  test('TKT-3 the highest count of the platform counts, and messages without a count are counted once each', () => {
    const counted = received(
      numbered(said(t0, 3), 1),
      numbered(said(t0, 2), 2),
      numbered(said(t0, null), 3),
    ).customerMessages;
    expect(counted).toMatchObject({ count: 3 });
    expect(counted.uncounted).toHaveLength(1);
    const agent = makeEvent(t0, 'chat.message', { from: 'agent', at: null, customer_count: 9 });
    expect(received(agent).customerMessages).toEqual({ count: 0, uncounted: [] });
  });

  test('BAT-7 at most 100 messages without a count are kept', () => {
    const many = Array.from({ length: 120 }, (_, n) => numbered(said(t0, null), n));
    expect(received(...many).customerMessages.uncounted).toHaveLength(100);
    expect(sessionWith(many).eventIds).toEqual([]);
  });
});

test('BAT-7 at most 50 different warnings are kept', () => {
  const warning = (n: number) => numbered(makeEvent(t0, 'session.warning', { message: `warning ${n}` }), n);
  expect(received(...Array.from({ length: 60 }, (_, n) => warning(n))).warnings).toHaveLength(50);
  expect(received(warning(1), numbered(warning(1), 2)).warnings).toEqual(['warning 1']);
});

test('UPD-8 of the same entry the earliest is kept', () => {
  const entries = [rated(t0 + minute, 4), numbered(rated(t0, 4), 2), numbered(rated(t0 + second, 4), 3)];
  expect(received(...entries).timeline.map(({ at }) => at)).toEqual([t0]);
  expect(received(...entries.toReversed()).timeline.map(({ at }) => at)).toEqual([t0]);
});

describe('recordings', () => {
  const url = 'https://files.example.com/a.wav';
  const keyOf = (over: object) => recordingKey(recorded(t0, null, over).item);

  test('UPD-12 a recording is known by its segment, its file, or its address without the signature', () => {
    expect(recordingKey(recorded(t0, 'a', { file_id: 'f' }).item)).toBe('a');
    expect(keyOf({ file_id: 'f', url })).toBe('f');
    expect([keyOf({ url: `${url}?signature=1` }), keyOf({ url: `${url}#2` })]).toEqual([url, url]);
  });

  test('PLT-3 a segment keeps its first address, and of the same address the earliest event', () => {
    const moved = numbered(recorded(t0 + second, 'a', { url: 'https://other.example.com/b.wav' }), 2);
    expect(received(recorded(t0 + minute), moved).recordings).toMatchObject([{ at: t0 + minute, item: { url } }]);
    const signed = numbered(recorded(t0 + second, 'a', { url: `${url}?signature=2` }), 2);
    expect(received(recorded(t0 + minute), signed).recordings).toMatchObject([{ at: t0 + second }]);
    expect(received(recorded(t0 + minute), recorded(t0, 'b')).recordings).toHaveLength(2);
  });
});

test('UPD-13 a piece of news about a ticket counts once', () => {
  const session = requestTicketCheck(sessionWith([started(t0)]), 9, t0);
  expect(requestTicketCheck(session, 9, t0)).toBe(session);
  expect(requestTicketCheck(session, 9, t0 + 1).received.recheckRequests).toHaveLength(2);
  expect(requestTicketCheck(session, 8, t0).received.recheckRequests).toHaveLength(2);
});

test('BAT-7 long content is cut to 30,000 characters of a result', () => {
  const fits = 'x'.repeat(29_998);
  const [kept, cut] = [fits, `${fits}x`].map((result) => received(acted(t0, 'text_input', { result })).timeline[0]);
  expect(kept).toMatchObject({ item: { result: fits } });
  expect(cut).toMatchObject({ item: { result: `"${fits}x…` } });
  const answered = received(makeEvent(t0, 'dap.responded', { request: cut ?? null, response: { balance: 3 } }))
    .timeline[0];
  expect(answered).toMatchObject({ item: { request: expect.stringMatching(/…$/), response: { balance: 3 } } });
});

test('TKT-12 the first and the last time of all events are kept', () => {
  const session = [started(t0 + second), rated(t0, 4), rated(t0 + minute, 5)].reduce(applyEvent, sessionWith([]));
  expect(session.received).toMatchObject({ firstAt: t0, lastAt: t0 + minute });
});
