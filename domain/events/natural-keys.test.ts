import { describe, expect, test } from 'vitest';
import { recordingComment, voicemailComment } from '../comment/file-comments.ts';
import { wordingOf } from '../comment/wording.ts';
import { shownId, withoutSignIn } from './natural-keys.ts';
import { parsePost } from './parse-events.ts';

const secret = 'hush-hush';
const signedIn = `https://user:${secret}@files.example.com/a.wav?signature=1`;

describe('an address with a user name and a password', () => {
  test.each([
    [signedIn, 'https://files.example.com/a.wav?signature=1'],
    [`https://user@files.example.com/a`, 'https://files.example.com/a'],
    [`https://:${secret}@files.example.com/a`, 'https://files.example.com/a'],
    [`https:user:${secret}@files.example.com/a`, 'https://files.example.com/a'],
    [`https://user:${secret}@files.example.com:8443/a@b`, 'https://files.example.com:8443/a@b'],
    ['https://files.example.com/a@b?mail=a@example.com', 'https://files.example.com/a@b?mail=a@example.com'],
    ['https://FILES.example.com/Ä', 'https://FILES.example.com/Ä'],
    ['no address @ all', 'no address @ all'],
  ])('SEC-3 %s becomes %s', (given, kept) => {
    expect(withoutSignIn(given)).toBe(kept);
  });

  test('SEC-3 no event keeps it', () => {
    const file = { url: signedIn, name: 'a.wav', content_type: 'audio/wav' };
    const events = [
      [
        'session.started',
        {
          id: 'call-1',
          kind: 'call',
          session_type: 'Voice Inbound (Web)',
          direction: 'inbound',
          device: { page_url: signedIn },
        },
      ],
      ['recording.ready', { ...file, segment: '1' }],
      ['voicemail.left', { recording_url: signedIn }],
      ['transcript.ready', file],
      ['smart_action.completed', { kind: 'photo', files: [file] }],
    ].map(([type, item], i) => ({
      event_id: `e${i}`,
      timestamp: Date.UTC(2026, 0, 1),
      session_id: 'call-1',
      type,
      item,
    }));
    const { accepted, refused } = parsePost({ count: events.length, events });
    expect(refused).toEqual([]);
    expect(accepted).toHaveLength(events.length);
    expect(JSON.stringify(accepted)).not.toContain(secret);
    expect(JSON.stringify(accepted)).toContain('https://files.example.com/a.wav?signature=1');
  });

  test('SEC-3 a session of an earlier version does not show it in a comment', () => {
    const wording = wordingOf('en', 'UTC');
    const recording = {
      segment: null,
      file_id: null,
      url: signedIn,
      content_type: null,
      size: null,
      started_at: null,
      duration_s: null,
    };
    const voicemail = { file_id: null, recording_url: signedIn, duration_s: null, transcription: null };
    const comments = [recordingComment(recording, wording, 'no'), voicemailComment(voicemail, wording, 'no')];
    expect(JSON.stringify(comments)).not.toContain(secret);
    expect(JSON.stringify(comments)).toContain('files.example.com/a.wav');
  });
});

test('SEC-3 an id that could be an address, a name or a number is shown as its hash, always the same', () => {
  for (const id of ['9', 'agent_7', 'A-1', 'a'.repeat(64)]) expect(shownId(id)).toBe(id);
  for (const id of ['jane.doe@example.com', 'Jane Doe', '+14155550142', 'a'.repeat(65), 'ä', '']) {
    expect(shownId(id)).toMatch(/^~[0-9a-z]+$/);
    expect(shownId(id)).toBe(shownId(id));
  }
  expect(shownId('a.b')).not.toBe(shownId('a.c'));
});
