import { beforeEach, describe, expect, test } from 'vitest';
import { userByEmail } from '../../simulator/core/account.ts';
import { createTicket, updateTicket } from '../../simulator/tickets/write.ts';
import { agent } from '../call.ts';
import { judgePlayed } from './judge.ts';
import { platformSessions } from './platform.ts';
import { planScenario } from './plan-scenario.ts';
import type { Scenario } from './scenario.ts';
import { VirtualTime } from './determinism/virtual-time.ts';
import { startsAt } from './world.ts';
import type { Played } from './world.ts';
import { startZendesk } from './zendesk.ts';
import type { OpenedAccount } from './zendesk.ts';

/** One abandoned or answered call of the mix, and an account in which the test writes its ticket. */

const zendesk = await startZendesk();
const { account } = zendesk;
const origin = { request_id: 'test', method: 'PUT', path: '/tickets' };
let time = new VirtualTime(startsAt);
let opened: OpenedAccount;
let scenario: Scenario;

beforeEach(() => {
  const plan = planScenario(1, new Set());
  const session = { index: 0, startsAt: 0, stretch: 1, hasMetadata: false, deliveries: [] };
  scenario = { ...plan, callers: 1, sessions: [session], troubles: [] };
  time = new VirtualTime(startsAt);
  opened = zendesk.open(time, scenario.account, 1);
});

const me = () => {
  const admin = userByEmail(account, account.settings.email);
  if (admin === undefined) throw new Error('no admin');
  return admin;
};

/** Everything that the ticket of the session must hold. */
const texts = [
  'Call started',
  'Call finished',
  'Transfer finished',
  'Rating by the customer',
  'Tracking link sent.',
  'Summary of the session',
  'Summary of a part of the session',
];

function ticket(more: object = {}): number {
  const given = {
    external_id: 'sim-0',
    requester_id: opened.callers[0]?.contactIds[0],
    assignee_id: opened.agents['agent.second@example.com'],
    comment: { body: texts.join('\n'), public: false },
    tags: ['session_sim-0'],
    metadata: { writes: ['sim-0/ticket'] },
    ...more,
  };
  return createTicket(account, given, { me: me(), origin }).ticket.id;
}

function write(id: number, name: string, more: object): void {
  updateTicket(account, id, { metadata: { writes: [`sim-0/${name}`] }, ...more }, { me: me(), origin });
}

function rightTicket(more: object = {}): number {
  const id = ticket(more);
  for (const n of [1, 2]) write(id, `voice/${n}`, { voice_comment: { from: '+1', to: '+2' } });
  return id;
}

function kinds(more: Partial<Played> = {}): readonly string[] {
  const played: Played = {
    opened,
    sessions: platformSessions(scenario, opened.callers, startsAt),
    temporal: { problems: [], executions: () => [] },
    leftBehind: { kept: new Map() },
    obstacles: [],
    happenings: [],
    wantedAt: new Map(),
    restored: null,
    endless: null,
    ...more,
  };
  return [...new Set(judgePlayed(played, zendesk).map(({ kind }) => kind))];
}

describe('a finding', () => {
  test('TKT-12 there is none if the ticket has everything once', () => {
    rightTicket();
    expect(kinds()).toEqual([]);
  });

  test('TKT-12 BAT-5 a missing ticket, a second one, and a write that was applied twice', () => {
    expect(kinds()).toEqual(['sessions without a ticket']);
    const id = rightTicket();
    write(id, 'voice/1', { priority: 'high' });
    expect(kinds()).toEqual(['writes applied twice']);
    ticket();
    expect(kinds()).toContain('sessions with more than one ticket');
  });

  test('UPD-12 a voice comment that a bulk job dropped may be sent once more', () => {
    const id = rightTicket();
    write(id, 'voice/3', {});
    write(id, 'voice/3', { priority: 'high' });
    expect(kinds()).toEqual([]);
  });

  test('UPD-2 another agent, unless a trigger has changed the agent', () => {
    const id = rightTicket({ assignee_id: opened.agents[agent.email] });
    expect(kinds()).toEqual(['tickets of the wrong agent']);
    const by = { me: me(), origin, kind: 'trigger' } as const;
    updateTicket(account, id, { assignee_id: opened.serviceDeskId }, by);
    expect(kinds()).toEqual([]);
  });

  test('UPD-13 more than five follow-ups of a ticket that a trigger closes', () => {
    const close = (id: number): void => {
      updateTicket(account, id, { status: 'closed' }, { me: me(), origin, kind: 'trigger' });
    };
    close(rightTicket());
    for (let n = 2; n <= 6; n += 1) close(ticket({ external_id: `sim-0#${n}`, comment: { body: 'x' } }));
    expect(kinds()).toEqual([]);
    close(ticket({ external_id: 'sim-0#7', comment: { body: 'x' } }));
    expect(kinds()).toEqual(['a chain of follow-ups']);
  });

  test('BAT-8 a write that came more than two minutes after it was wanted and the last obstacle was gone', async () => {
    const id = rightTicket();
    time.after(5 * 60_000, () => write(id, 'late', { priority: 'high' }));
    await time.step();
    const wantedAt = new Map([['sim-0/late', startsAt]]);
    expect(kinds({ wantedAt })).toEqual(['writes late']);
    expect(kinds({ wantedAt, obstacles: [{ from: startsAt, to: startsAt + 4 * 60_000 }] })).toEqual([]);
  });

  test('UPD-12 BAT-9 a file comes late only after two more of its pauses', async () => {
    const id = rightTicket();
    time.after(9 * 60_000, () => write(id, 'recording/a', { priority: 'high' }));
    await time.step();
    const wantedAt = new Map([['sim-0/recording/a', startsAt]]);
    const until = (ms: number): readonly string[] =>
      kinds({ wantedAt, obstacles: [{ from: startsAt, to: startsAt + ms }] });
    expect(until(5 * 60_000)).toEqual([]);
    expect(until(3 * 60_000)).toEqual(['writes late']);
  });

  test('UPD-13 a ticket that shows again what the one before it shows is not late', async () => {
    const [first, second] = [rightTicket(), ticket({ external_id: 'sim-0#2', comment: { body: 'x' } })];
    write(first, 'again', { priority: 'high' });
    time.after(5 * 60_000, () => write(second, 'again', { priority: 'high' }));
    await time.step();
    const wantedAt = new Map([['sim-0/again', startsAt]]);
    expect(kinds({ wantedAt })).not.toContain('writes late');
  });

  test('END-6 a workflow that failed, and a scenario without an end', () => {
    rightTicket();
    const temporal = { problems: ['session/sim-0 failed'], executions: () => [] };
    expect(kinds({ temporal })).toEqual(['a workflow failed']);
    expect(kinds({ endless: 'there is still something to do' })).toEqual(['an endless loop']);
  });
});
