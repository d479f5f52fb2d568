import { describe, expect, test } from 'vitest';
import type { OutboundQuestion } from '../session/outbound-choice.ts';
import { completeChoice } from './complete.ts';
import { outboundOptions } from './options.ts';
import {
  contact,
  facts,
  flexible,
  fromTicket,
  known,
  nothingKnown,
  question,
  second,
  strange,
  ticket,
  withTeam,
} from './page.testkit.ts';

const byId = (some: Partial<OutboundQuestion> = {}): OutboundQuestion =>
  question({ source: 'team_ticket', ticketId: 33, dialNumber: null, ...some });
const asking = withTeam('required');
const byField = withTeam('optional', flexible(), { phoneFieldId: 900 });

describe('the number of a ticket id', () => {
  test.each([
    ['nothing typed', null, known],
    ['a typed number of somebody else', strange, known],
    ['what is no number', 'call me', known],
    ["another of the requester's own", second, second],
  ])("TEAM-2 %s: the requester's is dialled", (_title, dialNumber, dial) => {
    const options = outboundOptions(byId({ dialNumber }), facts(), asking);
    expect(options).toMatchObject({ dial, refusals: [], mayCall: true });
    expect(options.fields.dialNumber).toEqual({ shown: false, required: false, default: dial });
  });

  test('TEAM-2 the configured field instead of the requester', () => {
    const completed = completeChoice(byId({ dialNumber: second }), facts({ phoneField: '(212) 555-1234' }), byField);
    expect(completed).toMatchObject({ ok: true, choice: { dialNumber: '+12125551234' } });
    expect(completed).toMatchObject({ choice: { outbound: { entered_number: true, contact_id: 21, ticket_id: 33 } } });
  });

  test.each([
    ['no number', asking, { requesterNumbers: [] }, 'has no phone number'],
    ['no valid one', asking, { requesterNumbers: ['12'] }, 'has no valid phone number'],
    ['an empty field', byField, { phoneField: null }, 'Field 900 of ticket 33 has no phone number'],
    ['a field that holds no number', byField, { phoneField: 'none' }, 'has no valid phone number'],
  ])('TEAM-2 %s: refused with the reason, nothing dialled', (_title, settings, parts, because) => {
    const options = outboundOptions(byId({ dialNumber: known }), facts(parts), settings);
    expect(options.refusals).toMatchObject([{ field: 'dialNumber', rule: 'TEAM-2' }]);
    expect(options.refusals[0]?.because).toContain(because);
    expect([options.dial, options.mayCall]).toEqual([null, false]);
  });

  test('TEAM-2 the ticket is looked up with its field', () => {
    const ask = (settings: typeof asking) => outboundOptions(byId(), nothingKnown, settings).missing;
    expect(ask(asking)).toEqual([{ kind: 'ticket', ticketId: 33, fieldId: null }]);
    expect(ask(byField)).toEqual([{ kind: 'ticket', ticketId: 33, fieldId: 900 }]);
  });
});

describe('the status of its ticket', () => {
  test.each(['new', 'open', 'pending', 'hold'] as const)('TEAM-3 %s: appended', (status) => {
    const completed = completeChoice(byId(), facts({ ticket: ticket(33, status) }), asking);
    expect(completed).toMatchObject({
      ok: true,
      choice: { outbound: { source: 'team_ticket', ticket_id: 33, ticket_choice: 'auto', entered_number: false } },
    });
  });

  test.each(['solved', 'closed'] as const)('TEAM-3 %s: refused with the reason', (status) => {
    const completed = completeChoice(byId(), facts({ ticket: ticket(33, status) }), asking);
    expect(completed).toMatchObject({ ok: false, refusals: [{ field: 'ticketId', rule: 'TEAM-3' }] });
    expect(completed.ok ? '' : completed.refusals[0]?.because).toContain(`is ${status}`);
  });

  test('TEAM-3 no such ticket: refused', () => {
    const completed = completeChoice(byId(), facts({ ticket: null }), asking);
    expect(completed).toMatchObject({ ok: false, refusals: [{ field: 'ticketId', rule: 'TEAM-3' }], missing: [] });
  });
});

