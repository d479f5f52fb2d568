/**
 * This file tests the contact who becomes the requester of the ticket, for every way in which a session can begin. If
 * these tests fail, a ticket goes to the wrong customer, a customer exists twice, or a stranger passes for a customer.
 */

import { describe, expect, it } from 'vitest';
import type { SessionEvent } from '../../domain/events/parse-events.ts';
import {
  agentOne,
  assigned,
  chatStarted,
  connected,
  endedExpectingNothing,
  newCaller,
  outcomeOf,
  send,
  started,
  stateWhen,
} from '../kit/events.ts';
import { fastSettings } from '../kit/stack.ts';
import { testStack } from '../kit/test-stack.ts';
import { contacts, storedContact, mentions, textOf, ticketOf, ticketsOf } from '../kit/zendesk-state.ts';
import type { StoredTicket, StoredUser } from '../kit/zendesk-state.ts';
import { seedContact } from '../kit/zendesk-records.ts';

const stack = testStack({ agents: [agentOne] });

async function completeSession(start: SessionEvent): Promise<StoredTicket> {
  const id = start.session_id;
  await send(stack, start, assigned(id), connected(id), endedExpectingNothing(id));
  expect(await outcomeOf(stack, id)).toMatchObject({ result: 'completed' });
  return await ticketOf(stack, id);
}

async function requesterOf(start: SessionEvent): Promise<StoredUser> {
  return await storedContact(stack, (await completeSession(start)).requester_id);
}

const app = { kind: 'call', session_type: 'Voice Inbound (Mobile)' };
const web = { session_type: 'Messaging (Web)' };

describe.concurrent('a session from an app or a web page', () => {
  it('CON-2 a new identifier makes a contact, and the same identifier finds it again, whatever the number is', async () => {
    const { id, number } = newCaller();
    const known = await seedContact(stack, { name: 'Has the number', phone: number });
    const end_user = { identifier: `user-${id}`, name: 'App Person', phone: number };
    const first = await requesterOf(started(id, number, { ...app, end_user }));
    expect(first.id).not.toBe(known);
    expect(first).toMatchObject({ name: 'App Person', external_id: `app:user-${id}` });
    const again = { ...end_user, phone: newCaller().number };
    const second = await requesterOf(
      chatStarted(`${id}-again`, { session_type: 'Messaging (Mobile)', end_user: again }),
    );
    expect(second.id).toBe(first.id);
  });

  it('CON-2 identifiers that differ in case only are two people', async () => {
    const { id, number } = newCaller();
    const of = (identifier: string): object => ({ ...app, end_user: { identifier } });
    const one = await requesterOf(started(id, number, of(`Key-${id}`)));
    const other = await requesterOf(started(`${id}-again`, number, of(`KEY-${id}`)));
    expect(other.id).not.toBe(one.id);
  });

  it('CON-3 the identifier comes before the e-mail address, and that before the number', async () => {
    const { id, number } = newCaller();
    const email = `${id}@example.com`;
    const byNumber = await seedContact(stack, { name: 'By number', phone: number });
    const end_user = { email, phone: number, authenticated: true };
    expect((await requesterOf(chatStarted(`${id}-phone`, { ...web, end_user }))).id).toBe(byNumber);
    const byEmail = await seedContact(stack, { name: 'By address', email });
    expect((await requesterOf(chatStarted(`${id}-email`, { ...web, end_user }))).id).toBe(byEmail);
    const byKey = await seedContact(stack, { name: 'By identifier', external_id: `app:key-${id}` });
    const keyed = { ...end_user, identifier: `key-${id}` };
    expect((await requesterOf(chatStarted(`${id}-key`, { ...web, end_user: keyed }))).id).toBe(byKey);
  });

  it('CON-3 a signed-in customer without a contact gets one with the known data, and that data finds it again', async () => {
    const { id, number } = newCaller();
    const end_user = { name: 'Web Person', email: `${id}@example.com`, phone: number, authenticated: true };
    const made = await requesterOf(chatStarted(id, { ...web, end_user }));
    expect(made).toMatchObject({ name: 'Web Person', email: `${id}@example.com`, phone: number });
    expect((await requesterOf(chatStarted(`${id}-again`, { ...web, end_user }))).id).toBe(made.id);
  });

  it('CON-3 a customer who is not signed in gets a contact of their own, and their claims are only in the description', async () => {
    const { id, number } = newCaller();
    const email = `${id}@example.com`;
    const victim = await seedContact(stack, { name: 'The real one', email, phone: number });
    const end_user = { name: 'Claims To Be', email, phone: number, authenticated: false };
    const ticket = await completeSession(chatStarted(id, { ...web, end_user }));
    const own = await storedContact(stack, ticket.requester_id);
    expect(own.id).not.toBe(victim);
    expect(own).toMatchObject({ email: null, phone: null, external_id: `session:${id}` });
    const [first] = ticket.comments;
    for (const claim of [email, number]) expect(first === undefined ? '' : textOf(first)).toContain(claim);
    const again = await requesterOf(chatStarted(`${id}-again`, { ...web, end_user }));
    expect([own.id, victim]).not.toContain(again.id);
    expect(await storedContact(stack, victim)).toMatchObject({ name: 'The real one', email, phone: number });
  });

  it.each(['Voice Inbound (IVR using Mobile)', 'Voice Inbound (Mobile)'])(
    'CON-4 %s without an identifier finds the contact as in CON-3, by the e-mail address first',
    async (session_type) => {
      const { id, number } = newCaller();
      const email = `${id}@example.com`;
      await seedContact(stack, { name: 'By number', phone: number });
      const byEmail = await seedContact(stack, { name: 'By address', email });
      const end_user = { email, phone: number, authenticated: true };
      expect((await requesterOf(started(id, number, { session_type, end_user }))).id).toBe(byEmail);
    },
  );
});

