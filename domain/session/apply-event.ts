import { limits } from '../limits.ts';
import { mergeStarts } from '../platform/merge-starts.ts';
import type { EventOf, SessionEvent } from '../events/parse-events.ts';
import { addFact, changed, cutItem, hasEventId, leaveOut, rememberId, roomFor } from './intake.ts';
import type { Intake } from './intake.ts';
import { factBytes, keptOf, metadataBytes, slotBytes } from './kept.ts';
import { overlayMetadata } from './metadata-overlay.ts';
import { addRecordingWithin } from './recordings.ts';
import { earlier, insertSorted, later } from './sorted-facts.ts';
import type { Received, Session } from './state.ts';
import { addEntry } from './timeline-intake.ts';
import { toTimelineEntry } from './timeline.ts';
import { limitWarnings } from './warnings.ts';

const bounds = limits.session;

/**
 * Adds one event to what the session has received. The same event again changes nothing. The result is the same for any
 * order of the same events: each is placed by the time of its envelope, never by its arrival. Only beyond the limits of
 * `domain/limits.ts` the order of arrival decides which texts are cut and which events are left out.
 */
export function applyEvent(session: Session, event: SessionEvent): Session {
  return applyEvents(session, [event]);
}

/** Adds several events in their order. It gives the same session as one call for each of them, with less work. */
export function applyEvents(session: Session, events: readonly SessionEvent[]): Session {
  const before: Intake = {
    eventIds: session.eventIds,
    received: session.receivedEvents ?? session.received,
    kept: keptOf(session),
  };
  return withIntake(session, before, events.reduce(takeIn, before));
}

function takeIn(intake: Intake, event: SessionEvent): Intake {
  if (hasEventId(intake.eventIds, event.event_id)) return intake;
  // The messages of a long chat only count up. If the session kept the id of each, its state would grow without end.
  const before = event.type === 'chat.message' ? intake : rememberId(intake, event.event_id);
  const after = applyReceived(before, event);
  const { firstAt, lastAt } = after.received;
  const first = Math.min(firstAt ?? event.timestamp, event.timestamp);
  const last = Math.max(lastAt ?? event.timestamp, event.timestamp);
  if (first === firstAt && last === lastAt) return after;
  return { ...after, received: { ...after.received, firstAt: first, lastAt: last } };
}

/** PLT-3: lays the metadata document over the events again after every change. */
function withIntake(session: Session, before: Intake, { eventIds, received, kept }: Intake): Session {
  if (eventIds === before.eventIds && received === before.received && kept === before.kept) return session;
  const common = { ...session, eventIds, kept };
  if (received === before.received) return common;
  if (received.metadata === null) return { ...common, received, receivedEvents: null };
  return { ...common, received: overlayMetadata(session.id, received, received.metadata), receivedEvents: received };
}

/** Zendesk reported that a ticket was merged or deleted (UPD-13, UPD-18), so the session must read the ticket again. */
export function requestTicketCheck(session: Session, ticketId: number, at: number): Session {
  const { recheckRequests } = session.received;
  if (recheckRequests.some((request) => request.ticketId === ticketId && request.at === at)) return session;
  if (recheckRequests.length >= bounds.recheckRequests.value) return session;
  return changeReceived(session, (received) => ({
    ...received,
    recheckRequests: insertSorted(received.recheckRequests, { at, ticketId }),
  }));
}

/** Changes the facts of the events in a way that does not change their size, and lays the metadata document over them. */
function changeReceived(session: Session, change: (received: Received) => Received): Session {
  const received = session.receivedEvents ?? session.received;
  const before: Intake = { eventIds: session.eventIds, received, kept: keptOf(session) };
  return withIntake(session, before, { ...before, received: change(received) });
}

/** The session with other facts of its events. Their size is computed again. */
export function withReceived(session: Session, { eventIds, received, kept }: Intake): Session {
  const before: Intake = {
    eventIds: session.eventIds,
    received: session.receivedEvents ?? session.received,
    kept: keptOf(session),
  };
  return withIntake(session, before, { eventIds, received, kept });
}

