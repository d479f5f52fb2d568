import type { EventType } from '../domain/events/event-list.ts';
import { agent, callOf } from './call.ts';
import type { Caller } from './callers.ts';

/** An event that the platform sends for a session. `afterMs`: time since the session's start. */
export type PlatformEvent = { readonly afterMs: number; readonly type: EventType; readonly item: object };

export type MixKind = 'inbound' | 'outbound' | 'chat' | 'voicemail' | 'abandoned';

export type MixSession = {
  readonly id: string;
  readonly kind: MixKind;
  readonly caller: Caller;
  /** Sorted by time. */
  readonly events: readonly PlatformEvent[];
};

/** The kinds of twenty sessions: 60 % inbound calls, 15 % outbound calls, 20 % chats, 5 % voicemail or abandoned. */
const pattern: readonly MixKind[] = [
  ...(['inbound', 'chat', 'inbound', 'outbound', 'inbound', 'inbound', 'chat', 'inbound', 'inbound'] as const),
  ...(['outbound', 'inbound', 'voicemail', 'inbound', 'chat', 'inbound', 'inbound', 'outbound', 'inbound'] as const),
  ...(['chat', 'inbound'] as const),
];

/** The kind of the `i`th session (from 0). Voicemails and abandoned calls take turns. */
export function kindOf(i: number): MixKind {
  const kind = pattern[i % pattern.length] ?? 'inbound';
  return kind === 'voicemail' && Math.floor(i / pattern.length) % 2 === 1 ? 'abandoned' : kind;
}

/**
 * How many contacts each caller of the mix has. Of inbound callers, a third have none, a tenth have two, the others
 * one.
 */
export function contactsOf(count: number): readonly number[] {
  let inbound = 0;
  return Array.from({ length: count }, (_, i) => {
    if (kindOf(i) !== 'inbound') return 1;
    const nth = inbound++ % 30;
    if (nth % 3 === 2) return 0;
    return nth < 27 && nth % 9 === 0 ? 2 : 1;
  });
}

/**
 * The standard mix of sessions, one for each caller. The sessions are much shorter than real ones, because the load
 * depends on how many sessions begin per minute and how much each writes, not on how long customers talk.
 *
 * @param prefix the beginning of each session's id; a function gives it for the kind of session
 * @param fileUrl gives the address of a session's recording
 */
export function standardMix(
  prefix: string | ((kind: MixKind) => string),
  callers: readonly Caller[],
  fileUrl: (id: string) => string,
): readonly MixSession[] {
  const before = new Map<MixKind, number>();
  return callers.map((caller, i) => {
    const kind = kindOf(i);
    const nth = before.get(kind) ?? 0;
    before.set(kind, nth + 1);
    const id = `${typeof prefix === 'string' ? prefix : prefix(kind)}-${i}`;
    return { id, kind, caller, events: eventsOf({ kind, id, caller }, nth, fileUrl(id)) };
  });
}

/** @param nth position of the session among those of its kind, from 0 */
function eventsOf(
  { kind, id, caller }: Omit<MixSession, 'events'>,
  nth: number,
  recording: string,
): readonly PlatformEvent[] {
  switch (kind) {
    case 'inbound':
      // Every fifth call is transferred, and every third customer rates the call.
      return inboundCall(id, caller, recording, { transferred: nth % 5 === 0, rated: nth % 3 === 0 });
    case 'outbound':
      return outboundCall(id, caller, recording);
    case 'chat':
      return chat(id, caller, nth % 2 === 0);
    case 'voicemail':
    case 'abandoned':
      return unansweredCall(kind, id, caller, recording);
    default:
      return kind satisfies never;
  }
}

const queue = { id: 3, name: 'Order status' };
export const secondAgent = { id: 8, email: 'agent.second@example.com', name: 'Agent Two' };

function ended(afterMs: number, more: object): PlatformEvent {
  const durations = { call_s: 240, wait_s: 20, hold_s: 0 };
  return { afterMs, type: 'session.ended', item: { disconnected_by: 'end_user', durations, ...more } };
}

/** The events after an answered session: the summary, the agent's disposition, then the end of the wrap-up. */
function wrapUp(afterMs: number): readonly PlatformEvent[] {
  return [
    summary(afterMs + 2_000, 'session'),
    {
      afterMs: afterMs + 6_000,
      type: 'disposition.submitted',
      item: { disposition_id: '1', code: 'Solved', list: 'Orders', note: 'Tracking link sent.', agent },
    },
    { afterMs: afterMs + 7_000, type: 'wrap_up.ended', item: {} },
  ];
}

function summary(afterMs: number, scope: 'session' | 'segment'): PlatformEvent {
  const text = 'The customer asked where the parcel is. It will arrive tomorrow.';
  return { afterMs, type: 'summary.generated', item: { text, scope } };
}

function recordingReady(afterMs: number, url: string, segment: string): PlatformEvent {
  return { afterMs, type: 'recording.ready', item: { segment, url, content_type: 'audio/wav', duration_s: 240 } };
}

