/** This file tests the words of the platform. If these tests fail, a spelling that the platform publishes is not understood. */

import { expect, test } from 'vitest';
import { sessionTypes } from '../events/session-words.ts';
import {
  defaultType,
  directionOf,
  directionOfType,
  disconnectedByOf,
  failReasonOf,
  kindOfType,
  sessionTypeOf,
} from './vocabulary.ts';

test.each([
  ['Voice Inbound', 'Voice Inbound (IVR)'],
  [' voice  inbound (ivr by mobile) ', 'Voice Inbound (IVR using Mobile)'],
  ['Messaging Inbound (Web Chat)', 'Messaging (Web)'],
  ['Messaging Inbound (App Chat)', 'Messaging (Mobile)'],
  ['Messaging Inbound (WhatsApp)', 'Messaging (WhatsApp)'],
  ['Messaging Outbound (SMS by API)', 'Messaging Outbound (SMS)'],
  ['Voice', null],
])('PLT-1 the session type %j is %s', (text, expected) => {
  expect(sessionTypeOf(text)).toBe(expected);
});

test('PLT-1 every session type is known by its own name, in any case', () => {
  for (const type of sessionTypes) expect(sessionTypeOf(type.toUpperCase())).toBe(type);
});

test('PLT-1 a session type names the kind and the direction', () => {
  expect(['Voice Inbound', ' messaging (Web)', 'Invoice', 'voices'].map(kindOfType)).toEqual([
    'call',
    'chat',
    null,
    null,
  ]);
  expect(directionOfType('Voice Campaign')).toBe('outbound');
  expect(directionOfType('Messaging Outbound (SMS)')).toBe('outbound');
  expect(directionOfType('Messaging (Web)')).toBe('inbound');
});

test('PLT-1 a session without a type has the usual one of its kind and direction', () => {
  expect([defaultType('call', 'inbound'), defaultType('call', 'outbound')]).toEqual([
    'Voice Inbound (IVR)',
    'Voice Outbound',
  ]);
  expect([defaultType('chat', 'inbound'), defaultType('chat', 'outbound')]).toEqual([
    'Messaging (Web)',
    'Messaging Outbound (SMS)',
  ]);
});

test.each([
  ['in', 'inbound'],
  ['incoming', 'inbound'],
  ['inbound', 'inbound'],
  ['out', 'outbound'],
  ['outgoing', 'outbound'],
  ['internal', null],
  [null, null],
])('PLT-1 the direction %j is %s', (word, expected) => {
  expect(directionOf(word)).toBe(expected);
});

test.each([
  ['disconnected_by_end_user', 'end_user'],
  ['Consumer', 'end_user'],
  ['caller', 'end_user'],
  ['disconnectedByAgent', 'agent'],
  ['manager', 'agent'],
  ['virtual_agent', 'system'],
  ['timeout', 'system'],
  ['va', 'system'],
  ['unknown', null],
  ['nothing', null],
  ['', null],
  ['a ghost', undefined],
])('UPD-11 %j disconnected: %s', (word, expected) => {
  expect(disconnectedByOf(word)).toBe(expected);
});

test.each([
  ['nothing', true, null],
  ['not_failed', true, null],
  ['voicemail_abandoned', true, 'abandoned_in_voicemail'],
  ['abandoned_in_menu', true, 'abandoned_in_menu'],
  ['queue_abandoned', false, 'abandoned_in_queue'],
  ['eu_canceled', true, 'abandoned_in_queue'],
  ['eu_cancelled', false, 'abandoned_in_menu'],
  ['end_user_abandoned', true, 'abandoned_in_queue'],
  ['hangup', false, 'abandoned_in_menu'],
  ['agent_cancelled', true, 'declined'],
  ['rejected', true, 'declined'],
  ['no_answer', true, 'no_answer'],
  ['Missed', true, 'no_answer'],
  ['timed_out', true, 'no_answer'],
  ['busy', true, 'busy'],
  ['over_capacity_deflection', true, 'deflected'],
  ['dial_error', true, 'failed'],
  ['unreachable', true, 'failed'],
  ['purple', true, undefined],
])('TKT-8 the failure %j of a customer who waited in a queue (%s) is %s', (word, waited, expected) => {
  expect(failReasonOf(word, waited)).toBe(expected);
});

test.each(['constructor', '__proto__', 'toString'])('PLT-1 %s is no session type', (word) => {
  expect(sessionTypeOf(word)).toBeNull();
});
