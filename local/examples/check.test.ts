import { expect, it } from 'vitest';
import type { ExpectedTicket } from './check.ts';
import { sectionsOf, findProblems } from './check.ts';
import type { StoredTicket, LedgerEntry } from './simulator-client.ts';

const expected: ExpectedTicket = {
  madeBy: 'call-1',
  appended: [],
  requesterId: 7,
  assigneeId: 9,
  tags: ['session_call-1', 'queue_3'],
  sections: [
    { title: 'Call started', names: 'call-1' },
    { title: 'Call finished', names: 'call-1' },
  ],
  recordings: 0,
};

const section = (title: string): string => `<p><strong>${title}</strong></p><p>Call ID: call-1<br>Menu: a</p>`;

function comment(html: string, over: Partial<StoredTicket['comments'][number]> = {}): StoredTicket['comments'][number] {
  return { public: false, html_body: html, attachments: [], type: 'Comment', data: null, ...over };
}

function ticket(over: Partial<StoredTicket> = {}): StoredTicket {
  return {
    id: 1,
    external_id: 'call-1',
    subject: 'A call',
    status: 'open',
    requester_id: 7,
    assignee_id: 9,
    tags: ['queue_3', 'session_call-1'],
    comments: [comment(section('Call started')), comment(section('Call finished'))],
    ...over,
  };
}

function ledgerEntry(seq: number, over: Partial<LedgerEntry> = {}): LedgerEntry {
  return {
    seq,
    kind: 'ticket.update',
    outcome: 'applied',
    replayed: false,
    ticket_id: 1,
    metadata: { writes: ['call-1/finished'] },
    ...over,
  };
}

it('TKT-12 the one expected ticket has no problems', () => {
  expect(findProblems(expected, [ticket()], [ledgerEntry(1)])).toEqual([]);
});

it('BAT-4 two sections in one comment count like two comments', () => {
  const joined = ticket({ comments: [comment(section('Call started') + section('Call finished'))] });
  expect(findProblems(expected, [joined], [])).toEqual([]);
  expect(sectionsOf(section('Call started'))).toEqual([
    { title: 'Call started', text: '\n\nCall ID: call-1\nMenu: a\n' },
  ]);
});

it.each<[string, readonly StoredTicket[], string]>([
  ['no ticket', [], 'no ticket has the external id call-1'],
  ['two tickets', [ticket(), ticket({ id: 2 })], '2 tickets have the external id call-1: one was expected'],
  [
    'a second ticket of the same sessions',
    [ticket(), ticket({ id: 2, external_id: null })],
    'ticket 2 belongs to one of its sessions too',
  ],
  ['another requester', [ticket({ requester_id: 8 })], 'the requester is 8 instead of 7'],
  ['nobody assigned', [ticket({ assignee_id: null })], 'the assignee is nobody instead of 9'],
  ['a missing tag', [ticket({ tags: ['session_call-1'] })], 'the tag queue_3 is missing'],
  ['a tag too many', [ticket({ tags: [...expected.tags, 'x'] })], 'the tag x was not expected'],
  [
    'a missing comment',
    [ticket({ comments: [comment(section('Call started'))] })],
    '"Call finished" of call-1 is there not at all instead of once',
  ],
  [
    'a doubled comment',
    [ticket({ comments: [comment(section('Call started')), comment(section('Call finished').repeat(2))] })],
    '"Call finished" of call-1 is there 2 times instead of once',
  ],
  [
    'another comment',
    [ticket({ comments: [...ticket().comments, comment(section('Hello'))] })],
    'a comment "Hello" was not expected',
  ],
  [
    'a public comment',
    [ticket({ comments: ticket().comments.map((each) => ({ ...each, public: true })) })],
    'a comment is public: the customer would get it by mail',
  ],
  [
    'a voice comment',
    [ticket({ comments: [...ticket().comments, comment('', { type: 'VoiceComment' })] })],
    'there are 1 voice comments instead of 0',
  ],
])('reports %s', (_case, tickets, problem) => {
  expect(findProblems(expected, tickets, [])).toEqual([problem]);
});

it('BAT-5 a write that Zendesk applied twice is reported; a replayed answer or a refused write does not count', () => {
  expect(findProblems(expected, [ticket()], [ledgerEntry(1), ledgerEntry(2)])).toEqual([
    'call-1/finished was written 2 times',
  ]);
  const harmless = [ledgerEntry(1), ledgerEntry(2, { replayed: true }), ledgerEntry(3, { outcome: 'rejected' })];
  expect(findProblems(expected, [ticket()], harmless)).toEqual([]);
});
