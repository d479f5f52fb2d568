import { describe, expect, test } from 'vitest';
import { defaultSettings } from '../settings/defaults.ts';
import type { Settings } from '../settings/settings.ts';
import type { OutboundQuestion } from '../session/outbound-choice.ts';
import { completeChoice } from './complete.ts';
import { outboundOptions } from './options.ts';
import {
  contact,
  facts,
  flexible,
  fromTicket,
  known,
  never,
  nothingKnown,
  question,
  strange,
  ticket,
} from './page.testkit.ts';

const prompting = flexible({ promptForTicket: true, allowCreate: true, allowNone: true });

describe('which contact', () => {
  const two = facts({ contacts: [contact(21), contact(22)] });

  test('OUT-5 the newest of several contacts is preselected, and the agent must pick one before the call', () => {
    const { contacts, fields, unanswered, mayCall } = outboundOptions(question(), two, flexible());
    expect([contacts.map(({ id }) => id), fields.contact.default, mayCall]).toEqual([[21, 22], 21, false]);
    expect(unanswered).toMatchObject([{ field: 'contact', rule: 'OUT-5' }]);
    expect(completeChoice(question(), two, flexible())).toMatchObject({ ok: false, refusals: unanswered });
    expect(completeChoice(question({ contactId: 21 }), two, flexible())).toMatchObject({
      ok: true,
      choice: { outbound: { contact_id: 21 } },
    });
  });

  test('OUT-5 the tickets are those of the picked contact', () => {
    const { missing, tickets } = outboundOptions(question({ contactId: 22 }), two, prompting);
    expect([missing, tickets]).toEqual([[{ kind: 'tickets', contactId: 22 }], []]);
  });

  test("OUT-6 from a contact's number: number and contact are filled", () => {
    const asked = question({ source: 'contact', contactId: 21 });
    for (const settings of [defaultSettings, flexible()]) {
      const { fields, mayCall } = outboundOptions(asked, facts(), settings);
      expect([fields.dialNumber.default, fields.contact, mayCall]).toMatchObject([
        known,
        { shown: true, default: 21 },
        true,
      ]);
    }
  });

  test.each([
    [defaultSettings, false],
    [flexible(), false],
    [prompting, true],
  ])('OUT-7 from a ticket: number, contact and ticket are filled', (settings, required) => {
    const { fields, choices, mayCall } = outboundOptions(fromTicket(), facts(), settings);
    expect([fields.dialNumber.default, fields.contact.default]).toEqual([known, 21]);
    expect(fields.ticket).toEqual({ shown: true, required, default: { choice: 'auto', ticketId: 33 } });
    expect([choices.auto.rule, mayCall]).toEqual(['APP-3', true]);
  });

  test('OUT-7 a ticket that is not there any more is refused', () => {
    const { refusals } = outboundOptions(fromTicket({ dialNumber: known }), facts({ ticket: null }), flexible());
    expect(refusals).toMatchObject([{ field: 'ticket', rule: 'OUT-12' }]);
  });

  test('CON-12 the contact of a ticket is its requester', () => {
    const { refusals } = outboundOptions(fromTicket({ contactId: 22 }), facts(), flexible());
    expect(refusals).toMatchObject([{ field: 'contact', rule: 'CON-12' }]);
  });

  type NewContactCase = {
    readonly title: string;
    readonly contacts: Partial<Settings['contacts']>;
    readonly isMatched: boolean;
    readonly rule: string;
    readonly allowed: boolean;
  };

  test.each<NewContactCase>([
    { title: 'no contact has the number', contacts: {}, isMatched: false, rule: 'CON-11', allowed: true },
    { title: 'some contacts have it', contacts: {}, isMatched: true, rule: 'CON-6', allowed: true },
    {
      title: 'some contacts have it, and the settings forbid a new one',
      contacts: { allowCreateWhenMatched: false },
      isMatched: true,
      rule: 'CON-6',
      allowed: false,
    },
    { title: 'no contact may be made', contacts: { create: false }, isMatched: false, rule: 'TKT-11', allowed: false },
  ])('CON-6 a new contact: $title', ({ contacts, isMatched, rule, allowed }) => {
    const settings = flexible({}, { contacts: { ...defaultSettings.contacts, ...contacts } });
    const given = facts({ contacts: isMatched ? [contact(21), contact(22)] : [] });
    const asked = question({ contactId: 'new' });
    expect(outboundOptions(asked, given, settings).newContact).toMatchObject({ allowed, rule });
    const completed = completeChoice(asked, given, settings);
    expect(completed).toMatchObject(
      allowed
        ? { ok: true, choice: { newContact: true, outbound: { contact_id: null } } }
        : { ok: false, refusals: [{ field: 'contact', rule }] },
    );
  });

  test('CON-11 a number that no contact has can be called, and the contact is made when the call starts', () => {
    const given = facts({ number: strange, contacts: [] });
    const completed = completeChoice(question({ dialNumber: strange }), given, flexible());
    expect(completed).toMatchObject({ ok: true, choice: { newContact: false, outbound: { contact_id: null } } });
  });

  test('TKT-11 a number that no contact has can be called if no contact may be made', () => {
    const settings = flexible({}, { contacts: { ...defaultSettings.contacts, create: false } });
    const options = outboundOptions(question(), facts({ contacts: [] }), settings);
    expect(options.choices.auto).toMatchObject({ allowed: true, rule: 'TKT-11' });
    expect([options.fields.contact.default, options.fields.contact.required, options.mayCall]).toEqual([
      null,
      false,
      true,
    ]);
  });
});

