import { describe, expect, test } from 'vitest';
import { agentA, agentB, orders, returns } from '../events/examples.testkit.ts';
import { english, indonesian, shown } from '../zendesk/comment.testkit.ts';
import {
  dapComment,
  dispositionComment,
  ratingComment,
  ratingTextComment,
  smartActionComment,
  smartActionFailedComment,
  summaryComment,
  transferComment,
  voicemailHandledComment,
} from './event-comments.ts';

describe('transfers', () => {
  const item = {
    transfer_id: null,
    from_agent: agentA,
    to_agent: agentB,
    from_queue: orders,
    to_queue: { ...returns, name: null },
    reason: 'second level',
  };

  test('UPD-2 a finished transfer names from and to', () => {
    expect(shown(transferComment(item, 'finished', true, english))).toEqual([
      'Transfer finished',
      'From: Agent A, agent.a@example.com',
      'From queue: Order status',
      'To: Agent B, agent.b@example.com',
      'To queue: 4',
      'Reason: second level',
    ]);
  });

  test('UPD-2 a failed one in Indonesian', () => {
    expect(shown(transferComment(item, 'failed', true, indonesian))).toEqual([
      'Pengalihan gagal',
      'Dari: Agent A, agent.a@example.com',
      'Dari antrean: Order status',
      'Ke: Agent B, agent.b@example.com',
      'Ke antrean: 4',
      'Alasan: second level',
    ]);
  });

  test('UPD-2 the comment says if the receiver is not in Zendesk', () => {
    const bare = { ...item, from_queue: null, to_queue: null, reason: null };
    expect(shown(transferComment(bare, 'finished', false, english))).toEqual([
      'Transfer finished',
      'From: Agent A, agent.a@example.com',
      'To: Agent B, agent.b@example.com',
      "Note: Nobody in Zendesk has the receiver's address, so the assignee is unchanged.",
    ]);
    expect(shown(transferComment(bare, 'finished', false, indonesian))).toEqual([
      'Pengalihan berhasil',
      'Dari: Agent A, agent.a@example.com',
      'Ke: Agent B, agent.b@example.com',
      'Catatan: Tidak ada pengguna Zendesk dengan alamat e-mail agen penerima, sehingga penerima tugas tidak diubah.',
    ]);
  });

  test('UPD-2 there is no note if the assignee would not have changed anyway', () => {
    expect(shown(transferComment(item, 'failed', false, english)).join()).not.toContain('Note');
    const toQueue = { ...item, to_agent: null };
    expect(shown(transferComment(toQueue, 'finished', false, english)).join()).not.toContain('Note');
  });
});

describe('SmartActions', () => {
  const file = { file_id: null, url: 'https://files.example.com/1.jpg', name: null, content_type: null, size: null };

  test('UPD-3 the result as lines, the files by name', () => {
    const result = { verified: true, device: { os: 'ios' }, hint: null };
    const files = [file, { ...file, name: 'door.jpg' }];
    const item = { smart_action_id: '1', kind: 'verification', result, files } as const;
    expect(shown(smartActionComment(item, english))).toEqual([
      'SmartAction completed',
      'Kind: Verification',
      'verified: true',
      'device: {\n  "os": "ios"\n}',
      'Files: 1.jpg, door.jpg',
    ]);
    expect(shown(smartActionComment(item, indonesian))).toEqual([
      'SmartAction selesai',
      'Jenis: Verifikasi',
      'verified: true',
      'device: {\n  "os": "ios"\n}',
      'Daftar file: 1.jpg, door.jpg',
    ]);
  });

  test('UPD-3 a typed text is one line', () => {
    const item = { smart_action_id: '1', kind: 'text_input', result: 'Main Street 5', files: [] } as const;
    expect(shown(smartActionComment(item, english)).slice(1)).toEqual(['Kind: Text input', 'Result: Main Street 5']);
    expect(shown(smartActionComment(item, indonesian)).slice(1)).toEqual(['Jenis: Isian teks', 'Hasil: Main Street 5']);
  });

  test('UPD-4 a failed one says why', () => {
    const error = { code: 'permission_refused', message: 'The camera was refused.' };
    const item = { smart_action_id: '1', kind: 'photo', error } as const;
    expect(shown(smartActionFailedComment(item, english))).toEqual([
      'SmartAction failed',
      'Kind: Photo',
      'Reason: The camera was refused.',
      'Code: permission_refused',
    ]);
    expect(shown(smartActionFailedComment({ ...item, error: null }, indonesian))).toEqual([
      'SmartAction gagal',
      'Jenis: Foto',
    ]);
  });
});

