import { expect, test } from 'vitest';
import { call, chat, ended, heard, recorded, started, t0 } from '../session/examples.testkit.ts';
import type { Comment } from './comment.ts';
import {
  agentUnknownComment,
  durationText,
  finishedComment,
  firstComment,
  recordingComment,
  timeText,
  wordingOf,
} from './session-comments.ts';

const wording = wordingOf(null);
const shown = ({ lines }: Comment): readonly string[] => lines.map(({ label, value }) => `${label}: ${value}`);

test.each([
  [0, '00:00'],
  [61.4, '01:01'],
  [3_725, '1:02:05'],
])('UPD-11 %d seconds read %s', (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
});

test('UPD-11 times are those of the time zone in the settings', () => {
  expect(timeText(t0, wordingOf('Asia/Jakarta'))).toMatch(/^2 Mar 2026.* 16:00:00/);
  expect(timeText('2026-03-02T09:00:00Z', wording)).toMatch(/09:00:00 UTC$/);
});

test('UPD-5 a date that can not be read is shown as it came', () => {
  expect(timeText('some day', wording)).toBe('some day');
});

test('UPD-11 the end says who ended it, when, and how long it took', () => {
  const durations = { call_s: 125, wait_s: 5, hold_s: null };
  const { item } = ended(t0, { disconnected_by: 'end_user', durations, fail_reason: 'no_answer' });
  const lines = shown(finishedComment(heard([started(t0)]), item, t0, wording));
  expect(lines).toEqual([
    'Call ID: call-1',
    'Disconnected by: Customer',
    'Outcome: No answer',
    expect.stringMatching(/^Time: .*09:00:00 UTC/),
    'Duration: 02:05',
    'Waited: 00:05',
  ]);
});

test('UPD-1 what is not known has no line', () => {
  const [first] = firstComment(heard([started(t0, { queue: null, lang: null })]), [], wording);
  expect(first === undefined ? [] : shown(first).filter((line) => /Queue|Language|null/.test(line))).toEqual([]);
});

test("CON-3 a chat customer's unproven claims are marked as such", () => {
  const end_user = { ...call().end_user, name: 'Sam', authenticated: false };
  const [first] = firstComment(heard([started(t0, chat({ end_user }))]), [], wording);
  expect(first === undefined ? [] : shown(first)).toContain('Customer name: Sam (claimed, not proven)');
});

test('UPD-12 a recording that could not be stored says why, and where it is', () => {
  const { item } = recorded(t0);
  expect(shown(recordingComment(item, wording))).toEqual(['Segment: a', 'Duration: 01:00']);
  const refused = recordingComment(item, wording, 'the host is not allowed');
  expect(shown(refused)).toContain('Reason: the host is not allowed');
  expect(shown(refused)).toContain('Address: https://files.example.com/a.wav');
});

test('ADP-5 the note names the agent whom nobody knows', () => {
  const [line] = shown(agentUnknownComment({ name: 'Agent A', email: 'agent.a@example.com' }, wording));
  expect(line).toContain('Agent A, agent.a@example.com');
});
