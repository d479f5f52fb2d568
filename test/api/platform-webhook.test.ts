/**
 * This file tests the webhook and the metadata document of the platform itself, from the request to the ticket. If
 * these tests fail, a contact centre that sends only what its platform offers gets wrong, doubled or no tickets.
 */

import { describe, expect, it } from 'vitest';
import { basic } from '../../client/gateway/gateway.testkit.ts';
import { assigned, connected, ended, event, newCaller, outcomeOf, send, started, until } from '../kit/events.ts';
import { testGateway } from '../kit/test-gateway.ts';
import { testStack } from '../kit/test-stack.ts';
import { contacts, mentions, ticketsOf } from '../kit/zendesk-state.ts';
import type { StoredTicket } from '../kit/zendesk-state.ts';

const one = { type: 'agent', id: 71, name: 'Agent One', email: 'agent.one@example.com' };
const two = { type: 'agent', id: 72, name: 'Agent Two', email: 'agent.two@example.com' };

const stack = testStack({ agents: [one, two] });
const gateway = testGateway(stack);
let sessions = 0;

type Item = Readonly<Record<string, unknown>>;

function newNumber(): number {
  sessions += 1;
  return process.pid * 1_000 + sessions;
}

/** The time this many seconds ago, in the format of the platform. */
function ago(seconds: number): string {
  return new Date(Date.now() - seconds * 1_000).toISOString();
}

async function post(area: 'calls' | 'chats' | 'metadata', body: unknown): Promise<Response> {
  const headers = { authorization: basic(), 'content-type': 'application/json' };
  return await fetch(`${gateway.url}/v1/platform/${area}`, { method: 'POST', headers, body: JSON.stringify(body) });
}

async function snapshots(area: 'calls' | 'chats', items: readonly Item[]): Promise<void> {
  for (const item of items) {
    const posted = { event_id: crypto.randomUUID(), timestamp: Date.now(), item };
    const response = await post(area, { count: 1, events: [posted] });
    expect(response.status).toBe(202);
  }
}

/** The snapshots of a call that one agent answers and transfers to a second agent. */
function transferredCall(id: number, number: string): readonly Item[] {
  const customer = { type: 'external', state: 'connected', id: 900, dn: number };
  const begun = {
    call_id: id,
    state: 'connected',
    direction: 'incoming',
    session_type_v2: 'Voice Inbound (IVR)',
    language: 'en',
    support_number: '+18005550100',
    queue_path_ids: '7/26',
    queue_path_names: 'Support/Orders',
    connected_at: ago(60),
    ends_at: null,
    participants: [customer],
  };
  const first = { ...one, state: 'connected', connected_at: ago(50) };
  const left = { ...first, state: 'disconnected', ended_at: ago(30) };
  const second = { ...two, state: 'connected', connected_at: ago(31) };
  const gone = { ...second, state: 'disconnected', ended_at: ago(5) };
  return [
    begun,
    { ...begun, participants: [customer, { ...one, state: 'accepted' }] },
    { ...begun, participants: [customer, first] },
    { ...begun, participants: [customer, left, second] },
    {
      ...begun,
      state: 'disconnected',
      ends_at: ago(5),
      participants: [{ ...customer, state: 'disconnected' }, left, gone],
    },
    {
      ...begun,
      state: 'disconnected',
      ends_at: ago(5),
      participants: [{ ...customer, state: 'disconnected' }, left, { ...gone, state: 'dispositionSubmitted' }],
      dispositions: { code: 'Solved', custom_code_id: 'S1', note: 'Told the delivery date.' },
    },
  ];
}

function document(id: number, number: string, more: Item = {}): Item {
  return {
    id,
    lang: 'en',
    call_type: 'Voice Inbound (IVR)',
    session_type_v2: 'Voice Inbound (IVR)',
    status: 'finished',
    created_at: ago(70),
    queued_at: ago(60),
    assigned_at: ago(52),
    connected_at: ago(50),
    ends_at: ago(5),
    wait_duration: 10,
    call_duration: 45,
    hold_duration: 3,
    disconnected_by: 'agent',
    support_number: '+18005550100',
    selected_menu: { id: 26, name: 'Orders' },
    menu_path: { name: 'Support/Orders', materialized_path: '7/26' },
    agent_info: { id: 72, name: 'Agent Two', email: 'agent.two@example.com' },
    end_user: { id: 900, identifier: null, phone: number },
    ...more,
  };
}

async function onlyTicket(id: string): Promise<StoredTicket> {
  const found = await ticketsOf(stack, id);
  expect(found).toHaveLength(1);
  const [ticket] = found;
  if (ticket === undefined) throw new Error('unreachable');
  return ticket;
}