describe.concurrent('a session that brings only a number', () => {
  it.each([
    ['chat', 'Messaging Inbound (SMS)'],
    ['chat', 'Messaging (WhatsApp)'],
    ['call', 'Voice Inbound (API)'],
    ['call', 'Voice Campaign'],
  ])('CON-4 the contact of a %s of type %s is found by the number, or made with it', async (kind, session_type) => {
    const { id, number } = newCaller();
    const known = await seedContact(stack, { name: 'Has the number', phone: number });
    expect((await requesterOf(started(id, number, { kind, session_type }))).id).toBe(known);
    const fresh = newCaller();
    const made = await requesterOf(started(fresh.id, fresh.number, { kind, session_type }));
    expect(made).toMatchObject({ name: `Caller ${fresh.number}`, phone: fresh.number });
  });

  it('CON-4 a real name that is learnt later replaces the generated name, but no other name', async () => {
    const { id, number } = newCaller();
    const made = await requesterOf(started(id, number));
    expect(made.name).toBe(`Caller ${number}`);
    const named = (session: string, name: string): SessionEvent =>
      started(session, number, { end_user: { name, phone: number } });
    expect(await requesterOf(named(`${id}-again`, 'Real Name'))).toMatchObject({ id: made.id, name: 'Real Name' });
    expect(await requesterOf(named(`${id}-third`, 'Other Name'))).toMatchObject({ id: made.id, name: 'Real Name' });
  });

  it('CON-5 callers whose number is withheld or can’t be read share one contact, which has no phone number', async () => {
    const [one, other] = [newCaller().id, newCaller().id];
    const first = await requesterOf(started(one, null));
    expect(first).toMatchObject({ name: 'Anonymous caller', phone: null });
    expect((await requesterOf(started(other, 'unknown'))).id).toBe(first.id);
  });

  it('CON-12 the contact is made before any agent is assigned, and before there is a ticket', async () => {
    const { id, number } = newCaller();
    await send(stack, started(id, number));
    const { contactId, ticketId } = await stateWhen(stack, id, (state) => state.contactId !== null);
    expect(ticketId).toBeNull();
    expect(await storedContact(stack, contactId)).toMatchObject({ phone: number });
    expect(await ticketsOf(stack, id)).toEqual([]);
    await send(stack, endedExpectingNothing(id, { fail_reason: 'abandoned_in_queue' }));
    await outcomeOf(stack, id);
    expect((await ticketOf(stack, id)).requester_id).toBe(contactId);
  });

  it('CON-8 a contact that is deleted during the call is found or made again, and the call gets its ticket', async () => {
    const { id, number } = newCaller();
    const contactId = await seedContact(stack, { name: 'Gone soon', phone: number });
    await send(stack, started(id, number));
    await stateWhen(stack, id, (state) => state.contactId === contactId);
    await stack.zendesk.api('DELETE', `/users/${contactId}`);
    await send(stack, assigned(id), connected(id), endedExpectingNothing(id));
    expect(await outcomeOf(stack, id)).toMatchObject({ result: 'completed', failedWrites: [] });
    const { requester_id } = await ticketOf(stack, id);
    expect(await storedContact(stack, requester_id)).toMatchObject({ name: `Caller ${number}`, phone: number });
  });

  it('CON-8 the requester is the other contact if the contact was merged into it during the call', async () => {
    const { id, number } = newCaller();
    const contactId = await seedContact(stack, { name: 'Merged away', phone: number });
    const other = await seedContact(stack, { name: 'Stays' });
    await send(stack, started(id, number));
    await stateWhen(stack, id, (state) => state.contactId === contactId);
    await stack.zendesk.api('PUT', `/users/${contactId}/merge`, { user: { id: other } });
    await send(stack, assigned(id), connected(id), endedExpectingNothing(id));
    expect(await outcomeOf(stack, id)).toMatchObject({ result: 'completed', failedWrites: [] });
    expect((await ticketOf(stack, id)).requester_id).toBe(other);
  });

  it('CON-8 a session completes although its contact is deleted after the ticket was made', async () => {
    const { id, number } = newCaller();
    await send(stack, started(id, number), assigned(id), connected(id));
    const { contactId } = await stateWhen(stack, id, (state) => state.ticketId !== null);
    await stack.zendesk.api('DELETE', `/users/${contactId}`);
    await send(stack, endedExpectingNothing(id));
    expect(await outcomeOf(stack, id)).toMatchObject({ result: 'completed', failedWrites: [] });
    expect(mentions(await ticketOf(stack, id), 'Call finished')).toBe(1);
  });
});

