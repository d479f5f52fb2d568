import { expect, test } from 'vitest';
import { agentA, ended, started, t0 } from '../events/examples.testkit.ts';
import type { SessionObject } from '../events/parse-events.ts';
import { startSummary } from './start-summary.ts';

test.each<[Partial<SessionObject>, string]>([
  [{}, 'Inbound call'],
  [{ direction: 'outbound', session_type: 'Voice Outbound', agent: agentA }, 'Outbound call'],
  [{ kind: 'chat', session_type: 'Messaging (Web)' }, 'Web chat'],
  [{ kind: 'chat', session_type: 'Messaging (Mobile)' }, 'Chat in a mobile app'],
  [{ kind: 'chat', session_type: 'Messaging Inbound (SMS)' }, 'SMS conversation'],
  [{ kind: 'chat', session_type: 'Messaging (WhatsApp)' }, 'WhatsApp conversation'],
])('OPS-1 the summary of a session says in words what %j is', (over, expected) => {
  expect(startSummary(started(t0, over), false)).toBe(expected);
});

test('OPS-1 the summary of a session names the event that came first, and a late one', () => {
  expect(startSummary(ended(t0), false)).toBe('Session that began with the event session.ended');
  expect(startSummary(ended(t0), true)).toBe('Late event session.ended of a session that was over');
});
