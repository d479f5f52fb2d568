import { expect, test } from 'vitest';
import { readSession } from '../session/read-session.ts';
import { listTicketsStep, lookUpStep, makeContactStep } from '../session/steps.testkit.ts';
import { applyEvent } from '../session/apply-event.ts';
import type { Session } from '../session/state.ts';
import {
  byPhone,
  assigned,
  call,
  connected,
  contact,
  ended,
  sessionWith,
  hour,
  agentA,
  agentB,
  minute,
  picked,
  second,
  settings,
  started,
  t0,
  wrapUpEnded,
  callerNumber,
} from '../events/examples.testkit.ts';
import type { SessionEvent } from '../events/parse-events.ts';
import { recordAnswer } from '../next-steps/record-answer.ts';
import type { Contact } from '../zendesk/contact.ts';
import { chooseContact } from './choose.ts';

/** A session that received these events and whose look-up found these contacts. */
function found(
  events: readonly SessionEvent[],
  contacts: readonly Contact[],
  unsure: readonly Contact[] = [],
  number: string | null = callerNumber,
): Session {
  const value = { number, contacts, unsure, tickets: null };
  return recordAnswer(sessionWith([started(t0), ...events]), { step: lookUpStep(), value }, false, t0);
}

const three = [contact(1), contact(3), contact(2)];

function choose(session: Session, now = t0, changes: Parameters<typeof settings>[0] = {}) {
  return chooseContact(readSession(session, settings(changes), now));
}

test('CON-12 the look-up begins as soon as the start is known, with or without an agent', () => {
  const { choice } = choose(sessionWith([started(t0)]));
  expect(choice).toMatchObject({ kind: 'ask', steps: [{ kind: 'lookUp', input: { phone: callerNumber } }] });
});

test('CON-12 without a start the choice waits for one, and after the late hours CON-5 decides', () => {
  const session = sessionWith([assigned(t0)]);
  expect(choose(session).choice).toEqual({ kind: 'wait', for: 'start', until: t0 + 24 * hour });
  expect(choose(session, t0 + 24 * hour).choice).toMatchObject({ kind: 'ask', steps: [{ input: { phone: null } }] });
});

test('CON-1 the only contact with the number is used', () => {
  expect(choose(found([], [contact(4)]))).toMatchObject({ rule: 'CON-1', choice: { kind: 'use', contact: { id: 4 } } });
});

test('CON-1 a contact that may have the number in another spelling is checked by its identities', () => {
  const { choice } = choose(found([], [contact(1)], [contact(2), contact(3)]));
  expect(choice).toMatchObject({ kind: 'ask', steps: [{ key: 'hasNumber/2' }, { key: 'hasNumber/3' }] });
});

test('CON-4 if no contact has the number, a contact is made with it', () => {
  expect(choose(found([], []))).toMatchObject({
    rule: 'CON-4',
    choice: {
      kind: 'make',
      shared: false,
      contact: { externalId: `phone:${callerNumber}`, name: `Caller ${callerNumber}`, phone: callerNumber },
    },
  });
});

test('CON-5 all callers with a withheld number share one contact', () => {
  expect(choose(found([], [], [], null))).toMatchObject({
    rule: 'CON-5',
    choice: { kind: 'make', shared: true, contact: { externalId: 'anonymous', phone: null } },
  });
});

test('CON-5 each session with a withheld number has its own contact if the settings say so', () => {
  const { choice } = choose(found([], [], [], null), t0, { contacts: { anonymous: 'new' } });
  expect(choice).toMatchObject({ kind: 'make', shared: false, contact: { externalId: 'session:call-1', phone: null } });
});

test('CON-6 several contacts wait for the pick', () => {
  expect(choose(found([assigned(t0)], three))).toMatchObject({
    rule: 'CON-6',
    choice: { kind: 'wait', for: 'pick', until: null },
  });
});

test('CON-6 the pick of an agent who has the session is used', () => {
  const session = found([assigned(t0), picked(t0 + second, 2)], three);
  expect(choose(session)).toMatchObject({
    rule: 'CON-6',
    choice: { kind: 'use', contact: { id: 2 }, automatic: false },
  });
});

test('CON-6 a pick of "new" makes a contact for the session if the settings allow it', () => {
  const session = found([assigned(t0), picked(t0 + second, 'new')], three);
  expect(choose(session).choice).toMatchObject({ kind: 'make', contact: { externalId: 'session:call-1' } });
  const forbidden = choose(session, t0, { contacts: { allowCreateWhenMatched: false } });
  expect(forbidden.choice).toMatchObject({ kind: 'wait', for: 'pick' });
});

test.each([
  ['of an agent who never had the session', picked(t0 + second, 2, agentB)],
  ['of a contact without the number', picked(t0 + second, 99, agentA)],
])('CON-6 a pick %s is ignored', (_, pick) => {
  expect(choose(found([assigned(t0), pick], three)).choice).toMatchObject({ kind: 'wait', for: 'pick' });
});

