import type { Agent, ItemOf, SessionEvent, SessionObject } from '../events/parse-events.ts';
import { shortHash } from '../events/natural-keys.ts';
import type { ImpliedEvent, MakeEnvelope } from './event-ids.ts';
import { boundedId, impliedEventId, withOrdinal, withTimestamps, warningEvent } from './event-ids.ts';
import { handOversOf } from './hand-overs.ts';
import type { AgentParticipation } from './participants.ts';
import { agentId, isVirtualAgentId, virtualAgentId } from './participants.ts';
import { boundedItem, namedWarnings } from './bounded-item.ts';
import type { Instant, Warn } from './lenient-fields.ts';
import type { Snapshot } from './snapshot.ts';
import { unwrapItem, readSnapshot, sessionIdOf } from './snapshot.ts';
import type { SessionKind } from './vocabulary.ts';
import { defaultType } from './vocabulary.ts';

export type Envelope = {
  readonly eventId: string;
  /** When the platform sent the snapshot, ms since the epoch. */
  readonly timestamp: number;
  /** Sentences about the envelope, which operators see on the session. */
  readonly warnings?: readonly string[];
};

export type SnapshotEvents = {
  /** Null: the item has no id of a session. Then there are no events. */
  readonly sessionId: string | null;
  readonly events: readonly SessionEvent[];
};

/** An agent may leave and come back. `ordinal` numbers the participations of one agent, beginning with 1. */
type NumberedParticipation = AgentParticipation & { readonly ordinal: number };

function withOrdinals(participations: readonly AgentParticipation[]): readonly NumberedParticipation[] {
  const counts = new Map<string, number>();
  return participations.map((participation) => {
    const ordinal = (counts.get(participation.agent.id) ?? 0) + 1;
    counts.set(participation.agent.id, ordinal);
    return { ...participation, ordinal };
  });
}

const nobody = { identifier: null, name: null, email: null, phone: null, authenticated: null };

/** The agent who dialled: the initiator, or else the first human agent of the session. */
function dialler({ initiator, participants }: Snapshot): Agent | null {
  const humans = participants.agents.map(({ agent }) => agent).filter(({ kind }) => kind === 'human');
  if (initiator === null || !initiator.startsWith('agent_')) return humans[0] ?? null;
  const id = agentId(initiator);
  return humans.find((human) => human.id === id) ?? { id, email: null, name: null, kind: 'human' };
}

function startOf(kind: SessionKind, sessionId: string, snapshot: Snapshot): SessionObject {
  const { direction, supportNumber, outboundNumber } = snapshot;
  const { number } = snapshot.participants;
  const ownNumber = direction === 'outbound' ? (outboundNumber ?? supportNumber) : supportNumber;
  return {
    id: sessionId,
    kind,
    session_type: snapshot.sessionType ?? defaultType(kind, direction ?? 'inbound'),
    direction: direction ?? 'inbound',
    lang: snapshot.lang,
    created_at: snapshot.createdAt?.iso ?? null,
    // Without the direction, neither caller nor callee is known. `end_user` has the customer's number in any case.
    from: direction === null ? null : direction === 'inbound' ? number : ownNumber,
    to: direction === null ? null : direction === 'inbound' ? ownNumber : number,
    outbound_number: direction === 'outbound' ? ownNumber : null,
    // The queue may change during a session, so only the event `session.queued` carries it.
    menu_path: null,
    queue: null,
    agent: direction === 'outbound' ? dialler(snapshot) : null,
    recording: false,
    end_user: { ...nobody, phone: number, authenticated: kind === 'chat' ? false : null },
    device: null,
    custom_data: { signed: [], unsigned: [] },
    outbound: null,
    previous_call_seconds: null,
    told_by: 'webhook',
  };
}

