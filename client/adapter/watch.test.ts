import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { newSession } from '../../domain/session/state.ts';
import type { SessionView } from '../../domain/session-view/view.ts';
import { viewOf } from '../../domain/session-view/view.ts';
import { defaultSettings } from '../../domain/settings/defaults.ts';
import { TemporalProblem } from '../errors.ts';
import { sessionsInMemory } from '../sessions.testkit.ts';
import type { AgentUpdate } from './watch.ts';
import { watchAgents } from './watch.ts';

const intervalMs = 1_000;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-03-02T09:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

function view(id: string, over: Partial<SessionView> = {}): SessionView {
  return { ...viewOf(newSession(id, false), defaultSettings, 0), agentId: '7', agentIds: ['7'], ...over };
}

function setUp() {
  const sessions = sessionsInMemory();
  const problems: unknown[] = [];
  // A state that was read already arrives only after this promise.
  const delay = { until: Promise.resolve() };
  const state = async (id: string): Promise<SessionView | null> => {
    const answer = await sessions.state(id);
    await delay.until;
    return answer;
  };
  const onProblem = (problem: unknown): void => {
    problems.push(problem);
  };
  const watch = watchAgents({ listing: sessions.listing, state }, { intervalMs, onProblem });
  const updates: string[] = [];
  const subscribe = async (agentId: string) =>
    await watch.subscribe(agentId, (update) => updates.push(`${agentId}: ${describeUpdate(update)}`));
  return { sessions, watch, updates, subscribe, problems, delay };
}

function describeUpdate(update: AgentUpdate): string {
  switch (update.kind) {
    case 'sessions':
      return `all ${update.sessions.map(({ id }) => id).join(' ')}`;
    case 'session':
      return `${update.session.id} ${update.session.ticket.id ?? 'no ticket'}`;
    case 'gone':
      return `gone ${update.id}`;
    default:
      return update satisfies never;
  }
}

const passIntervals = async (intervals = 1): Promise<unknown> =>
  await vi.advanceTimersByTimeAsync(intervals * intervalMs);

test('ADP-3 a subscriber gets all live sessions first, then each session that changes', async () => {
  const { sessions, updates, subscribe } = setUp();
  sessions.setState(view('call-1'));
  sessions.setState(view('call-2', { agentId: '8' }));
  sessions.setState(view('call-3', { phase: 'done' }));
  await subscribe('7');
  expect(updates).toEqual(['7: all call-1']);
  sessions.setState(view('call-1', { ticketId: 5 }));
  sessions.setState(view('call-4'));
  await passIntervals();
  expect(updates.slice(1)).toEqual(['7: call-1 5', '7: call-4 no ticket']);
});

test('ADP-3 in each interval the list is read once, and only sessions that changed are read', async () => {
  const { sessions, subscribe } = setUp();
  for (const id of ['call-1', 'call-2', 'call-3']) sessions.setState(view(id));
  for (let agent = 0; agent < 20; agent += 1) await subscribe(String(agent));
  await passIntervals();
  sessions.requests.length = 0;
  await passIntervals(3);
  expect(sessions.requests).toEqual(['list', 'list', 'list']);
  sessions.setState(view('call-2', { ticketId: 5 }));
  sessions.setState(view('call-9', { agentId: 'not here', agentIds: [] }));
  sessions.requests.length = 0;
  await passIntervals(2);
  expect(sessions.requests).toEqual(['list', 'call-2', 'list']);
});

test('ADP-3 without subscribers Temporal is not asked', async () => {
  const { sessions, subscribe } = setUp();
  const stop = await subscribe('7');
  await passIntervals();
  stop();
  sessions.requests.length = 0;
  await passIntervals(5);
  expect(sessions.requests).toEqual([]);
  await subscribe('7');
  await passIntervals(2);
  expect(sessions.requests).toEqual(['list', 'list', 'list']);
});

test('ADP-4 after a transfer the session is gone for the first agent and new for the second', async () => {
  const { sessions, updates, subscribe } = setUp();
  sessions.setState(view('call-1'));
  await subscribe('7');
  await subscribe('8');
  updates.length = 0;
  sessions.setState(view('call-1', { agentId: '8' }));
  await passIntervals();
  expect(updates).toEqual(['7: gone call-1', '8: call-1 no ticket']);
});

test('ADP-3 a session that is over is gone, a session whose ticket is still being written is not', async () => {
  const { sessions, updates, subscribe } = setUp();
  sessions.setState(view('call-1'));
  await subscribe('7');
  updates.length = 0;
  const waits = (reason: 'writes' | 'recording') => [{ for: reason, until: null }];
  sessions.setState(view('call-1', { phase: 'settle', ticketId: 5, waitsFor: waits('writes') }));
  await passIntervals();
  sessions.setState(view('call-1', { phase: 'settle', ticketId: 5, waitsFor: waits('recording') }));
  await passIntervals();
  expect(updates).toEqual(['7: call-1 5', '7: gone call-1']);
});

test('ADP-3 a state that this gateway publishes reaches subscribers at once', async () => {
  const { sessions, watch, updates, subscribe } = setUp();
  sessions.setState(view('call-1'));
  await subscribe('7');
  watch.publish(view('call-1', { ticketId: 5 }));
  expect(updates).toEqual(['7: all call-1', '7: call-1 5']);
});

test('ADP-3 the answer to a read that began before a publish is dropped', async () => {
  const { sessions, watch, updates, subscribe, delay } = setUp();
  sessions.setState(view('call-1'));
  await subscribe('7');
  await passIntervals();
  updates.length = 0;
  let arrive = (): void => undefined;
  delay.until = new Promise((resolve) => (arrive = resolve));
  sessions.setState(view('call-1', { ticketId: 5 }));
  await passIntervals();
  watch.publish(view('call-1', { ticketId: 6 }));
  arrive();
  await passIntervals();
  expect(updates).toEqual(['7: call-1 6']);
});

describe('when Temporal does not answer', () => {
  test('SEC-2 subscribing fails with the problem, and nothing is subscribed', async () => {
    const { sessions, subscribe } = setUp();
    sessions.problem = new TemporalProblem('unreachable');
    await expect(subscribe('7')).rejects.toThrow(TemporalProblem);
    sessions.requests.length = 0;
    await passIntervals(3);
    expect(sessions.requests).toEqual([]);
  });

  test('ADP-3 the problem is reported once, and changes of that time are sent afterwards', async () => {
    const { sessions, updates, subscribe, problems } = setUp();
    await subscribe('7');
    sessions.setState(view('call-1'));
    sessions.problem = new TemporalProblem('no_worker');
    await passIntervals(3);
    expect(problems).toHaveLength(1);
    sessions.problem = null;
    await passIntervals();
    expect(updates).toEqual(['7: all ', '7: call-1 no ticket']);
  });
});
