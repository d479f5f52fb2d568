/** This file tests when data of a session is stored on its contact (CON-4, CON-5, UPD-6). */

import { expect, test } from 'vitest';
import {
  call,
  callerNumber,
  chat,
  contact,
  customData,
  entry,
  sessionWith,
  settings,
  started,
  t0,
} from '../events/examples.testkit.ts';
import type { SessionObject } from '../events/parse-events.ts';
import { recordAnswer } from '../next-steps/record-answer.ts';
import { readSession } from '../session/read-session.ts';
import type { SessionTicket } from '../session/state.ts';
import { lookUpStep, makeContactStep } from '../session/steps.testkit.ts';
import { contactChange } from './change.ts';

const set = settings({ mapping: [{ customDataKey: 'member', target: 'contact', fieldKey: 'membership' }] });
const membership = {
  key: 'membership',
  title: 'Membership',
  type: 'text',
  active: true,
  pattern: null,
  options: [],
} as const;
const made: SessionTicket = {
  id: 9,
  requesterId: 1,
  origin: 'made',
  at: t0,
  assigneeId: null,
  reopens: false,
  checks: [],
  compensated: false,
};

/** A session of a named customer whose look-up found a contact with this name. */
function named(to: string | null, from: string, over: Partial<SessionObject> = {}) {
  const start = call({ end_user: { ...call().end_user, name: to }, ...over });
  const value = { number: callerNumber, contacts: [contact(2), contact(1, { name: from })], unsure: [], tickets: null };
  return recordAnswer(sessionWith([started(t0, start)]), { step: lookUpStep(), value }, false, t0);
}

function changeOf(session: ReturnType<typeof named>, ticket: SessionTicket = made) {
  return contactChange(readSession(session, set, t0), ticket);
}

const placeholder = `Caller ${callerNumber}`;

test('CON-4 a real name replaces the placeholder, and no other name', () => {
  expect(changeOf(named('Ada', placeholder))).toEqual({
    contactId: 1,
    name: { from: placeholder, to: 'Ada' },
    fields: [],
  });
  expect(changeOf(named('Ada', 'Adele'))).toBeNull();
  expect(changeOf(named(null, placeholder))).toBeNull();
  expect(changeOf(named(placeholder, placeholder))).toBeNull();
  expect(changeOf(named('Ada', 'Caller of the day'))).toBeNull();
});

test('CON-4 the contact that the session made gets the real name too', () => {
  const value = { contact: contact(1_000, { name: placeholder }), created: true };
  const session = recordAnswer(named('Ada', 'Adele'), { step: makeContactStep(), value }, false, t0);
  expect(changeOf(session, { ...made, requesterId: 1_000 })).toMatchObject({ contactId: 1_000, name: { to: 'Ada' } });
});

test('CON-5 the contact that all anonymous callers share is not changed', () => {
  const value = { contact: contact(1, { name: placeholder }), created: false };
  const session = recordAnswer(named('Ada', placeholder), { step: makeContactStep(true), value }, false, t0);
  expect(changeOf(session)).toBeNull();
});

test('CON-3 a customer who only claims an identity changes no contact, and a late run changes none either', () => {
  const claimed = chat({ end_user: { ...call().end_user, name: 'Ada', authenticated: false } });
  expect(changeOf(named('Ada', placeholder, claimed))).toBeNull();
  expect(changeOf(named('Ada', placeholder), { ...made, origin: 'found' })).toBeNull();
});

test('UPD-6 mapped custom data is stored, with or without a name', () => {
  const custom_data = customData(t0, [entry('member', 'A12')]).item.custom_data;
  const session = named(null, 'Ada', { custom_data });
  const known = { ...session, progress: { ...session.progress, contactFields: [membership] } };
  expect(changeOf(known)).toEqual({ contactId: 1, name: null, fields: [{ key: 'membership', value: 'A12' }] });
});