async function sendDocument(id: number, number: string, more: Item = {}): Promise<StoredTicket> {
  expect((await post('metadata', document(id, number, more))).status).toBe(202);
  await outcomeOf(stack, `call-${id}`);
  return await onlyTicket(`call-${id}`);
}

describe.concurrent('the webhook of the platform', () => {
  it('PLT-2, PLT-1 the snapshots of a call are enough for its contact, ticket, transfer, end and disposition', async () => {
    const id = newNumber();
    const { number } = newCaller();
    await snapshots('calls', transferredCall(id, number));
    const ticketSoFar = await until(async () => {
      const [ticket] = await ticketsOf(stack, `call-${id}`);
      return ticket !== undefined && mentions(ticket, 'Told the delivery date.') === 1 && ticket;
    });
    expect((await contacts(stack)).find(({ id: known }) => known === ticketSoFar.requester_id)?.phone).toBe(number);
    expect(ticketSoFar.assignee_id).toBe(stack.userId(two));
    expect(ticketSoFar.tags).toEqual(expect.arrayContaining(['queue_26', 'channel_voice', 'type_voice_inbound_ivr']));
    for (const title of ['Call started', 'Transfer finished', 'Call finished'])
      expect(mentions(ticketSoFar, title)).toBe(1);
    const ticket = await sendDocument(id, number);
    expect(mentions(ticket, 'Transfer finished')).toBe(1);
    expect(mentions(ticket, 'Call finished')).toBe(1);
  });

  it('PLT-1 snapshots that come three times and in the wrong order write nothing twice', async () => {
    const id = newNumber();
    const { number } = newCaller();
    const snapshotsOfCall = transferredCall(id, number);
    await snapshots('calls', snapshotsOfCall.toReversed());
    await snapshots('calls', snapshotsOfCall);
    await snapshots('calls', snapshotsOfCall);
    const ticket = await sendDocument(id, number);
    for (const title of ['Call started', 'Transfer finished', 'Call finished', 'Told the delivery date.'])
      expect(mentions(ticket, title)).toBe(1);
    expect(ticket.assignee_id).toBe(stack.userId(two));
  });

  it('PLT-1 CON-3 a chat, whose snapshots name no customer, gets a contact of its own, and a ticket when it is answered', async () => {
    const id = newNumber();
    const begun = { chat_id: id, state: 'connected', session_type_v2: 'Messaging (Web)', connected_at: ago(20) };
    await snapshots('chats', [
      begun,
      { ...begun, participants: [{ ...one, state: 'connected', connected_at: ago(10) }] },
    ]);
    const ticket = await until(async () => (await ticketsOf(stack, `chat-${id}`))[0]);
    expect(ticket.tags).toContain('channel_web_chat');
    const contact = (await contacts(stack)).find(({ id: known }) => known === ticket.requester_id);
    expect(contact?.external_id).toBe(`session:chat-${id}`);
  });

  it('SEC-2 UPD-5 a call whose every text is too long gets its ticket, which says what was cut, and operators a warning', async () => {
    const id = newNumber();
    const { number } = newCaller();
    const long = 'x'.repeat(100_000);
    const hostile = { reason: '@'.repeat(300_000), disconnected_by: 'A'.repeat(500_000), ['A'.repeat(150_000)]: 1 };
    const posted = transferredCall(id, number).map((item) => ({ ...item, ...hostile, queue_path_names: long }));
    await snapshots('calls', posted);
    const custom_data = { unsigned: { order: { label: 'Order', value: long }, [long]: 1 } };
    const ticket = await sendDocument(id, number, { custom_data });
    expect(mentions(ticket, 'Call started')).toBe(1);
    expect(mentions(ticket, 'Call finished')).toBe(1);
    expect(mentions(ticket, 'Values that end with “…” were too long, and were cut.')).toBe(1);
    expect(mentions(ticket, 'Values left out, because they were too many or too long: 1')).toBe(1);
    const view = await stack.sessions.state(`call-${id}`);
    expect(view?.warnings.join('\n')).toMatch(/disconnected_by is longer than 100 characters: it was cut/);
  });

  it('PLT-1 SEC-2 an unknown part of a snapshot becomes a warning of the session, and the rest is used', async () => {
    const id = newNumber();
    const [begun] = transferredCall(id, newCaller().number);
    await snapshots('calls', [{ ...begun, state: 'hovering', participants: 'none' }]);
    const view = await until(async () => await stack.sessions.state(`call-${id}`));
    expect(view.warnings.join(' ')).toMatch(/state|participants/);
    expect((await post('calls', { nonsense: true })).status).toBe(202);
  });
});

