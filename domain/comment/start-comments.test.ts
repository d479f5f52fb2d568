import { expect, test } from 'vitest';
import { readSession } from '../session/read-session.ts';
import type { Reason, Session } from '../session/state.ts';
import { call, chat, sessionWith, started, t0, settings } from '../events/examples.testkit.ts';
import type { CustomDataEntry } from '../events/parse-events.ts';
import { english, indonesian, shown } from '../zendesk/comment.testkit.ts';
import { appendedComments, customDataComment, firstComment } from './start-comments.ts';

function read(session: Session) {
  return readSession(session, settings(), t0);
}

const device = { platform: 'ios', os: '17.1', app_version: '4.2', page_url: 'https://shop.example.com/cart' };
const known: readonly Reason[] = [{ about: 'contact', at: t0, rule: 'CON-1', because: 'x' }];
const plan: CustomDataEntry = { key: 'plan', label: 'Plan', value: 'gold', type: 'string' };

const everything = sessionWith([
  started(t0, {
    lang: 'id',
    menu_path: { name: 'Support/Orders', materialized_path: '1/2' },
    outbound_number: '+18005550199',
    end_user: { ...call().end_user, name: 'Sam', email: 'sam@example.com' },
    device,
    custom_data: { signed: [plan], unsigned: [{ ...plan, key: 'tier', label: 'Tier', value: 3 }] },
  }),
]);

test('TKT-5 the first comment shows all known facts', () => {
  expect(firstComment(read(everything), known, english).map(shown)).toEqual([
    [
      'Call started',
      'Session type: Voice Inbound (IVR)',
      'Call ID: call-1',
      'Language: id',
      'Menu: Support/Orders',
      'Queue: Order status',
      'Customer name: Sam',
      'Customer phone: +14155551212',
      'Customer e-mail: sam@example.com',
      'Outbound number: +18005550199',
      'Page: https://shop.example.com/cart',
      'Device: ios 17.1 4.2',
      'Time: 2 Mar 2026, 09:00:00 UTC',
      "Contact: Found by the customer's phone number. (CON-1)",
    ],
    ['Custom data', 'Plan: gold', 'Tier: 3'],
  ]);
});

test('TKT-5 the same in Indonesian', () => {
  expect(firstComment(read(everything), known, indonesian).map(shown)).toEqual([
    [
      'Panggilan dimulai',
      'Jenis sesi: Voice Inbound (IVR)',
      'ID panggilan: call-1',
      'Bahasa: id',
      'Menu: Support/Orders',
      'Antrean: Order status',
      'Nama pelanggan: Sam',
      'Telepon pelanggan: +14155551212',
      'E-mail pelanggan: sam@example.com',
      'Nomor panggilan keluar: +18005550199',
      'Halaman: https://shop.example.com/cart',
      'Perangkat: ios 17.1 4.2',
      'Waktu: 2 Mar 2026, 16.00.00 WIB',
      'Kontak: Ditemukan berdasarkan nomor telepon pelanggan. (CON-1)',
    ],
    ['Data khusus', 'Plan: gold', 'Tier: 3'],
  ]);
});

test('UPD-1 a fact that is not known has no line', () => {
  const [first] = firstComment(read(sessionWith([started(t0, { queue: null, lang: null })])), [], english);
  expect(shown(first).filter((line) => /Queue|Language|null/.test(line))).toEqual([]);
  expect(firstComment(read(sessionWith([])), [], english).map(shown)).toEqual([['Call started', 'Call ID: call-1']]);
});

test("CON-3 a chat customer's unproven claims are marked as such", () => {
  const end_user = { ...call().end_user, name: 'Sam', authenticated: false };
  const session = sessionWith([started(t0, chat({ end_user }))]);
  expect(shown(firstComment(read(session), [], english)[0])).toContain('Customer name: Sam (claimed, not proven)');
  expect(shown(firstComment(read(session), [], indonesian)[0])).toContain(
    'Nama pelanggan: Sam (pengakuan, belum terbukti)',
  );
});

