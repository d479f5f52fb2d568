import { expect, test } from 'vitest';
import { english, indonesian } from '../zendesk/comment.testkit.ts';
import { reasonLines } from './reasons.ts';

const because = 'What the decision said.';

test('OPS-1 a reason is short, in the language of the settings, and names its rule', () => {
  const reasons = [
    { about: 'contact', at: 0, rule: 'CON-4', because },
    { about: 'ticket', at: 0, rule: 'TKT-8', because },
  ] as const;
  expect(reasonLines(reasons, english)).toEqual([
    { label: 'Contact', value: 'Nobody had this phone number, so a contact was made. (CON-4)' },
    { label: 'Ticket', value: 'The session ended before a human agent answered. (TKT-8)' },
  ]);
  expect(reasonLines(reasons, indonesian)).toEqual([
    { label: 'Kontak', value: 'Belum ada kontak dengan nomor telepon ini, sehingga kontak baru dibuat. (CON-4)' },
    { label: 'Tiket', value: 'Sesi berakhir sebelum dijawab oleh agen manusia. (TKT-8)' },
  ]);
});

test('OPS-1 a rule without a text shows the reason of the decision', () => {
  const [line] = reasonLines([{ about: 'ticket', at: 0, rule: 'BAT-1', because }], indonesian);
  expect(line?.value).toBe('What the decision said. (BAT-1)');
});
