import { expect, test } from 'vitest';
import { readSession } from '../session/read-session.ts';
import {
  assigned,
  callerNumber,
  chat,
  connected,
  contact,
  customData,
  ended,
  entry,
  hour,
  sessionWith,
  agentB,
  queued,
  returns,
  second,
  settings,
  started,
  t0,
} from '../events/examples.testkit.ts';
import type { SessionEvent } from '../events/parse-events.ts';
import { viaIds } from '../zendesk/via.ts';
import { bareDraft, draftTicket } from './draft.ts';

function draft(events: readonly SessionEvent[], abandoned = false, changes: Parameters<typeof settings>[0] = {}) {
  const reasons = [{ about: 'ticket', at: t0, rule: 'TKT-2', because: 'It was assigned.' }] as const;
  return draftTicket(readSession(sessionWith(events), settings(changes), t0), contact(1), {
    cause: abandoned ? 'abandoned' : 'served',
    followUpOf: null,
    reasons,
  });
}

test('TKT-4 the subject is the template of the settings, with the values that it may use', () => {
  const { subject } = draft([started(t0)], false, { tickets: { subject: '{{session.queue}}' } });
  expect(subject).toMatchObject({
    template: '{{session.queue}}',
    context: {
      session: { queue: 'Order status', channel: 'voice' },
      contact: { name: 'Contact 1', phone: callerNumber },
    },
  });
});

test('TKT-5 OPS-1 the description says who called, where, and why this ticket', () => {
  const { description } = draft([started(t0, { lang: 'en' })]);
  for (const part of [
    'Voice Inbound (IVR)',
    'call-1',
    'Order status',
    callerNumber,
    'The call reached an agent. (TKT-2)',
  ])
    expect(description).toContain(part);
});

test('TKT-5 details from customers are shown as text, never as HTML', () => {
  const end_user = { identifier: null, name: '<b>Agent A</b>', email: null, phone: null, authenticated: null };
  expect(draft([started(t0, { end_user })]).description).toContain('&lt;b&gt;Agent A&lt;/b&gt;');
});

test('TKT-5 custom data is shown by label, in its order', () => {
  const entry = (label: string) => ({ key: label, label, value: 1, type: 'number' as const });
  const custom_data = { signed: [entry('Zone')], unsigned: [entry('Area')] };
  expect(draft([started(t0, { custom_data })]).description).toMatch(/Zone: 1<br>Area: 1/);
});

test('ADP-2 the ticket is for the agent who answered, or else for the agent who was offered the session', () => {
  expect(draft([started(t0), assigned(t0)]).assignee).toMatchObject({ kind: 'agent', email: 'agent.a@example.com' });
  const both = [started(t0), assigned(t0 + second), connected(t0, agentB)];
  expect(draft(both).assignee).toMatchObject({ email: 'agent.b@example.com' });
});

test('TKT-8 TKT-10 the ticket of an abandoned call is for the default user, or explicitly for nobody', () => {
  const gone = [started(t0), assigned(t0), ended(t0)];
  expect(draft(gone, true, { tickets: { defaultUserId: 500 } }).assignee).toEqual({ kind: 'user', id: 500 });
  expect(draft(gone, true).assignee).toEqual({ kind: 'nobody' });
});

test('TKT-13 the ticket has the session as external id, and the tags by which it is found', () => {
  const { externalId, tags } = draft([started(t0), queued(t0, returns)]);
  expect(externalId).toBe('call-1');
  expect(tags).toEqual(['session_call-1', 'channel_voice', 'type_voice_inbound_ivr', 'queue_4']);
  expect(draft([started(t0)], true).tags).toContain('abandoned');
});

test('TKT-13 Zendesk shows a call as inbound or outbound, a chat as neither', () => {
  expect(draft([started(t0)]).viaId).toBe(viaIds.inbound);
  expect(draft([started(t0, { direction: 'outbound' })]).viaId).toBe(viaIds.outbound);
  expect(draft([started(t0, chat())]).viaId).toBeNull();
});

test('END-4 the second attempt has another key and only the values that Zendesk needs', () => {
  const full = draft([started(t0), assigned(t0)]);
  expect(bareDraft(full)).toEqual({
    ...full,
    key: 'call-1/ticket/bare',
    assignee: { kind: 'nobody' },
    viaId: null,
    fields: [],
    bare: true,
  });
});

test('TKT-5 the description is in the language of the settings', () => {
  const { description } = draft([started(t0)], false, { language: 'id' });
  expect(description).toContain('Panggilan dimulai');
});

test('TKT-5 UPD-5 the description keeps the limit of Zendesk, and leaves out later custom data for which it has no room', () => {
  const long = (key: string, length: number) => [entry(key, 'x'.repeat(length))];
  const custom_data = { signed: [], unsigned: long('first', 29_000) };
  const later = [20_000, 28_000, 500].map((length, i) => customData(t0 + i * second, long(`later-${i}`, length)));
  const made = draft([started(t0, { custom_data }), ...later]);
  expect(made.description.length + made.noteIfAgentUnknown.length).toBeLessThanOrEqual(65_536);
  expect(made.description).toContain('later-0');
  expect(made.description).not.toContain('later-1');
  expect(made.description).not.toContain('later-2');
  const facts = made.facts.map((fact) => fact.split('/')[1]);
  expect(facts).toEqual(['custom', 'custom-value', 'custom-value']);
});

test('ADP-5 the note about an agent who is not in Zendesk is text, in the language of the settings', () => {
  const agent = { ...agentB, name: '<b>Agent</b>' };
  const made = draft([started(t0), assigned(t0, agent)], false, { language: 'id' });
  expect(made.noteIfAgentUnknown).toContain('Agen tidak ditemukan di Zendesk');
  expect(made.noteIfAgentUnknown).toContain('&lt;b&gt;');
  expect(draft([started(t0)], true).noteIfAgentUnknown).toBe('');
});

test('TKT-12 a ticket that is made an hour after the first event, or later, is looked for first', () => {
  const dueAt = (now: number): number => {
    const given = { cause: 'abandoned', followUpOf: null, reasons: [] } as const;
    return draftTicket(readSession(sessionWith([started(t0)]), settings(), now), contact(1), given).dueAt;
  };
  expect(dueAt(t0 + hour)).toBe(t0 + hour);
  expect(dueAt(t0 + hour + second)).toBe(0);
});
