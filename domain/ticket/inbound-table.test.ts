import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { renderInboundDecisions } from '../decision-tables/inbound.ts';
import { isTicketDue } from '../decision-tables/is-ticket-due.ts';
import type { DecisionTable } from '../decision-tables/table.ts';
import { whichContact } from '../decision-tables/which-contact.ts';
import { whichTicketIfServed, whichTicketIfUnanswered } from '../decision-tables/which-ticket.ts';
import { whoHasTicket } from '../decision-tables/who-has-ticket.ts';

/**
 * The cells that the rules ask for, written by hand. Each row of the table is one line, and ` | ` separates its cells. A last
 * cell that ends in `…` is repeated in all further columns.
 */
type Expected = readonly (readonly [ids: string, row: string, cells: string])[];

function expectTable(table: DecisionTable, expected: Expected): void {
  test('CON-1, TKT-1, APP-1 its rows are all written down here', () => {
    expect(table.rows.map(({ title }) => title)).toEqual(expected.map(([, title]) => title));
  });
  test.each(expected)('%s %s', (_, title, line) => {
    const cells = line.split(' | ');
    const last = cells.at(-1) ?? '';
    const rest = last.endsWith('…') ? last.slice(0, -1).trim() : null;
    const all = table.columns.map((_, i) => (rest !== null && i >= cells.length - 1 ? rest : cells[i]));
    expect(table.rows.find((row) => row.title === title)?.cells).toEqual(all);
  });
}

describe('which contact', () => {
  test('CON-5, CON-6, END-3, CON-3 and TKT-11 each have a setting that is tried', () => {
    expect(whichContact.columns).toEqual([
      'defaults',
      '`contacts.create: false`',
      '`contacts.anonymous: "new"`',
      '`contacts.allowCreateWhenMatched: false`',
      '`inbound.autoSelectAt: "wrap_up_end"`',
      '`contacts.sdkLookupOrder: ["phone", "email"]`',
    ]);
  });
  const noPick = 'waits for the agent (CON-6) …';
  const newest = 'the newest, automatically (END-2)';
  const nobody = 'no contact, so no ticket (TKT-11)';
  expectTable(whichContact, [
    ['CON-4', 'call: nobody has the number', `new, by number (CON-4) | ${nobody} | new, by number (CON-4) …`],
    ['CON-1', 'call: one contact has the number', 'this contact (CON-1) …'],
    ['CON-6', 'call: two contacts have the number, no pick yet', noPick],
    ['CON-6', 'call: two contacts, the agent picked the older', 'the older (CON-6) …'],
    [
      'CON-6, TKT-11',
      'call: two contacts, the agent picked "new contact"',
      'new (CON-6) | waits for the agent (CON-6) | new (CON-6) | waits for the agent (CON-6) | new (CON-6) …',
    ],
    [
      'END-2, END-3',
      'call: two contacts, ended without a pick',
      `${newest} | ${newest} | ${newest} | ${newest} | waits for the end of the wrap-up (CON-6) | ${newest}`,
    ],
    ['END-3', 'call: two contacts, wrap-up ended without a pick', `${newest} …`],
    ['TKT-8, END-2', 'call: two contacts, no agent answered', `${newest} …`],
    ['TKT-9, END-2', 'call: two contacts, voicemail', `${newest} …`],
    [
      'CON-5',
      'call: number withheld',
      `the shared contact (CON-5) | ${nobody} | new (CON-5) | the shared contact (CON-5) …`,
    ],
    ['CON-2', 'app: identifier known', 'this contact (CON-2) …'],
    ['CON-2', 'app: identifier unknown', `new, by identifier (CON-2) | ${nobody} | new, by identifier (CON-2) …`],
    [
      'CON-3',
      'web: identifier known',
      'this contact (CON-3) | this contact (CON-3) | this contact (CON-3) | this contact (CON-3) | this contact (CON-3) | the contact with the number (CON-3)',
    ],
    [
      'CON-3',
      'web: e-mail address and number known, but of two contacts',
      'the contact with the e-mail address (CON-3) | the contact with the e-mail address (CON-3) | the contact with the e-mail address (CON-3) | the contact with the e-mail address (CON-3) | the contact with the e-mail address (CON-3) | the contact with the number (CON-3)',
    ],
    ['CON-3', 'web: e-mail address known', 'the contact with the e-mail address (CON-3) …'],
    ['CON-3', 'web: nothing known', `new, by identifier (CON-3) | ${nobody} | new, by identifier (CON-3) …`],
    ['CON-3', 'web: not signed in, e-mail address known', `new (CON-3) | ${nobody} | new (CON-3) …`],
  ]);
});

