/**
 * This file tests how numbers and other keys of customers are read, from the event to the contact in Zendesk. If these
 * tests fail, a known customer gets a second contact, or two strangers become one person and read each other's tickets.
 */

import { describe, expect, it } from 'vitest';
import type { SessionEvent } from '../../domain/events/parse-events.ts';
import {
  agentOne,
  assigned,
  chatStarted,
  connected,
  ended,
  endedExpectingNothing,
  newCaller,
  outcomeOf,
  send,
  started,
  stateWhen,
} from '../kit/events.ts';
import { basic } from '../../client/gateway/gateway.testkit.ts';
import { seedContact } from '../kit/zendesk-records.ts';
import { testGateway } from '../kit/test-gateway.ts';
import { testStack } from '../kit/test-stack.ts';
import { contacts, storedContact, ticketOf, wholeText } from '../kit/zendesk-state.ts';
import type { StoredTicket, StoredUser } from '../kit/zendesk-state.ts';

const stack = testStack({ agents: [agentOne] });
const gateway = testGateway(stack);

/** The event as it is sent. Custom data is sent in another form than it is read into, and these starts have none. */
function asSent(event: SessionEvent): unknown {
  return event.type === 'session.started' ? { ...event, item: { ...event.item, custom_data: null } } : event;
}

/** Posts the events to the gateway, as the platform does. */
async function post(...events: readonly SessionEvent[]): Promise<void> {
  const headers = { authorization: basic(), 'content-type': 'application/json' };
  const body = JSON.stringify({ events: events.map(asSent) });
  const answer = await fetch(`${gateway.url}/v1/events`, { method: 'POST', headers, body });
  expect(answer.status).toBe(202);
}

async function completeSession(start: SessionEvent): Promise<StoredTicket> {
  const id = start.session_id;
  await post(start, assigned(id), connected(id), endedExpectingNothing(id));
  expect(await outcomeOf(stack, id)).toMatchObject({ result: 'completed', failedWrites: [] });
  return await ticketOf(stack, id);
}

async function requesterOf(start: SessionEvent): Promise<StoredUser> {
  return await storedContact(stack, (await completeSession(start)).requester_id);
}

/** The spelling without the plus and the country code. */
const national = (number: string): string => number.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '($1) $2-$3');
const digits = (number: string): string => number.slice(1);
const fullWidth = (number: string): string =>
  number.replaceAll(/./g, (one) => String.fromCodePoint((one.codePointAt(0) ?? 0) + 0xfe_e0));

const wrappings: readonly (readonly [string, (number: string) => string])[] = [
  ['a SIP address', (number) => `sip:${number}@pbx.example.net;user=phone`],
  ['a SIP address in a header', (number) => `"Ada" <sips:${number}@pbx.example.net:5061;transport=tls>;tag=1`],
  ['a SIP address with context', (number) => `sip:${number.slice(2)};phone-context=+1@pbx.example.net;user=phone`],
  ['a tel address', (number) => `tel:${number};ext=5`],
  ['the name of a channel', (number) => `whatsapp:${number}`],
  ['the id of WhatsApp', (number) => `${digits(number)}@s.whatsapp.net`],
  ['an extension', (number) => `${number} x123`],
  ['the international prefix', (number) => `00${digits(number)}`],
  ['a plus in brackets', (number) => `(+1) ${number.slice(2)}`],
  ['a remark', (number) => `${number} (mobile)`],
  ['a label', (number) => `Tel. ${national(number)}`],
  ['other digits', fullWidth],
];

