/**
 * This file tests calls that an agent may not make. The server refuses them even if the page offered them (OUT-12). If
 * these tests fail, an agent can dial a forbidden number, or write to a ticket that the rules forbid.
 */

import { beforeAll, describe, expect, it } from 'vitest';
import { fromContact, testAgentDesk } from '../kit/agent-desk.ts';
import type { KnownContact } from '../kit/agent-desk.ts';
import { agentOne } from '../kit/events.ts';

const desk = testAgentDesk();
const one = agentOne.id;
const noContact = { contact: 0, number: '', id: '', tickets: [] };
let open: KnownContact = noContact;
let several: KnownContact = noContact;
let ticketless: KnownContact = noContact;

beforeAll(async () => {
  open = await desk.contactWith('open', 'solved', 'closed');
  ticketless = await desk.contactWith();
  several = await desk.contactWith('open');
  await desk.stack.zendesk.seed({ users: [{ name: 'Second', phone: several.number, role: 'end-user' }] });
});

describe('flexible dialling with an automatic ticket', () => {
  const line = { number: '+18005550155', label: 'Service', languages: ['en'] };
  beforeAll(() =>
    desk.saveSettings({ flexible: true, numbers: [line] }, { contacts: { allowCreateWhenMatched: false } }),
  );

  it.each([
    ['OUT-1 the choice of an existing ticket is refused', { ticket_choice: 'existing', ticket_id: 1 }, 'OUT-1 ticket'],
    ['OUT-2 the choice of a new ticket is refused', { ticket_choice: 'new' }, 'OUT-2 ticket'],
    ['OUT-3 the choice of no ticket is refused', { ticket_choice: 'none' }, 'OUT-3 ticket'],
    ['OUT-8 a number that the contact does not have is refused', { dial_number: '+14155550999' }, 'OUT-8 dial_number'],
    ['OUT-9 a text that is not a number is refused', { dial_number: 'call me' }, 'OUT-9 dial_number'],
    [
      'OUT-10 an outbound number that is not in the list is refused',
      { outbound_number: '+18005550000' },
      'OUT-10 outbound_number',
    ],
    ['OUT-10 a language that no number serves is refused', { lang: 'id' }, 'OUT-10 language'],
  ])('%s', async (_title, more, refused) => {
    await desk.expectRefused(one, fromContact(open, more), refused);
  });

  it('OUT-9 a number without a country code is refused on the dial pad', async () => {
    await desk.expectRefused(one, { source: 'dialpad', dial_number: '415 555 0123' }, 'OUT-9 dial_number');
  });

  it('OUT-5 a call without a pick among several contacts is refused', async () => {
    await desk.expectRefused(one, { source: 'dialpad', dial_number: several.number }, 'OUT-5 contact');
  });

  it('CON-6 a new contact is refused where a contact has the number', async () => {
    await desk.expectRefused(one, { source: 'dialpad', dial_number: open.number, contact_id: 'new' }, 'CON-6 contact');
  });

  it('OUT-12 a contact that was deleted is refused', async () => {
    const gone = await desk.contactWith();
    await desk.stack.zendesk.api('DELETE', `/users/${gone.contact}`);
    const { refused, status } = await desk.api.post(one, 'calls', fromContact(gone));
    expect([status, refused]).toEqual([409, expect.arrayContaining(['OUT-12 contact'])]);
  });

  it('OUT-12 a call from a ticket that does not exist is refused', async () => {
    const { refused } = await desk.api.post(one, 'calls', { source: 'ticket', ticket_id: 999_999 });
    expect(refused).toContain('OUT-12 ticket');
  });

  it('OUT-7, CON-12 a call from a ticket of another contact is refused', async () => {
    const [ticket_id] = open.tickets;
    const { refused } = await desk.api.post(one, 'calls', {
      source: 'ticket',
      ticket_id,
      contact_id: several.contact,
    });
    expect(refused).toContain('CON-12 contact');
  });

  it('OUT-13 a new number on a ticket is refused', async () => {
    const [ticket_id] = open.tickets;
    const question = { source: 'ticket', ticket_id, dial_number: '+14155550999' };
    const { refused, status } = await desk.api.post(one, 'calls', question);
    expect([status, refused]).toEqual([409, expect.arrayContaining(['OUT-13 enter_number'])]);
  });
});

describe('flexible dialling with a pick of the agent', () => {
  beforeAll(() => desk.saveSettings({ flexible: true, promptForTicket: true }));

  it('OUT-2 a new ticket is refused where there is an open one, and allowed where there is none', async () => {
    await desk.expectRefused(one, fromContact(open, { ticket_choice: 'new' }), 'OUT-2 ticket');
    expect((await desk.api.post(one, 'calls', fromContact(ticketless, { ticket_choice: 'new' }))).status).toBe(200);
  });

  it('OUT-11 the choice of an existing ticket without its id is refused', async () => {
    await desk.expectRefused(one, fromContact(open, { ticket_choice: 'existing' }), 'OUT-11 ticket');
  });

  it('OUT-12 a ticket that was closed after the page showed it is refused', async () => {
    const given = await desk.contactWith('open', 'open');
    const question = fromContact(given, { ticket_choice: 'existing', ticket_id: given.tickets[0] });
    expect((await desk.api.options(one, question)).may_call).toBe(true);
    await desk.setStatus(given.tickets[0] ?? 0, 'closed');
    await desk.expectRefused(one, question, 'OUT-12 ticket');
  });
});

describe('flexible dialling is off', () => {
  beforeAll(() => desk.saveSettings({}));

  it('TEAM-7 an explicit choice is refused', async () => {
    await desk.expectRefused(one, fromContact(open, { ticket_choice: 'new' }), 'TEAM-7 ticket');
  });

  it('OUT-4 a new contact is refused', async () => {
    const { refused } = await desk.api.post(one, 'calls', {
      source: 'dialpad',
      dial_number: open.number,
      contact_id: 'new',
    });
    expect(refused).toContain('OUT-4 contact');
  });
});

describe('Zendesk does not answer', () => {
  it('OUT-12 a call is refused while Zendesk does not answer, and the page says so', async () => {
    await desk.saveSettings({ flexible: true });
    await desk.stack.zendesk.fault({ match: { path: '^/users/search' }, kind: 'status', status: 503, times: 50 });
    const question = { source: 'dialpad', dial_number: open.number };
    expect(await desk.api.options(one, question)).toMatchObject({
      may_call: false,
      trouble: { code: expect.any(String) },
    });
    const { status, code } = await desk.api.post(one, 'calls', question);
    await desk.stack.zendesk.clearFaults();
    expect([status, code]).toEqual([503, 'zendesk_silent']);
  });
});
