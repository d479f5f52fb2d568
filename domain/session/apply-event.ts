import { mergeStarts } from '../platform/merge-starts.ts';
import type { SessionEvent, EventOf } from '../events/parse-events.ts';
import { addressOf } from '../events/natural-keys.ts';
import { identityOf, toTimelineEntry } from './timeline.ts';
import type { At } from '../events/timed.ts';
import type { Received, Session } from './state.ts';
import { overlayMetadata } from './metadata-overlay.ts';

/** A session tells an operator what was not understood, not everything again and again. */
const mostWarnings = 50;
/** TKT-3 asks for a few messages; those that the platform doesn't count itself are remembered up to here. */
const mostUncounted = 100;
/** What Zendesk takes in one comment is less; a longer answer of an API is cut (UPD-10). In characters. */
const longestValue = 30_000;
/** All texts of transcripts that a session keeps, in characters: what Temporal stores at once is bounded. */
const longestTranscripts = 1_200_000;

/**
 * Folds one event into what is known of the session. The same event again changes nothing, and the result is the same
 * for any order of the same events: everything is placed by the envelope's time, never by arrival.
 */
export function applyEvent(session: Session, event: SessionEvent): Session {
  if (session.eventIds.includes(event.event_id)) return session;
  // A long chat's messages only count up: remembering each id would grow without end.
  const eventIds = event.type === 'chat.message' ? session.eventIds : [...session.eventIds, event.event_id];
  const before = eventIds === session.eventIds ? session : { ...session, eventIds };
  return changeReceived(before, (told) => {
    const heard = applyReceived(told, event);
    const firstAt = Math.min(heard.firstAt ?? event.timestamp, event.timestamp);
    const lastAt = Math.max(heard.lastAt ?? event.timestamp, event.timestamp);
    const isSame = heard === told && firstAt === told.firstAt && lastAt === told.lastAt;
    return isSame ? told : { ...heard, firstAt, lastAt };
  });
}

/** Zendesk's own word that a ticket was merged or deleted (UPD-13, UPD-18): the session looks for itself. */
export function requestTicketCheck(session: Session, ticketId: number, at: number): Session {
  const { recheckRequests } = session.received;
  if (recheckRequests.some((doubt) => doubt.ticketId === ticketId && doubt.at === at)) return session;
  return changeReceived(session, (heard) => ({
    ...heard,
    recheckRequests: byTime(heard.recheckRequests, { at, ticketId }),
  }));
}

/** PLT-3: what the metadata document adds is laid over what was told, anew at each change of either. */
export function changeReceived(session: Session, change: (received: Received) => Received): Session {
  const before = session.receivedEvents ?? session.received;
  const receivedEvents = change(before);
  if (receivedEvents === before) return session;
  if (receivedEvents.metadata === null) return { ...session, received: receivedEvents, receivedEvents: null };
  return { ...session, received: overlayMetadata(session.id, receivedEvents, receivedEvents.metadata), receivedEvents };
}

function applyReceived(heard: Received, event: SessionEvent): Received {
  const at = event.timestamp;
  switch (event.type) {
    case 'session.started':
      return { ...heard, start: mergeStart(heard.start, { at, session: event.item }) };
    case 'session.queued':
      return {
        ...heard,
        queue: later(heard.queue, { at, queue: event.item.queue, menuPath: event.item.menu_path }),
        queuedAt: latest(heard.queuedAt, event.item.queued_at),
      };
    case 'session.assigned':
    case 'session.connected':
      return { ...heard, agents: byTime(heard.agents, { at, kind: agentKinds[event.type], agent: event.item.agent }) };
    case 'session.agent_canceled':
      return event.item.agent === null
        ? heard
        : { ...heard, agents: byTime(heard.agents, { at, kind: 'canceled', agent: event.item.agent }) };
    case 'contact.picked':
      return {
        ...heard,
        picks: byTime(heard.picks, { at, contactId: event.item.contact_id, agent: event.item.agent }),
      };
    case 'ticket.picked':
      return {
        ...heard,
        ticketPicks: byTime(heard.ticketPicks, { at, ticketId: event.item.ticket_id, agent: event.item.agent }),
      };
    case 'session.ended':
      return { ...heard, end: earlier(heard.end, { at, item: event.item }) };
    case 'wrap_up.ended':
      return { ...heard, wrappedUpAt: Math.min(heard.wrappedUpAt ?? at, at) };
    case 'recording.ready':
      return { ...heard, recordings: oneEach(heard.recordings, { at, item: event.item }) };
    case 'ticket.merged': {
      const { from_ticket_id: from, into_ticket_id: into } = event.item;
      return { ...heard, merges: byTime(heard.merges, { at, from, into }) };
    }
    case 'transfer.started':
      return { ...heard, transfers: byTime(heard.transfers, { at, to: event.item.to_agent }) };
    case 'hold.started':
    case 'hold.ended':
      return {
        ...heard,
        holds: byTime(heard.holds, { at, kind: event.type === 'hold.started' ? 'started' : 'ended' }),
      };
    case 'participant.joined':
    case 'participant.left': {
      const kind = event.type === 'participant.joined' ? 'joined' : 'left';
      const { participant, consult } = event.item;
      return { ...heard, participants: byTime(heard.participants, { at, kind, participant, consult }) };
    }
    case 'chat.message': {
      const customerMessages = counted(heard.customerMessages, event);
      return customerMessages === heard.customerMessages ? heard : { ...heard, customerMessages };
    }
    case 'transcript.ready':
      return withTimelineEntry(heard, { ...event, item: bounded(heard, event.item) });
    case 'smart_action.completed': {
      const item = { ...event.item, result: short(event.item.result) };
      return withTimelineEntry(heard, { ...event, item });
    }
    case 'dap.responded': {
      const item = { request: short(event.item.request), response: short(event.item.response) };
      return withTimelineEntry(heard, { ...event, item });
    }
    case 'disposition.submitted':
    case 'transfer.finished':
    case 'transfer.failed':
    case 'smart_action.failed':
    case 'custom_data.received':
    case 'rating.received':
    case 'summary.generated':
    case 'voicemail.left':
    case 'voicemail.read':
    case 'voicemail.dismissed':
    case 'voicemail.called_back':
      return withTimelineEntry(heard, event);
    case 'session.metadata':
      return { ...heard, metadata: later(heard.metadata, { at, document: event.item }) };
    case 'session.warning':
      return {
        ...heard,
        warnings: [...new Set([...heard.warnings, event.item.message])].sort().slice(0, mostWarnings),
      };
    default:
      return event satisfies never;
  }
}