describe('which ticket', () => {
  const shared = { contacts: [contact(21)], record: contact(21, { externalId: 'anonymous' }) };

  test('OUT-1 the automatic choice says which ticket it takes', () => {
    const ask = (settings: Settings, statuses: readonly ('open' | 'pending' | 'solved')[]) =>
      outboundOptions(
        question(),
        facts({ tickets: statuses.map((status, index) => ticket(33 - index, status)) }),
        settings,
      ).preselection;
    expect(ask(flexible(), ['solved', 'pending'])).toEqual({ choice: 'auto', ticketId: 32 });
    expect(ask(flexible(), ['solved'])).toEqual({ choice: 'auto', ticketId: null });
    expect(ask(never(flexible()), ['open'])).toEqual({ choice: 'auto', ticketId: null });
  });

  test('OUT-1 the agent picks among all open tickets, newest first', () => {
    const tickets = [ticket(35, 'closed'), ticket(34, 'hold'), ticket(33, 'solved'), ticket(32, 'new')];
    const options = outboundOptions(question(), facts({ tickets }), prompting);
    expect(options.tickets.map(({ id }) => id)).toEqual([34, 32]);
    expect(options.unanswered).toMatchObject([{ field: 'ticket', rule: 'OUT-1' }]);
    for (const { id } of options.tickets) {
      const completed = completeChoice(
        question({ ticketChoice: 'existing', ticketId: id }),
        facts({ tickets }),
        prompting,
      );
      expect(completed).toMatchObject({ ok: true, choice: { outbound: { ticket_choice: 'existing', ticket_id: id } } });
    }
  });

  const refused: readonly (readonly [string, Partial<OutboundQuestion>, Settings, string])[] = [
    ['OUT-1 a ticket of one’s own choice', { ticketChoice: 'existing', ticketId: 32 }, flexible(), 'OUT-1'],
    ['OUT-1 no choice where one is due', { ticketChoice: 'auto' }, prompting, 'OUT-1'],
    ['OUT-2 a new ticket, without the pick', { ticketChoice: 'new' }, flexible(), 'OUT-2'],
    ['OUT-2 a new ticket beside open ones', { ticketChoice: 'new' }, flexible({ promptForTicket: true }), 'OUT-2'],
    ['OUT-3 no ticket', { ticketChoice: 'none' }, flexible({ promptForTicket: true }), 'OUT-3'],
  ];
  test.each(refused)('%s is refused where it is not allowed', (_title, some, settings, rule) => {
    const shown = outboundOptions(question(some), facts(), settings).refusals;
    expect(shown).toMatchObject([{ field: 'ticket', rule }]);
    expect(completeChoice(question(some), facts(), settings)).toMatchObject({ ok: false, refusals: shown });
  });

  test('OUT-2 a new ticket is never refused if the contact has no open one', () => {
    const settings = flexible({ promptForTicket: true });
    const given = facts({ tickets: [ticket(33, 'solved')] });
    for (const ticketChoice of [null, 'new'] as const)
      expect(completeChoice(question({ ticketChoice }), given, settings)).toMatchObject({
        ok: true,
        choice: { outbound: { ticket_choice: 'new', ticket_id: null } },
      });
  });

  test('OUT-3 without a ticket, and without a contact being made', () => {
    const asked = question({ ticketChoice: 'none' });
    const completed = completeChoice(asked, facts({ contacts: [] }), flexible({ allowNone: true }));
    expect(completed).toMatchObject({ ok: true, choice: { outbound: { ticket_choice: 'none', contact_id: null } } });
  });

  test('CON-5 anonymous callers share a contact, but no ticket', () => {
    const options = outboundOptions(question({ contactId: 21 }), facts(shared), prompting);
    expect([options.choices.existing, options.tickets]).toMatchObject([{ allowed: false, rule: 'CON-5' }, []]);
    const auto = outboundOptions(question({ contactId: 21 }), facts(shared), flexible());
    expect([auto.choices.auto.rule, auto.preselection]).toEqual(['CON-5', { choice: 'auto', ticketId: null }]);
  });

  test.each(['solved', 'closed'] as const)(
    'APP-3 a call is not appended to a %s ticket from which it starts',
    (status) => {
      const given = facts({ ticket: ticket(33, status) });
      const options = outboundOptions(fromTicket(), given, flexible());
      expect(options.preselection).toEqual({ choice: 'auto', ticketId: null });
      expect(options.choices.auto).toMatchObject({ allowed: true, rule: 'TEAM-7' });
      expect(options.mayCall).toBe(true);
    },
  );
});

