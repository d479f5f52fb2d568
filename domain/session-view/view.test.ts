/** This file tests the session as agents and operators see it (OPS-1, ADP-3). */

import { describe, expect, test } from 'vitest';
import {
  agentA,
  agentB,
  assigned,
  callerNumber,
  connected,
  contact,
  ended,
  minute,
  picked,
  recorded,
  second,
  sessionId,
  sessionWith,
  settings,
  started,
  t0,
  transferred,
} from '../events/examples.testkit.ts';
import type { SessionEvent } from '../events/parse-events.ts';
import { recordAnswer } from '../next-steps/record-answer.ts';
import type { Progress, Session, SessionTicket, WriteState } from '../session/state.ts';
import { lookUpStep, makeContactStep } from '../session/steps.testkit.ts';
import { isListedLive, isLive } from './agent-session.ts';
import { viewOf } from './view.ts';

const ticket: SessionTicket = {
  id: 9,
  requesterId: 1,
  origin: 'made',
  at: t0,
  assigneeId: 700,
  reopens: false,
  checks: [],
  compensated: true,
};

function seen(session: Session, now = t0 + minute) {
  return viewOf(session, settings(), now);
}

function found(events: readonly SessionEvent[], ids: readonly number[]): Session {
  const value = { number: callerNumber, contacts: ids.map((id) => contact(id)), unsure: [], tickets: null };
  return recordAnswer(sessionWith([started(t0), ...events]), { step: lookUpStep(), value }, false, t0);
}

function withProgress(session: Session, change: Partial<Progress>): Session {
  return { ...session, progress: { ...session.progress, ...change } };
}

describe('the phase', () => {
  const live = [assigned(t0), connected(t0 + second)];
  test('OPS-1 is open until the ticket is decided, then live', () => {
    expect(seen(found(live, [1])).phase).toBe('open');
    expect(seen(withProgress(found(live, [1]), { ticket })).phase).toBe('live');
    expect(seen(withProgress(found(live, [1]), { endedWithoutTicket: true })).phase).toBe('live');
  });

  test('END-1 is compensate after the end until the ticket is decided, then settle, then done', () => {
    const over = [...live, ended(t0 + 30 * second)];
    expect(seen(found(over, [1])).phase).toBe('compensate');
    const settling = withProgress(found(over, [1]), { ticket });
    expect(seen(settling).phase).toBe('settle');
    expect(seen(withProgress(found(over, [1]), { endedWithoutTicket: true })).phase).toBe('done');
  });
});

describe('the ticket', () => {
  const refused = { code: 'Invalid', message: 'no' } as const;
  test('OPS-1 is made, refused, none, or not decided yet', () => {
    const session = found([assigned(t0)], [1]);
    expect(seen(session)).toMatchObject({ ticketId: null, ticketIs: 'not yet', compensated: false });
    expect(seen(withProgress(session, { ticket }))).toMatchObject({ ticketId: 9, ticketIs: 'made', compensated: true });
    expect(seen(withProgress(session, { ticketRefused: refused })).ticketIs).toBe('refused');
    expect(seen(withProgress(session, { endedWithoutTicket: true })).ticketIs).toBe('none');
  });

  test('END-5 each write is written, pending or failed, and a refused ticket is the first failed write', () => {
    const write = (fact: string, outcome: WriteState['outcome']): WriteState => ({
      id: `${sessionId}/${fact}`,
      ticketId: 9,
      dueAt: t0,
      sentAt: t0,
      outcome,
    });
    const ids = (fact: string) => ({ id: `${sessionId}/${fact}`, ticketId: 9 });
    const writes = [
      write('finished', { ...ids('finished'), kind: 'written', contentUrl: null, droppedFields: [] }),
      write('rating/4', null),
      write('voice/a', { ...ids('voice/a'), kind: 'refused', ...refused }),
    ];
    const view = seen(withProgress(found([], [1]), { writes, ticketRefused: refused }));
    expect(view.written).toEqual([`${sessionId}/finished`]);
    expect(view.pending).toEqual([`${sessionId}/rating/4`]);
    expect(view.failed).toEqual([
      { id: `${sessionId}/ticket`, ...refused },
      { id: `${sessionId}/voice/a`, ...refused },
    ]);
  });
});

