import { expect, test } from 'vitest';
import { defaultSettings } from './defaults.ts';
import { previewSettings } from './preview.ts';

test('OUT-3 TKT-10 a preview has each change, the time from which it applies, and the warnings', () => {
  const wanted = {
    batching: { windowSeconds: 20, shards: 2 },
    zendesk: { requestsPerMinute: 300 },
    outbound: { flexible: true, allowNone: true },
  };
  const preview = previewSettings(defaultSettings, wanted);
  expect(preview).toMatchObject({
    ok: true,
    changes: [
      { path: 'batching.shards', holdsFor: 'once sent' },
      { path: 'batching.windowSeconds', before: '10', after: '20', holdsFor: 'batches' },
      { path: 'outbound.allowNone', holdsFor: 'sessions' },
      { path: 'outbound.flexible', holdsFor: 'sessions' },
      { path: 'zendesk.requestsPerMinute', holdsFor: 'at once' },
    ],
  });
  expect(preview.ok && preview.warnings.map(({ rule }) => rule)).toEqual(expect.arrayContaining(['OUT-3', 'TKT-10']));
});

test('SEC-2 a document that would be refused is refused with each path', () => {
  expect(previewSettings(defaultSettings, { batching: { windowSeconds: 0 } })).toMatchObject({
    ok: false,
    problems: [{ path: 'batching.windowSeconds' }],
  });
});
