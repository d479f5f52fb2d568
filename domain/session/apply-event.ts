import { mergeStarts } from '../platform/merge-starts.ts';
import type { EventOf, ItemOf, SessionEvent } from '../events/parse-events.ts';
import { addressOf } from '../events/natural-keys.ts';
import type { At } from '../events/timed.ts';
import { identityOf, toTimelineEntry } from './timeline.ts';
import type { TimelineEvent } from './timeline.ts';
import { limitEntry } from './timeline-limits.ts';
import type { Received, Session } from './state.ts';
import { overlayMetadata } from './metadata-overlay.ts';

/** A session keeps this many different warnings for operators. */
const mostWarnings = 50;
/** A session keeps this many ids of messages that the platform did not count. The minimum of TKT-3 is far lower. */
const mostUncounted = 100;

/**
 * Adds one event to what the session has received. The same event again changes nothing. The result is the same for any
 * order of the same events: each is placed by the time of its envelope, never by its arrival.
 */
export function applyEvent(session: Session, event: SessionEvent): Session {
  if (session.eventIds.includes(event.event_id)) return session;
  // The messages of a long chat only count up. If the session kept the id of each, its state would grow without end.
  const eventIds = event.type === 'chat.message' ? session.eventIds : [...session.eventIds, event.event_id];
  const before = eventIds === session.eventIds ? session : { ...session, eventIds };
  return changeReceived(before, (received) => {
    const changed = applyReceived(received, event);
    const firstAt = Math.min(changed.firstAt ?? event.timestamp, event.timestamp);
    const lastAt = Math.max(changed.lastAt ?? event.timestamp, event.timestamp);
    const isSame = changed === received && firstAt === received.firstAt && lastAt === received.lastAt;
    return isSame ? received : { ...changed, firstAt, lastAt };
  });
}

/** Zendesk reported that a ticket was merged or deleted (UPD-13, UPD-18), so the session must read the ticket again. */
export function requestTicketCheck(session: Session, ticketId: number, at: number): Session {
  const { recheckRequests } = session.received;
  if (recheckRequests.some((request) => request.ticketId === ticketId && request.at === at)) return session;
  return changeReceived(session, (received) => ({
    ...received,
    recheckRequests: insertByTime(received.recheckRequests, { at, ticketId }),
  }));
}

/** PLT-3: lays the metadata document over the events again after every change. */
export function changeReceived(session: Session, change: (received: Received) => Received): Session {
  const before = session.receivedEvents ?? session.received;
  const receivedEvents = change(before);
  if (receivedEvents === before) return session;
  if (receivedEvents.metadata === null) return { ...session, received: receivedEvents, receivedEvents: null };
  return { ...session, received: overlayMetadata(session.id, receivedEvents, receivedEvents.metadata), receivedEvents };
}

/** An event that changes more than the timeline has a case here. Every other event is added to the timeline. */
function applyReceived(received: Received, event: SessionEvent): Received {
  const at = event.timestamp;
  switch (event.type) {
    case 'session.started':
      return { ...received, start: mergeStart(received.start, { at, session: event.item }) };
    case 'session.queued':
      return {
        ...received,
        queue: later(received.queue, { at, queue: event.item.queue, menuPath: event.item.menu_path }),
        queuedAt: latest(received.queuedAt, event.item.queued_at),
      };
    case 'session.assigned':
    case 'session.connected': {
      const kind = event.type === 'session.assigned' ? 'assigned' : 'connected';
      return { ...received, agents: insertByTime(received.agents, { at, kind, agent: event.item.agent }) };
    }
    case 'session.agent_canceled': {
      const { agent } = event.item;
      if (agent === null) return received;
      return { ...received, agents: insertByTime(received.agents, { at, kind: 'canceled', agent }) };
    }
    case 'contact.picked': {
      const { contact_id: contactId, agent } = event.item;
      return { ...received, picks: insertByTime(received.picks, { at, contactId, agent }) };
    }
    case 'ticket.picked': {
      const { ticket_id: ticketId, agent } = event.item;
      return { ...received, ticketPicks: insertByTime(received.ticketPicks, { at, ticketId, agent }) };
    }
    case 'ticket.merged': {
      const { from_ticket_id: from, into_ticket_id: into } = event.item;
      return { ...received, merges: insertByTime(received.merges, { at, from, into }) };
    }
    case 'transfer.started':
      return { ...received, transfers: insertByTime(received.transfers, { at, to: event.item.to_agent }) };
    case 'hold.started':
    case 'hold.ended': {
      const kind = event.type === 'hold.started' ? 'started' : 'ended';
      return { ...received, holds: insertByTime(received.holds, { at, kind }) };
    }
    case 'participant.joined':
    case 'participant.left': {
      const kind = event.type === 'participant.joined' ? 'joined' : 'left';
      const { participant, consult } = event.item;
      return { ...received, participants: insertByTime(received.participants, { at, kind, participant, consult }) };
    }
    case 'chat.message': {
      const customerMessages = countMessage(received.customerMessages, event);
      return customerMessages === received.customerMessages ? received : { ...received, customerMessages };
    }
    case 'recording.ready':
      return { ...received, recordings: addRecording(received.recordings, { at, item: event.item }) };
    case 'session.ended':
      return { ...received, end: earlier(received.end, { at, item: event.item }) };
    case 'wrap_up.ended':
      return { ...received, wrappedUpAt: Math.min(received.wrappedUpAt ?? at, at) };
    case 'session.metadata':
      return { ...received, metadata: later(received.metadata, { at, document: event.item }) };
    case 'session.warning': {
      const warnings = [...new Set([...received.warnings, event.item.message])].sort().slice(0, mostWarnings);
      return { ...received, warnings };
    }
    default:
      return addToTimeline(received, event);
  }
}

