import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agentOne, agentTwo, newCaller } from './calls.testkit.ts';
import { fromContact, openOffice } from './agent-desk.testkit.ts';
import type { Given, Office } from './agent-desk.testkit.ts';
import { mentions } from './zendesk-state.testkit.ts';

/** Ticket ids that teams are asked for, from the agent's page to the ticket of the call. */

let office: Office;
const one = agentOne.id;
const two = agentTwo.id;
let open: Given = { contact: 0, number: '', id: '', tickets: [] };

beforeAll(async () => {
  office = await openOffice();
  open = await office.contactWith('open', 'solved', 'closed');
});
afterAll(() => office.close());

describe('the id decides', () => {
  const team = {
    enabled: true,
    teams: [{ id: 'service', name: 'Service', ticketId: 'required', agents: [String(one)] }],
    queues: [{ id: '3', teams: ['service'], instantVoiceCall: true, outboundNumber: '+18005550144' }],
  };
  beforeAll(() => office.setting({ flexible: true, promptForTicket: true }, { team }));

  it('TEAM-1, TEAM-2, TEAM-3 the id decides: its requester is dialled, and the status stays', async () => {
    const { id, number, tickets } = await office.contactWith('hold', 'open');
    const empty = await office.doors.options(one, { source: 'team_ticket' });
    expect(empty).toMatchObject({ may_call: false, fields: { ticket_id: { shown: true, required: true } } });
    const question = { source: 'team_ticket', ticket_id: tickets[0], dial_number: newCaller().number };
    const call = await office.doors.call(one, question);
    expect(call).toMatchObject({ dial: number, outbound_number: '+18005550144' });
    const ticket = await office.played(id, call);
    expect(ticket).toMatchObject({ id: tickets[0], status: 'hold' });
    expect(mentions(ticket, '(TEAM-3)')).toBe(1);
  });

  it('TEAM-4 the call menu of a ticket fills the id in', async () => {
    const { id, tickets } = await office.contactWith('pending');
    const question = { source: 'ticket', ticket_id: tickets[0] };
    expect(await office.doors.options(one, question)).toMatchObject({
      fields: { ticket_id: { default: tickets[0] } },
      may_call: true,
    });
    const ticket = await office.played(id, await office.doors.call(one, question));
    expect(ticket).toMatchObject({ id: tickets[0], status: 'pending' });
  });

  it('TEAM-2 the number of the configured field, which is not the contact’s', async () => {
    const [field = 0] = (
      await office.house.zendesk.seed({ ticket_fields: [{ type: 'text', title: 'Number to call' }] })
    ).ticket_fields;
    await office.setting({}, { team: { ...team, phoneFieldId: field } });
    const { id, contact } = await office.contactWith();
    const { number } = newCaller();
    const ticketId = await office.ticketFor(contact, 'open', { custom_fields: [{ id: field, value: number }] });
    const call = await office.doors.call(one, { source: 'team_ticket', ticket_id: ticketId });
    expect(call.dial).toBe(number);
    const ticket = await office.played(id, call);
    expect(ticket.id).toBe(ticketId);
    expect(mentions(ticket, `Dialled number: ${number}`)).toBe(1);
  });

  it('TEAM-7 called back: the call before satisfies the required id', async () => {
    await office.setting({}, { team });
    const { id, tickets, number } = await office.contactWith('open');
    await office.played(id, await office.doors.call(one, { source: 'team_ticket', ticket_id: tickets[0] }));
    const back = { source: 'call_back', follows_session_id: id, dial_number: number };
    expect(await office.doors.options(one, back)).toMatchObject({ may_call: true });
    expect((await office.doors.call(one, back)).dial).toBe(number);
  });
});

describe('refused', () => {
  const team = {
    enabled: true,
    teams: [
      { id: 'service', name: 'Service', ticketId: 'required', agents: [String(one), String(two)] },
      { id: 'field', name: 'Field', parentId: 'service', ticketId: 'off', agents: [String(two)] },
    ],
    queues: [{ id: '3', teams: ['service'], instantVoiceCall: true, outboundNumber: '+18005550144' }],
  };
  beforeAll(() => office.setting({ flexible: true, allowEnteredNumber: true }, { team }));

  const byId = (ticket_id: number | undefined): object => ({ source: 'team_ticket', ticket_id });

  it('TEAM-1 without an id', async () => {
    await office.expectRefused(one, { source: 'dialpad', dial_number: open.number }, 'TEAM-1 ticket_id');
  });

  it('TEAM-6 the sub-team of an agent beats its parent, and asks for none', async () => {
    const question = { source: 'dialpad', dial_number: open.number };
    expect((await office.doors.options(two, question)).fields['ticket_id']).toMatchObject({ shown: false });
    expect((await office.doors.post(two, 'calls', question)).status).toBe(200);
    await office.expectRefused(two, { ...byId(open.tickets[0]), dial_number: open.number }, 'TEAM-1 ticket_id');
  });

  it('TEAM-2 a requester without a number', async () => {
    const [silent = 0] = (await office.house.zendesk.seed({ users: [{ name: 'Silent', role: 'end-user' }] })).users;
    const ticketId = await office.ticketFor(silent, 'open');
    await office.expectRefused(one, { ...byId(ticketId), dial_number: open.number }, 'TEAM-2 dial_number');
  });

  it.each([
    ['Solved', 1],
    ['Closed', 2],
  ])('TEAM-3 the ticket is %s', async (_title, place) => {
    await office.expectRefused(one, byId(open.tickets[place]), 'TEAM-3 ticket_id');
  });

  it('TEAM-3 there is no such ticket', async () => {
    const { refused } = await office.doors.post(one, 'calls', byId(999_999));
    expect(refused).toContain('TEAM-3 ticket_id');
  });

  it('TEAM-5 from a contact, and with a new number on a ticket', async () => {
    const { refused } = await office.doors.post(one, 'calls', fromContact(open));
    expect(refused).toContain('TEAM-5 contact');
    const entered = { source: 'ticket', ticket_id: open.tickets[0], dial_number: '+14155550999', enter_number: true };
    expect((await office.doors.post(one, 'calls', entered)).refused).toContain('TEAM-5 enter_number');
  });

  it('TEAM-1 the set-up is not complete: nobody is asked', async () => {
    await office.setting({}, { team: { ...team, queues: [] } });
    await office.expectRefused(one, { ...byId(open.tickets[0]), dial_number: open.number }, 'TEAM-1 ticket_id');
    expect((await office.doors.post(one, 'calls', { source: 'dialpad', dial_number: open.number })).status).toBe(200);
  });
});
