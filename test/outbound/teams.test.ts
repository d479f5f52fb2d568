/**
 * This file tests ticket ids that some teams must enter before a call, from the page of the agent to the ticket of the
 * call. If these tests fail, the agents of these teams cannot call, or a call goes to another ticket than the one that
 * they entered.
 */

import { beforeAll, describe, expect, it } from 'vitest';
import { agentOne, agentTwo, newCaller } from '../kit/events.ts';
import { fromContact, testAgentDesk } from '../kit/agent-desk.ts';
import type { KnownContact } from '../kit/agent-desk.ts';
import { mentions } from '../kit/zendesk-state.ts';
import { seedContact } from '../kit/zendesk-records.ts';

const desk = testAgentDesk();
const one = agentOne.id;
const two = agentTwo.id;
let open: KnownContact = { contact: 0, number: '', id: '', tickets: [] };

beforeAll(async () => {
  open = await desk.contactWith('open', 'solved', 'closed');
});

describe('a call with a ticket id', () => {
  const team = {
    enabled: true,
    teams: [{ id: 'service', name: 'Service', ticketId: 'required', agents: [String(one)] }],
    queues: [{ id: '3', teams: ['service'], instantVoiceCall: true, outboundNumber: '+18005550144' }],
  };
  beforeAll(() => desk.saveSettings({ flexible: true, promptForTicket: true }, { team }));

  it('TEAM-1, TEAM-2, TEAM-3 the ticket id decides: the requester of the ticket is dialled, and its status stays', async () => {
    const { id, number, tickets } = await desk.contactWith('hold', 'open');
    const empty = await desk.api.options(one, { source: 'team_ticket' });
    expect(empty).toMatchObject({ may_call: false, fields: { ticket_id: { shown: true, required: true } } });
    const question = { source: 'team_ticket', ticket_id: tickets[0], dial_number: newCaller().number };
    const call = await desk.api.call(one, question);
    expect(call).toMatchObject({ dial: number, outbound_number: '+18005550144' });
    const ticket = await desk.placeCall(id, call);
    expect(ticket).toMatchObject({ id: tickets[0], status: 'hold' });
    expect(mentions(ticket, '(TEAM-3)')).toBe(1);
  });

  it('TEAM-4 the call menu of a ticket fills in the ticket id', async () => {
    const { id, tickets } = await desk.contactWith('pending');
    const question = { source: 'ticket', ticket_id: tickets[0] };
    expect(await desk.api.options(one, question)).toMatchObject({
      fields: { ticket_id: { default: tickets[0] } },
      may_call: true,
    });
    const ticket = await desk.placeCall(id, await desk.api.call(one, question));
    expect(ticket).toMatchObject({ id: tickets[0], status: 'pending' });
  });

  it('TEAM-2 the number in the configured field is dialled, although the contact does not have it', async () => {
    const [field = 0] = (await desk.stack.zendesk.seed({ ticket_fields: [{ type: 'text', title: 'Number to call' }] }))
      .ticket_fields;
    await desk.saveSettings({}, { team: { ...team, phoneFieldId: field } });
    const { id, contact } = await desk.contactWith();
    const { number } = newCaller();
    const ticketId = await desk.ticketFor(contact, 'open', { custom_fields: [{ id: field, value: number }] });
    const call = await desk.api.call(one, { source: 'team_ticket', ticket_id: ticketId });
    expect(call.dial).toBe(number);
    const ticket = await desk.placeCall(id, call);
    expect(ticket.id).toBe(ticketId);
    expect(mentions(ticket, `Dialled number: ${number}`)).toBe(1);
  });

  it('TEAM-7 the earlier call of a call back satisfies the required ticket id', async () => {
    await desk.saveSettings({}, { team });
    const { id, tickets, number } = await desk.contactWith('open');
    await desk.placeCall(id, await desk.api.call(one, { source: 'team_ticket', ticket_id: tickets[0] }));
    const back = { source: 'call_back', follows_session_id: id, dial_number: number };
    expect(await desk.api.options(one, back)).toMatchObject({ may_call: true });
    expect((await desk.api.call(one, back)).dial).toBe(number);
  });
});

describe('calls that are refused', () => {
  const team = {
    enabled: true,
    teams: [
      { id: 'service', name: 'Service', ticketId: 'required', agents: [String(one), String(two)] },
      { id: 'field', name: 'Field', parentId: 'service', ticketId: 'off', agents: [String(two)] },
    ],
    queues: [{ id: '3', teams: ['service'], instantVoiceCall: true, outboundNumber: '+18005550144' }],
  };
  beforeAll(() => desk.saveSettings({ flexible: true, allowEnteredNumber: true }, { team }));

  const byId = (ticket_id: number | undefined): object => ({ source: 'team_ticket', ticket_id });

  it('TEAM-1 a call without a ticket id is refused', async () => {
    await desk.expectRefused(one, { source: 'dialpad', dial_number: open.number }, 'TEAM-1 ticket_id');
  });

  it('TEAM-6 the sub-team of an agent overrides its parent team, and asks for no ticket id', async () => {
    const question = { source: 'dialpad', dial_number: open.number };
    expect((await desk.api.options(two, question)).fields['ticket_id']).toMatchObject({ shown: false });
    expect((await desk.api.post(two, 'calls', question)).status).toBe(200);
    await desk.expectRefused(two, { ...byId(open.tickets[0]), dial_number: open.number }, 'TEAM-1 ticket_id');
  });

  it('TEAM-2 a requester without a number is refused', async () => {
    const silent = await seedContact(desk.stack, { name: 'Silent' });
    const ticketId = await desk.ticketFor(silent, 'open');
    await desk.expectRefused(one, { ...byId(ticketId), dial_number: open.number }, 'TEAM-2 dial_number');
  });

  it.each([
    ['Solved', 1],
    ['Closed', 2],
  ])('TEAM-3 a ticket that is %s is refused', async (_title, place) => {
    await desk.expectRefused(one, byId(open.tickets[place]), 'TEAM-3 ticket_id');
  });

  it('TEAM-3 a ticket that does not exist is refused', async () => {
    const { refused } = await desk.api.post(one, 'calls', byId(999_999));
    expect(refused).toContain('TEAM-3 ticket_id');
  });

  it('TEAM-5 a call from a contact is refused, and so is a new number on a ticket', async () => {
    const { refused } = await desk.api.post(one, 'calls', fromContact(open));
    expect(refused).toContain('TEAM-5 contact');
    const entered = { source: 'ticket', ticket_id: open.tickets[0], dial_number: '+14155550999', enter_number: true };
    expect((await desk.api.post(one, 'calls', entered)).refused).toContain('TEAM-5 enter_number');
  });

  it('TEAM-1 nobody is asked for a ticket id while the set-up is not complete', async () => {
    await desk.saveSettings({}, { team: { ...team, queues: [] } });
    await desk.expectRefused(one, { ...byId(open.tickets[0]), dial_number: open.number }, 'TEAM-1 ticket_id');
    expect((await desk.api.post(one, 'calls', { source: 'dialpad', dial_number: open.number })).status).toBe(200);
  });
});