describe('is a ticket due', () => {
  test('TKT-2, TKT-8 and TKT-3 each have a setting that is tried', () => {
    expect(isTicketDue.columns).toEqual([
      'defaults',
      '`tickets.createWhen: "connected"`',
      '`tickets.createForAbandonedCalls: false`',
      '`tickets.createForAbandonedChats: false`',
      '`tickets.chatMinimumCustomerMessages: 2`',
    ]);
  });
  const waits = 'not yet: waits for an agent (TKT-2)';
  const served = 'yes, for the agent (TKT-2)';
  const missed = 'yes, as unanswered (TKT-8)';
  const none = 'no ticket (TKT-8)';
  const ofCalls = `${missed} | ${missed} | ${none} | ${missed} …`;
  const chat = 'yes, for the agent (TKT-1)';
  const short = 'not yet: waits for messages (TKT-3)';
  const tooShort = 'no ticket (TKT-3)';
  expectTable(isTicketDue, [
    ['TKT-2', 'call: waits in the queue', `${waits} …`],
    ['TKT-2', 'call: offered to an agent', `${served} | ${waits} | ${served} …`],
    ['TKT-6', 'call: offered, and declined', `${waits} …`],
    ['TKT-2', 'call: answered', `${served} …`],
    ['TKT-15', 'call: served only by a virtual agent', `${waits} …`],
    ['TKT-8', 'call: the customer gave up waiting', ofCalls],
    ['TKT-8', 'call: ended, nobody answered so far, no reason given', 'not yet: waits for an agent (TKT-8) …'],
    ['TKT-8', 'call: the same, 60 s after the end', ofCalls],
    ['TKT-8', 'call: deflected, 60 s after the end', ofCalls],
    ['TKT-6, TKT-8', 'call: declined by all agents, 60 s after the end', ofCalls],
    ['TKT-15', 'call: only a virtual agent, 60 s after the end', ofCalls],
    ['TKT-9', 'call: voicemail', 'yes, for the voicemail (TKT-9) …'],
    ['TKT-1, TKT-3', 'chat: waits in the queue', `${'not yet: waits for an agent (TKT-1) | '.repeat(4)}${short}`],
    ['TKT-1, TKT-3', 'chat: assigned, 1 message', `${chat} | ${chat} | ${chat} | ${chat} | ${short}`],
    ['TKT-3', 'chat: assigned, 2 messages', `${chat} …`],
    ['TKT-3', 'chat: ended after an answer, 1 message', `${chat} | ${chat} | ${chat} | ${chat} | ${tooShort}`],
    [
      'TKT-8, TKT-3',
      'chat: the customer gave up waiting, 1 message, 60 s after the end',
      `${missed} | ${missed} | ${missed} | ${none} | ${tooShort}`,
    ],
    [
      'TKT-8',
      'chat: the customer gave up waiting, 2 messages',
      `${missed} | ${missed} | ${missed} | ${none} | ${missed}`,
    ],
  ]);
});