describe('ways to a ticket id', () => {
  test.each(['optional', 'required'] as const)('TEAM-4 the call menu of a ticket fills it in, %s', (asks) => {
    const settings = withTeam(asks, flexible());
    const options = outboundOptions(fromTicket({ dialNumber: known }), facts(), settings);
    expect(options.fields.ticketId).toEqual({ shown: true, required: asks === 'required', default: 33 });
    expect(completeChoice(fromTicket(), facts(), settings)).toMatchObject({
      ok: true,
      choice: { outbound: { source: 'team_ticket', ticket_id: 33 } },
    });
  });

  const enters = [fromTicket({ enterNumber: true, dialNumber: strange }), fromTicket({ dialNumber: strange })];
  test.each(enters.flatMap((asked) => (['optional', 'required'] as const).map((asks) => [asks, asked] as const)))(
    'TEAM-5 "enter a new number" on a ticket is refused with what to do instead, %s',
    (asks, asked) => {
      const settings = withTeam(asks, flexible({ allowEnteredNumber: true }));
      const completed = completeChoice(asked, facts(), settings);
      expect(completed.ok ? [] : completed.refusals).toContainEqual({
        field: 'enterNumber',
        rule: 'TEAM-5',
        because: expect.stringContaining('call a stored number from the ticket'),
      });
    },
  );

  test.each(['optional', 'required'] as const)('TEAM-5 a call from a contact is refused, %s', (asks) => {
    const asked = question({ source: 'contact', contactId: 21 });
    const completed = completeChoice(asked, facts(), withTeam(asks, flexible()));
    expect(completed.ok ? [] : completed.refusals).toContainEqual({
      field: 'contact',
      rule: 'TEAM-5',
      because: expect.stringContaining('call from the ticket'),
    });
  });

  test('TEAM-5 both calls are allowed if no ticket id is asked for', () => {
    const settings = flexible({ allowEnteredNumber: true });
    const asked = fromTicket({ enterNumber: true, dialNumber: strange });
    expect(completeChoice(asked, facts(), settings).ok).toBe(true);
    expect(completeChoice(question({ source: 'contact', contactId: 21 }), facts(), settings).ok).toBe(true);
  });

  test('TEAM-7 a call back satisfies a required id', () => {
    const asked = question({ source: 'call_back', followsSessionId: 'call-1' });
    expect(outboundOptions(asked, facts(), asking).fields.ticketId).toMatchObject({ shown: true, required: false });
    expect(completeChoice(asked, facts(), asking).ok).toBe(true);
  });

  test.each([
    [9, true],
    [10, false],
    [null, false],
  ])('TEAM-7 the callback button after %s seconds satisfies it: %s', (previousCallSeconds, ok) => {
    const asked = question({ source: 'callback_button', followsSessionId: 'call-1', previousCallSeconds });
    expect(completeChoice(asked, facts(), asking).ok).toBe(ok);
  });

  test('TEAM-7 without an optional ticket id the agent may choose the ticket', () => {
    const settings = withTeam('optional', flexible({ promptForTicket: true, allowCreate: true }));
    const pick = question({ ticketChoice: 'existing', ticketId: 32 });
    expect(completeChoice(pick, facts(), settings)).toMatchObject({
      ok: true,
      choice: { outbound: { source: 'dialpad', ticket_choice: 'existing', ticket_id: 32 } },
    });
    expect(completeChoice(question({ source: 'team_ticket', ticketChoice: 'new' }), facts(), settings)).toMatchObject({
      choice: { outbound: { source: 'dialpad', ticket_choice: 'new', ticket_id: null } },
    });
  });

  test('CON-12 the contact is the requester of the ticket', () => {
    const found = [contact(22), contact(21)];
    const completed = completeChoice(byId(), facts({ contacts: found }), asking);
    expect(completed).toMatchObject({ ok: true, choice: { outbound: { contact_id: 21 } } });
  });
});
