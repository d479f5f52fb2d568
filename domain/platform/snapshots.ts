import type { Agent, SessionEvent, SessionObject } from '../events/parse-events.ts';
import { shortHash } from '../events/natural-keys.ts';
import type { Fact } from './event-ids.ts';
import { factId, numbered, placed, warningFact } from './event-ids.ts';
import { handlingOf } from './hand-overs.ts';
import type { AgentStay } from './participants.ts';
import { agentId, isVirtualAgentId, virtualAgentId } from './participants.ts';
import type { Instant } from './lenient-fields.ts';
import type { Snapshot } from './snapshot.ts';
import { flatItem, readSnapshot, sessionIdOf } from './snapshot.ts';
import type { SessionKind } from './vocabulary.ts';
import { plainType } from './vocabulary.ts';

export type Envelope = {
  readonly eventId: string;
  /** When the platform told it, ms since the epoch. */
  readonly timestamp: number;
};

export type SnapshotEvents = {
  /** Null where the item tells of no session that can be named; then there are no events either. */
  readonly sessionId: string | null;
  readonly events: readonly SessionEvent[];
};

/** Agents are offered and answer, leave and come back: each stay of one agent has its number. */
type Numbered = AgentStay & { readonly ordinal: number };

function numberedStays(stays: readonly AgentStay[]): readonly Numbered[] {
  const counts: Record<string, number> = {};
  return stays.map((stay) => {
    const ordinal = (counts[stay.agent.id] ?? 0) + 1;
    counts[stay.agent.id] = ordinal;
    return { ...stay, ordinal };
  });
}

const nobody = { identifier: null, name: null, email: null, phone: null, authenticated: null };

/** Who dialled: named as the initiator, else the first human there is. */
function dialler({ initiator, people }: Snapshot): Agent | null {
  const humans = people.agents.map(({ agent }) => agent).filter(({ kind }) => kind === 'human');
  if (initiator === null || !initiator.startsWith('agent_')) return humans[0] ?? null;
  const id = agentId(initiator);
  return humans.find((human) => human.id === id) ?? { id, email: null, name: null, kind: 'human' };
}

