import { expect, test } from 'vitest';
import {
  byPhone,
  assigned,
  callerNumber,
  contact,
  heard,
  agentA,
  agentB,
  picked,
  settings,
  started,
  t0,
} from '../session/examples.testkit.ts';
import { choose, learn } from '../session/learn.ts';
import type { SessionEvent } from '../session/events.ts';
import { refusePick } from './pick.ts';

function offered(events: readonly SessionEvent[] = [], ids = [1, 2]) {
  const value = { number: callerNumber, contacts: ids.map((id) => contact(id)), unsure: [], tickets: null };
  return learn(heard([started(t0), assigned(t0), ...events]), { kind: 'lookUp', asked: byPhone(), value }, false, t0);
}

const pick = { key: 'k', contactId: 2, agent: agentA, at: t0 } as const;

test('ADP-3 a pick of one of the offered contacts by the agent who has the session is accepted', () => {
  expect(refusePick(offered(), pick, settings())).toBeNull();
});

test('ADP-4 another agent is refused', () => {
  expect(refusePick(offered(), { ...pick, agent: agentB }, settings())?.rule).toBe('ADP-4');
});

test('ADP-3 a second pick is refused, the same one again is not', () => {
  const session = offered([picked(t0 + 1, 1)]);
  expect(refusePick(session, pick, settings())?.rule).toBe('ADP-3');
  expect(refusePick(session, { ...pick, key: picked(t0 + 1, 1).event_id }, settings())).toBeNull();
});

test('ADP-3 a contact that was not offered is refused', () => {
  expect(refusePick(offered(), { ...pick, contactId: 99 }, settings())?.rule).toBe('ADP-3');
});

test('ADP-3 after the choice was made a pick is refused', () => {
  const left = choose(offered(), { kind: 'leave', key: 'leave', reasons: [] }, false, t0);
  expect(refusePick(left, pick, settings())?.rule).toBe('ADP-3');
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
