import { expect, test } from 'vitest';
import { defaultSettings } from './defaults.ts';
import { settingsChanges, withChange } from './changes.ts';
import type { SettingsChange } from './changes.ts';

test('the same document again is no change', () => {
  expect(settingsChanges(defaultSettings, { ...defaultSettings, tickets: { ...defaultSettings.tickets } })).toEqual([]);
});

test('each value that changed is named by its path, with both values as JSON', () => {
  const after = {
    ...defaultSettings,
    tickets: { ...defaultSettings.tickets, create: false },
    append: { ...defaultSettings.append, outboundStatuses: ['open'] as const },
  };
  expect(settingsChanges(defaultSettings, after)).toEqual([
    { path: 'append.outboundStatuses', before: '["new","open","pending","hold"]', after: '["open"]' },
    { path: 'tickets.create', before: 'true', after: 'false' },
  ]);
});

test('an override that comes or goes is a change from or to none', () => {
  const after = { ...defaultSettings, queues: { '3': { tickets: { create: false } } } };
  expect(settingsChanges(defaultSettings, after)).toMatchObject([{ path: 'queues.3', before: 'none' }]);
  expect(settingsChanges(after, defaultSettings)).toMatchObject([{ path: 'queues.3', after: 'none' }]);
});

const agents = (count: number): string[] => Array.from({ length: count }, (_, i) => String(100_000 + i));
const withTeam = (agentsOfTeam: readonly string[]) => ({
  ...defaultSettings,
  team: {
    ...defaultSettings.team,
    teams: [{ id: '1', name: 'Sales', parentId: null, rank: 0, ticketId: 'off' as const, agents: agentsOfTeam }],
  },
});

test('of a long list only the part that changed is shown', () => {
  const changed = [...agents(1_000), 'x', ...agents(2_000)];
  expect(settingsChanges(withTeam([...agents(1_000), ...agents(2_000)]), withTeam(changed))).toEqual([
    { path: 'team.teams[0].agents[1000…]', before: '[]', after: '["x"]' },
  ]);
});

test('long values are cut', () => {
  const [change] = settingsChanges(withTeam([]), withTeam(agents(3_000)));
  expect(change?.path).toBe('team.teams[0].agents[0…]');
  expect(change?.after).toMatch(/^\["100000",.*…$/);
  expect(change?.after).toHaveLength(1_001);
});

test('the history keeps the newest change, and as many older ones as its size allows', () => {
  const large = (at: number) => ({
    at,
    by: 'a',
    changes: agents(100).map((path) => ({ path, before: 'x'.repeat(900), after: '' })),
  });
  let history: readonly SettingsChange[] = [];
  for (let at = 1; at <= 200; at++) history = withChange(history, large(at));
  expect(history[0]?.at).toBe(200);
  expect(JSON.stringify(history).length).toBeLessThan(256 * 1024);
  for (let at = 201; at <= 400; at++) history = withChange(history, { at, by: 'a', changes: [] });
  expect(history).toHaveLength(100);
});