describe('which ticket, when an agent has the session', () => {
  test('APP-1, APP-2, APP-7, TKT-11 and CON-5 each have a column', () => {
    expect(whichTicketIfServed.columns).toEqual([
      'defaults',
      '`append.inbound: false`',
      '`append.never: true`',
      '`append.reopenSolvedWithinDays: 7`',
      '`tickets.create: false`',
      'the two settings to the left together',
      'shared anonymous contact',
    ]);
  });
  const made = 'new (TKT-2)';
  const none = 'none (TKT-11)';
  const append = 'append (APP-1)';
  const active = `${append} | ${made} | ${made} | ${append} | ${append} | ${append} | ${made}`;
  const other = `${made} | ${made} | ${made} | ${made} | ${none} | ${none} | ${made}`;
  expectTable(whichTicketIfServed, [
    ['TKT-2, TKT-11', 'none', other],
    ['APP-1', 'same queue and channel, New', active],
    ['APP-1', 'same, Open', active],
    ['APP-1', 'same, Pending', active],
    ['APP-1', 'same, On-hold', active],
    [
      'APP-2',
      'same, Solved 7 days ago',
      `${made} | ${made} | ${made} | append, set Open (APP-2) | ${none} | append, set Open (APP-2) | ${made}`,
    ],
    ['APP-2', 'same, Solved 8 days ago', other],
    [
      'APP-2, TKT-11',
      'same, Closed, solved 7 days ago',
      `${made} | ${made} | ${made} | follow-up (APP-2) | ${none} | ${none} | ${made}`,
    ],
    ['APP-2', 'same, Closed, solved 8 days ago', other],
    ['APP-1', 'other queue, Open', other],
    ['APP-1', 'other channel, Open', other],
    ['APP-1', 'other queue, Open; older: same queue and channel, Open', other],
  ]);
});

describe('which ticket, when no agent answered', () => {
  test('TKT-14, APP-7, CON-5, TKT-11 and TKT-9 each have a column', () => {
    expect(whichTicketIfUnanswered.columns).toEqual([
      'missed call',
      'missed call, `tickets.foldMissedCalls: 30`',
      'the same, `append.never: true`',
      'the same, shared anonymous contact',
      'missed chat, `tickets.foldMissedCalls: 30`',
      'missed call, `tickets.create: false`',
      'voicemail',
      'voicemail, `tickets.create: false`',
    ]);
  });
  const missed = 'new (TKT-8)';
  const after = `${missed} | ${missed} | ${missed} | none (TKT-11) | new (TKT-9) | none (TKT-11)`;
  const never = `${missed} | ${missed} | ${after}`;
  const folded = `${missed} | append (TKT-14) | ${after}`;
  expectTable(whichTicketIfUnanswered, [
    ['TKT-8, TKT-9, TKT-11', 'none', never],
    ['TKT-8, TKT-9', 'same queue and channel, Open', never],
    ['TKT-8, APP-2', 'same, Solved 7 days ago', never],
    ['TKT-14', 'a call missed 30 minutes ago, New', folded],
    ['TKT-14', 'a call missed 31 minutes ago, New', never],
    ['TKT-14', 'a call missed 10 minutes ago, Solved', never],
    ['TKT-14', 'a call missed 10 minutes ago in another queue, New', folded],
    ['TKT-14', 'other queue, Open; older: a call missed 10 minutes ago, New', folded],
  ]);
});

describe('who gets the ticket that is there', () => {
  test('TKT-6 and TKT-10 each have a column', () => {
    expect(whoHasTicket.columns).toEqual([
      'nobody else changed it',
      'a person assigned it to somebody',
      '`tickets.defaultUserId: null`',
    ]);
  });
  const tag = ', tagged `abandoned` (TKT-8)';
  expectTable(whoHasTicket, [
    ['TKT-6', 'created; declined by the agent', 'to the default user (TKT-6) | stays (TKT-6) | to nobody (TKT-6)'],
    ['TKT-6', 'created; declined, and offered to another agent', 'to the other agent (TKT-6) …'],
    [
      'TKT-8, TKT-10',
      'created; the customer left before an answer',
      `to the default user${tag} | stays${tag} | to nobody${tag}`,
    ],
    ['TKT-9, TKT-10', 'created; voicemail', 'to the default user (TKT-9) | stays (TKT-9) | to nobody (TKT-9)'],
    ['APP-8', 'appended; offered', 'stays (APP-8) …'],
    ['APP-8', 'appended; answered', 'to the agent (APP-8) …'],
    ['TKT-6', 'appended; declined by the agent', 'stays (TKT-6) …'],
    ['TKT-8', 'appended; the customer left before an answer', 'stays (TKT-8) …'],
    ['TKT-9', 'appended; voicemail', 'stays; one more ticket (TKT-9) …'],
  ]);
});

test('OPS-1 docs/inbound-decisions.md is what the functions decide', () => {
  const page = readFileSync(new URL('../../docs/inbound-decisions.md', import.meta.url), 'utf8');
  expect(page, '`npm run docs` writes it anew').toBe(renderInboundDecisions());
});