/** An event that changes more than the timeline has a case here. Every other event is added to the timeline. */
function applyReceived(intake: Intake, event: SessionEvent): Intake {
  const { received } = intake;
  const at = event.timestamp;
  switch (event.type) {
    case 'session.started':
      return applyStart(intake, event);
    case 'session.queued': {
      const { queue: previous } = received;
      const { item, intake: short } = cutItem(intake, event.type, event.item, slotBytes(previous));
      const queue = later(previous, { at, queue: item.queue, menuPath: item.menu_path });
      const queuedAt = latest(received.queuedAt, event.item.queued_at);
      if (queue === previous && queuedAt === received.queuedAt) return intake;
      const grown = slotBytes(queue) - slotBytes(previous);
      return changed(queue === previous ? intake : short, { ...received, queue, queuedAt }, grown);
    }
    case 'session.assigned':
    case 'session.connected':
    case 'session.agent_canceled': {
      const { agent } = event.item;
      if (agent === null) return intake;
      const kind = kindOfOffer[event.type];
      return addFact(intake, event.type, 'agents', { at, kind, agent });
    }
    case 'contact.picked': {
      const { contact_id: contactId, agent } = event.item;
      return addFact(intake, event.type, 'picks', { at, contactId, agent });
    }
    case 'ticket.picked': {
      const { ticket_id: ticketId, agent } = event.item;
      return addFact(intake, event.type, 'ticketPicks', { at, ticketId, agent });
    }
    case 'ticket.merged': {
      const { from_ticket_id: from, into_ticket_id: into } = event.item;
      return addFact(intake, event.type, 'merges', { at, from, into });
    }
    case 'transfer.started':
      return addFact(intake, event.type, 'transfers', { at, to: event.item.to_agent });
    case 'hold.started':
    case 'hold.ended':
      return addFact(intake, event.type, 'holds', { at, kind: event.type === 'hold.started' ? 'started' : 'ended' });
    case 'participant.joined':
    case 'participant.left': {
      const kind = event.type === 'participant.joined' ? 'joined' : 'left';
      const { participant, consult } = event.item;
      return addFact(intake, event.type, 'participants', { at, kind, participant, consult });
    }
    case 'chat.message': {
      const customerMessages = countMessage(received.customerMessages, event);
      if (customerMessages === received.customerMessages) return intake;
      return changed(intake, { ...received, customerMessages }, 0);
    }
    case 'recording.ready':
      return addRecordingWithin(intake, { at, item: event.item });
    case 'session.ended': {
      const { end: previous } = received;
      const end = earlier(previous, { at, item: event.item });
      if (end === previous) return intake;
      return changed(intake, { ...received, end }, slotBytes(end) - slotBytes(previous));
    }
    case 'wrap_up.ended': {
      const wrappedUpAt = Math.min(received.wrappedUpAt ?? at, at);
      return wrappedUpAt === received.wrappedUpAt ? intake : changed(intake, { ...received, wrappedUpAt }, 0);
    }
    case 'session.metadata':
      return applyMetadata(intake, event);
    case 'session.warning':
      return addWarning(intake, event.item.message);
    default:
      return addEntry(intake, toTimelineEntry(event));
  }
}

const kindOfOffer = {
  'session.assigned': 'assigned',
  'session.connected': 'connected',
  'session.agent_canceled': 'canceled',
} as const;

/** The start is always kept. If there is no room for its custom data, that is left out. */
function applyStart(intake: Intake, event: EventOf<'session.started'>): Intake {
  const { received } = intake;
  const { start: previous } = received;
  const { item, intake: short } = cutItem(intake, event.type, event.item, slotBytes(previous));
  const fits = slotBytes(item) - slotBytes(previous) <= roomFor('entry', intake);
  const session = fits ? item : { ...item, custom_data: { signed: [], unsigned: [] } };
  const start = mergeStart(previous, { at: event.timestamp, session });
  if (start === previous) return intake;
  const grown = slotBytes(start) - slotBytes(previous);
  return changed(fits ? short : leaveOut(short, event.type), { ...received, start }, grown);
}

function applyMetadata(intake: Intake, event: EventOf<'session.metadata'>): Intake {
  const { received } = intake;
  const { metadata: previous } = received;
  const { item, intake: short } = cutItem(intake, event.type, event.item, metadataBytes(previous));
  const metadata = later(previous, { at: event.timestamp, document: item });
  if (metadata === previous) return intake;
  const grown = metadataBytes(metadata) - metadataBytes(previous);
  if (grown > roomFor('entry', intake)) return leaveOut(intake, event.type);
  return changed(short, { ...received, metadata }, grown);
}

function addWarning(intake: Intake, message: string): Intake {
  const { received } = intake;
  const warnings = limitWarnings([...received.warnings, message]);
  const isSame = warnings.length === received.warnings.length && warnings.every((w, i) => w === received.warnings[i]);
  if (isSame) return intake;
  const sum = (texts: readonly string[]): number => texts.reduce((bytes, text) => bytes + factBytes(text), 0);
  return changed(intake, { ...received, warnings }, sum(warnings) - sum(received.warnings));
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

function countMessage(
  known: Received['customerMessages'],
  { item, event_id: id }: EventOf<'chat.message'>,
): Received['customerMessages'] {
  if (item.from !== 'customer') return known;
  const { customer_count: count } = item;
  if (count !== null) return count <= known.count ? known : { ...known, count };
  if (known.uncounted.includes(id) || known.uncounted.length >= bounds.messageIds.value) return known;
  return { ...known, uncounted: [...known.uncounted, id].sort() };
}

function latest(known: number | null, at: string | null): number | null {
  const time = at === null ? Number.NaN : Date.parse(at);
  return Number.isNaN(time) ? known : Math.max(known ?? time, time);
}
