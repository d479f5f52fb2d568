import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromContact, startAgentDesk } from './agent-desk.testkit.ts';
import type { Given, AgentDesk } from './agent-desk.testkit.ts';
import { agentOne } from './calls.testkit.ts';

/** What an agent may not do before a call: the server refuses it, whatever the page showed (OUT-12). */

let desk: AgentDesk;
const one = agentOne.id;
const nobody = { contact: 0, number: '', id: '', tickets: [] };
let open: Given = nobody;
let several: Given = nobody;
let ticketless: Given = nobody;

beforeAll(async () => {
  desk = await startAgentDesk();
  open = await desk.contactWith('open', 'solved', 'closed');
  ticketless = await desk.contactWith();
  several = await desk.contactWith('open');
  await desk.stack.zendesk.seed({ users: [{ name: 'Second', phone: several.number, role: 'end-user' }] });
});
afterAll(() => desk.close());

describe('flexible, the ticket is found by itself', () => {
  const line = { number: '+18005550155', label: 'Service', languages: ['en'] };
  beforeAll(() => desk.setting({ flexible: true, numbers: [line] }, { contacts: { allowCreateWhenMatched: false } }));

  it.each([
    ['OUT-1 a ticket chosen', { ticket_choice: 'existing', ticket_id: 1 }, 'OUT-1 ticket'],
    ['OUT-2 a new one chosen', { ticket_choice: 'new' }, 'OUT-2 ticket'],
    ['OUT-3 none chosen', { ticket_choice: 'none' }, 'OUT-3 ticket'],
    ['OUT-8 a number that the contact does not have', { dial_number: '+14155550999' }, 'OUT-8 dial_number'],
    ['OUT-9 what is no number', { dial_number: 'call me' }, 'OUT-9 dial_number'],
    ['OUT-10 a number that is none of the list', { outbound_number: '+18005550000' }, 'OUT-10 outbound_number'],
    ['OUT-10 a language that no number serves', { lang: 'id' }, 'OUT-10 language'],
  ])('%s', async (_title, more, refused) => {
    await desk.expectRefused(one, fromContact(open, more), refused);
  });

  it('OUT-9 from the pad without a country code', async () => {
    await desk.expectRefused(one, { source: 'dialpad', dial_number: '415 555 0123' }, 'OUT-9 dial_number');
  });

  it('OUT-5 nobody picked among several contacts', async () => {
    await desk.expectRefused(one, { source: 'dialpad', dial_number: several.number }, 'OUT-5 contact');
  });

  it('CON-6 a new contact beside those who have the number', async () => {
    await desk.expectRefused(one, { source: 'dialpad', dial_number: open.number, contact_id: 'new' }, 'CON-6 contact');
  });

  it('OUT-12 a contact that is not there any more', async () => {
    const gone = await desk.contactWith();
    await desk.stack.zendesk.api('DELETE', `/users/${gone.contact}`);
    const { refused, status } = await desk.api.post(one, 'calls', fromContact(gone));
    expect([status, refused]).toEqual([409, expect.arrayContaining(['OUT-12 contact'])]);
  });

  it('OUT-12 a ticket to call from that is not there', async () => {
    const { refused } = await desk.api.post(one, 'calls', { source: 'ticket', ticket_id: 999_999 });
    expect(refused).toContain('OUT-12 ticket');
  });

  it('OUT-7, CON-12 from a ticket of another contact', async () => {
    const [ticket_id] = open.tickets;
    const { refused } = await desk.api.post(one, 'calls', {
      source: 'ticket',
      ticket_id,
      contact_id: several.contact,
    });
    expect(refused).toContain('CON-12 contact');
  });

  it('OUT-13 a new number on a ticket', async () => {
    const [ticket_id] = open.tickets;
    const question = { source: 'ticket', ticket_id, dial_number: '+14155550999' };
    const { refused, status } = await desk.api.post(one, 'calls', question);
    expect([status, refused]).toEqual([409, expect.arrayContaining(['OUT-13 enter_number'])]);
  });
});

describe('flexible, the agent picks', () => {
  beforeAll(() => desk.setting({ flexible: true, promptForTicket: true }));

  it('OUT-2 a new ticket beside an open one; without one it is allowed', async () => {
    await desk.expectRefused(one, fromContact(open, { ticket_choice: 'new' }), 'OUT-2 ticket');
    expect((await desk.api.post(one, 'calls', fromContact(ticketless, { ticket_choice: 'new' }))).status).toBe(200);
  });

  it('OUT-11 an existing ticket, but not which', async () => {
    await desk.expectRefused(one, fromContact(open, { ticket_choice: 'existing' }), 'OUT-11 ticket');
  });

  it('OUT-12 a ticket that was open when the page showed it', async () => {
    const given = await desk.contactWith('open', 'open');
    const question = fromContact(given, { ticket_choice: 'existing', ticket_id: given.tickets[0] });
    expect((await desk.api.options(one, question)).may_call).toBe(true);
    await desk.setStatus(given.tickets[0] ?? 0, 'closed');
    await desk.expectRefused(one, question, 'OUT-12 ticket');
  });
});

describe('flexible is off', () => {
  beforeAll(() => desk.setting({}));

  it('TEAM-7 an explicit choice', async () => {
    await desk.expectRefused(one, fromContact(open, { ticket_choice: 'new' }), 'TEAM-7 ticket');
  });

  it('OUT-4 a new contact', async () => {
    const { refused } = await desk.api.post(one, 'calls', {
      source: 'dialpad',
      dial_number: open.number,
      contact_id: 'new',
    });
    expect(refused).toContain('OUT-4 contact');
  });
});

describe('Zendesk does not answer', () => {
  it('OUT-12 no call goes by what is not known; the page shows what is', async () => {
    await desk.setting({ flexible: true });
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