describe.concurrent('the metadata document', () => {
  it('PLT-3 the document fills in what the events lacked and repeats nothing', async () => {
    const id = newNumber();
    const { number } = newCaller();
    const session = `call-${id}`;
    const agent = { id: 72, email: two.email, name: two.name };
    await send(stack, started(session, number), assigned(session, agent), connected(session, agent));
    await send(stack, event(session, 'rating.received', { score: 4 }));
    await send(stack, event(session, 'disposition.submitted', { code: 'Solved', list: 'Calls', note: 'Done', agent }));
    await send(stack, ended(session, { durations: null, expects: { recording_segments: 0, metadata: true } }));
    const ticket = await sendDocument(id, number, {
      rating: 4,
      dispositions: [{ code: 'Solved', list: 'Calls', note: 'Done' }],
      photos: [{ photo_type: 'photo', url: `${stack.zendesk.url}/recordings/${session}-photo.jpg?seconds=1` }],
      verified: true,
    });
    for (const title of ['Call started', 'Call finished', 'Rating', 'Disposition', 'Verification'])
      expect([title, mentions(ticket, title)]).toEqual([title, 1]);
    expect(mentions(ticket, `${session}-photo.jpg`)).toBe(1);
  });

  it('PLT-3 LATE-1 a document of a completed session, and the same document again, write nothing twice', async () => {
    const id = newNumber();
    const { number } = newCaller();
    const session = `call-${id}`;
    const agent = { id: 72, email: two.email, name: two.name };
    await send(
      stack,
      started(session, number),
      connected(session, agent),
      event(session, 'rating.received', { score: 4 }),
    );
    await send(stack, ended(session, { expects: { recording_segments: 0 } }));
    await outcomeOf(stack, session);
    const before = (await onlyTicket(session)).comments.length;
    await sendDocument(id, number, { rating: 4 });
    const after = await sendDocument(id, number, { rating: 4 });
    expect(after.comments.length).toBe(before);
  });

  it('PLT-4 a session of which only the document came gets its contact and ticket, marked as recovered', async () => {
    const id = newNumber();
    const { number } = newCaller();
    const ticket = await sendDocument(id, number, { rating: 5 });
    expect((await contacts(stack)).find(({ id: known }) => known === ticket.requester_id)?.phone).toBe(number);
    expect(ticket.assignee_id).toBe(stack.userId(two));
    expect(mentions(ticket, 'Recovered from the metadata document')).toBe(1);
    expect(mentions(ticket, 'Rating')).toBe(1);
    expect(mentions(ticket, 'Call finished')).toBe(1);
  });

  it('PLT-4 END-7 a document of a session whose data is kept without a ticket makes no ticket, even if no run of it is known', async () => {
    const id = newNumber();
    const { number } = newCaller();
    const { workflow } = stack.client;
    await workflow.start('unattached', {
      workflowId: `unattached/call-${id}`,
      taskQueue: 'sessions',
      args: [{ sessionId: `call-${id}`, settings: await stack.sessions.settings.get() }],
    });
    expect((await post('metadata', document(id, number, { rating: 4 }))).status).toBe(202);
    expect(await outcomeOf(stack, `call-${id}`)).toMatchObject({ result: 'no ticket', ticketId: null });
    expect(await ticketsOf(stack, `call-${id}`)).toEqual([]);
    expect(await workflow.getHandle(`unattached/call-${id}`).query('state')).toMatchObject({ notes: 1 });
  });

  it('PLT-3 a changed document adds what is new in it', async () => {
    const id = newNumber();
    const { number } = newCaller();
    await sendDocument(id, number);
    const changed = await sendDocument(id, number, { rating: 3 });
    expect(mentions(changed, 'Rating')).toBe(1);
    expect(mentions(changed, 'Call finished')).toBe(1);
  });
});

describe.concurrent('a time that an earlier version accepted', () => {
  it.each([8.64e15 + 1, 1e300])('END-6 does not stop its session: %j', async (timestamp) => {
    const { id, number } = newCaller();
    await send(stack, started(id, number), assigned(id, one), connected(id, one));
    const atAnyTime = (type: string, item: object) => ({ ...event(id, type, item), timestamp });
    await send(
      stack,
      atAnyTime('hold.started', {}),
      atAnyTime('voicemail.left', { recording_url: 'https://a.example/1' }),
    );
    await until(async () => (await ticketsOf(stack, id)).length > 0);
    await send(stack, event(id, 'rating.received', { score: 5 }), ended(id, { expects: { recording_segments: 0 } }));
    await until(async () =>
      (await ticketsOf(stack, id)).some((ticket) => mentions(ticket, 'Rating by the customer') > 0),
    );
  });
});
