import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { newSession } from '../../domain/session/state.ts';
import type { SessionView } from '../../domain/session-view/view.ts';
import { viewOf } from '../../domain/session-view/view.ts';
import { defaultSettings } from '../../domain/settings/defaults.ts';
import { TemporalProblem } from '../errors.ts';
import { sessionsInMemory } from '../sessions.testkit.ts';
import type { AgentNews } from './watch.ts';
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
  // What an answer, read already, waits for on its way here.
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
  const heard: string[] = [];
  const listen = async (agentId: string) =>
    await watch.listen(agentId, (news) => heard.push(`${agentId}: ${inWords(news)}`));
  return { sessions, watch, heard, listen, problems, delay };
}

function inWords(news: AgentNews): string {
  switch (news.kind) {
    case 'sessions':
      return `all ${news.sessions.map(({ id }) => id).join(' ')}`;
    case 'session':
      return `${news.session.id} ${news.session.ticket.id ?? 'no ticket'}`;
    case 'gone':
      return `gone ${news.id}`;
    default:
      return news satisfies never;
  }
}

const pass = async (intervals = 1): Promise<unknown> => await vi.advanceTimersByTimeAsync(intervals * intervalMs);

test('ADP-3 an agent hears all live sessions at first, then each that changes', async () => {
  const { sessions, heard, listen } = setUp();
  sessions.put(view('call-1'));
  sessions.put(view('call-2', { agentId: '8' }));
  sessions.put(view('call-3', { phase: 'done' }));
  await listen('7');
  expect(heard).toEqual(['7: all call-1']);
  sessions.put(view('call-1', { ticketId: 5 }));
  sessions.put(view('call-4'));
  await pass();
  expect(heard.slice(1)).toEqual(['7: call-1 5', '7: call-4 no ticket']);
});

test('ADP-3 in each interval the list is asked once, and only sessions that changed are looked at', async () => {
  const { sessions, listen } = setUp();
  for (const id of ['call-1', 'call-2', 'call-3']) sessions.put(view(id));
  for (let agent = 0; agent < 20; agent += 1) await listen(String(agent));
  await pass();
  sessions.asked.length = 0;
  await pass(3);
  expect(sessions.asked).toEqual(['list', 'list', 'list']);
  sessions.put(view('call-2', { ticketId: 5 }));
  sessions.put(view('call-9', { agentId: 'not here', agentIds: [] }));
  sessions.asked.length = 0;
  await pass(2);
  expect(sessions.asked).toEqual(['list', 'call-2', 'list']);
});

test('ADP-3 while nobody listens Temporal is asked nothing', async () => {
  const { sessions, listen } = setUp();
  const stop = await listen('7');
  await pass();
  stop();
  sessions.asked.length = 0;
  await pass(5);
  expect(sessions.asked).toEqual([]);
  await listen('7');
  await pass(2);
  expect(sessions.asked).toEqual(['list', 'list', 'list']);
});

test('ADP-4 after a transfer the session is gone for one agent, and the other hears of it', async () => {
  const { sessions, heard, listen } = setUp();
  sessions.put(view('call-1'));
  await listen('7');
  await listen('8');
  heard.length = 0;
  sessions.put(view('call-1', { agentId: '8' }));
  await pass();
  expect(heard).toEqual(['7: gone call-1', '8: call-1 no ticket']);
});

test('ADP-3 a session that is over is gone, one that is still being written is not', async () => {
  const { sessions, heard, listen } = setUp();
  sessions.put(view('call-1'));
  await listen('7');
  heard.length = 0;
  const waits = (reason: 'writes' | 'recording') => [{ for: reason, until: null }];
  sessions.put(view('call-1', { phase: 'settle', ticketId: 5, waitsFor: waits('writes') }));
  await pass();
  sessions.put(view('call-1', { phase: 'settle', ticketId: 5, waitsFor: waits('recording') }));
  await pass();
  expect(heard).toEqual(['7: call-1 5', '7: gone call-1']);
});

test('ADP-3 what this gateway was told itself is heard at once', async () => {
  const { sessions, watch, heard, listen } = setUp();
  sessions.put(view('call-1'));
  await listen('7');
  watch.tell(view('call-1', { ticketId: 5 }));
  expect(heard).toEqual(['7: all call-1', '7: call-1 5']);
});

test('ADP-3 an answer that was asked for before that is not believed any more', async () => {
  const { sessions, watch, heard, listen, delay } = setUp();
  sessions.put(view('call-1'));
  await listen('7');
  await pass();
  heard.length = 0;
  let arrive = (): void => undefined;
  delay.until = new Promise((resolve) => (arrive = resolve));
  sessions.put(view('call-1', { ticketId: 5 }));
  await pass();
  watch.tell(view('call-1', { ticketId: 6 }));
  arrive();
  await pass();
  expect(heard).toEqual(['7: call-1 6']);
});

describe('when Temporal does not answer', () => {
  test('SEC-2 who wants to listen is told, and nothing is kept', async () => {
    const { sessions, listen } = setUp();
    sessions.problem = new TemporalProblem('unreachable');
    await expect(listen('7')).rejects.toThrow(TemporalProblem);
    sessions.asked.length = 0;
    await pass(3);
    expect(sessions.asked).toEqual([]);
  });

  test('ADP-3 it is told once, and what changed meanwhile is heard afterwards', async () => {
    const { sessions, heard, listen, problems } = setUp();
    await listen('7');
    sessions.put(view('call-1'));
    sessions.problem = new TemporalProblem('no_worker');
    await pass(3);
    expect(problems).toHaveLength(1);
    sessions.problem = null;
    await pass();
    expect(heard).toEqual(['7: all ', '7: call-1 no ticket']);
  });
});
