import { expect, test } from 'vitest';
import { readSession } from '../session/read-session.ts';
import { call, chat, ended, sessionWith, started, t0, settings } from '../events/examples.testkit.ts';
import { english, indonesian, shown } from '../zendesk/comment.testkit.ts';
import { finishedComment } from './end-comments.ts';
import type { SessionTotals } from './end-comments.ts';

const nothing: SessionTotals = { participants: [], holds: 0, holdSeconds: null, waitSeconds: null, callSeconds: null };
const eventful: SessionTotals = {
  participants: [
    { name: 'Agent A', consult: false },
    { name: 'Agent B', consult: true },
    { name: 'Agent C', consult: false },
    { name: 'Agent A', consult: false },
  ],
  holds: 2,
  holdSeconds: 65,
  waitSeconds: 9,
  callSeconds: 999,
};
const theCall = readSession(sessionWith([started(t0, call())]), settings(), t0);
const { item } = ended(t0, {
  disconnected_by: 'end_user',
  durations: { call_s: 125, wait_s: 5, hold_s: null },
  fail_reason: 'no_answer',
});

test('UPD-11 UPD-17 the end says who ended it, when, how long it took, who took part, and how often it was held', () => {
  expect(shown(finishedComment(theCall, { item, at: t0, totals: eventful }, english))).toEqual([
    'Call finished',
    'Call ID: call-1',
    'Disconnected by: Customer',
    'Outcome: No answer',
    'Time: 2 Mar 2026, 09:00:00 UTC',
    'Duration: 02:05',
    'Waited: 00:05',
    'On hold: 01:05',
    'Times on hold: 2',
    'Participants: Agent A, Agent C',
    'Consulted: Agent B',
  ]);
});

test('UPD-11 UPD-17 the same in Indonesian', () => {
  expect(shown(finishedComment(theCall, { item, at: t0, totals: eventful }, indonesian))).toEqual([
    'Panggilan selesai',
    'ID panggilan: call-1',
    'Diakhiri oleh: Pelanggan',
    'Hasil akhir: Tidak dijawab',
    'Waktu: 2 Mar 2026, 16.00.00 WIB',
    'Durasi: 02:05',
    'Waktu tunggu: 00:05',
    'Waktu ditahan: 01:05',
    'Berapa kali ditahan: 2',
    'Peserta: Agent A, Agent C',
    'Pihak yang dimintai konsultasi: Agent B',
  ]);
});

test('UPD-17 durations that the end does not give are shown as they were counted', () => {
  const lines = shown(
    finishedComment(theCall, { item: ended(t0).item, at: t0, totals: { ...eventful, participants: [] } }, english),
  );
  expect(lines).toEqual(expect.arrayContaining(['Duration: 16:39', 'Waited: 00:09', 'On hold: 01:05']));
});

test('UPD-11 a chat is called a chat, and facts that did not happen have no line', () => {
  const theChat = readSession(sessionWith([started(t0, chat())]), settings(), t0);
  const end = { item: ended(t0, { at: '2026-03-02T10:30:00Z' }).item, at: t0, totals: nothing };
  expect(shown(finishedComment(theChat, end, english))).toEqual([
    'Chat finished',
    'Chat ID: call-1',
    'Time: 2 Mar 2026, 10:30:00 UTC',
  ]);
  expect(shown(finishedComment(theChat, end, indonesian))).toEqual([
    'Obrolan selesai',
    'ID obrolan: call-1',
    'Waktu: 2 Mar 2026, 17.30.00 WIB',
  ]);
});
