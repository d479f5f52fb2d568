import { expect, test } from 'vitest';
import { recorded, t0 } from '../events/examples.testkit.ts';
import { english, indonesian, shown } from '../zendesk/comment.testkit.ts';
import { recordingComment, sharedFileComment, transcriptComment, voicemailComment } from './file-comments.ts';

const refusal = 'the host is not allowed';

test('UPD-12 the comment on a recording describes the attached file', () => {
  const { item } = recorded(t0, 'a', { started_at: '2026-03-02T09:00:00Z' });
  expect(shown(recordingComment(item, english))).toEqual([
    'Call recording',
    'Segment: a',
    'Started: 2 Mar 2026, 09:00:00 UTC',
    'Duration: 01:00',
  ]);
  expect(shown(recordingComment(item, indonesian))).toEqual([
    'Rekaman panggilan',
    'Segmen: a',
    'Dimulai: 2 Mar 2026, 16.00.00 WIB',
    'Durasi: 01:00',
  ]);
});

test('UPD-12 the comment on a recording that could not be stored gives the reason and the address', () => {
  const { item } = recorded(t0);
  expect(shown(recordingComment(item, english, refusal))).toEqual([
    'The recording could not be stored here',
    'Segment: a',
    'Duration: 01:00',
    'Reason: the host is not allowed',
    'Address: https://files.example.com/a.wav',
  ]);
  expect(shown(recordingComment(item, indonesian, refusal))).toEqual([
    'Rekaman tidak dapat disimpan di sini',
    'Segmen: a',
    'Durasi: 01:00',
    'Alasan: the host is not allowed',
    'Alamat: https://files.example.com/a.wav',
  ]);
});

test('UPD-3 the comment on a shared file names it, and gives the reason if it could not be stored', () => {
  const url = 'https://files.example.com/v.mp4?key=1';
  const file = { file_id: null, url, name: null, content_type: 'video/mp4', size: 30_000_000 };
  expect(shown(sharedFileComment('video', file, english, null))).toEqual([
    'File shared by the customer',
    'Kind: Video',
    'File: v.mp4',
  ]);
  expect(shown(sharedFileComment('photo', file, indonesian, null))).toEqual([
    'File yang dibagikan pelanggan',
    'Jenis: Foto',
    'Nama file: v.mp4',
  ]);
  expect(shown(sharedFileComment('video', file, english, 'too large'))).toEqual([
    'A file shared by the customer could not be stored here',
    'Kind: Video',
    'File: v.mp4',
    'Reason: too large',
    `Address: ${url}`,
  ]);
  expect(shown(sharedFileComment('video', file, indonesian, 'too large'))).toEqual([
    'File yang dibagikan pelanggan tidak dapat disimpan di sini',
    'Jenis: Rekaman video',
    'Nama file: v.mp4',
    'Alasan: too large',
    `Alamat: ${url}`,
  ]);
});

test('UPD-14 the comment has the transcript, or says that it is in the attached file', () => {
  const text = 'Customer: hello\nAgent: hi';
  expect(shown(transcriptComment(text, english, null, null))).toEqual(['Chat transcript', text]);
  expect(shown(transcriptComment(text, indonesian, null, null))).toEqual(['Transkrip obrolan', text]);
  const link = 'https://files.example.com/t.txt';
  expect(shown(transcriptComment(null, english, null, link))).toEqual(['Chat transcript', 'See the attached file.']);
  expect(shown(transcriptComment(null, indonesian, null, link))).toEqual([
    'Transkrip obrolan',
    'Lihat file terlampir.',
  ]);
});

test('UPD-14 the comment on a transcript that could not be stored gives the reason and the address', () => {
  const link = 'https://files.example.com/t.txt';
  expect(shown(transcriptComment(null, english, refusal, link))).toEqual([
    'The transcript could not be stored here',
    'Reason: the host is not allowed',
    `Address: ${link}`,
  ]);
  expect(shown(transcriptComment(null, indonesian, refusal, null))).toEqual([
    'Transkrip tidak dapat disimpan di sini',
    'Alasan: the host is not allowed',
  ]);
});

test('TKT-9 the comment on a voicemail has its transcription, and gives the reason if it could not be stored', () => {
  const item = {
    file_id: null,
    recording_url: 'https://files.example.com/vm.wav',
    duration_s: 12,
    transcription: 'Please call back.',
  };
  expect(shown(voicemailComment(item, english, null))).toEqual([
    'Voicemail',
    'Duration: 00:12',
    'Transcription: Please call back.',
  ]);
  expect(shown(voicemailComment(item, indonesian, null))).toEqual([
    'Pesan suara',
    'Durasi: 00:12',
    'Transkripsi: Please call back.',
  ]);
  const unsaid = { ...item, duration_s: null, transcription: null };
  expect(shown(voicemailComment(unsaid, english, refusal))).toEqual([
    'The voicemail could not be stored here',
    'Reason: the host is not allowed',
    'Address: https://files.example.com/vm.wav',
  ]);
  expect(shown(voicemailComment(unsaid, indonesian, refusal))).toEqual([
    'Pesan suara tidak dapat disimpan di sini',
    'Alasan: the host is not allowed',
    'Alamat: https://files.example.com/vm.wav',
  ]);
});
