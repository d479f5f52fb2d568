import { expect, test } from 'vitest';
import { newSession } from '../domain/session/state.ts';
import type { SessionView } from '../domain/session-view/view.ts';
import { viewOf } from '../domain/session-view/view.ts';
import { defaultSettings } from '../domain/settings/defaults.ts';
import { attributesOf, isWorthAnEvent } from './search-attributes.ts';

const view = viewOf(newSession('call-1', false), defaultSettings, 0);
const waits = (reason: SessionView['waitsFor'][number]['for']) => ({ waitsFor: [{ for: reason, until: null }] });
const live = { ...view, ...waits('end') };

const plain = { visibleToAgents: true, hasRequestedTicket: false, wasWriting: false };

/** Whether this change of a session is written at once. */
function isWritten(change: Partial<SessionView>, how: Partial<typeof plain> = {}, before: SessionView = live): boolean {
  return isWorthAnEvent(attributesOf({ ...before, ...change }), attributesOf(before), { ...plain, ...how });
}

test('ADP-3 a change of agent, and the end of writing, are worth an event', () => {
  expect(isWritten({ agentId: '7' })).toBe(true);
  expect(isWritten({ agentId: '8' }, {}, { ...live, agentId: '7' })).toBe(true);
  expect(isWritten(waits('writes'))).toBe(false);
  expect(isWritten(waits('end'), { wasWriting: true })).toBe(true);
  expect(isWritten(waits('writes'), { wasWriting: true })).toBe(false);
});

test('ADP-3 a change of agent is written together with a ticket that was just requested', () => {
  expect(isWritten({ agentId: '7' }, { hasRequestedTicket: true })).toBe(false);
  expect(isWritten({ agentId: '7', ticketId: 5 }, { hasRequestedTicket: true })).toBe(true);
});

test('ADP-3, TKT-12 a session that an earlier version started writes no event for agents', () => {
  expect(isWritten({ agentId: '7' }, { visibleToAgents: false })).toBe(false);
  expect(isWritten(waits('end'), { visibleToAgents: false, wasWriting: true })).toBe(false);
  expect(isWritten(waits('pick'), { visibleToAgents: false })).toBe(true);
});

test('OPS-1 a change that nobody filters by is written with the next important one', () => {
  expect(isWritten({ contactId: 3, queueId: '4' })).toBe(false);
  expect(isWritten(waits('recording'))).toBe(false);
});
