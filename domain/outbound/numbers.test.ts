import { describe, expect, test } from 'vitest';
import type { OutboundQuestion } from '../session/outbound-choice.ts';
import { defaultSettings } from '../settings/defaults.ts';
import { completeChoice } from './complete.ts';
import { outboundOptions } from './options.ts';
import { facts, flexible, fromTicket, known, nothingKnown, question, second, strange } from './page.testkit.ts';

const entering = flexible({ allowEnteredNumber: true });

describe('stored and entered numbers', () => {
  const toStrange = question({ lookupNumber: known, dialNumber: strange, contactId: 21 });

  test('OUT-8 the number that finds the contact and the one dialled are separate inputs', () => {
    const { fields, contacts, dial } = outboundOptions(toStrange, facts(), entering);
    expect(fields.lookupNumber).toEqual({ shown: true, required: false, default: known });
    expect([contacts.map(({ id }) => id), dial]).toEqual([[21], strange]);
    expect(completeChoice(toStrange, facts(), entering)).toMatchObject({
      ok: true,
      choice: { dialNumber: strange, outbound: { contact_id: 21, entered_number: true } },
    });
  });

  test('OUT-8 a stored number does not count as entered', () => {
    const asked = question({ lookupNumber: known, dialNumber: second, contactId: 21 });
    expect(completeChoice(asked, facts(), entering)).toMatchObject({
      choice: { dialNumber: second, outbound: { entered_number: false } },
    });
  });

  test.each([
    ['flexible', flexible()],
    [
      'flexible outbound off, whatever else is on',
      { ...entering, outbound: { ...entering.outbound, flexible: false } },
    ],
  ])('OUT-8 off: only stored numbers of the contact can be dialled, %s', (_title, settings) => {
    const completed = completeChoice(toStrange, facts(), settings);
    expect(completed).toMatchObject({ ok: false, refusals: [{ field: 'dialNumber', rule: 'OUT-8' }] });
    expect(completeChoice({ ...toStrange, dialNumber: second }, facts(), settings).ok).toBe(true);
  });

  test('OUT-8 the agent reads which setting forbids an entered number', () => {
    const setTo = (outbound: object) => {
      const set = flexible();
      return { ...set, outbound: { ...set.outbound, ...outbound } };
    };
    for (const [outbound, reason] of [
      [{ flexible: false, allowEnteredNumber: true }, /need flexible outbound dialling, which is off/],
      [{ flexible: false, allowEnteredNumber: false }, /are not allowed/],
      [{ flexible: true, allowEnteredNumber: false }, /are not allowed/],
    ] as const)
      for (const asked of [toStrange, question({ enterNumber: true })]) {
        const { refusals } = outboundOptions(asked, facts(), setTo(outbound));
        expect(refusals.map(({ because }) => because)).toEqual([expect.stringMatching(reason)]);
      }
  });

  test('OUT-8 off: the switch itself is refused too', () => {
    const { refusals } = outboundOptions(question({ enterNumber: true }), facts(), flexible());
    expect(refusals).toMatchObject([{ field: 'enterNumber', rule: 'OUT-8' }]);
  });

  test('OUT-8 off: a number that nobody has can be dialled from the pad without a contact', () => {
    const asked = question({ dialNumber: strange });
    expect(completeChoice(asked, facts({ number: strange, contacts: [] }), flexible())).toMatchObject({
      ok: true,
      choice: { dialNumber: strange, outbound: { contact_id: null, entered_number: false } },
    });
  });

  test('OUT-8 the stored numbers are looked up if they are not known', () => {
    const { missing, mayCall } = outboundOptions(toStrange, facts({ numbers: null }), entering);
    expect([missing, mayCall]).toEqual([[{ kind: 'numbers', contactId: 21 }], false]);
    const found = question({ lookupNumber: known, dialNumber: known, contactId: 21 });
    expect(outboundOptions(found, facts({ numbers: null }), entering).missing).toEqual([]);
  });

  test('OUT-8 if the agent wants to enter a number, no other number is dialled instead', () => {
    const asked = question({ lookupNumber: known, dialNumber: null, enterNumber: true, contactId: 21 });
    const { dial, unanswered } = outboundOptions(asked, facts(), entering);
    expect([dial, unanswered.map(({ field }) => field)]).toEqual([null, ['dialNumber']]);
  });
});

