/** This file tests when a session is over and which data is still to come. If these tests fail, a ticket is made too early or never. */

import { describe, expect, test } from 'vitest';
import {
  agentA,
  agentB,
  assigned,
  chat,
  connected,
  disposed,
  ended,
  hour,
  makeEvent,
  minute,
  orders,
  recorded,
  said,
  second,
  sessionWith,
  settings,
  started,
  t0,
  transcribed,
  transferred,
  voicemail,
  wrapUpEnded,
} from '../events/examples.testkit.ts';
import type { SessionEvent } from '../events/parse-events.ts';
import type { SettingsChanges } from '../settings/defaults.ts';
import { readSession } from './read-session.ts';
import { messagesUntil } from './timing.ts';

const over = t0 + 5 * minute;

function read(events: readonly SessionEvent[], now = over, changes: SettingsChanges = {}) {
  return readSession(sessionWith([started(t0), ...events]), settings(changes), now);
}

describe('the end', () => {
  test('END-1 is reported, or presumed after maxHours without an event', () => {
    const hours = { session: { maxHours: 3 } };
    expect(read([], t0, hours)).toMatchObject({ endedAt: null, presumedOverAt: t0 + 3 * hour, isOver: false });
    expect(read([], t0 + 3 * hour - 1, hours).endedAt).toBeNull();
    expect(read([], t0 + 3 * hour, hours)).toMatchObject({ endedAt: t0 + 3 * hour, isOver: true });
    expect(read([assigned(t0 + minute)], t0, hours).presumedOverAt).toBe(t0 + minute + 3 * hour);
    expect(read([ended(over)], over + hour, hours).endedAt).toBe(over);
  });

  test('END-1 of a scheduled call is presumed from its time, if that is later than the last event', () => {
    const queuedAt = new Date(t0 + 10 * hour).toISOString();
    const queued = makeEvent(t0, 'session.queued', { queue: orders, menu_path: null, queued_at: queuedAt });
    const presumed = (session_type: 'Voice Inbound (IVR)' | 'Voice Scheduled (Web)') =>
      readSession(sessionWith([started(t0, { session_type }), queued]), settings({ session: { maxHours: 1 } }), t0)
        .presumedOverAt;
    expect(presumed('Voice Scheduled (Web)')).toBe(t0 + 11 * hour);
    expect(presumed('Voice Inbound (IVR)')).toBe(t0 + hour);
  });
});

describe('an abandoned session', () => {
  const abandonedAt = (...events: readonly SessionEvent[]) => read([...events, ended(over)]).abandonedAt;

  test('TKT-8 counts as abandoned at once if the platform says so, or else a minute after the end', () => {
    expect(read([ended(over, { fail_reason: 'abandoned_in_queue' })]).abandonedAt).toBe(over);
    expect(read([ended(over, { fail_reason: 'no_answer' })]).abandonedAt).toBe(over + minute);
    expect(abandonedAt()).toBe(over + minute);
    expect(messagesUntil(over)).toBe(over + minute);
  });

  test('TKT-8 is no session that an agent answered, that has a voicemail, or that an agent dialled', () => {
    expect(abandonedAt(connected(t0))).toBeNull();
    expect(abandonedAt(voicemail(t0 + minute))).toBeNull();
    const dialled = started(t0, { direction: 'outbound' });
    expect(readSession(sessionWith([dialled, ended(over)]), settings(), over).abandonedAt).toBeNull();
    expect(readSession(sessionWith([dialled, voicemail(t0)]), settings(), over).voicemailAt).toBeNull();
    expect(read([]).abandonedAt).toBeNull();
  });
});

