import { assert, double, property } from 'fast-check';
import { expect, test } from 'vitest';
import { finishedComment } from './comment/end-comments.ts';
import { wordingOf } from './comment/wording.ts';
import { ended, makeEvent, minute, recorded, sessionWith, started, t0, voicemail } from './events/examples.testkit.ts';
import { nextSteps } from './next-steps/next-steps.ts';
import { detailsOf } from './session-view/details.ts';
import { viewOf } from './session-view/view.ts';
import { defaultSettings } from './settings/defaults.ts';
import { readSession } from './session/read-session.ts';
import type { SessionTicket } from './session/state.ts';
import { isoTime } from './iso-time.ts';
import { wantedUpdates } from './ticket-updates/wanted-updates.ts';

test('UPD-11 a time of any number becomes a text', () => {
  expect(isoTime(t0)).toBe(new Date(t0).toISOString());
  assert(
    property(double(), (ms) => {
      expect(isoTime(ms)).toMatch(/^[+-]?\d{4,6}-\d\d-\d\dT[\d:.]+Z$/);
    }),
  );
});

const ticket: SessionTicket = {
  id: 1,
  requesterId: 1,
  origin: 'made',
  at: t0,
  assigneeId: null,
  reopens: false,
  checks: [],
  compensated: false,
};

/** Times that an earlier version accepted in the envelope of an event. A running session may still have them. */
test.each([8.64e15 + 1, 1e300, Number.MAX_SAFE_INTEGER, 1, 1_767_225_625])(
  'END-6 a session whose events have the time %j goes on, and shows each of them',
  (at) => {
    const events = [
      started(at),
      makeEvent(at, 'session.queued', {
        queue: { id: '3', name: null },
        menu_path: null,
        queued_at: '9999-12-31T23:59:59Z',
      }),
      recorded(at),
      voicemail(at),
      ended(at, { at: '9999-12-31T23:59:59Z' }),
    ];
    for (const count of events.keys()) {
      const base = sessionWith(events.slice(0, count + 1));
      for (const session of [base, { ...base, progress: { ...base.progress, ticket } }]) {
        for (const now of [t0, t0 + minute]) {
          const reading = readSession(session, defaultSettings, now);
          const steps = nextSteps(session, defaultSettings, now);
          expect(steps.length).toBeGreaterThan(0);
          expect(detailsOf(viewOf(session, defaultSettings, now, steps))).not.toBe('');
          expect(wantedUpdates(reading, ticket)).toBeInstanceOf(Array);
        }
      }
    }
    const item = ended(at).item;
    const totals = { participants: [], holds: 0, holdSeconds: null, waitSeconds: null, callSeconds: null };
    const reading = readSession(sessionWith(events), defaultSettings, t0);
    expect(finishedComment(reading, { item, at, totals }, wordingOf('en', null)).lines.length).toBeGreaterThan(0);
  },
);