function startOf(kind: SessionKind, sessionId: string, snapshot: Snapshot): SessionObject {
  const { direction, supportNumber, outboundNumber } = snapshot;
  const { number } = snapshot.people;
  const ownNumber = direction === 'outbound' ? (outboundNumber ?? supportNumber) : supportNumber;
  return {
    id: sessionId,
    kind,
    session_type: snapshot.sessionType ?? plainType(kind, direction ?? 'inbound'),
    direction: direction ?? 'inbound',
    lang: snapshot.lang,
    created_at: snapshot.createdAt?.iso ?? null,
    // While the direction isn't told, neither end is known; the customer's number then stands with the customer.
    from: direction === null ? null : direction === 'inbound' ? number : ownNumber,
    to: direction === null ? null : direction === 'inbound' ? ownNumber : number,
    outbound_number: direction === 'outbound' ? ownNumber : null,
    // Queues change over a session's life: they are told by session.queued alone.
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

/** Builds the facts of one session, each named after what it says. */
function teller(sessionId: string) {
  const fact = (at: Instant | null, ...name: readonly string[]) => ({
    event_id: factId('webhook', ...name),
    timestamp: at?.ms ?? null,
    session_id: sessionId,
  });
  const withAgent = ({ agent }: Numbered, at: Instant | null) => ({ agent, at: at?.iso ?? null });
  return {
    fact,
    assigned: (stay: Numbered): Fact => ({
      ...fact(null, 'assigned', ...numbered(stay.agent.id, stay.ordinal)),
      type: 'session.assigned',
      item: withAgent(stay, null),
    }),
    connected: (stay: Numbered): Fact => ({
      ...fact(stay.joined, 'connected', ...numbered(stay.agent.id, stay.ordinal)),
      type: 'session.connected',
      item: withAgent(stay, stay.joined),
    }),
    canceled: (stay: Numbered): Fact => ({
      ...fact(stay.left, 'canceled', ...numbered(stay.agent.id, stay.ordinal)),
      type: 'session.agent_canceled',
      item: { agent: stay.agent, reason: stay.reason },
    }),
    presence: (
      type: 'participant.joined' | 'participant.left',
      kind: 'agent' | 'external',
      who: { readonly id: string; readonly name: string | null },
      ordinal: number,
      at: Instant | null,
    ): Fact => ({
      ...fact(at, type === 'participant.joined' ? 'joined' : 'left', kind, ...numbered(who.id, ordinal)),
      type,
      item: { participant: { id: who.id, name: who.name, kind }, consult: kind === 'agent', at: at?.iso ?? null },
    }),
  };
}

function virtualFacts(snapshot: Snapshot, tell: ReturnType<typeof teller>, stays: readonly Numbered[]): Fact[] {
  const virtual = stays.filter(({ agent }) => agent.kind === 'virtual');
  const { initiator } = snapshot;
  const facts = virtual.flatMap((stay) => [
    ...(stay.answered || stay.stage === 'offered' ? [tell.assigned(stay)] : []),
    ...(stay.answered ? [tell.connected(stay)] : []),
  ]);
  if (initiator === null || !isVirtualAgentId(initiator)) return facts;
  const id = virtualAgentId(initiator);
  if (virtual.some(({ agent }) => agent.id === id)) return facts;
  const agent: Agent = { id, email: null, name: null, kind: 'virtual' };
  return [...facts, { ...tell.fact(null, 'assigned', id), type: 'session.assigned', item: { agent, at: null } }];
}

function humanFacts(tell: ReturnType<typeof teller>, stays: readonly Numbered[]): Fact[] {
  const humans = stays.filter(({ agent }) => agent.kind === 'human');
  const numberOf = (stay: AgentStay): Numbered => humans.find((known) => known === stay) ?? { ...stay, ordinal: 1 };
  const { first, transfers, guests } = handlingOf(humans);
  const facts: Fact[] = humans.filter(({ stage }) => stage === 'refused').map(tell.canceled);
  if (first !== null) facts.push(tell.assigned(numberOf(first)), tell.connected(numberOf(first)));
  for (const { stay, left } of guests) {
    const { agent, ordinal, joined, left: until } = numberOf(stay);
    facts.push(tell.presence('participant.joined', 'agent', agent, ordinal, joined));
    if (left) facts.push(tell.presence('participant.left', 'agent', agent, ordinal, until));
  }
  const times: Record<string, number> = {};
  for (const { from, to, at } of transfers) {
    const pair = `${from.agent.id}-${to.agent.id}`;
    const ordinal = (times[pair] ?? 0) + 1;
    times[pair] = ordinal;
    facts.push(tell.assigned(numberOf(to)), {
      ...tell.fact(at, 'transfer', from.agent.id, ...numbered(to.agent.id, ordinal)),
      type: 'transfer.finished',
      item: {
        // The same two may hand over more than once: that is not the same transfer.
        transfer_id: `${pair}-${ordinal}`.slice(0, 128),
        from_agent: from.agent,
        to_agent: to.agent,
        from_queue: null,
        to_queue: null,
        reason: null,
      },
    });
    facts.push(tell.connected(numberOf(to)));
  }
  // Who accepts while another speaks is invited; that is a fact once they speak.
  const held = humans.some(({ stage }) => stage === 'present');
  const offered = humans.filter(
    ({ stage, answered }) => (stage === 'offered' && !held) || (stage === 'left' && !answered && first === null),
  );
  return [...facts, ...offered.map(tell.assigned)];
}

function endFacts(snapshot: Snapshot, tell: ReturnType<typeof teller>): Fact[] {
  const { ended, endedAt, disconnectedBy, failReason, durations, dispositions, submitted, people } = snapshot;
  const facts: Fact[] = [];
  if (ended)
    facts.push({
      ...tell.fact(endedAt, 'ended'),
      type: 'session.ended',
      item: {
        disconnected_by: disconnectedBy,
        at: endedAt?.iso ?? null,
        fail_reason: failReason,
        durations,
        // These doors bring a metadata document and no transcript (LATE-1).
        expects: { recording_segments: null, transcript: false, metadata: true },
      },
    });
  const humans = people.agents.filter(({ agent }) => agent.kind === 'human');
  const agent = (humans.findLast(({ wrappedUp }) => wrappedUp) ?? humans.at(-1))?.agent ?? null;
  for (const { key, ...said } of dispositions)
    facts.push({ ...tell.fact(null, 'disposition', key), type: 'disposition.submitted', item: { ...said, agent } });
  // An agent who handed the session on may submit while it still runs.
  if (ended && submitted)
    facts.push({ ...tell.fact(null, 'wrap_up_ended'), type: 'wrap_up.ended', item: { at: null } });
  return facts;
}

/**
 * PLT-1: the session events that one item of the platform's webhook implies. Pure and without memory: an event's id is
 * the name of its fact, so that the same fact in a later snapshot is the same event. Times are those of the item, else
 * the envelope's. Never throws; what is not understood becomes `session.warning`.
 */
export function snapshotEvents(kind: SessionKind, item: unknown, { timestamp }: Envelope): SnapshotEvents {
  const fields = flatItem(item);
  const sessionId = fields === null ? null : sessionIdOf(kind, fields);
  if (fields === null || sessionId === null) return { sessionId: null, events: [] };
  const warnings = new Set<string>();
  const snapshot = readSnapshot(fields, (message) => warnings.add(message));
  const tell = teller(sessionId);
  const start = startOf(sessionId.startsWith('chat-') ? 'chat' : 'call', sessionId, snapshot);
  const { queue, menuPath, queuedAt, people } = snapshot;
  const stays = numberedStays(people.agents);
  const facts: Fact[] = [
    // Every snapshot tells a start of its own, which are merged into one (see starts.ts).
    {
      ...tell.fact(snapshot.createdAt, 'started', shortHash(JSON.stringify(start))),
      type: 'session.started',
      item: start,
    },
    ...virtualFacts(snapshot, tell, stays),
  ];
  if (queue !== null)
    facts.push({
      ...tell.fact(queuedAt, 'queued', queue.id),
      type: 'session.queued',
      item: { queue, menu_path: menuPath, queued_at: queuedAt?.iso ?? null },
    });
  facts.push(...humanFacts(tell, stays));
  for (const { id, name, answered, stage, joined, left } of people.outsiders) {
    if (!answered) continue;
    facts.push(tell.presence('participant.joined', 'external', { id, name }, 1, joined));
    if (stage === 'left') facts.push(tell.presence('participant.left', 'external', { id, name }, 1, left));
  }
  facts.push(...endFacts(snapshot, tell));
  for (const message of warnings) facts.push(warningFact('webhook', sessionId, message, timestamp));
  return { sessionId, events: placed(facts, timestamp) };
}