describe('numbers as they are typed', () => {
  test.each(['+1 (415) 555-1212', 'tel:+1-415-555-1212', ' +1.415.555.1212 ', '\u202A+1\u00A0415\u00A0555 1212\u202C'])(
    'OUT-9 pasted %j is normalised',
    (dialNumber) => {
      expect(outboundOptions(question({ dialNumber }), facts(), flexible())).toMatchObject({
        dial: known,
        refusals: [],
      });
    },
  );

  test.each([
    ['(212) 555-1234', 'enter +12125551234'],
    ['12', 'country code'],
    ['+1 415', 'too short'],
    ['+1 415 555 1212 1212', 'too long'],
    ['+999 1234567', 'No country'],
    ['nobody', 'no phone number'],
  ])('OUT-9 %j is refused with the reason', (dialNumber, because) => {
    const completed = completeChoice(question({ dialNumber }), nothingKnown, defaultSettings);
    expect(completed).toMatchObject({ ok: false, refusals: [{ field: 'dialNumber', rule: 'OUT-9' }], missing: [] });
    expect(completed.ok ? '' : completed.refusals[0]?.because).toContain(because);
  });

  test('OUT-9 a number taken from a record may lack its country code', () => {
    const asked = question({ source: 'contact', contactId: 21, dialNumber: '(415) 555-1212' });
    expect(outboundOptions(asked, facts({ numbers: ['(415) 555-1212'] }), flexible())).toMatchObject({
      dial: known,
      mayCall: true,
    });
  });

  test('OUT-9 without a number the agent must enter one', () => {
    const { unanswered, refusals, mayCall } = outboundOptions(question({ dialNumber: null }), nothingKnown, flexible());
    expect(unanswered).toMatchObject([{ field: 'dialNumber', rule: 'OUT-9' }]);
    expect([refusals, mayCall]).toEqual([[], false]);
  });

  test('OUT-9 a look-up number that is not a phone number is refused', () => {
    const { refusals } = outboundOptions(question({ lookupNumber: 'nobody' }), facts(), entering);
    expect(refusals).toMatchObject([{ field: 'lookupNumber', rule: 'OUT-9' }]);
  });
});

describe('"enter a new number" on a ticket', () => {
  const enters: readonly OutboundQuestion[] = [
    fromTicket({ enterNumber: true, dialNumber: strange }),
    fromTicket({ dialNumber: strange }),
  ];

  test.each(enters)('OUT-13 entered number is preset, contact and ticket are filled, APP-3 appends', (asked) => {
    const { fields, choices } = outboundOptions(asked, facts(), entering);
    expect(fields.enterNumber).toEqual({ shown: true, required: false, default: true });
    expect([fields.contact.default, fields.ticket.default]).toEqual([21, { choice: 'auto', ticketId: 33 }]);
    expect(choices.auto).toMatchObject({ allowed: true, rule: 'APP-3' });
    expect(completeChoice(asked, facts(), entering)).toMatchObject({
      ok: true,
      choice: {
        dialNumber: strange,
        outbound: { source: 'ticket', contact_id: 21, ticket_id: 33, ticket_choice: 'auto', entered_number: true },
      },
    });
  });

  test('OUT-13 the number is left for the agent to enter', () => {
    const { dial, unanswered } = outboundOptions(fromTicket({ enterNumber: true }), facts(), entering);
    expect([dial, unanswered.map(({ field }) => field)]).toEqual([null, ['dialNumber']]);
  });

  test.each(enters)('OUT-13 refused with the reason while entered numbers are not allowed', (asked) => {
    for (const settings of [flexible(), defaultSettings]) {
      const completed = completeChoice(asked, facts(), settings);
      expect(completed).toMatchObject({ ok: false, refusals: [{ field: 'enterNumber', rule: 'OUT-13' }] });
    }
  });

  test('OUT-13 a stored number does not count as a new one', () => {
    expect(completeChoice(fromTicket({ dialNumber: second }), facts(), flexible())).toMatchObject({
      ok: true,
      choice: { dialNumber: second, outbound: { entered_number: false } },
    });
  });
});