/** Functions that make the events of one session. An event's id names its fact, so a repeated fact has the same id. */
function eventFactory(sessionId: string) {
  const envelope: MakeEnvelope = (at, ...name) => ({
    event_id: impliedEventId('webhook', ...name),
    timestamp: at,
    session_id: sessionId,
  });
  const agentName = ({ agent, ordinal }: NumberedParticipation) => withOrdinal(agent.id, ordinal);
  return {
    envelope,
    assigned: (participation: NumberedParticipation): ImpliedEvent => ({
      ...envelope(null, 'assigned', ...agentName(participation)),
      type: 'session.assigned',
      item: { agent: participation.agent, at: null },
    }),
    connected: (participation: NumberedParticipation): ImpliedEvent => ({
      ...envelope(participation.joined?.ms ?? null, 'connected', ...agentName(participation)),
      type: 'session.connected',
      item: { agent: participation.agent, at: participation.joined?.iso ?? null },
    }),
    canceled: (participation: NumberedParticipation): ImpliedEvent => ({
      ...envelope(participation.left?.ms ?? null, 'canceled', ...agentName(participation)),
      type: 'session.agent_canceled',
      item: { agent: participation.agent, reason: participation.reason },
    }),
    joined: (participant: Participant, at: Instant | null): ImpliedEvent => ({
      ...envelope(at?.ms ?? null, 'joined', participant.kind, ...withOrdinal(participant.id, participant.ordinal)),
      type: 'participant.joined',
      item: participationItem(participant, at),
    }),
    left: (participant: Participant, at: Instant | null): ImpliedEvent => ({
      ...envelope(at?.ms ?? null, 'left', participant.kind, ...withOrdinal(participant.id, participant.ordinal)),
      type: 'participant.left',
      item: participationItem(participant, at),
    }),
  };
}

type EventFactory = ReturnType<typeof eventFactory>;

/** Somebody who joined a session beside the agent who is responsible for it. */
type Participant = {
  readonly kind: 'agent' | 'external';
  readonly id: string;
  readonly name: string | null;
  /** 1 for the first time that this participant joined, 2 for the second, and so on. */
  readonly ordinal: number;
};

function participationItem({ kind, id, name }: Participant, at: Instant | null): ItemOf<'participant.joined'> {
  return { participant: { id, name, kind }, consult: kind === 'agent', at: at?.iso ?? null };
}

function virtualAgentEvents(
  snapshot: Snapshot,
  make: EventFactory,
  participations: readonly NumberedParticipation[],
): ImpliedEvent[] {
  const virtual = participations.filter(({ agent }) => agent.kind === 'virtual');
  const { initiator } = snapshot;
  const events = virtual.flatMap((participation) => [
    ...(participation.answered || participation.state === 'accepted' ? [make.assigned(participation)] : []),
    ...(participation.answered ? [make.connected(participation)] : []),
  ]);
  if (initiator === null || !isVirtualAgentId(initiator)) return events;
  const id = virtualAgentId(initiator);
  if (virtual.some(({ agent }) => agent.id === id)) return events;
  const agent: Agent = { id, email: null, name: null, kind: 'virtual' };
  return [...events, { ...make.envelope(null, 'assigned', id), type: 'session.assigned', item: { agent, at: null } }];
}

function humanAgentEvents(make: EventFactory, participations: readonly NumberedParticipation[]): ImpliedEvent[] {
  const humans = participations.filter(({ agent }) => agent.kind === 'human');
  const numbered = (participation: AgentParticipation): NumberedParticipation =>
    humans.find((human) => human === participation) ?? { ...participation, ordinal: 1 };
  const { first, transfers, guests } = handOversOf(humans);
  const events = humans.filter(({ state }) => state === 'declined').map(make.canceled);
  if (first !== null) events.push(make.assigned(numbered(first)), make.connected(numbered(first)));
  for (const { participation, left } of guests) {
    const { agent, ordinal, joined, left: leftAt } = numbered(participation);
    const guest: Participant = { kind: 'agent', id: agent.id, name: agent.name, ordinal };
    events.push(make.joined(guest, joined));
    if (left) events.push(make.left(guest, leftAt));
  }
  const counts = new Map<string, number>();
  for (const { from, to, at } of transfers) {
    const pair = `${from.agent.id}-${to.agent.id}`;
    const ordinal = (counts.get(pair) ?? 0) + 1;
    counts.set(pair, ordinal);
    events.push(make.assigned(numbered(to)), {
      ...make.envelope(at?.ms ?? null, 'transfer', from.agent.id, ...withOrdinal(to.agent.id, ordinal)),
      type: 'transfer.finished',
      item: {
        // The same two agents may transfer a session several times, and each transfer has an id of its own.
        transfer_id: boundedId(`${pair}-${ordinal}`),
        from_agent: from.agent,
        to_agent: to.agent,
        from_queue: null,
        to_queue: null,
        reason: null,
      },
    });
    events.push(make.connected(numbered(to)));
  }
  // While an agent is connected, another agent who accepts gives no event yet: that agent may only join for a consult.
  const served = humans.some(({ state }) => state === 'connected');
  const offered = humans.filter(
    ({ state, answered }) => (state === 'accepted' && !served) || (state === 'left' && !answered && first === null),
  );
  return [...events, ...offered.map(make.assigned)];
}