describe('direct access points', () => {
  const item = { request: { member: 42 }, response: { plan: 'gold', open: [1] } };
  const dap = { postToTicket: true, includeRequest: false, format: 'key_value' } as const;

  test('UPD-10 the answer as key-value lines', () => {
    expect(shown(dapComment(item, dap, english))).toEqual([
      'Answer of an API direct access point',
      'plan: gold',
      'open: [\n  1\n]',
    ]);
  });

  test('UPD-10 with the request, each under its heading', () => {
    expect(shown(dapComment(item, { ...dap, includeRequest: true }, indonesian))).toEqual([
      'Jawaban titik akses langsung API',
      'Permintaan',
      'member: 42',
      'Jawaban',
      'plan: gold',
      'open: [\n  1\n]',
    ]);
  });

  test('UPD-10 as JSON', () => {
    expect(shown(dapComment(item, { ...dap, format: 'json' }, indonesian)).slice(1)).toEqual([
      '{\n  "plan": "gold",\n  "open": [\n    1\n  ]\n}',
    ]);
    expect(shown(dapComment(item, { ...dap, format: 'json', includeRequest: true }, english)).slice(1)).toEqual([
      'Request: {\n  "member": 42\n}',
      'Answer: {\n  "plan": "gold",\n  "open": [\n    1\n  ]\n}',
    ]);
  });

  test('UPD-10 an answer without content has no lines', () => {
    const none = { request: null, response: null };
    expect(shown(dapComment(none, { ...dap, includeRequest: true }, english))).toHaveLength(1);
  });
});

test("UPD-8 the rating, and the customer's remark", () => {
  expect(shown(ratingComment(4, english))).toEqual(['Rating by the customer', 'Score: 4/5']);
  expect(shown(ratingComment(4, indonesian))).toEqual(['Penilaian pelanggan', 'Skor: 4/5']);
  expect(shown(ratingTextComment('Quick.', english))).toEqual(["Customer's remark on the rating", 'Quick.']);
  expect(shown(ratingTextComment('Cepat.', indonesian))).toEqual(['Komentar pelanggan atas penilaiannya', 'Cepat.']);
});

test('UPD-15 a disposition with code, list, note and agent', () => {
  const item = {
    disposition_id: '1',
    code: '12',
    custom_code_id: 'X-9',
    list: 'Sales',
    note: 'Wants a callback\non Monday',
    agent: agentA,
  };
  expect(shown(dispositionComment(item, english))).toEqual([
    'Disposition',
    'Code: 12',
    'Custom code: X-9',
    'List: Sales',
    'Note: Wants a callback\non Monday',
    'Agent: Agent A, agent.a@example.com',
  ]);
  expect(shown(dispositionComment(item, indonesian))).toEqual([
    'Disposisi',
    'Kode: 12',
    'Kode khusus: X-9',
    'Daftar: Sales',
    'Catatan: Wants a callback\non Monday',
    'Agen: Agent A, agent.a@example.com',
  ]);
  const bare = { ...item, custom_code_id: null, list: null, note: null, agent: null };
  expect(shown(dispositionComment(bare, english))).toEqual(['Disposition', 'Code: 12']);
});

test('UPD-16 a summary of the session, and one of a segment', () => {
  const item = { text: 'The order is late.', scope: 'session', segment: null, agent: agentA } as const;
  expect(shown(summaryComment(item, english))).toEqual([
    'Summary of the session',
    'Agent: Agent A, agent.a@example.com',
    'The order is late.',
  ]);
  const segment = { ...item, scope: 'segment', segment: '2', agent: null } as const;
  expect(shown(summaryComment(segment, english))[0]).toBe('Summary of a part of the session');
  expect(shown(summaryComment(segment, indonesian))).toEqual([
    'Ringkasan sebagian sesi',
    'Segmen: 2',
    'The order is late.',
  ]);
  expect(shown(summaryComment(item, indonesian))[0]).toBe('Ringkasan sesi');
});

test.each([
  ['read', 'Voicemail read', 'Pesan suara telah didengarkan'],
  ['dismissed', 'Voicemail dismissed', 'Pesan suara diabaikan'],
  ['called_back', 'Voicemail answered by calling back', 'Pesan suara ditindaklanjuti dengan menelepon balik'],
] as const)('UPD-9 a voicemail that was %s names the agent', (how, inEnglish, inIndonesian) => {
  const who = 'Agent A, agent.a@example.com';
  expect(shown(voicemailHandledComment(how, agentA, english))).toEqual([inEnglish, `Agent: ${who}`]);
  expect(shown(voicemailHandledComment(how, agentA, indonesian))).toEqual([inIndonesian, `Agen: ${who}`]);
  expect(shown(voicemailHandledComment(how, null, english))).toEqual([inEnglish]);
});
