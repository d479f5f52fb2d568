import { expect, test } from 'vitest';
import { english, indonesian, shown } from '../zendesk/comment.testkit.ts';
import {
  agentUnknownComment,
  fieldsDroppedComment,
  lateFieldsComment,
  notMappedComments,
  notesComment,
} from './note-comments.ts';

test('ADP-5 the note names the agent who is not in Zendesk', () => {
  const agent = { name: 'Agent A', email: 'agent.a@example.com' };
  expect(shown(agentUnknownComment(agent, english))).toEqual([
    'Agent not found in Zendesk',
    'Agent: Agent A, agent.a@example.com: nobody in Zendesk has this address, so the ticket was left unassigned',
  ]);
  expect(shown(agentUnknownComment(agent, indonesian))).toEqual([
    'Agen tidak ditemukan di Zendesk',
    'Agen: Agent A, agent.a@example.com: tidak ada pengguna Zendesk dengan alamat e-mail ini, sehingga tiket tidak diberikan kepada siapa pun',
  ]);
});

test('UPD-6 UPD-7 custom data that fits no field of ticket or contact is shown with its problem', () => {
  const notes = [{ label: 'Plan', problem: 'there is no contact field plan in Zendesk (UPD-7)' }];
  expect(notMappedComments(notes, english).map(shown)).toEqual([
    ['Custom data that did not fit a field', 'Plan: there is no contact field plan in Zendesk (UPD-7)'],
  ]);
  expect(notMappedComments(notes, indonesian).map(shown)).toEqual([
    ['Data khusus yang tidak sesuai dengan kolom tujuan', 'Plan: there is no contact field plan in Zendesk (UPD-7)'],
  ]);
  expect(notMappedComments([], english)).toEqual([]);
});

test('UPD-7 fields whose value Zendesk dropped are named', () => {
  expect(shown(fieldsDroppedComment([7, 9], english))).toEqual([
    'Zendesk did not keep the value of these ticket fields',
    'Ticket fields: 7, 9',
  ]);
  expect(shown(fieldsDroppedComment([7], indonesian))).toEqual([
    'Zendesk tidak menyimpan nilai kolom tiket berikut',
    'Kolom tiket: 7',
  ]);
});

test('PLT-4 each note for the operator is one line', () => {
  const notes = ['The start never came.', '', 'A pick was refused.'];
  expect(shown(notesComment(notes, english))).toEqual(['Notes', 'The start never came.', 'A pick was refused.']);
  expect(shown(notesComment(['x'], indonesian))).toEqual(['Catatan penting', 'x']);
});

test('FLD-6 values that came too late for the fields are shown in a comment', () => {
  const values = [
    { label: 'CSAT', value: '5' },
    { label: 'Wait time', value: '' },
  ];
  expect(shown(lateFieldsComment(values, english))).toEqual([
    'Values of this session, which the ticket fields no longer show',
    'CSAT: 5',
  ]);
  expect(shown(lateFieldsComment(values, indonesian))).toEqual([
    'Nilai sesi ini yang tidak lagi ditampilkan di kolom tiket',
    'CSAT: 5',
  ]);
});
