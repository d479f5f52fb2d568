import { describe, expect, test } from 'vitest';
import { defaultSettings } from '../settings/defaults.ts';
import type { Team } from '../settings/settings.ts';
import { warnings } from '../settings/warnings.ts';
import { outboundOptions } from './options.ts';
import { agentId, facts, flexible, question, withTeam } from './page.testkit.ts';
import { teamOf, teamTicketRule } from './team.ts';

function team(id: string, rank: number, parentId: string | null, agents: readonly string[] = [agentId]): Team {
  return { id, name: id, parentId, rank, ticketId: 'required', agents };
}

describe('the team of an agent', () => {
  test.each<[string, readonly Team[], string | null]>([
    ['in none', [team('a', 0, null, ['8'])], null],
    ['in one', [team('a', 0, null, ['8']), team('b', 1, null)], 'b'],
    ['the highest in the list', [team('low', 2, null), team('high', 1, null)], 'high'],
    ['a sub-team before its parent', [team('parent', 0, null), team('sub', 1, 'parent')], 'sub'],
    ['a sub-sub-team', [team('top', 0, null), team('mid', 1, 'top', []), team('sub', 2, 'mid')], 'sub'],
    ['the sub-team of the highest', [team('top', 0, null), team('other', 1, null), team('sub', 2, 'top')], 'sub'],
    ['not the sub-team of a lower one', [team('top', 0, null), team('low', 1, null), team('sub', 2, 'low')], 'top'],
    ['the higher of two sub-teams', [team('top', 0, null), team('s2', 2, 'top'), team('s1', 1, 'top')], 's1'],
    ['a sub-team whose parent is not theirs', [team('top', 0, null, ['8']), team('sub', 1, 'top')], 'sub'],
  ])('TEAM-6 %s', (_title, teams, expected) => {
    const settings = { ...defaultSettings, team: { ...defaultSettings.team, teams } };
    expect(teamOf(agentId, settings)?.id ?? null).toBe(expected);
  });

  test('TEAM-6 agents of a sub-team without a ticket id are not asked for the ticket id of the parent team', () => {
    const teams = [team('top', 0, null), { ...team('sub', 1, 'top'), ticketId: 'off' as const }];
    expect(teamTicketRule(agentId, withTeam('off', defaultSettings, { teams })).asks).toBe('off');
  });
});

describe('whether a ticket id is asked for', () => {
  const complete = { id: '3', teams: ['sales'], instantVoiceCall: true, outboundNumber: '+18005550100' };

  test.each(['optional', 'required'] as const)('TEAM-1 a complete set-up: %s', (asks) => {
    const settings = withTeam(asks);
    expect(teamTicketRule(agentId, settings)).toMatchObject({ asks, outboundNumber: '+18005550100' });
    const { fields, unanswered } = outboundOptions(question(), facts(), settings);
    expect(fields.ticketId).toEqual({ shown: true, required: asks === 'required', default: null });
    expect(unanswered.map(({ field, rule }) => [field, rule])).toEqual(
      asks === 'required' ? [['ticketId', 'TEAM-1']] : [],
    );
    expect(warnings(settings).filter(({ rule }) => rule === 'TEAM-1')).toEqual([]);
  });

  test.each([
    ['switched off', { enabled: false }, 'switched off', 0],
    ['no queue', { queues: [] }, 'assign it to a queue', 1],
    ['another team only', { queues: [{ ...complete, teams: ['other'] }] }, 'assign it to a queue', 1],
    ['no instant call', { queues: [{ ...complete, instantVoiceCall: false }] }, 'switch instant voice call on', 1],
    ['no number', { queues: [{ ...complete, outboundNumber: null }] }, 'a default outbound number', 1],
    [
      'number and instant call on different queues',
      {
        queues: [
          { ...complete, instantVoiceCall: false },
          { ...complete, id: '4', outboundNumber: null },
        ],
      },
      'a default outbound number',
      1,
    ],
  ])('TEAM-1 set-up not complete, %s: off, and saving warns', (_title, part, remedy, warned) => {
    const settings = withTeam('required', defaultSettings, part);
    const rule = teamTicketRule(agentId, settings);
    expect(rule).toMatchObject({ asks: 'off', because: expect.stringContaining(remedy) });
    const options = outboundOptions(question(), facts(), settings);
    expect([options.fields.ticketId.shown, options.mayCall]).toEqual([false, true]);
    const shown = warnings(settings).filter(({ rule: id }) => id === 'TEAM-1');
    expect(shown.map(({ message }) => message.includes(remedy))).toEqual(Array<boolean>(warned).fill(true));
  });

  test('TEAM-1 a ticket id from a team that is not asked for one is refused, with what to do', () => {
    const asked = question({ source: 'team_ticket', ticketId: 33 });
    const { refusals, mayCall } = outboundOptions(asked, facts(), flexible());
    expect(refusals).toMatchObject([{ field: 'ticketId', rule: 'TEAM-1' }]);
    expect(mayCall).toBe(false);
  });
});