test('CON-6 the first pick is final', () => {
  const session = found([assigned(t0), picked(t0 + 2 * second, 1), picked(t0 + second, 3)], three);
  expect(choose(session).choice).toMatchObject({ contact: { id: 3 } });
});

test('CON-8 a contact that is gone is looked up again, and never chosen again although the search may still show it', () => {
  const session = found([assigned(t0)], [contact(1), contact(2)]);
  const value = { contact: null, tickets: [] };
  const without = recordAnswer(session, { step: listTicketsStep(2), value }, false, t0);
  expect(choose(without).choice).toMatchObject({ kind: 'ask', steps: [{ kind: 'lookUp' }] });
  const again = { number: callerNumber, contacts: [contact(2), contact(3)], unsure: [], tickets: null };
  const looked = recordAnswer(without, { step: lookUpStep(), value: again }, false, t0);
  expect(choose(looked).choice).toMatchObject({ kind: 'use', contact: { id: 3 } });
});

test('CON-9 CON-7 the contact that was made is used before the search knows it', () => {
  const made = { contact: contact(1_000), created: true };
  const session = recordAnswer(found([], []), { step: makeContactStep(), value: made }, false, t0);
  expect(choose(session)).toMatchObject({ rule: 'CON-4', choice: { kind: 'use', contact: { id: 1_000 } } });
});

test('CON-6 a pick of "new" is no reason for a contact that was made before the caller was known', () => {
  const late = sessionWith([connected(t0)]);
  const withheld = { number: null, contacts: [], unsure: [], tickets: null };
  const asked = recordAnswer(late, { step: lookUpStep(byPhone(null)), value: withheld }, false, t0);
  const value = { contact: contact(1_000), created: true };
  const made = recordAnswer(asked, { step: makeContactStep(true), value }, false, t0);
  const known = [started(t0), picked(t0 + second, 'new')].reduce<Session>(applyEvent, made);
  const one = { number: callerNumber, contacts: [contact(1)], unsure: [], tickets: null };
  const session = recordAnswer(known, { step: lookUpStep(), value: one }, false, t0);
  expect(choose(session)).toMatchObject({ rule: 'CON-4', choice: { kind: 'use', contact: { id: 1_000 } } });
});

test('END-2 if nobody picked until the end, the contact created last is used', () => {
  const session = found([connected(t0), ended(t0 + minute)], three);
  expect(choose(session, t0 + minute)).toMatchObject({
    rule: 'END-2',
    choice: { kind: 'use', contact: { id: 3 }, automatic: true },
  });
});

test('END-3 with wrap_up_end the choice waits for the end of the wrap-up, or 30 minutes', () => {
  const atWrapUp = { inbound: { autoSelectAt: 'wrap_up_end' } } as const;
  const over = [connected(t0), ended(t0 + minute)];
  const until = t0 + 31 * minute;
  expect(choose(found(over, three), t0 + minute, atWrapUp).choice).toEqual({ kind: 'wait', for: 'wrap_up', until });
  expect(choose(found(over, three), until, atWrapUp).rule).toBe('END-2');
  const wrapped = found([...over, wrapUpEnded(t0 + 2 * minute)], three);
  expect(choose(wrapped, t0 + 2 * minute, atWrapUp).rule).toBe('END-2');
});

test('TKT-8 an abandoned call does not wait for a pick', () => {
  const session = found([ended(t0 + minute, { fail_reason: 'abandoned_in_queue' })], three);
  const atWrapUp = { inbound: { autoSelectAt: 'wrap_up_end' } } as const;
  expect(choose(session, t0 + minute, atWrapUp).rule).toBe('END-2');
});

test('TKT-11 with contacts.create off no contact is made', () => {
  const off = { contacts: { create: false } };
  expect(choose(found([], []), t0, off)).toMatchObject({ rule: 'TKT-11', choice: { kind: 'nobody' } });
  expect(choose(found([], [contact(1)]), t0, off).choice).toMatchObject({ kind: 'use' });
});

test('CON-1 an outbound call is looked up by the number that was called', () => {
  const session = sessionWith([started(t0, call({ direction: 'outbound', from: null, to: '+442079460123' }))]);
  expect(choose(session).choice).toMatchObject({ steps: [{ input: { phone: '+442079460123' } }] });
});

test('CON-12 a start that comes after a look-up without a number leads to a look-up with the number', () => {
  const late = sessionWith([connected(t0)]);
  const asked = recordAnswer(
    late,
    { step: lookUpStep(byPhone(null)), value: { number: null, contacts: [], unsure: [], tickets: null } },
    false,
    t0,
  );
  const { choice } = choose(applyEvent(asked, started(t0)));
  expect(choice).toMatchObject({ kind: 'ask', steps: [{ kind: 'lookUp', input: { phone: callerNumber } }] });
});