/** Merges the starts of two snapshots, each of which holds a part (PLT-1). Of two complete starts, the first counts. */
export function mergeStart(
  known: Received['start'],
  added: NonNullable<Received['start']>,
): NonNullable<Received['start']> {
  if (known === null) return added;
  if (known.session.told_by !== 'webhook' || added.session.told_by !== 'webhook') {
    const fromEvents = [known, added].filter(({ session }) => session.told_by === 'events');
    const [only] = fromEvents;
    return fromEvents.length === 1 && only !== undefined ? only : earlier(known, added);
  }
  return { at: Math.min(known.at, added.at), session: mergeStarts(known.session, added.session) };
}

/** Keeps the earliest of several events with the same identity. */
function addToTimeline(received: Received, event: TimelineEvent): Received {
  const { timeline } = received;
  const entry = limitEntry(timeline, toTimelineEntry(event));
  const identity = identityOf(entry);
  const same = timeline.find((known) => identityOf(known) === identity);
  const others = timeline.filter((known) => known !== same);
  const kept = same !== undefined && compareByTime(same, entry) <= 0 ? same : entry;
  return { ...received, timeline: [...others, kept].sort(compareByTime) };
}

function countMessage(
  known: Received['customerMessages'],
  { item, event_id: id }: EventOf<'chat.message'>,
): Received['customerMessages'] {
  if (item.from !== 'customer') return known;
  const { customer_count: count } = item;
  if (count !== null) return count <= known.count ? known : { ...known, count };
  if (known.uncounted.includes(id) || known.uncounted.length >= mostUncounted) return known;
  return { ...known, uncounted: [...known.uncounted, id].sort() };
}

export function earlier<Fact>(known: At<Fact> | null, added: At<Fact>): At<Fact> {
  return known === null || compareByTime(added, known) < 0 ? added : known;
}

export function later<Fact>(known: At<Fact> | null, added: At<Fact>): At<Fact> {
  return known === null || compareByTime(added, known) > 0 ? added : known;
}

function latest(known: number | null, at: string | null): number | null {
  const time = at === null ? Number.NaN : Date.parse(at);
  return Number.isNaN(time) ? known : Math.max(known ?? time, time);
}

function insertByTime<Fact>(known: readonly At<Fact>[], added: At<Fact>): readonly At<Fact>[] {
  const same = JSON.stringify(added);
  return known.some((fact) => JSON.stringify(fact) === same) ? known : [...known, added].sort(compareByTime);
}

/** Facts of the same time are ordered by their content, so that the order of arrival never matters. */
export function compareByTime(a: At<unknown>, b: At<unknown>): number {
  return a.at - b.at || compare(JSON.stringify(a), JSON.stringify(b));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** UPD-12: the natural id of a recording is its segment, or else its file, or else its address without the signature. */
export function recordingKey(item: ItemOf<'recording.ready'>): string {
  return item.segment ?? item.file_id ?? addressOf(item.url);
}

/** Adds a recording. A segment keeps the address that was received first, because that address names its writes (PLT-3). */
export function addRecording(
  known: Received['recordings'],
  added: Received['recordings'][number],
): Received['recordings'] {
  const key = recordingKey(added.item);
  const same = known.find((recording) => recordingKey(recording.item) === key);
  const moved = same !== undefined && addressOf(same.item.url) !== addressOf(added.item.url);
  return insertByTime(
    known.filter((recording) => recording !== same),
    same === undefined ? added : moved ? same : earlier(same, added),
  );
}