test('APP-8 an appended session says so, and by which rule', () => {
  const one = sessionWith([started(t0, { queue: null, lang: null, created_at: null })]);
  const rule = { about: 'ticket', at: t0, rule: 'APP-3', because: 'x' } as const;
  const session = { ...one, progress: { ...one.progress, reasons: [rule] } };
  const ids = ['Voice Inbound (IVR)', 'call-1', '+14155551212'] as const;
  expect(appendedComments(read(session), english).map(shown)).toEqual([
    [
      'Call appended to this ticket',
      `Session type: ${ids[0]}`,
      `Call ID: ${ids[1]}`,
      `Customer phone: ${ids[2]}`,
      'Ticket: The call was started from this ticket. (APP-3)',
    ],
  ]);
  expect(appendedComments(read(session), indonesian).map(shown)).toEqual([
    [
      'Panggilan ditambahkan ke tiket ini',
      `Jenis sesi: ${ids[0]}`,
      `ID panggilan: ${ids[1]}`,
      `Telepon pelanggan: ${ids[2]}`,
      'Tiket: Panggilan dimulai dari tiket ini. (APP-3)',
    ],
  ]);
});

test('UPD-5 custom data keeps its order, and its dates are in the language and time zone of the settings', () => {
  const entries: readonly CustomDataEntry[] = [
    { key: 'b', label: 'Since', value: t0, type: 'date' },
    { key: 'a', label: 'Until', value: String(t0), type: 'date' },
    { key: 'c', label: 'Number', value: t0, type: 'number' },
    { key: 'd', label: 'Vip', value: true, type: 'boolean' },
  ];
  expect(shown(customDataComment(entries, english))).toEqual([
    'Custom data',
    'Since: 2 Mar 2026, 09:00:00 UTC',
    'Until: 2 Mar 2026, 09:00:00 UTC',
    `Number: ${t0}`,
    'Vip: true',
  ]);
  expect(shown(customDataComment(entries.slice(0, 1), indonesian))).toEqual([
    'Data khusus',
    'Since: 2 Mar 2026, 16.00.00 WIB',
  ]);
});

test('UPD-5 a date that can not be read is shown as it came', () => {
  const date = (value: CustomDataEntry['value']) => ({ key: 'a', label: 'Since', value, type: 'date' }) as const;
  const entries = [date('next week'), date(1_772_442_000), date(true)];
  expect(shown(customDataComment(entries, english)).slice(1)).toEqual([
    'Since: next week',
    'Since: 1772442000',
    'Since: true',
  ]);
});

test('UPD-5 without a value there is no line, and without lines no comment', () => {
  const nothing: CustomDataEntry = { key: 'a', label: 'Plan', value: null, type: null };
  expect(customDataComment([], english)).toBeNull();
  expect(customDataComment([nothing], english)).toBeNull();
  expect(shown(customDataComment([nothing, plan], english))).toEqual(['Custom data', 'Plan: gold']);
});

test('UPD-5 SEC-2 the ticket says in its language that values were cut or left out', () => {
  const entries: readonly CustomDataEntry[] = [{ key: 'a', label: 'Plan', value: 'gol…', type: null, cut: true }];
  expect(shown(customDataComment(entries, english, 3))).toEqual([
    'Custom data',
    'Values left out, because they were too many or too long: 3',
    'Note: Values that end with “…” were too long, and were cut.',
    'Plan: gol…',
  ]);
  expect(shown(customDataComment(entries, indonesian, 3))).toEqual([
    'Data khusus',
    'Nilai yang dihilangkan karena terlalu banyak atau terlalu panjang: 3',
    'Catatan: Nilai yang diakhiri “…” terlalu panjang dan telah dipotong.',
    'Plan: gol…',
  ]);
  expect(shown(customDataComment([], english, 1))).toHaveLength(2);
});