describe('the automatic choice', () => {
  const atWrapUp = { inbound: { autoSelectAt: 'wrap_up_end' } } as const;
  const choiceAt = (...events: readonly SessionEvent[]) =>
    read([connected(t0), ended(over), ...events], over, atWrapUp).autoChoiceAt;

  test('END-2 is at the end of the call, at the voicemail, or when the call counts as abandoned', () => {
    expect(read([connected(t0), ended(over)]).autoChoiceAt).toBe(over);
    expect(read([connected(t0)]).autoChoiceAt).toBeNull();
    expect(read([voicemail(t0 + minute)]).autoChoiceAt).toBe(t0 + minute);
    expect(read([ended(over)]).autoChoiceAt).toBe(over + minute);
  });

  test('END-3 is at the end of the wrap-up, which takes 30 minutes at most', () => {
    expect(choiceAt()).toBe(over + 30 * minute);
    expect(choiceAt(wrapUpEnded(over + minute))).toBe(over + minute);
    expect(choiceAt(wrapUpEnded(over + hour))).toBe(over + 30 * minute);
    expect(choiceAt(wrapUpEnded(over - minute))).toBe(over);
  });

  test('END-3 a disposition ends the wrap-up, and one from before the end only if it is of the serving agent', () => {
    expect(choiceAt(disposed(over + 2 * minute))).toBe(over + 2 * minute);
    expect(choiceAt(disposed(over + 2 * minute), wrapUpEnded(over + minute))).toBe(over + minute);
    expect(choiceAt(disposed(over - minute))).toBe(over);
    const passedOn = transferred(t0 + minute, agentB, agentA);
    expect(choiceAt(passedOn, disposed(over - minute))).toBe(over + 30 * minute);
    const nobody = { ...disposed(over - minute), item: { ...disposed(over).item, agent: null } };
    expect(choiceAt(passedOn, nobody)).toBe(over);
  });
});

describe('data that is still to come', () => {
  const expectedOf = (start: SessionEvent, ...events: readonly SessionEvent[]) =>
    readSession(sessionWith([start, ...events]), settings(), over).expected;
  const none = { recordings: 0, transcript: false, metadata: false };
  const announces = (expects: object) =>
    ended(over, { expects: { recording_segments: null, transcript: null, metadata: null, ...expects } });

  test('LATE-1 of a call is one recording if it was answered and recorded', () => {
    const kept = started(t0, { recording: true });
    expect(expectedOf(kept, connected(t0))).toEqual({ ...none, recordings: 1 });
    expect(expectedOf(kept)).toEqual(none);
    expect(expectedOf(started(t0), connected(t0))).toEqual(none);
    expect(expectedOf(kept, connected(t0), recorded(over))).toEqual(none);
    expect(expectedOf(kept, connected(t0), recorded(over), recorded(over, 'b'))).toEqual(none);
  });

  test('LATE-1 of a chat is its transcript if it was answered, and after a webhook the metadata document', () => {
    const start = (over_: object) => ({ ...started(t0), item: chat(over_) });
    expect(expectedOf(start({}), connected(t0))).toEqual({ ...none, transcript: true });
    expect(expectedOf(start({}))).toEqual(none);
    expect(expectedOf(start({}), connected(t0), transcribed(over, 'Hello'))).toEqual(none);
    expect(expectedOf(started(t0, { told_by: 'webhook' }))).toEqual({ ...none, metadata: true });
  });

  test('LATE-1 is what the end announces, whatever the course of the session was', () => {
    expect(expectedOf(started(t0), announces({ recording_segments: 2, transcript: true, metadata: true }))).toEqual({
      recordings: 2,
      transcript: true,
      metadata: true,
    });
    const kept = started(t0, { recording: true, told_by: 'webhook' });
    expect(expectedOf(kept, connected(t0), announces({ recording_segments: 0, metadata: false }))).toEqual(none);
  });
});

test('TKT-3 a chat has enough messages by count, or by the answer of an agent if snapshots reported it', () => {
  const enough = (needed: number, told_by: 'events' | 'webhook', ...events: readonly SessionEvent[]) =>
    readSession(
      sessionWith([{ ...started(t0), item: chat({ told_by }) }, ...events]),
      settings({ tickets: { chatMinimumCustomerMessages: needed } }),
      over,
    ).hasEnoughMessages;
  const message = (n: number): SessionEvent => ({ ...said(t0, null), event_id: `message-${n}` });
  expect(enough(0, 'events')).toBe(true);
  expect([enough(2, 'events', said(t0, 1)), enough(2, 'events', said(t0, 2))]).toEqual([false, true]);
  expect([enough(2, 'events', message(1)), enough(2, 'events', message(1), message(2))]).toEqual([false, true]);
  expect([enough(2, 'events', connected(t0)), enough(2, 'webhook', connected(t0)), enough(2, 'webhook')]).toEqual([
    false,
    true,
    false,
  ]);
  expect(enough(2, 'webhook', assigned(t0 + second))).toBe(false);
});
