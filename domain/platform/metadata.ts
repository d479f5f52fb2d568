import type { Agent, MetadataDocument, SessionEvent, SessionObject } from '../events/parse-events.ts';
import { shortHash } from '../events/natural-keys.ts';
import { agentEvents, documentQueue, millisecondsOf } from './document-agents.ts';
import { fileEvents } from './document-files.ts';
import { failReasonOfDocument } from './document-status.ts';
import type { ImpliedEvent, MakeEnvelope } from './event-ids.ts';
import { impliedEventId, withTimestamps, warningEvent } from './event-ids.ts';
import type { Warn } from './lenient-fields.ts';
import type { Direction, SessionKind } from './vocabulary.ts';
import { directionOfType, disconnectedByOf, kindOfType, defaultType, sessionTypeOf } from './vocabulary.ts';

function kindOf({ call_type: call, chat_type: chat, session_type_v2: type }: MetadataDocument): SessionKind | null {
  if (call !== null && chat === null) return 'call';
  if (chat !== null && call === null) return 'chat';
  return type === null ? null : kindOfType(type);
}

/**
 * The id of the session that a document describes, such as `call-138` or `chat-138`. A document that has only one of
 * `call_type` and `chat_type` describes a session of that kind. For other documents `session_type_v2` decides. Null: no
 * key shows the kind, or the id is not valid for a session.
 */
export function sessionIdOfMetadata(document: MetadataDocument): string | null {
  const plain = document.id.trim().toLowerCase();
  const named = /^(call|chat)-/.test(plain);
  const kind = kindOf(document);
  const sessionId = named ? plain : kind === null ? '' : `${kind}-${plain}`;
  return /^(call|chat)-[a-z0-9_-]+$/.test(sessionId) && sessionId.length <= 64 ? sessionId : null;
}

function startOf(document: MetadataDocument, sessionId: string, dialler: Agent | null, warn: Warn): SessionObject {
  const kind: SessionKind = sessionId.startsWith('chat-') ? 'chat' : 'call';
  const typeText = document.session_type_v2 ?? document.call_type ?? document.chat_type;
  const type = typeText === null ? null : sessionTypeOf(typeText);
  if (typeText !== null && type === null) warn('Of the metadata document the session type is not known.');
  const guessed: Direction = typeText !== null && /outbound/i.test(typeText) ? 'outbound' : 'inbound';
  const direction = type === null ? guessed : directionOfType(type);
  const { end_user: user, support_number: support, outbound_number: outbound } = document;
  const number = user?.phone ?? null;
  const own = direction === 'outbound' ? (outbound ?? support) : support;
  const identifier = user?.identifier ?? null;
  return {
    id: sessionId,
    kind,
    session_type: type ?? defaultType(kind, direction),
    direction,
    lang: document.lang,
    created_at: document.created_at,
    from: direction === 'inbound' ? number : own,
    to: direction === 'inbound' ? own : number,
    outbound_number: direction === 'outbound' ? own : null,
    menu_path: document.menu_path,
    queue: documentQueue(document),
    agent: direction === 'outbound' ? dialler : null,
    recording: false,
    // The company's server signs an identifier. The customer of a chat without an identifier is a guest (CON-3).
    end_user: {
      identifier,
      name: user?.name ?? null,
      email: user?.email ?? null,
      phone: number,
      authenticated: identifier !== null ? true : kind === 'chat' ? false : null,
    },
    device: null,
    // An event `custom_data.received` carries the custom data, because the start may have been reported already.
    custom_data: { signed: [], unsigned: [] },
    outbound: null,
    previous_call_seconds: null,
    told_by: 'metadata',
  };
}

function dispositionEvents(document: MetadataDocument, envelope: MakeEnvelope): ImpliedEvent[] {
  return document.dispositions.flatMap((disposition): ImpliedEvent[] => {
    const { disposition_id: id, ...content } = disposition;
    if (Object.values(content).every((value) => value === null)) return [];
    const key = id ?? shortHash(JSON.stringify(content));
    return [
      { ...envelope(null, 'disposition', key), type: 'disposition.submitted', item: { ...disposition, agent: null } },
    ];
  });
}

function ratingEvents({ rating }: MetadataDocument, envelope: MakeEnvelope, warn: Warn): ImpliedEvent[] {
  // The platform writes null or 0 if the customer did not rate the session.
  if (rating === null || rating === 0) return [];
  if (!Number.isInteger(rating) || rating > 5) {
    warn('Of the metadata document rating is not one of 1 to 5.');
    return [];
  }
  return [{ ...envelope(null, 'rating'), type: 'rating.received', item: { score: rating, comment: null } }];
}

function endEvent(document: MetadataDocument, envelope: MakeEnvelope, warn: Warn): ImpliedEvent {
  const by = document.disconnected_by === null ? null : disconnectedByOf(document.disconnected_by);
  if (by === undefined) warn('Of the metadata document disconnected_by names nobody that is known.');
  const held = document.participants.find(({ type }) => type !== null && /end_?user|external|customer/i.test(type));
  return {
    ...envelope(millisecondsOf(document.ends_at), 'ended'),
    type: 'session.ended',
    item: {
      disconnected_by: by ?? null,
      at: document.ends_at,
      fail_reason: failReasonOfDocument(document, warn),
      durations: {
        call_s: document.call_duration ?? document.chat_duration,
        wait_s: document.wait_duration,
        // The entry of the customer among the participants has the total duration of all holds.
        hold_s: document.hold_duration ?? held?.hold_duration ?? null,
      },
      expects: { recording_segments: null, transcript: false, metadata: false },
    },
  };
}

/**
 * All session events that the document implies (PLT-3, PLT-4). The next version of the document gives the same ids
 * again. An event has the time that the document gives for it, or else a time that is not later than `timestamp`. The
 * function never throws: a value that cannot be read becomes a `session.warning`.
 *
 * @param timestamp when the platform sent the document, ms since the epoch
 */
export function metadataEvents(
  document: MetadataDocument,
  sessionId: string,
  timestamp: number,
): readonly SessionEvent[] {
  const warnings = new Set<string>();
  const warn: Warn = (message) => warnings.add(message);
  const envelope: MakeEnvelope = (at, ...name) => ({
    event_id: impliedEventId('metadata', ...name),
    timestamp: at,
    session_id: sessionId,
  });
  const agents = agentEvents(document, envelope, warn);
  const startedAt =
    millisecondsOf(document.created_at) ?? millisecondsOf(document.queued_at) ?? millisecondsOf(document.assigned_at);
  const queue = documentQueue(document);
  const events: ImpliedEvent[] = [
    {
      ...envelope(startedAt, 'started'),
      type: 'session.started',
      item: startOf(document, sessionId, agents.first, warn),
    },
  ];
  if (queue !== null)
    events.push({
      ...envelope(millisecondsOf(document.queued_at), 'queued'),
      type: 'session.queued',
      item: { queue, menu_path: document.menu_path, queued_at: document.queued_at },
    });
  const { signed, unsigned } = document.custom_data;
  if (signed.length + unsigned.length > 0)
    events.push({
      ...envelope(null, 'custom_data', shortHash(JSON.stringify(document.custom_data))),
      type: 'custom_data.received',
      item: { custom_data: document.custom_data },
    });
  events.push(...agents.events, ...fileEvents(document, envelope, warn));
  events.push(endEvent(document, envelope, warn));
  events.push(...ratingEvents(document, envelope, warn), ...dispositionEvents(document, envelope));
  for (const message of warnings) events.push(warningEvent('metadata', sessionId, message, timestamp));
  return withTimestamps(events, timestamp);
}
