import { expect, test } from 'vitest';
import { newSession } from '../domain/session/session.ts';
import type { SessionView } from '../domain/session/view.ts';
import { viewOf } from '../domain/session/view.ts';
import { defaultSettings } from '../domain/settings/defaults.ts';
import { attributesOf, mattersMore } from './search-attributes.ts';

const view = viewOf(newSession('call-1', false), defaultSettings, 0);
const waits = (reason: SessionView['waitsFor'][number]['for']) => ({ waitsFor: [{ for: reason, until: null }] });
const live = { ...view, ...waits('end') };

/** Whether this change of a session is written at once. */
function isWritten(change: Partial<SessionView>, followed: boolean, before: SessionView = live): boolean {
  return mattersMore(attributesOf({ ...before, ...change }), attributesOf(before), followed);
}

test('ADP-3 whose a session is, and that its writes are under way or done, is worth an event', () => {
  expect(isWritten({ agentId: '7' }, true)).toBe(true);
  expect(isWritten({ agentId: '8' }, true, { ...live, agentId: '7' })).toBe(true);
  expect(isWritten(waits('writes'), true)).toBe(true);
  expect(isWritten(waits('end'), true, { ...live, ...waits('writes') })).toBe(true);
});

test('ADP-3, TKT-12 not so in a session that an earlier version started', () => {
  expect(isWritten({ agentId: '7' }, false)).toBe(false);
  expect(isWritten(waits('writes'), false)).toBe(false);
  expect(isWritten(waits('pick'), false)).toBe(true);
});

test('OPS-1 what nobody follows rides along', () => {
  expect(isWritten({ contactId: 3, queueId: '4' }, true)).toBe(false);
  expect(isWritten(waits('recording'), true)).toBe(false);
});
