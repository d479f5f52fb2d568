/**
 * This file tests comments in Indonesian with the clock of Jakarta. If these tests fail, agents read comments in
 * another language than the settings say, or with the times of another time zone.
 */

import { describe, expect, it } from 'vitest';
import type { SessionEvent } from '../../domain/events/parse-events.ts';
import {
  agentOne,
  agentTwo,
  assigned,
  connected,
  customData,
  event,
  newCaller,
  outcomeOf,
  recording,
  send,
  started,
  transferFinished,
  wholeCall,
} from '../kit/events.ts';
import { fastSettings } from '../kit/stack.ts';
import { testStack } from '../kit/test-stack.ts';
import { expectInOrder, textOf, ticketOf, times } from '../kit/zendesk-state.ts';

const unknown = { id: 97, email: 'nobody.id@example.com', name: 'Agen Tidak Dikenal' };

const stack = testStack({
  simulator: { timeZone: 'Singapore' },
  agents: [agentOne, agentTwo],
  settings: { ...fastSettings, language: 'id', timeZone: 'Asia/Jakarta' },
});

describe.concurrent('the language of the settings', () => {
  it('UPD-1 to UPD-17 the comments of a whole call are in Indonesian, with times in the time zone of the settings', async () => {
    const { id, number } = newCaller();
    const during: readonly SessionEvent[] = [
      event(id, 'custom_data.received', customData({ plan: ['Plan', 'gold'] })),
      event(id, 'smart_action.failed', { kind: 'photo', error: { code: 'denied', message: 'izin ditolak' } }),
      transferFinished(id, agentOne, agentTwo),
      event(id, 'rating.received', { score: 5 }),
      event(id, 'disposition.submitted', { code: 'selesai', agent: agentTwo }),
    ];
    const start = { created_at: '2026-01-01T00:00:00Z' };
    await send(stack, ...wholeCall(id, number, { start, during }), recording(stack, id));
    expect(await outcomeOf(stack, id)).toMatchObject({ result: 'completed' });
    const ticket = await ticketOf(stack, id);
    expectInOrder(ticket, [
      'Panggilan dimulai',
      'Data khusus',
      'SmartAction gagal',
      'Pengalihan berhasil',
      'Penilaian pelanggan',
      'Disposisi',
      'Panggilan selesai',
      'Diakhiri oleh: Pelanggan',
      'Rekaman panggilan',
    ]);
    expect(times(ticket, '1 Jan 2026, 07.00.00 WIB')).toBe(1);
    // Zendesk itself writes the text of voice comments.
    const ours = ticket.comments.filter(({ data }) => data === undefined).map(textOf);
    expect(ours.join('\n')).not.toMatch(/Call |Transfer |Rating|Custom data|Agent:|Reason:/);
  });

  it('ADP-5 the comment about an agent whom Zendesk does not know is in Indonesian too', async () => {
    const { id, number } = newCaller();
    await send(
      stack,
      started(id, number),
      assigned(id, unknown),
      connected(id, unknown),
      ...wholeCall(id, number).slice(3),
    );
    await outcomeOf(stack, id);
    const ticket = await ticketOf(stack, id);
    expect(ticket.assignee_id).toBeNull();
    expectInOrder(ticket, ['Panggilan dimulai', 'Agen tidak ditemukan di Zendesk', unknown.email, 'Panggilan selesai']);
  });
});

describe('without a time zone in the settings', () => {
  it('TKT-5, UPD-11 times are in the time zone of the Zendesk account', async () => {
    const before = await stack.sessions.settings.get();
    await stack.sessions.settings.set({ ...before, language: 'en', timeZone: null }, 'test');
    const { id, number } = newCaller();
    await send(stack, ...wholeCall(id, number, { start: { created_at: '2026-01-01T00:00:00Z' } }));
    await outcomeOf(stack, id);
    expect(times(await ticketOf(stack, id), '1 Jan 2026, 08:00:00 GMT+8')).toBe(1);
  });
});
