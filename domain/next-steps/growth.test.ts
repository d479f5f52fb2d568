import { describe, expect, test } from 'vitest';
import { defaultSettings } from '../settings/defaults.ts';
import { eventTypes } from '../events/event-list.ts';
import { ended, hour, minute, sessionId, started, t0 } from '../events/examples.testkit.ts';
import type { EventType, SessionEvent } from '../events/parse-events.ts';
import { detailsOf } from '../session-view/details.ts';
import { viewOf } from '../session-view/view.ts';
import { applyEvent, applyEvents } from '../session/apply-event.ts';
import { greatest } from '../session/greatest-events.testkit.ts';
import { newSession } from '../session/state.ts';
import type { Session } from '../session/state.ts';
import { nextSteps } from './next-steps.ts';
import { recordChoice, recordStarted } from './record-step.ts';

/** The work for an event must not grow with the data that a session has. These tests measure growth, not speed. */

const settings = { ...defaultSettings, dap: { ...defaultSettings.dap, postToTicket: true } };

function flood(type: EventType, count: number): readonly SessionEvent[] {
  return Array.from({ length: count }, (_, n) => greatest(type, n, { text: 60, list: 2 }));
}

/** The processor time in ms, so that other work on the machine does not count. */
function timeOf(run: () => unknown): number {
  const begun = globalThis.process.cpuUsage();
  run();
  return globalThis.process.cpuUsage(begun).user / 1_000;
}

/** Takes in all events one by one, as a session does whose events come far apart. */
function takeIn(events: readonly SessionEvent[]): Session {
  return events.reduce(applyEvent, newSession(sessionId, false));
}

/** A session that has its ticket, and has handed over all its writes. */
function withTicket(session: Session): Session {
  const ticket = {
    id: 9,
    status: 'open',
    requesterId: 1,
    assigneeId: null,
    externalId: null,
    tags: [],
    createdAt: '2026-02-01T00:00:00Z',
    updatedAt: '2026-02-01T00:00:00Z',
    solvedAt: null,
    fields: [],
  } as const;
  const step = { kind: 'append', key: 'append', ticket, reopens: false, reasons: [] } as const;
  return recordChoice(session, step, false, t0);
}

/** The work of one activation: the steps, their record, and the state that people see. */
function activation(session: Session): void {
  const steps = nextSteps(session, settings, t0 + hour);
  const next = steps.reduce(
    (each, step) => (step.kind === 'write' ? recordStarted(each, step, t0 + hour) : each),
    session,
  );
  detailsOf(viewOf(next, settings, t0 + hour));
}

// A collection of garbage may fall into one measurement, so each is repeated if it is too long.
describe.each(eventTypes)('BAT-7 a flood of %s', { retry: 3 }, (type) => {
  const events = flood(type, 5_000);
  /** Below this time, in ms, a measurement shows little more than itself. */
  const least = 8;

  test('BAT-7 twice as many events take at most two and a half times the time to be taken in', () => {
    const half = timeOf(() => takeIn(events.slice(0, 2_500)));
    expect(timeOf(() => takeIn(events))).toBeLessThanOrEqual(2.5 * Math.max(half, least));
  });

  test('BAT-7 an activation of a session with 5,000 events costs no more than one with 2,500', () => {
    const sessionOf = (count: number): Session =>
      withTicket(
        applyEvents(newSession(sessionId, false), [started(t0), ...events.slice(0, count), ended(t0 + minute)]),
      );
    const [half, whole] = [sessionOf(2_500), sessionOf(5_000)];
    const time = timeOf(() => activation(whole));
    expect(time).toBeLessThanOrEqual(
      2.5 *
        Math.max(
          timeOf(() => activation(half)),
          least,
        ),
    );
    expect(time).toBeLessThan(1_000);
  });
});
