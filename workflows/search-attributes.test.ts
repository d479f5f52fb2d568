import { expect, test } from 'vitest';
import { newSession } from '../domain/session/state.ts';
import type { SessionView } from '../domain/session-view/view.ts';
import { viewOf } from '../domain/session-view/view.ts';
import { defaultSettings } from '../domain/settings/defaults.ts';
import { attributesOf, isWorthAnEvent } from './search-attributes.ts';

const view = viewOf(newSession('call-1', false), defaultSettings, 0);
const waits = (reason: SessionView['waitsFor'][number]['for']) => ({ waitsFor: [{ for: reason, until: null }] });
const live = { ...view, ...waits('end') };

const plain = { followed: true, opening: false, wasWriting: false };

/** Whether this change of a session is written at once. */
function isWritten(change: Partial<SessionView>, how: Partial<typeof plain> = {}, before: SessionView = live): boolean {
  return isWorthAnEvent(attributesOf({ ...before, ...change }), attributesOf(before), { ...plain, ...how });
}

test('ADP-3 whose a session is, and that what happened is logged, is worth an event', () => {
  expect(isWritten({ agentId: '7' })).toBe(true);
  expect(isWritten({ agentId: '8' }, {}, { ...live, agentId: '7' })).toBe(true);
  expect(isWritten(waits('writes'))).toBe(false);
  expect(isWritten(waits('end'), { wasWriting: true })).toBe(true);
  expect(isWritten(waits('writes'), { wasWriting: true })).toBe(false);
});

test('ADP-3 whose it is rides along with a ticket that has just been asked for', () => {
  expect(isWritten({ agentId: '7' }, { opening: true })).toBe(false);
  expect(isWritten({ agentId: '7', ticketId: 5 }, { opening: true })).toBe(true);
});

test('ADP-3, TKT-12 not so in a session that an earlier version started', () => {
  expect(isWritten({ agentId: '7' }, { followed: false })).toBe(false);
  expect(isWritten(waits('end'), { followed: false, wasWriting: true })).toBe(false);
  expect(isWritten(waits('pick'), { followed: false })).toBe(true);
});

test('OPS-1 what nobody follows rides along', () => {
  expect(isWritten({ contactId: 3, queueId: '4' })).toBe(false);
  expect(isWritten(waits('recording'))).toBe(false);
});