const agentKinds = { 'session.assigned': 'assigned', 'session.connected': 'connected' } as const;

/** Each of the platform's snapshots tells a part of the start (PLT-1); any other start is told whole, and once. */
export function mergeStart(
  known: Received['start'],
  heard: NonNullable<Received['start']>,
): NonNullable<Received['start']> {
  if (known === null) return heard;
  if (known.session.told_by !== 'webhook' || heard.session.told_by !== 'webhook') {
    const told = [known, heard].filter(({ session }) => session.told_by === 'events');
    const [only] = told;
    return told.length === 1 && only !== undefined ? only : earlier(known, heard);
  }
  return { at: Math.min(known.at, heard.at), session: mergeStarts(known.session, heard.session) };
}

/** Adds a note unless it is one that was told before: then the earlier telling holds. */
function withTimelineEntry(heard: Received, event: SessionEvent): Received {
  const note = toTimelineEntry(event);
  if (note === null) return heard;
  const identity = identityOf(note);
  const same = heard.timeline.find((known) => identityOf(known) === identity);
  const others = heard.timeline.filter((known) => known !== same);
  const kept = same !== undefined && inTime(same, note) <= 0 ? same : note;
  return { ...heard, timeline: [...others, kept].sort(inTime) };
}

function counted(
  known: Received['customerMessages'],
  { item, event_id: id }: EventOf<'chat.message'>,
): Received['customerMessages'] {
  if (item.from !== 'customer') return known;
  const { customer_count: count } = item;
  if (count !== null) return count <= known.count ? known : { ...known, count };
  if (known.uncounted.includes(id) || known.uncounted.length >= mostUncounted) return known;
  return { ...known, uncounted: [...known.uncounted, id].sort() };
}

/** JSON too long to be shown is kept as the beginning of its text. */
function short<Value>(value: Value): Value | string {
  const text = JSON.stringify(value) ?? '';
  return text.length <= longestValue ? value : `${text.slice(0, longestValue)}…`;
}

type Transcript = EventOf<'transcript.ready'>['item'];

function bounded(heard: Received, item: Transcript): Transcript {
  const kept = heard.timeline.reduce(
    (sum, note) => sum + (note.type === 'transcript.ready' ? (note.item.text?.length ?? 0) : 0),
    0,
  );
  const room = Math.max(0, longestTranscripts - kept);
  return item.text === null || item.text.length <= room ? item : { ...item, text: `${item.text.slice(0, room)}…` };
}

export function earlier<Fact>(known: At<Fact> | null, heard: At<Fact>): At<Fact> {
  return known === null || inTime(heard, known) < 0 ? heard : known;
}

export function later<Fact>(known: At<Fact> | null, heard: At<Fact>): At<Fact> {
  return known === null || inTime(heard, known) > 0 ? heard : known;
}

function latest(known: number | null, at: string | null): number | null {
  const time = at === null ? Number.NaN : Date.parse(at);
  return Number.isNaN(time) ? known : Math.max(known ?? time, time);
}

function byTime<Fact>(known: readonly At<Fact>[], heard: At<Fact>): readonly At<Fact>[] {
  const same = JSON.stringify(heard);
  return known.some((fact) => JSON.stringify(fact) === same) ? known : [...known, heard].sort(inTime);
}

/** Facts of one time are ordered by their content, so that the order of arrival never shows. */
export function inTime(a: At<unknown>, b: At<unknown>): number {
  return a.at - b.at || compare(JSON.stringify(a), JSON.stringify(b));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

type Recording = EventOf<'recording.ready'>['item'];

/** The natural id of a recording (UPD-12): its segment, else its file, else its address without what signs it. */
export function recordingKey(item: Recording): string {
  return item.segment ?? item.file_id ?? addressOf(item.url);
}

/** A segment keeps the address by which it was told first: that names its writes (PLT-3). */
export function oneEach(known: Received['recordings'], heard: Received['recordings'][number]): Received['recordings'] {
  const key = recordingKey(heard.item);
  const same = known.find((recording) => recordingKey(recording.item) === key);
  const moved = same !== undefined && addressOf(same.item.url) !== addressOf(heard.item.url);
  return byTime(
    known.filter((recording) => recording !== same),
    same === undefined ? heard : moved ? same : earlier(same, heard),
  );
}
