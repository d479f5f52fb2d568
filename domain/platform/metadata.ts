import type { Agent, MetadataDocument, SessionEvent, SessionObject } from '../events/parse-events.ts';
import { shortHash } from '../events/natural-keys.ts';
import { documentAgents, documentQueue, ms } from './document-agents.ts';
import { filesOf } from './document-files.ts';
import { failReasonOfDocument } from './document-status.ts';
import type { Fact, Named } from './event-ids.ts';
import { factId, placed, warningFact } from './event-ids.ts';
import type { Warn } from './lenient-fields.ts';
import type { Direction, SessionKind } from './vocabulary.ts';
import { directionOfType, disconnectedByOf, kindOfType, plainType, sessionTypeOf } from './vocabulary.ts';

function kindOf({ call_type: call, chat_type: chat, session_type_v2: type }: MetadataDocument): SessionKind | null {
  if (call !== null && chat === null) return 'call';
  if (chat !== null && call === null) return 'chat';
  return type === null ? null : kindOfType(type);
}

/**
 * The session that a document is about, `call-138` or `chat-138`: by which of `call_type` and `chat_type` it has, else by
 * `session_type_v2`. Null where none of them tells, or the id is none that a session could have.
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
  const told = document.session_type_v2 ?? document.call_type ?? document.chat_type;
  const type = told === null ? null : sessionTypeOf(told);
  if (told !== null && type === null) warn('Of the metadata document the session type is not known.');
  const guessed: Direction = told !== null && /outbound/i.test(told) ? 'outbound' : 'inbound';
  const direction = type === null ? guessed : directionOfType(type);
  const { end_user: user, support_number: support, outbound_number: outbound } = document;
  const number = user?.phone ?? null;
  const own = direction === 'outbound' ? (outbound ?? support) : support;
  const identifier = user?.identifier ?? null;
  return {
    id: sessionId,
    kind,
    session_type: type ?? plainType(kind, direction),
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
    // An identifier comes signed by the company's server; a chat without one is a guest's (CON-3).
    end_user: {
      identifier,
      name: user?.name ?? null,
      email: user?.email ?? null,
      phone: number,
      authenticated: identifier !== null ? true : kind === 'chat' ? false : null,
    },
    device: null,
    // Told by an event of its own, which counts where the start was known before.
    custom_data: { signed: [], unsigned: [] },
    outbound: null,
    previous_call_seconds: null,
    told_by: 'metadata',
  };
}

function dispositionFacts(document: MetadataDocument, fact: Named): Fact[] {
  return document.dispositions.flatMap((disposition): Fact[] => {
    const { disposition_id: id, ...said } = disposition;
    if (Object.values(said).every((value) => value === null)) return [];
    const key = id ?? shortHash(JSON.stringify(said));
    return [
      { ...fact(null, 'disposition', key), type: 'disposition.submitted', item: { ...disposition, agent: null } },
    ];
  });
}

function ratingFacts({ rating }: MetadataDocument, fact: Named, warn: Warn): Fact[] {
  // Nobody rated, in either way of saying so.
  if (rating === null || rating === 0) return [];
  if (!Number.isInteger(rating) || rating > 5) {
    warn('Of the metadata document rating is not one of 1 to 5.');
    return [];
  }
  return [{ ...fact(null, 'rating'), type: 'rating.received', item: { score: rating, comment: null } }];
}

function endFact(document: MetadataDocument, fact: Named, warn: Warn): Fact {
  const by = document.disconnected_by === null ? null : disconnectedByOf(document.disconnected_by);
  if (by === undefined) warn('Of the metadata document disconnected_by names nobody that is known.');
  const held = document.participants.find(({ type }) => type !== null && /end_?user|external|customer/i.test(type));
  return {
    ...fact(ms(document.ends_at), 'ended'),
    type: 'session.ended',
    item: {
      disconnected_by: by ?? null,
      at: document.ends_at,
      fail_reason: failReasonOfDocument(document, warn),
      durations: {
        call_s: document.call_duration ?? document.chat_duration,
        wait_s: document.wait_duration,
        // The customer's own entry carries the sum of the holds.
        hold_s: document.hold_duration ?? held?.hold_duration ?? null,
      },
      expects: { recording_segments: null, transcript: false, metadata: false },
    },
  };
}

/**
 * PLT-3, PLT-4: every session event that the document implies, each with an id that the next version of the document
 * gives it again. Times, ms since the epoch, are the document's own, else not later than `timestamp`. Pure; never throws;
 * what can't be read becomes `session.warning`.
 *
 * @param timestamp when the document was told, ms since the epoch
 */
export function metadataEvents(
  document: MetadataDocument,
  sessionId: string,
  timestamp: number,
): readonly SessionEvent[] {
  const warnings = new Set<string>();
  const warn: Warn = (message) => warnings.add(message);
  const fact: Named = (at, ...name) => ({
    event_id: factId('metadata', ...name),
    timestamp: at,
    session_id: sessionId,
  });
  const agents = documentAgents(document, fact, warn);
  const begun = ms(document.created_at) ?? ms(document.queued_at) ?? ms(document.assigned_at);
  const queue = documentQueue(document);
  const facts: Fact[] = [
    { ...fact(begun, 'started'), type: 'session.started', item: startOf(document, sessionId, agents.first, warn) },
  ];
  if (queue !== null)
    facts.push({
      ...fact(ms(document.queued_at), 'queued'),
      type: 'session.queued',
      item: { queue, menu_path: document.menu_path, queued_at: document.queued_at },
    });
  const { signed, unsigned } = document.custom_data;
  if (signed.length + unsigned.length > 0)
    facts.push({
      ...fact(null, 'custom_data', shortHash(JSON.stringify(document.custom_data))),
      type: 'custom_data.received',
      item: { custom_data: document.custom_data },
    });
  facts.push(...agents.facts, ...filesOf(document, fact, warn));
  facts.push(endFact(document, fact, warn));
  facts.push(...ratingFacts(document, fact, warn), ...dispositionFacts(document, fact));
  for (const message of warnings) facts.push(warningFact('metadata', sessionId, message, timestamp));
  return placed(facts, timestamp);
}