describe.concurrent('the number of a call', () => {
  it.each(wrappings)('CON-1 finds the contact if it comes with %s', async (_, wrap) => {
    const { id, number } = newCaller();
    const known = await seedContact(stack, { name: 'Has the number', phone: number });
    expect((await requesterOf(started(id, wrap(number)))).id).toBe(known);
  });

  it.each([
    ['WhatsApp writes for Mexico', '+5215512345601', '+525512345601'],
    ['WhatsApp writes for Brazil', '+553187654321', '+5531987654321'],
    ['is dialled inside Argentina', '+54 11 15 2345-6789', '+5491123456789'],
  ])('CON-1 as %s is the number of today', async (_, told, e164) => {
    const { id } = newCaller();
    const known = await seedContact(stack, { name: 'Has the number', phone: e164 });
    expect((await requesterOf(started(id, told))).id).toBe(known);
  });

  it.each(['anonymous', 'Restricted', 'UNAVAILABLE', 'sip:anonymous@anonymous.invalid', '+266696687', '0000000000'])(
    'CON-5 is that of the customer’s record if the caller id is %s',
    async (from) => {
      const { id, number } = newCaller();
      const known = await seedContact(stack, { name: 'Has the number', phone: number });
      expect((await requesterOf(started(id, from, { end_user: { phone: number } }))).id).toBe(known);
    },
  );

  it('CON-1 is shown on the ticket without its wrapping', async () => {
    const { id, number } = newCaller();
    const ticket = await completeSession(started(id, `sip:${number}@pbx.example.net;user=phone`));
    expect(wholeText(ticket)).toContain(`Customer phone: ${number}`);
    expect(wholeText(ticket)).not.toContain('sip:');
  });

  it('CON-11 of an outbound call is read in its wrapping, too', async () => {
    const { id, number } = newCaller();
    const known = await seedContact(stack, { name: 'Has the number', phone: number });
    const call = { direction: 'outbound', session_type: 'Voice Outbound', to: `sip:${number}@pbx.example.net` };
    expect((await requesterOf(started(id, null, call))).id).toBe(known);
  });

  it('CON-1 is read in its wrapping in the platform’s own webhook', async () => {
    const { number } = newCaller();
    const known = await seedContact(stack, { name: 'Has the number', phone: number });
    const call_id = process.pid * 1_000;
    const id = `call-${call_id}`;
    const customer = { type: 'external', state: 'connected', id: 900, dn: `sip:${number}@pbx.example.net` };
    const body = { call_id, state: 'connected', direction: 'incoming', language: 'en', participants: [customer] };
    const headers = { authorization: basic(), 'content-type': 'application/json' };
    const answer = await fetch(`${gateway.url}/v1/platform/calls`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(202);
    const { contactId } = await stateWhen(stack, id, (state) => state.contactId !== null);
    expect(contactId).toBe(known);
    await send(stack, ended(id));
  });
});

describe.concurrent('a number that is nobody’s', () => {
  it.each([
    '0000000000',
    '+19999999999',
    '5555555555',
    '1234567890',
    '0123456789',
    '9876543210',
    '+1 (234) 567-8901',
    '266696687',
    '+7378742833',
    '7378742833',
  ])('CON-5 %s makes two callers neither one person nor one ticket', async (from) => {
    const [one, other] = [newCaller().id, newCaller().id];
    const known = await seedContact(stack, { name: 'Has the same filler', phone: from });
    const first = await completeSession(started(one, from));
    const second = await completeSession(started(other, from));
    expect(first.requester_id).not.toBe(known);
    expect(await storedContact(stack, first.requester_id)).toMatchObject({ name: 'Anonymous caller', phone: null });
    expect(second.id).not.toBe(first.id);
  });
});

const web = { session_type: 'Messaging (Web)' };

describe.concurrent('a text that can identify nobody', () => {
  it.each([
    ['email', 'undefined'],
    ['email', 'null'],
    ['email', 'n/a'],
    ['email', 'none@none.com'],
    ['email', 'ada.example.com'],
    ['email', '-'],
    ['identifier', 'undefined'],
    ['identifier', 'NULL'],
    ['identifier', '0'],
    ['identifier', 'guest'],
    ['identifier', '00000000-0000-0000-0000-000000000000'],
    ['identifier', '{{user.id}}'],
    ['phone', 'undefined'],
    ['phone', '0'],
  ])('CON-2 CON-3 as %s: %s, is no key, and the session has a warning', async (key, value) => {
    const [one, other] = [newCaller().id, newCaller().id];
    const end_user = { [key]: value, authenticated: true };
    const first = await completeSession(chatStarted(one, { ...web, end_user }));
    const second = await completeSession(chatStarted(other, { ...web, end_user }));
    expect(second.requester_id).not.toBe(first.requester_id);
    expect(second.id).not.toBe(first.id);
    const contact = await storedContact(stack, first.requester_id);
    expect(contact).toMatchObject({ external_id: `session:${one}`, email: null, phone: null });
    const warnings = (await stack.sessions.state(one))?.warnings ?? [];
    expect(warnings).toEqual([expect.stringMatching(/can identify nobody/)]);
  });

  it('CON-2 as the identifier of an app, leaves the address and the number to find the contact', async () => {
    const { id, number } = newCaller();
    const known = await seedContact(stack, { name: 'Has the number', phone: number });
    const end_user = { identifier: 'undefined', email: 'null', phone: number };
    const mobile = { kind: 'call', session_type: 'Voice Inbound (Mobile)', end_user };
    expect((await requesterOf(started(id, number, mobile))).id).toBe(known);
  });

  it('CON-5 a withheld number is no reason for a warning', async () => {
    const { id } = newCaller();
    await completeSession(started(id, 'anonymous'));
    expect((await stack.sessions.state(id))?.warnings).toEqual([]);
  });
});

/** Spellings of people for one number, in the default country US. */
const stored: readonly (readonly [string, (number: string) => string])[] = [
  ['with an extension', (number) => `${number} x123`],
  ['with a plus in brackets', (number) => `(+1) ${number.slice(2)}`],
  ['beside another one', (number) => `${national(number)} / (212) 736-5000`],
  ['after another one', (number) => `(212) 736-5000, ${national(number)} ext. 5`],
  ['with a remark', (number) => `${national(number)} - after 5 pm`],
  ['with 00', (number) => `00${digits(number)}`],
  ['with 011', (number) => `011 ${digits(number)}`],
  ['with a label', (number) => `Mobile: ${national(number)}`],
];

describe.concurrent('the number of a contact, as people type it', () => {
  it.each(stored)('CON-1 is found %s', async (_, spell) => {
    const { id, number } = newCaller();
    const known = await seedContact(stack, { name: 'Has the number', phone: spell(number) });
    expect((await requesterOf(started(id, number))).id).toBe(known);
  });

  it.each(['+44 (0)20 7946 0102', 'London: 0044 20 7946 0102', '+44 20 7946 0102'])(
    'CON-1 is found as %s for a caller from another country',
    async (phone) => {
      const { id } = newCaller();
      const known = await seedContact(stack, { name: 'London', phone });
      await send(stack, started(id, '+442079460102'));
      const { candidates } = await stateWhen(
        stack,
        id,
        (state) => state.contactId !== null || state.candidates.length > 0,
      );
      const one = (await stack.sessions.state(id))?.contactId;
      expect([...candidates.map((candidate) => candidate.id), one]).toContain(known);
      await send(stack, ended(id));
    },
  );
});

describe('a number that very many contacts have', () => {
  it('END-2 the newest of all is chosen, although the search gives it on its second page', async () => {
    const { id, number } = newCaller();
    const users = Array.from({ length: 130 }, (_, i) => ({
      name: `Contact ${i}`,
      phone: number,
      role: 'end-user',
      created_at: i === 129 ? '2026-06-01T00:00:00Z' : `20${String(10 + (i % 15))}-01-01T00:00:00Z`,
    }));
    const seeded = await stack.zendesk.seed({ users });
    await send(stack, started(id, number), assigned(id), connected(id), endedExpectingNothing(id));
    await outcomeOf(stack, id);
    expect((await ticketOf(stack, id)).requester_id).toBe(seeded.users.at(-1));
    expect(await contacts(stack)).not.toContainEqual(expect.objectContaining({ name: `Caller ${number}` }));
  });
});
