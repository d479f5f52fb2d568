import type { Contact, LookUpBy } from '../zendesk/contact.ts';
import { settingsWith } from '../settings/defaults.ts';
import type { SettingsChanges } from '../settings/defaults.ts';
import type { Settings } from '../settings/settings.ts';
import type { Ticket } from '../zendesk/ticket.ts';
import { applyEvent } from '../session/apply-event.ts';
import type { Agent, EventOf, ItemOf, SessionEvent, SessionObject } from './parse-events.ts';
import { tidyKey } from './natural-keys.ts';
import { newSession } from '../session/state.ts';
import type { Session } from '../session/state.ts';

/** Examples that the tests of `domain/` share: one caller, two agents, and events as the gateway passes them on. */

/** When the examples' sessions start, ms since the epoch. */
export const t0 = Date.parse('2026-03-02T09:00:00Z');
export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;

export const sessionId = 'call-1';
export const callerNumber = '+14155551212';
export const orders = { id: '3', name: 'Order status' };
export const returns = { id: '4', name: 'Returns' };
export const agentA: Agent = { id: '7', email: 'agent.a@example.com', name: 'Agent A', kind: 'human' };
export const agentB: Agent = { id: '8', email: 'agent.b@example.com', name: 'Agent B', kind: 'human' };
export const bot: Agent = { id: '9', email: null, name: 'Assistant', kind: 'virtual' };

const nobody = { identifier: null, name: null, email: null, phone: null, authenticated: null };

/** An inbound call from `callerNumber`, changed by `over`. */
export function call(over: Partial<SessionObject> = {}): SessionObject {
  return {
    id: sessionId,
    kind: 'call',
    session_type: 'Voice Inbound (IVR)',
    direction: 'inbound',
    lang: 'en',
    created_at: '2026-03-02T09:00:00Z',
    from: callerNumber,
    to: '+18005550100',
    outbound_number: null,
    menu_path: null,
    queue: orders,
    agent: null,
    recording: false,
    end_user: nobody,
    device: null,
    custom_data: { signed: [], unsigned: [] },
    outbound: null,
    previous_call_seconds: null,
    told_by: 'events',
    ...over,
  };
}

export function chat(over: Partial<SessionObject> = {}): SessionObject {
  return call({
    kind: 'chat',
    session_type: 'Messaging (Web)',
    from: null,
    to: null,
    end_user: { ...nobody, phone: callerNumber },
    ...over,
  });
}

type Envelope = { readonly event_id: string; readonly timestamp: number; readonly session_id: string };

function envelope(type: string, at: number): Envelope {
  return { event_id: `${type}@${at}`, timestamp: at, session_id: sessionId };
}

export function started(at: number, over: Partial<SessionObject> = {}): EventOf<'session.started'> {
  return { ...envelope('started', at), type: 'session.started', item: call(over) };
}

export function queued(at: number, queue = orders): EventOf<'session.queued'> {
  return { ...envelope('queued', at), type: 'session.queued', item: { queue, menu_path: null, queued_at: null } };
}

export function assigned(at: number, agent = agentA): EventOf<'session.assigned'> {
  return { ...envelope(`assigned-${agent.id}`, at), type: 'session.assigned', item: { agent, at: null } };
}

export function connected(at: number, agent = agentA): EventOf<'session.connected'> {
  return { ...envelope(`connected-${agent.id}`, at), type: 'session.connected', item: { agent, at: null } };
}

export function canceled(at: number, agent = agentA): EventOf<'session.agent_canceled'> {
  return { ...envelope(`canceled-${agent.id}`, at), type: 'session.agent_canceled', item: { agent, reason: null } };
}

export function picked(at: number, contactId: number | 'new', agent: Agent | null = agentA): EventOf<'contact.picked'> {
  return {
    ...envelope(`picked-${contactId}`, at),
    type: 'contact.picked',
    item: { contact_id: contactId, agent },
  };
}

export function ended(at: number, over: Partial<ItemOf<'session.ended'>> = {}): EventOf<'session.ended'> {
  const item = { disconnected_by: null, at: null, fail_reason: null, durations: null, expects: null, ...over };
  return { ...envelope('ended', at), type: 'session.ended', item };
}

export function wrapUpEnded(at: number): EventOf<'wrap_up.ended'> {
  return { ...envelope('wrap-up', at), type: 'wrap_up.ended', item: { at: null } };
}

export function disposed(at: number): EventOf<'disposition.submitted'> {
  const item = { disposition_id: null, code: '12', custom_code_id: null, list: null, note: null, agent: agentA };
  return { ...envelope('disposition', at), type: 'disposition.submitted', item };
}

