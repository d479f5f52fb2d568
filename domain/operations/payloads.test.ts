import { beforeAll, describe, expect, test } from 'vitest';
import { defaultSettings } from '../settings/defaults.ts';
import { sessionId, t0, minute } from '../events/examples.testkit.ts';
import { limits } from '../limits.ts';
import { nextSteps } from '../next-steps/next-steps.ts';
import { recordAnswer } from '../next-steps/record-answer.ts';
import { recordStarted } from '../next-steps/record-step.ts';
import { recordWriteResults } from '../next-steps/record-write-results.ts';
import { openTicketStep } from '../session/step.ts';
import { openNewTicket } from '../next-steps/open-ticket.ts';
import { viewOf } from '../session-view/view.ts';
import { applyEvents } from '../session/apply-event.ts';
import { greatestOfAll } from '../session/greatest-events.testkit.ts';
import { keptOf } from '../session/kept.ts';
import { mergeSessions } from '../session/merge-runs.ts';
import { packSession } from '../session/pack.ts';
import { readSession } from '../session/read-session.ts';
import { newSession } from '../session/state.ts';
import type { Session } from '../session/state.ts';
import { jsonBytes } from '../session/text-bytes.ts';
import { longText } from '../ticket-updates/event-updates.ts';
import type { WriteOutcome } from '../zendesk/ticket-write.ts';
import { addLateData } from './replay.ts';
import { outstandingOf } from './outstanding.ts';
import type { Failed } from './failed.ts';
import { summaryOf } from './failed.ts';
import { failedViewOf } from './plan.ts';
import { summaryOfData } from './unattached.ts';

/** Temporal takes no larger payload. */
const mostBytes = 2 * 1024 * 1024;
const now = t0 + 60 * minute;

/** Settings of the largest size that is accepted. */
const settings = { ...defaultSettings, dap: { ...defaultSettings.dap, postToTicket: true } };
const settingsBytes = 256 * 1024;

/** The session with every event type at its greatest, more than it can keep. */
let received: Session;
/** The same with a ticket, on which Zendesk has refused every write with a long text. */
let written: Session;
/** The same, whose ticket Zendesk refused. */
let refused: Session;

function refuseAll(session: Session): Session {
  let next = session;
  for (let round = 0; round < 4; round++) {
    const writes = nextSteps(next, settings, now).filter((step) => step.kind === 'write');
    const handed = writes.reduce((each, step) => recordStarted(each, step, now), next);
    const outcomes = writes.map(({ input: { id, ticketId } }): WriteOutcome => ({
      id,
      ticketId,
      kind: 'refused',
      code: 'Invalid',
      message: '語"'.repeat(3_000),
    }));
    next = recordWriteResults(handed, outcomes);
  }
  return next;
}

beforeAll(() => {
  received = applyEvents(newSession(sessionId, false), greatestOfAll(34));
  const reading = readSession(received, settings, now);
  const newTicket = { contact: { id: 1, name: null }, cause: 'served', followUpOf: null } as const;
  const step = openNewTicket(reading, newTicket, []);
  if (step.kind !== 'openTicket') throw new Error('no ticket is due');
  const { input: draft } = step;
  const started = recordStarted(received, openTicketStep(draft), now);
  const value = { ticketId: 9, requesterId: 1, assigneeId: null, agentId: null, droppedFields: [] };
  written = refuseAll(recordAnswer(started, { step: openTicketStep(draft), value }, true, now));
  const problem = { code: 'Invalid', message: 'no' } as const;
  refused = { ...started, progress: { ...started.progress, ticketRefused: problem } };
}, 120_000);

function failedOf(session: Session): readonly Failed[] {
  return outstandingOf(readSession(session, settings, now)).failed;
}

describe('the greatest session in each payload that holds its data', () => {
  test('SEC-2 it is cut to the limit, and says so', () => {
    expect(keptOf(received).bytes).toBeLessThanOrEqual(limits.session.bytes.value);
    expect(keptOf(received).bytes).toBeGreaterThan(0.9 * limits.session.entryBytes.value);
    expect(viewOf(received, settings, now).warnings.join()).toContain('More was reported than can be kept');
    const notes = nextSteps(written, settings, now);
    expect(notes.length).toBeGreaterThan(0);
    expect(written.progress.writes.map(({ id }) => id)).toContain(`${sessionId}/left-out`);
    expect(written.progress.writes.length).toBeGreaterThan(500);
  });

  test('SEC-2, BAT-7 it continues as new, and is handed on to a new run', () => {
    for (const session of [received, written, refused])
      expect(jsonBytes({ version: 1, session: packSession(session) }) + settingsBytes).toBeLessThan(mostBytes);
  });

  test('SEC-2, END-6 its result', () => {
    const { failed, warnings } = viewOf(written, settings, now);
    expect(jsonBytes({ failed, warnings })).toBeLessThan(mostBytes / 2);
  });

  test('SEC-2, ADP-3 its state, as a query gives it', () => {
    for (const session of [received, written])
      expect(jsonBytes(viewOf(session, settings, now))).toBeLessThan(mostBytes);
  });

  test('SEC-2, UPD-14 its longest text, as a query gives it', () => {
    const texts = received.received.timeline.map((_, i) => longText(received, `transcript/${i}`) ?? '');
    expect(Math.max(...texts.map(jsonBytes))).toBeLessThan(mostBytes);
  });

  test('SEC-2, END-4 a failed ticket with the whole session, also after a later run has added as much again', () => {
    const [failed] = failedOf(refused);
    if (failed?.refused.kind !== 'ticket') throw new Error('no ticket has failed');
    expect(jsonBytes(failed) - jsonBytes(settings) + settingsBytes).toBeLessThan(mostBytes);
    const late = addLateData(failed, packSession(applyEvents(newSession(sessionId, true), greatestOfAll(34, 1_000))));
    expect(jsonBytes(late) - jsonBytes(settings) + settingsBytes).toBeLessThan(mostBytes);
    expect(jsonBytes(failedViewOf(failed, now))).toBeLessThan(mostBytes);
    expect(jsonBytes(summaryOf(failed))).toBeLessThan(10_000);
  });

  test('SEC-2, END-5 each failed write', () => {
    const failed = failedOf(written);
    expect(failed.length).toBeGreaterThan(500);
    expect(Math.max(...failed.map(jsonBytes))).toBeLessThan(mostBytes / 4);
    expect(Math.max(...failed.map((each) => jsonBytes(summaryOf(each))))).toBeLessThan(10_000);
  });

  test('SEC-2, END-7 its data without a ticket, also after a later run has added as much again', () => {
    const merged = mergeSessions(received, applyEvents(newSession(sessionId, true), greatestOfAll(34, 1_000)));
    expect(jsonBytes(packSession(merged)) + settingsBytes).toBeLessThan(mostBytes);
    expect(jsonBytes(summaryOfData(merged))).toBeLessThan(10_000);
  });
});
