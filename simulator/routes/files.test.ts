import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { ask, seedTicket, useSimulator } from '../simulator.testkit.ts';

const kit = useSimulator({ uploadLimitBytes: 2 * 1024 * 1024 });
const upload = (bytes: string, more = '') =>
  kit.api('POST', `/uploads.json?filename=call%201.wav${more}`, undefined, {
    raw: bytes,
    headers: { 'content-type': 'audio/wav' },
  });

test('an upload is counted and hashed, and a comment with its token has the file', async () => {
  const { ticket } = await seedTicket(kit);
  const sent = await upload('sound');
  expect(sent.status).toBe(201);
  expect(sent.at('upload.attachment')).toMatchObject({ file_name: 'call 1.wav', content_type: 'audio/wav', size: 5 });
  const comment = { body: 'Recording', public: false, uploads: [sent.at('upload.token')] };
  const changed = await kit.api('PUT', `/tickets/${ticket}`, { ticket: { comment } });
  expect(changed.at('audit.events.0.attachments.0.size')).toBe(5);
  const file = await ask(String(changed.at('audit.events.0.attachments.0.content_url')), 'GET', undefined, {
    anonymous: true,
  });
  expect([file.text, file.headers.get('content-type')]).toEqual(['sound', 'audio/wav']);
  const sha256 = createHash('sha256').update('sound').digest('hex');
  expect(await kit.ledger('?kind=upload')).toMatchObject([{ applied: { size: 5, sha256 } }]);
});

test('a token expires after an hour, and the file is left out silently', async () => {
  const { ticket } = await seedTicket(kit);
  const token = (await upload('sound')).at('upload.token');
  await kit.sim('POST', '/clock', { advanceMs: 60 * 60 * 1000 });
  const comment = { body: 'Recording', uploads: [token] };
  const changed = await kit.api('PUT', `/tickets/${ticket}`, { ticket: { comment } });
  expect(changed.at('audit.events.0.attachments')).toEqual([]);
});

test('a second file can join a token; JSON is stored like any other type', async () => {
  const token = String((await upload('one')).at('upload.token'));
  const second = await kit.api('POST', `/uploads?filename=t.json&token=${token}`, { a: 1 });
  expect(second.at('upload.token')).toBe(token);
  expect(second.at('upload.attachments')).toMatchObject([{ size: 3 }, { size: 7, content_type: 'application/json' }]);
});

test('a file over the limit is refused with 413; one over a megabyte keeps its size only', async () => {
  expect((await upload('x'.repeat(2 * 1024 * 1024 + 1))).status).toBe(413);
  const large = await upload('x'.repeat(1024 * 1024 + 1));
  expect(large.at('upload.attachment.size')).toBe(1024 * 1024 + 1);
  expect((await ask(String(large.at('upload.attachment.content_url')), 'GET')).status).toBe(410);
});

test('recordings are WAV files of the length or size asked for', async () => {
  const response = await fetch(`${kit.url()}/recordings/one.wav?seconds=2`);
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(response.headers.get('content-length')).toBe(String(44 + 2 * 16_000));
  expect([bytes.length, bytes.toString('latin1', 0, 4), bytes.readUInt32LE(40)]).toEqual([32_044, 'RIFF', 32_000]);
  const sized = await fetch(`${kit.url()}/recordings/one.wav?bytes=100001`);
  expect((await sized.arrayBuffer()).byteLength).toBe(100_001);
  expect((await fetch(`${kit.url()}/recordings/one.mp3`)).status).toBe(404);
});

test('a screen pop answers 200 with an empty body, 404 for an unknown agent or ticket, and is on record', async () => {
  const { ticket, user } = await seedTicket(kit, { external_id: 'call-1' });
  const agent = (await kit.sim('POST', '/seed', { users: [{ name: 'Agent', role: 'agent' }] })).id('users.0.id');
  const pop = (who: number, what: number) =>
    kit.api('POST', `/channels/voice/agents/${who}/tickets/${what}/display.json`, undefined, { raw: '' });
  const shown = await pop(agent, ticket);
  expect([shown.status, shown.text, shown.headers.get('content-type')]).toEqual([
    200,
    '',
    'application/json; charset=utf-8',
  ]);
  expect((await pop(user, ticket)).status).toBe(404);
  expect((await pop(agent, 999_999)).status).toBe(404);
  expect(await kit.ledger('?kind=screen_pop')).toMatchObject([
    { ticket_id: ticket, user_id: agent, session: 'call-1' },
  ]);
});

test('a phone ticket needs a voice via id, and an unknown agent to show it to is refused before it is made', async () => {
  const ticket = { comment: { body: 'x' }, via_id: 46, voice_comment: { from: '+1', to: '+2' } };
  const path = '/channels/voice/tickets.json';
  expect((await kit.api('POST', path, { ticket: { comment: { body: 'x' } } })).status).toBe(422);
  expect((await kit.api('POST', path, { ticket, display_to_agent: 1 })).status).toBe(422);
  expect(await kit.ledger('?kind=ticket.create')).toEqual([]);
  const made = await kit.api('POST', path, { ticket });
  expect(made.at('ticket.via')).toMatchObject({ channel: 'voice', source: { from: { phone: '+1' }, rel: 'outbound' } });
});
