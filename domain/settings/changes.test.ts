import { expect, test } from 'vitest';
import { defaultSettings } from './defaults.ts';
import { settingsChanges } from './changes.ts';

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
