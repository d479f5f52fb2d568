import { describe, expect, test } from 'vitest';
import { second, sessionWith, settings, started, t0 } from '../events/examples.testkit.ts';
import { plannedLookUps } from '../contact/look-ups.ts';
import { viewOf } from '../session-view/view.ts';
import { isReadAnew, shownNumber } from './customer.ts';
import { readSession } from './read-session.ts';
import type { Session } from './state.ts';

type EndUser = Partial<NonNullable<Parameters<typeof started>[1]>['end_user']>;

const nobody = { identifier: null, name: null, email: null, phone: null, authenticated: true };

function chat(endUser: EndUser): Session {
  const start = { kind: 'chat', session_type: 'Messaging (Web)', from: null, to: null } as const;
  return sessionWith([started(t0, { ...start, end_user: { ...nobody, ...endUser } })]);
}

function call(from: string | null, phone: string | null): Session {
  return sessionWith([started(t0, { from, end_user: { ...nobody, phone } })]);
}

const read = (session: Session) => readSession(session, settings(), t0 + second);

describe('the keys of the customer', () => {
  test.each([
    ['anonymous', '+12675550201', '+12675550201'],
    ['+266696687', '+12675550201', '+12675550201'],
    ['0000000000', '267 555 0201', '267 555 0201'],
    ['+12675550100', '+12675550201', '+12675550100'],
    ['anonymous', null, 'anonymous'],
    ['anonymous', 'unknown', 'anonymous'],
    [null, '+12675550201', '+12675550201'],
    [null, null, null],
  ])('CON-5 the number of a call from %s with %s on record is %s', (from, phone, expected) => {
    expect(read(call(from, phone)).customer?.phone).toBe(expected);
  });

  test('CON-2 CON-3 a text that can identify nobody is not looked up, and gives a warning without the text', () => {
    const session = chat({ identifier: 'undefined', email: 'null', phone: 'n/a' });
    expect(plannedLookUps(read(session))).toMatchObject([{ by: 'phone', phone: 'n/a' }]);
    const { warnings } = viewOf(session, settings(), t0 + second);
    expect(warnings).toHaveLength(3);
    expect(warnings.join(' ')).not.toMatch(/undefined|null|n\/a/);
  });

  test('CON-3 a run of an earlier version goes on with the keys as they were told, so that its history is replayed', () => {
    const session = chat({ identifier: 'undefined', email: 'null' });
    expect(isReadAnew(session, settings())).toBe(true);
    const carriedOn: Session = { ...session, keysAsTold: true };
    expect(isReadAnew(carriedOn, settings())).toBe(false);
    expect(plannedLookUps(read(carriedOn)).map(({ by }) => by)).toEqual(['identifier', 'email']);
  });

  test('CON-3 a run whose keys can identify somebody is not read anew', () => {
    expect(isReadAnew(chat({ identifier: 'u-1', email: 'ada@example.com', phone: '+12675550201' }), settings())).toBe(
      false,
    );
    expect(isReadAnew(call('anonymous', null), settings())).toBe(false);
    expect(isReadAnew(call('anonymous', '+12675550201'), settings())).toBe(true);
  });
});

test.each([
  ['sip:+12675550107@pbx.example.net', '+12675550107'],
  ['+1 (267) 555-0107 x5', '+12675550107 ext. 5'],
  ['anonymous', 'anonymous'],
  [null, null],
])('CON-1 %s is shown as %s', (text, expected) => {
  expect(shownNumber(text, 'US')).toBe(expected);
});