export function recorded(
  at: number,
  segment: string | null = 'a',
  over: Partial<ItemOf<'recording.ready'>> = {},
): EventOf<'recording.ready'> {
  const item = {
    segment,
    file_id: null,
    url: `https://files.example.com/${segment ?? 'x'}.wav`,
    content_type: 'audio/wav',
    size: 1_000,
    started_at: null,
    duration_s: 60,
    ...over,
  };
  return { ...envelope(`recording-${segment}`, at), type: 'recording.ready', item };
}

/** The key of the writes that a recording of this segment becomes. */
export function recordingKey(segment = 'a'): string {
  return tidyKey(`https://files.example.com/${segment}.wav`);
}

/** A session that has received these events. */
export function sessionWith(events: readonly SessionEvent[], earlierRun = false): Session {
  return events.reduce(applyEvent, newSession(sessionId, earlierRun));
}

export function contact(id: number, over: Partial<Contact> = {}): Contact {
  const createdAt = new Date(Date.UTC(2025, 0, id)).toISOString();
  return {
    id,
    name: `Contact ${id}`,
    phone: callerNumber,
    email: null,
    externalId: null,
    createdAt,
    matchable: true,
    ...over,
  };
}

/** An open ticket that a call of the `orders` queue could be appended to. */
export function ticket(id: number, over: Partial<Ticket> = {}): Ticket {
  return {
    id,
    status: 'open',
    requesterId: 1,
    assigneeId: null,
    externalId: null,
    tags: ['channel_voice', 'queue_3'],
    createdAt: '2026-02-01T00:00:00Z',
    updatedAt: '2026-02-01T00:00:00Z',
    solvedAt: null,
    fields: [],
    ...over,
  };
}

/** The default settings with some values changed. */
export function settings(changes: SettingsChanges = {}): Settings {
  return settingsWith(changes);
}

/** The look-up by number that a session of the examples asks for. */
export function byPhone(phone: string | null = callerNumber): LookUpBy {
  return { by: 'phone', phone, defaultCountry: 'US' };
}

/**
 * An event of any type, as the gateway passes it on. `at` is in ms since the epoch. Two events of one type need different
 * times, because the id of the event is made from both.
 */
export function makeEvent<Type extends SessionEvent['type']>(
  at: number,
  type: Type,
  item: ItemOf<Type>,
): Extract<SessionEvent, { readonly type: Type }> {
  // The signature ensures that type and item belong together. The compiler cannot follow this, and JSON.parse avoids a
  // cast.
  const event: Extract<SessionEvent, { readonly type: Type }> = JSON.parse(
    JSON.stringify({ ...envelope(type, at), type, item }),
  );
  return event;
}

export function transferred(
  at: number,
  to: Agent | null = agentB,
  from: Agent | null = agentA,
  over: Partial<ItemOf<'transfer.finished'>> = {},
): EventOf<'transfer.finished'> {
  const item = { transfer_id: null, from_agent: from, to_agent: to, from_queue: null, to_queue: null, reason: null };
  return makeEvent(at, 'transfer.finished', { ...item, ...over });
}

export function customData(
  at: number,
  unsigned: ItemOf<'custom_data.received'>['custom_data']['unsigned'],
): EventOf<'custom_data.received'> {
  return makeEvent(at, 'custom_data.received', { custom_data: { signed: [], unsigned } });
}

export function entry(key: string, value: string | number, label = key) {
  return { key, label, value, type: typeof value === 'number' ? 'number' : 'string' } as const;
}

export function rated(at: number, score: number, comment: string | null = null): EventOf<'rating.received'> {
  return makeEvent(at, 'rating.received', { score, comment });
}

export function voicemail(at: number, over: Partial<ItemOf<'voicemail.left'>> = {}): EventOf<'voicemail.left'> {
  const recording_url = 'https://files.example.com/voicemail.wav';
  return makeEvent(at, 'voicemail.left', {
    file_id: null,
    recording_url,
    duration_s: 20,
    transcription: null,
    ...over,
  });
}

export function acted(
  at: number,
  kind: ItemOf<'smart_action.completed'>['kind'],
  over: Partial<ItemOf<'smart_action.completed'>> = {},
): EventOf<'smart_action.completed'> {
  return makeEvent(at, 'smart_action.completed', { smart_action_id: null, kind, result: null, files: [], ...over });
}

export function photo(name: string, size = 1_000): ItemOf<'smart_action.completed'>['files'][number] {
  return { file_id: null, url: `https://files.example.com/${name}.jpg`, name, content_type: 'image/jpeg', size };
}

export function transcribed(at: number, text: string): EventOf<'transcript.ready'> {
  return makeEvent(at, 'transcript.ready', { file_id: null, url: null, text, content_type: null });
}

export function said(at: number, count: number | null): EventOf<'chat.message'> {
  return makeEvent(at, 'chat.message', { from: 'customer', at: null, customer_count: count });
}
