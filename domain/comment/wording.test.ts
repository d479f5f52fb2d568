import { expect, test } from 'vitest';
import { t0 } from '../events/examples.testkit.ts';
import { english, indonesian } from '../zendesk/comment.testkit.ts';
import { agentText, durationText, fileText, timeText, wordingOf } from './wording.ts';

test.each([
  [0, '00:00'],
  [61.4, '01:01'],
  [3_725, '1:02:05'],
])('UPD-11 %d seconds read %s', (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
});

test('UPD-11 times are those of the time zone in the settings, in the language of the settings', () => {
  expect(timeText(t0, wordingOf('en', 'Asia/Jakarta'))).toBe('2 Mar 2026, 16:00:00 GMT+7');
  expect(timeText(t0, indonesian)).toBe('2 Mar 2026, 16.00.00 WIB');
  expect(timeText('2026-05-02T09:00:00Z', wordingOf('id', null))).toBe('2 Mei 2026, 09.00.00 UTC');
  expect(timeText('2026-03-02T09:00:00Z', wordingOf('en', null))).toBe('2 Mar 2026, 09:00:00 UTC');
});

test('UPD-5 a time that can not be read is shown as it came', () => {
  expect(timeText('some day', english)).toBe('some day');
});

test('UPD-2 an agent is shown by name and address, or else by id', () => {
  expect(agentText({ id: '7', name: 'Agent A', email: 'agent.a@example.com' })).toBe('Agent A, agent.a@example.com');
  expect(agentText({ id: '7', name: null, email: 'agent.a@example.com' })).toBe('agent.a@example.com');
  expect(agentText({ id: '7', name: null, email: null })).toBe('7');
  expect(agentText(null)).toBeNull();
});

test('UPD-3 SEC-3 a file without a name is named after its address, without the signature', () => {
  const file = { file_id: null, content_type: null, size: null };
  const url = 'https://files.example.com/photos/1.jpg?signature=secret';
  expect(fileText({ ...file, url, name: null })).toBe('1.jpg');
  expect(fileText({ ...file, url, name: 'door.jpg' })).toBe('door.jpg');
});
