import type { EventType } from './event-types.ts';
import type { EventOf, SessionEvent } from './events.ts';
import type { At, Heard, Session } from './session.ts';

/**
 * Folds one event into what is known of the session. The same event again changes nothing, and the result is the same
 * for any order of the same events: everything is placed by the envelope's time, never by arrival.
 */
export function absorb(session: Session, event: SessionEvent): Session {
  if (session.seen.includes(event.event_id)) return session;
  const heard = hear(session.heard, event);
  return {
    ...session,
    // A long chat's messages only count up: remembering each id would grow without end.
    seen: event.type === 'chat.message' ? session.seen : [...session.seen, event.event_id],
    heard: {
      ...heard,
      firstAt: Math.min(heard.firstAt ?? event.timestamp, event.timestamp),
      lastAt: Math.max(heard.lastAt ?? event.timestamp, event.timestamp),
    },
  };
}

function hear(heard: Heard, event: SessionEvent): Heard {
  const at = event.timestamp;
  switch (event.type) {
    case 'session.started':
      return { ...heard, start: earlier(heard.start, { at, session: event.item }) };
    case 'session.queued':
      return { ...heard, queue: later(heard.queue, { at, queue: event.item.queue, menuPath: event.item.menu_path }) };
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
    case 'session.ended':
      return { ...heard, end: earlier(heard.end, { at, item: event.item }) };
    case 'wrap_up.ended':
    case 'disposition.submitted': {
      const wrapped = { ...heard, wrappedUpAt: Math.min(heard.wrappedUpAt ?? at, at) };
      return event.type === 'wrap_up.ended' ? wrapped : unbuilt(wrapped, event.type);
    }
    case 'recording.ready':
      return { ...heard, recordings: oneEach(heard.recordings, { at, item: event.item }) };
    case 'ticket.merged': {
      const { from_ticket_id: from, into_ticket_id: into } = event.item;
      return { ...heard, merges: byTime(heard.merges, { at, from, into }) };
    }
    case 'ticket.picked':
    case 'transfer.started':
    case 'transfer.finished':
    case 'transfer.failed':
    case 'hold.started':
    case 'hold.ended':
    case 'participant.joined':
    case 'participant.left':
    case 'chat.message':
    case 'smart_action.completed':
    case 'smart_action.failed':
    case 'custom_data.received':
    case 'dap.responded':
    case 'rating.received':
    case 'summary.generated':
    case 'transcript.ready':
    case 'voicemail.left':
    case 'voicemail.read':
    case 'voicemail.dismissed':
    case 'voicemail.called_back':
    case 'session.metadata':
      return unbuilt(heard, event.type);
    default:
      return event satisfies never;
  }
}

/** Zendesk's own word that a ticket was merged or deleted (UPD-13, UPD-18): the session looks for itself. */
export function doubtTicket(session: Session, ticketId: number, at: number): Session {
  const { doubts } = session.heard;
  if (doubts.some((doubt) => doubt.ticketId === ticketId && doubt.at === at)) return session;
  return { ...session, heard: { ...session.heard, doubts: byTime(doubts, { at, ticketId }) } };
}

const agentKinds = { 'session.assigned': 'assigned', 'session.connected': 'connected' } as const;

function earlier<Fact>(known: At<Fact> | null, heard: At<Fact>): At<Fact> {
  return known === null || inTime(heard, known) < 0 ? heard : known;
}

function later<Fact>(known: At<Fact> | null, heard: At<Fact>): At<Fact> {
  return known === null || inTime(heard, known) > 0 ? heard : known;
}

function byTime<Fact>(known: readonly At<Fact>[], heard: At<Fact>): readonly At<Fact>[] {
  return [...known, heard].sort(inTime);
}

/** Facts of one time are ordered by their content, so that the order of arrival never shows. */
function inTime<Fact>(a: At<Fact>, b: At<Fact>): number {
  return a.at - b.at || compare(JSON.stringify(a), JSON.stringify(b));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** The natural id of a recording (UPD-12): its segment, else its file, else its address without what signs it. */
export function recordingKey(item: EventOf<'recording.ready'>['item']): string {
  return item.segment ?? item.file_id ?? item.url.replace(/[?#].*$/, '');
}

function oneEach(known: Heard['recordings'], heard: Heard['recordings'][number]): Heard['recordings'] {
  const key = recordingKey(heard.item);
  const same = known.find((recording) => recordingKey(recording.item) === key);
  return byTime(
    known.filter((recording) => recording !== same),
    same === undefined ? heard : earlier(same, heard),
  );
}

function unbuilt(heard: Heard, type: EventType): Heard {
  const count = (heard.unbuilt.find((known) => known.type === type)?.count ?? 0) + 1;
  const others = heard.unbuilt.filter((known) => known.type !== type);
  return { ...heard, unbuilt: [...others, { type, count }].sort((a, b) => compare(a.type, b.type)) };
}