function endEvents(snapshot: Snapshot, make: EventFactory): ImpliedEvent[] {
  const { ended, endedAt, disconnectedBy, failReason, durations, dispositions, dispositionSubmitted, participants } =
    snapshot;
  const events: ImpliedEvent[] = [];
  if (ended)
    events.push({
      ...make.envelope(endedAt?.ms ?? null, 'ended'),
      type: 'session.ended',
      item: {
        disconnected_by: disconnectedBy,
        at: endedAt?.iso ?? null,
        fail_reason: failReason,
        durations,
        // After a session that the webhook reports, the platform sends a metadata document and no transcript (LATE-1).
        expects: { recording_segments: null, transcript: false, metadata: true },
      },
    });
  const humans = participants.agents.filter(({ agent }) => agent.kind === 'human');
  const agent = (humans.findLast(({ wrappedUp }) => wrappedUp) ?? humans.at(-1))?.agent ?? null;
  for (const { key, ...disposition } of dispositions)
    events.push({
      ...make.envelope(null, 'disposition', key),
      type: 'disposition.submitted',
      item: { ...disposition, agent },
    });
  // An agent who transferred the session may submit a disposition while the session still runs.
  if (ended && dispositionSubmitted)
    events.push({ ...make.envelope(null, 'wrap_up_ended'), type: 'wrap_up.ended', item: { at: null } });
  return events;
}

/**
 * The session events that one item of the platform's webhook implies (PLT-1). Each snapshot repeats the facts of
 * earlier ones. The id of an event names its fact, so a fact that a later snapshot repeats is the same event. An event
 * has the time that the item gives for it, or else the time of the envelope. The function never throws: a value that is
 * not understood becomes a `session.warning`.
 */
export function snapshotEvents(kind: SessionKind, item: unknown, envelope: Envelope): SnapshotEvents {
  const { timestamp } = envelope;
  const warnings = new Set(envelope.warnings);
  const warn: Warn = (message) => warnings.add(message);
  const fields = unwrapItem(boundedItem(item, { now: timestamp, prefix: 'Of the snapshot ' }, warn));
  const sessionId = fields === null ? null : sessionIdOf(kind, fields);
  if (fields === null || sessionId === null) return { sessionId: null, events: [] };
  const snapshot = readSnapshot(fields, warn);
  const make = eventFactory(sessionId);
  const start = startOf(sessionId.startsWith('chat-') ? 'chat' : 'call', sessionId, snapshot);
  const { queue, menuPath, queuedAt, participants } = snapshot;
  const agentParticipations = withOrdinals(participants.agents);
  const events: ImpliedEvent[] = [
    // Each snapshot gives a start. `mergeStarts` merges them when the events are applied.
    {
      ...make.envelope(snapshot.createdAt?.ms ?? null, 'started', shortHash(JSON.stringify(start))),
      type: 'session.started',
      item: start,
    },
    ...virtualAgentEvents(snapshot, make, agentParticipations),
  ];
  if (queue !== null)
    events.push({
      ...make.envelope(queuedAt?.ms ?? null, 'queued', queue.id),
      type: 'session.queued',
      item: { queue, menu_path: menuPath, queued_at: queuedAt?.iso ?? null },
    });
  events.push(...humanAgentEvents(make, agentParticipations));
  for (const { id, name, answered, state, joined, left } of participants.thirdParties) {
    if (!answered) continue;
    const thirdParty: Participant = { kind: 'external', id, name, ordinal: 1 };
    events.push(make.joined(thirdParty, joined));
    if (state === 'left') events.push(make.left(thirdParty, left));
  }
  events.push(...endEvents(snapshot, make));
  for (const message of namedWarnings(warnings)) events.push(warningEvent('webhook', sessionId, message, timestamp));
  return { sessionId, events: withTimestamps(events, timestamp) };
}