describe('at the moment of the call', () => {
  const pick = question({ source: 'contact', ticketChoice: 'existing', ticketId: 32, contactId: 21 });
  const then = (parts: Parameters<typeof facts>[0]) => completeChoice(pick, facts(parts), prompting);

  test('OUT-12 a choice that was allowed when the page was shown, and is no longer allowed, is refused', () => {
    expect(then({}).ok).toBe(true);
    const closed = then({ tickets: [ticket(33, 'pending'), ticket(32, 'closed')] });
    expect(closed).toMatchObject({ ok: false, refusals: [{ field: 'ticket', rule: 'OUT-12' }] });
    expect(closed.ok ? '' : closed.refusals[0]?.because).toContain('is closed by now');
    expect(then({ tickets: [ticket(32, 'solved')] })).toMatchObject({ refusals: [{ rule: 'OUT-12' }] });
    expect(then({ tickets: [ticket(33, 'pending')] })).toMatchObject({ refusals: [{ rule: 'OUT-12' }] });
    const gone = then({ record: null, numbers: null, tickets: null, contacts: [] });
    expect(gone).toMatchObject({ refusals: [{ field: 'contact', rule: 'OUT-12' }], missing: [] });
    expect(completeChoice(pick, facts(), flexible())).toMatchObject({ ok: false, refusals: [{ rule: 'OUT-1' }] });
  });

  test('OUT-12 a contact that does not have the number looked up is refused', () => {
    const asked = question({ lookupNumber: known, contactId: 21 });
    const completed = completeChoice(asked, facts({ contacts: [contact(22)] }), flexible());
    expect(completed).toMatchObject({ ok: false, refusals: [{ field: 'contact', rule: 'OUT-12' }] });
  });

  test('OUT-12 nothing is decided as long as facts are missing', () => {
    const completed = completeChoice(pick, facts({ tickets: null }), prompting);
    expect(completed).toEqual({ ok: false, refusals: [], missing: [{ kind: 'tickets', contactId: 21 }] });
  });

  test.each<[string, Partial<OutboundQuestion>, boolean]>([
    ['nothing chosen', {}, false],
    ['existing, but none named', { ticketChoice: 'existing' }, false],
    ['an open one', { ticketChoice: 'existing', ticketId: 32 }, true],
    ['a new one', { ticketChoice: 'new' }, true],
    ['none', { ticketChoice: 'none' }, true],
    ['none, without a number', { ticketChoice: 'none', dialNumber: null }, false],
  ])('OUT-11 %s: the call is possible: %s', (_title, some, ok) => {
    expect(outboundOptions(question(some), facts(), prompting).mayCall).toBe(ok);
    expect(completeChoice(question(some), facts(), prompting).ok).toBe(ok);
  });

  test('OUT-11 a complete choice has all values that the session needs', () => {
    const asked = question({ ticketChoice: 'existing', ticketId: 32, contactId: 21, lang: 'en' });
    expect(completeChoice(asked, facts(), prompting)).toEqual({
      ok: true,
      choice: {
        agentId: '7',
        outbound: {
          source: 'dialpad',
          contact_id: 21,
          ticket_id: 32,
          ticket_choice: 'existing',
          entered_number: false,
          follows_session_id: null,
        },
        newContact: false,
        previousCallSeconds: null,
        dialNumber: known,
        outboundNumber: null,
        lang: 'en',
      },
    });
  });
});

describe('what must be looked up first', () => {
  test.each<[string, OutboundQuestion, Settings, readonly object[]]>([
    ['nothing without a number', question({ dialNumber: null }), prompting, []],
    ['who has the number', question(), prompting, [{ kind: 'contacts', number: known }]],
    ['nothing with flexible outbound off', question(), defaultSettings, []],
    ['the ticket', fromTicket(), flexible(), [{ kind: 'ticket', ticketId: 33, fieldId: null }]],
    [
      'numbers and tickets of the contact',
      question({ source: 'contact', contactId: 21 }),
      flexible(),
      [
        { kind: 'numbers', contactId: 21 },
        { kind: 'tickets', contactId: 21 },
      ],
    ],
    [
      'no tickets where nothing is appended',
      question({ source: 'contact', contactId: 21 }),
      never(flexible()),
      [{ kind: 'numbers', contactId: 21 }],
    ],
    ['nothing for a call back', question({ source: 'call_back', followsSessionId: 'call-1' }), prompting, []],
  ])('OUT-4 %s', (_title, asked, settings, missing) => {
    expect(outboundOptions(asked, nothingKnown, settings).missing).toEqual(missing);
  });

  test('OUT-4 facts of another number or ticket are not used', () => {
    expect(outboundOptions(question(), facts({ number: strange }), prompting).missing).toHaveLength(1);
    expect(outboundOptions(fromTicket({ ticketId: 32 }), facts(), prompting).missing).toHaveLength(1);
  });
});