describe('settings of the contact', () => {
  it('CON-3 the settings give the order of the look-ups', async () => {
    await stack.sessions.settings.set({ ...fastSettings, contacts: { sdkLookupOrder: ['phone', 'email'] } }, 'test');
    const { id, number } = newCaller();
    const email = `${id}@example.com`;
    const byNumber = await seedContact(stack, { name: 'By number', phone: number });
    await seedContact(stack, { name: 'By address', email });
    await seedContact(stack, { name: 'By identifier', external_id: `app:key-${id}` });
    const end_user = { identifier: `key-${id}`, email, phone: number, authenticated: true };
    expect((await requesterOf(chatStarted(id, { ...web, end_user }))).id).toBe(byNumber);
  });

  it('CON-5 each session without a number gets a contact of its own if the settings say so', async () => {
    await stack.sessions.settings.set({ ...fastSettings, contacts: { anonymous: 'new' } }, 'test');
    const [one, other] = [newCaller().id, newCaller().id];
    const first = await requesterOf(started(one, 'anonymous'));
    const second = await requesterOf(started(other, 'anonymous'));
    expect(second.id).not.toBe(first.id);
    expect([first.phone, second.phone]).toEqual([null, null]);
  });

  it('TKT-11 if contacts may not be made, an unknown caller gets no ticket, and a known caller gets one', async () => {
    await stack.sessions.settings.set({ ...fastSettings, contacts: { create: false } }, 'test');
    const { id, number } = newCaller();
    const before = (await contacts(stack)).length;
    await send(stack, started(id, number), assigned(id), connected(id), endedExpectingNothing(id));
    expect(await outcomeOf(stack, id)).toMatchObject({ result: 'no ticket', failedWrites: [] });
    expect((await stack.sessions.state(id))?.reasons.map(({ rule }) => rule)).toContain('TKT-11');
    expect(await ticketsOf(stack, id)).toEqual([]);
    expect(await contacts(stack)).toHaveLength(before);
    const known = await seedContact(stack, { name: 'Has the number', phone: number });
    expect((await completeSession(started(`${id}-again`, number))).requester_id).toBe(known);
  });
});