export function inboundCall(
  id: string,
  caller: Caller,
  recording: string,
  more: { readonly transferred: boolean; readonly rated: boolean },
): readonly PlatformEvent[] {
  const [first] = caller.contactIds;
  const hasSeveral = caller.contactIds.length > 1 && first !== undefined;
  return inOrder([
    { afterMs: 0, type: 'session.started', item: callOf(id, caller.phone) },
    { afterMs: 200, type: 'session.queued', item: { queue } },
    { afterMs: 3_000, type: 'session.assigned', item: { agent } },
    ...(hasSeveral ? [picked(4_000, first)] : []),
    { afterMs: 4_500, type: 'session.connected', item: { agent } },
    { afterMs: 5_000, type: 'hold.started', item: {} },
    { afterMs: 6_500, type: 'hold.ended', item: {} },
    ...(more.transferred ? transfer(recording) : []),
    ended(14_000, {
      durations: { call_s: 240, wait_s: 20, hold_s: 15 },
      expects: { recording_segments: more.transferred ? 2 : 1, transcript: false, metadata: false },
    }),
    ...(more.rated ? [rating(15_000)] : []),
    ...wrapUp(14_000),
    recordingReady(23_000, recording, more.transferred ? '2' : '1'),
  ]);
}

/** The events of a transfer. The platform makes a recording and a summary of each segment of the call. */
function transfer(recording: string): readonly PlatformEvent[] {
  const item = { transfer_id: '1', from_agent: agent, to_agent: secondAgent };
  return [
    { afterMs: 7_000, type: 'transfer.started', item },
    { afterMs: 8_000, type: 'transfer.finished', item },
    summary(10_000, 'segment'),
    recordingReady(17_000, recording.replace('.wav', '-1.wav'), '1'),
  ];
}

function inOrder(events: readonly PlatformEvent[]): readonly PlatformEvent[] {
  return [...events].sort((a, b) => a.afterMs - b.afterMs);
}

function picked(afterMs: number, contactId: number): PlatformEvent {
  return { afterMs, type: 'contact.picked', item: { contact_id: contactId, agent } };
}

function rating(afterMs: number): PlatformEvent {
  return { afterMs, type: 'rating.received', item: { score: 5, comment: null } };
}

function outboundCall(id: string, caller: Caller, recording: string): readonly PlatformEvent[] {
  const item = {
    ...callOf(id, '+18005550100'),
    session_type: 'Voice Outbound',
    direction: 'outbound',
    to: caller.phone,
    outbound_number: '+18005550100',
    queue: null,
    menu_path: null,
    agent,
    outbound: { source: 'dialpad' },
  };
  return [
    { afterMs: 0, type: 'session.started', item },
    { afterMs: 4_000, type: 'session.connected', item: { agent } },
    ended(12_000, { expects: { recording_segments: 1, transcript: false, metadata: false } }),
    ...wrapUp(12_000),
    recordingReady(21_000, recording, '1'),
  ];
}

/** The events of a chat with an authenticated customer. One item of its custom data is mapped to a ticket field. */
function chat(id: string, caller: Caller, rated: boolean): readonly PlatformEvent[] {
  const unsigned = {
    member: { label: 'Membership Number', value: 62303, type: 'number' },
    page: { label: 'Page', value: 'Checkout', type: 'string' },
  };
  const item = {
    ...callOf(id, caller.phone),
    kind: 'chat',
    session_type: 'Messaging (Web)',
    from: null,
    to: null,
    end_user: { identifier: null, name: 'Chat Customer', email: caller.email, phone: null, authenticated: true },
    custom_data: { signed: {}, unsigned },
  };
  const cart = { cart: { label: 'Cart', value: '3 items', type: 'string' } };
  const message = (afterMs: number, from: string, count: number): PlatformEvent => ({
    afterMs,
    type: 'chat.message',
    item: { from, customer_count: count },
  });
  return inOrder([
    { afterMs: 0, type: 'session.started', item },
    { afterMs: 200, type: 'session.queued', item: { queue } },
    { afterMs: 500, type: 'chat.message', item: { from: 'customer', customer_count: 1 } },
    { afterMs: 3_000, type: 'session.assigned', item: { agent } },
    { afterMs: 3_500, type: 'session.connected', item: { agent } },
    message(5_000, 'agent', 1),
    { afterMs: 6_000, type: 'custom_data.received', item: { custom_data: { signed: {}, unsigned: cart } } },
    message(9_000, 'customer', 2),
    ended(14_000, { expects: { recording_segments: 0, transcript: true, metadata: false } }),
    ...(rated ? [rating(15_000)] : []),
    { afterMs: 19_000, type: 'transcript.ready', item: { text: 'Customer: Hello\nAgent: Hello, how can I help?' } },
    ...wrapUp(14_000),
  ]);
}

function unansweredCall(
  kind: 'voicemail' | 'abandoned',
  id: string,
  caller: Caller,
  url: string,
): readonly PlatformEvent[] {
  const start: readonly PlatformEvent[] = [
    { afterMs: 0, type: 'session.started', item: { ...callOf(id, caller.phone), recording: false } },
    { afterMs: 200, type: 'session.queued', item: { queue } },
  ];
  const expects = { recording_segments: 0, transcript: false, metadata: false };
  if (kind === 'abandoned') return [...start, ended(6_000, { fail_reason: 'abandoned_in_queue', expects })];
  const item = { file_id: '1', recording_url: url, duration_s: 20, transcription: 'Please call me back.' };
  return [...start, { afterMs: 6_000, type: 'voicemail.left', item }, ended(6_500, { expects })];
}