describe('the contact', () => {
  test('CON-6 is the only one found, the one that was made, or the one picked', () => {
    expect(seen(sessionWith([started(t0)])).contactId).toBeNull();
    expect(seen(found([assigned(t0)], [1])).contactId).toBe(1);
    expect(seen(found([assigned(t0)], [1, 2]))).toMatchObject({ contactId: null, choice: 'contact' });
    const chosen = seen(found([assigned(t0), picked(t0 + second, 2)], [1, 2]));
    expect(chosen).toMatchObject({ contactId: 2, choice: null });
    expect(chosen.candidates.map(({ id }) => id)).toEqual([2, 1]);
    const value = { contact: contact(1_000), created: true };
    const made = recordAnswer(found([], []), { step: makeContactStep(), value }, false, t0);
    expect(seen(made).contactId).toBe(1_000);
  });

  test('CON-6 is the requester of the ticket once there is one, and then there is nothing to choose', () => {
    expect(seen(withProgress(found([assigned(t0)], [1, 2]), { ticket }))).toMatchObject({ contactId: 1, choice: null });
    const without = withProgress(found([assigned(t0)], [1, 2]), { endedWithoutTicket: true });
    expect(seen(without).choice).toBeNull();
  });
});

describe('the agents', () => {
  test('ADP-4 the one in charge, and each one who may see the session, once', () => {
    const view = seen(sessionWith([started(t0), assigned(t0), connected(t0), transferred(t0 + second)]));
    expect(view.agentId).toBe(agentB.id);
    expect(view.agentIds.toSorted((a, b) => a.localeCompare(b))).toEqual([agentA.id, agentB.id]);
  });

  test('ADP-4 the agent who dialled has the session before anybody is connected', () => {
    const dialled = { direction: 'outbound', from: null, to: callerNumber, agent: agentA } as const;
    expect(seen(sessionWith([started(t0, dialled)])).agentId).toBe(agentA.id);
    expect(seen(sessionWith([started(t0, { agent: agentA })])).agentId).toBeNull();
  });
});

test('UPD-12 recordings that are missing after the end are a warning once the ticket is decided', () => {
  const expects = { recording_segments: 2, transcript: null, metadata: null };
  const over = [connected(t0), ended(t0 + second, { expects }), recorded(t0 + 2 * second)];
  const missing = '1 recording(s) expected that have not come.';
  expect(seen(withProgress(found(over, [1]), { ticket })).warnings).toEqual([missing]);
  expect(seen(found(over, [1])).warnings).toEqual([]);
  const both = [...over, recorded(t0 + 3 * second, 'b')];
  expect(seen(withProgress(found(both, [1]), { ticket })).warnings).toEqual([]);
});

test('ADP-3 a session is live for its agents until only late data is missing', () => {
  const waits = (...words: readonly ('recording' | 'writes')[]) => words.map((word) => ({ for: word, until: null }));
  expect(isLive({ phase: 'live', waitsFor: [] })).toBe(true);
  expect(isLive({ phase: 'settle', waitsFor: waits('recording', 'writes') })).toBe(true);
  expect(isLive({ phase: 'settle', waitsFor: waits('recording') })).toBe(false);
  expect(isLive({ phase: 'settle', waitsFor: [] })).toBe(false);
  expect(isLive({ phase: 'done', waitsFor: [] })).toBe(false);
  expect([isListedLive('settle', 'writes'), isListedLive('settle', 'metadata'), isListedLive('settle', null)]).toEqual([
    true,
    false,
    false,
  ]);
  expect([isListedLive('open', null), isListedLive(null, null), isListedLive('done', 'writes')]).toEqual([
    true,
    true,
    false,
  ]);
});
