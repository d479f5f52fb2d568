import { expect, test } from 'vitest';
import { readSession } from '../session/read-session.ts';
import { lookUpStep } from '../session/steps.testkit.ts';
import type { Session } from '../session/state.ts';
import {
  assigned,
  callerNumber,
  contact,
  sessionWith,
  agentA,
  agentB,
  picked,
  settings,
  started,
  t0,
  transferred,
} from '../events/examples.testkit.ts';
import type { Agent, SessionEvent } from '../events/parse-events.ts';
import { recordAnswer } from '../next-steps/record-answer.ts';
import { recordChoice } from '../next-steps/record-step.ts';
import { refusedContactPicks, refusePick } from './pick.ts';

function offered(events: readonly SessionEvent[] = [], ids = [1, 2]) {
  const value = { number: callerNumber, contacts: ids.map((id) => contact(id)), unsure: [], tickets: null };
  return recordAnswer(sessionWith([started(t0), assigned(t0), ...events]), { step: lookUpStep(), value }, false, t0);
}

function refusedPicks(session: Session) {
  return refusedContactPicks(readSession(session, settings(), t0));
}

const pick = { key: 'k', contactId: 2, agent: agentA, at: t0 } as const;

test('ADP-3 a pick of one of the offered contacts by the agent who has the session is accepted', () => {
  expect(refusePick(offered(), pick, settings())).toBeNull();
});

test('ADP-4 another agent is refused', () => {
  expect(refusePick(offered(), { ...pick, agent: agentB }, settings())?.rule).toBe('ADP-4');
});

test('ADP-3 from the very millisecond of a transfer on, only the agent who got the session may pick', () => {
  const transfer = transferred(t0 + 5, agentB);
  const by = (agent: Agent, at: number) => refusePick(offered([transfer]), { ...pick, agent, at }, settings())?.rule;
  expect([by(agentA, t0 + 4), by(agentA, t0 + 5)]).toEqual([undefined, 'ADP-3']);
  expect(by(agentB, t0 + 5)).toBeUndefined();
});

test('ADP-3 a second pick is refused, and a repeat of the first pick is accepted', () => {
  const session = offered([picked(t0 + 1, 1)]);
  expect(refusePick(session, pick, settings())?.rule).toBe('ADP-3');
  expect(refusePick(session, { ...pick, key: picked(t0 + 1, 1).event_id }, settings())).toBeNull();
});

test('ADP-3 a contact that was not offered is refused', () => {
  expect(refusePick(offered(), { ...pick, contactId: 99 }, settings())?.rule).toBe('ADP-3');
});

test('ADP-3 after the choice was made a pick is refused', () => {
  const withoutTicket = recordChoice(
    offered(),
    { kind: 'goWithoutTicket', key: 'goWithoutTicket', reasons: [] },
    false,
    t0,
  );
  expect(refusePick(withoutTicket, pick, settings())?.rule).toBe('ADP-3');
});

test('CON-6 with one contact there is nothing to pick', () => {
  expect(refusePick(offered([], [2]), pick, settings())?.rule).toBe('CON-6');
});

test('CON-6 "new" is refused where the settings forbid it', () => {
  const wanted = { ...pick, contactId: 'new' } as const;
  expect(refusePick(offered(), wanted, settings())).toBeNull();
  for (const contacts of [{ allowCreateWhenMatched: false }, { create: false }])
    expect(refusePick(offered(), wanted, settings({ contacts }))?.rule).toBe('CON-6');
});

test('ADP-3 picks that came as events and that a rule forbids are named with the reason', () => {
  const session = offered([picked(t0 + 1, 99), picked(t0 + 2, 1, agentB), picked(t0 + 3, 2), picked(t0 + 4, 1)]);
  expect(refusedPicks(session)).toEqual([
    expect.stringContaining('not one of those'),
    expect.stringContaining('(ADP-4)'),
    expect.stringContaining('the first one is final'),
  ]);
});

test('ADP-3, CON-6 a pick where there is nothing to pick from is refused, but not before the look-up', () => {
  expect(refusedPicks(offered([picked(t0 + 1, 2)], [2]))).toEqual([expect.stringContaining('(CON-6)')]);
  const early = sessionWith([started(t0), assigned(t0), picked(t0 + 1, 2)]);
  expect(refusedPicks(early)).toEqual([]);
});

test('ADP-3 a pick that comes after the choice was made without it is refused', () => {
  const withoutTicket = recordChoice(
    offered([picked(t0 + 1, 2)]),
    { kind: 'goWithoutTicket', key: 'goWithoutTicket', reasons: [] },
    false,
    t0,
  );
  expect(refusedPicks(withoutTicket)).toEqual([expect.stringContaining('settled')]);
});

test('ADP-4 the agent who dialled the call may pick', () => {
  const start = started(t0, { direction: 'outbound', from: null, to: callerNumber, agent: agentA });
  const value = { number: callerNumber, contacts: [contact(1), contact(2)], unsure: [], tickets: null };
  const session = recordAnswer(sessionWith([start]), { step: lookUpStep(), value }, false, t0);
  expect(refusePick(session, pick, settings())).toBeNull();
});
