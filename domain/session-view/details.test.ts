import { expect, test } from 'vitest';
import { newSession } from '../session/state.ts';
import { defaultSettings } from '../settings/defaults.ts';
import { detailsOf } from './details.ts';
import { zendeskErrors } from '../zendesk/error-codes.ts';
import { viewOf } from './view.ts';

const view = viewOf(newSession('call-1', false), defaultSettings, 0);

test('OPS-1 a session at a glance: ticket, contact and each reason; a part without content is left out', () => {
  expect(detailsOf({ ...view, waitsFor: [] })).toBe('**open**: no ticket: not yet');
  const reasons = [{ about: 'ticket', at: 0, rule: 'APP-1', because: 'It is open.' }] as const;
  const decided = { ...view, phase: 'live', ticketId: 5, ticketIs: 'appended', contactId: 1, waitsFor: [] } as const;
  expect(detailsOf({ ...decided, compensated: true, reasons })).toBe(
    ['**live**: ticket 5, appended, contact 1, compensated', '', '**Why**', '- ticket: It is open. (APP-1)'].join('\n'),
  );
});

test('OPS-1 a session at a glance: waits with their deadlines, writes, refusals, troubles and warnings', () => {
  const until = Date.parse('2026-03-02T09:00:00Z');
  const text = detailsOf({
    ...view,
    waitsFor: [
      { for: 'pick', until: null },
      { for: 'end', until },
    ],
    written: ['call-1/finished'],
    pending: ['call-1/rating/4'],
    failed: [{ id: 'call-1/voice/a', code: 'Invalid', message: 'no' }],
    troubles: [{ key: 'lookUp/phone', code: 'Forbidden', message: 'no role', count: 2, retryAt: 0 }],
    warnings: ['a warning'],
  });
  expect(text.split('\n').filter((line) => line.startsWith('- '))).toEqual([
    "- the agent's pick among several contacts",
    '- the end of the session, until 2026-03-02T09:00:00.000Z',
    '- call-1/finished',
    '- call-1/rating/4',
    `- call-1/voice/a: Invalid: no ${zendeskErrors.Invalid.remedy}`,
    `- lookUp/phone, attempt 2: Forbidden: no role ${zendeskErrors.Forbidden.remedy}`,
    '- a warning',
  ]);
});

test('OPS-1 a session at a glance links the ticket and the contact in Zendesk', () => {
  const decided = { ...view, phase: 'live', ticketId: 5, ticketIs: 'made', contactId: 1, waitsFor: [] } as const;
  expect(detailsOf(decided, 'https://example.zendesk.com/')).toBe(
    '**live**: [ticket 5](https://example.zendesk.com/agent/tickets/5), made, [contact 1](https://example.zendesk.com/agent/users/1)',
  );
});
