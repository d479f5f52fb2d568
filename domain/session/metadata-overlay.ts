import { metadataEvents } from '../platform/metadata.ts';
import type { ItemOf, SessionEvent, SessionObject } from '../events/parse-events.ts';
import { addressOf } from '../events/natural-keys.ts';
import { factOf, toTimelineEntry } from './timeline.ts';
import type { TimelineEntry } from './timeline.ts';
import type { At } from '../events/timed.ts';
import type { Received } from './state.ts';

/**
 * PLT-3: lays the metadata document over what was told: it fills in what is missing, and repeats nothing. Things are
 * recognised by their natural id: rating and verification by the session, a transfer by from, to, outcome and ordinal, a
 * disposition by code, list and note, a file by its address.
 */
export function overlayMetadata(
  sessionId: string,
  told: Received,
  { at, document }: NonNullable<Received['metadata']>,
): Received {
  const events = metadataEvents(document, sessionId, at);
  return events.reduce<Received>((heard, event, i) => {
    const note = toTimelineEntry(event);
    if (note === null) return fillIn(heard, told, event);
    const fact = factOf(note);
    const before = events.slice(0, i).map(toTimelineEntry);
    const ordinal = 1 + before.filter((other) => other !== null && factOf(other) === fact).length;
    return isKnown(told, note, ordinal) ? heard : { ...heard, timeline: inOrder(heard.timeline, note) };
  }, told);
}

/** `told`: what the events told; `heard`: with what the document has added so far. */
function fillIn(heard: Received, told: Received, event: SessionEvent): Received {
  const at = event.timestamp;
  switch (event.type) {
    case 'session.started':
      return { ...heard, start: startWith(told.start, { at, session: event.item }) };
    case 'session.queued': {
      if (told.queue !== null || (told.start?.session.queue ?? null) !== null) return heard;
      return { ...heard, queue: { at, queue: event.item.queue, menuPath: event.item.menu_path } };
    }
    case 'session.assigned':
    case 'session.connected': {
      const kind = event.type === 'session.assigned' ? 'assigned' : 'connected';
      const { agent } = event.item;
      if (told.agents.some((known) => known.kind === kind && known.agent.id === agent.id)) return heard;
      // Whoever came by a transfer was no first agent: the document names the last one only.
      const { kind: who } = agent;
      const known = told.agents.some((offer) => offer.kind === kind && offer.agent.kind === who);
      return known ? heard : { ...heard, agents: inOrder(heard.agents, { at, kind, agent }) };
    }
    case 'session.ended':
      return { ...heard, end: endWith(told.end, { at, item: event.item }) };
    case 'recording.ready': {
      const address = addressOf(event.item.url);
      const isKnown = heard.recordings.some(({ item }) => addressOf(item.url) === address);
      return isKnown ? heard : { ...heard, recordings: inOrder(heard.recordings, { at, item: event.item }) };
    }
    case 'session.warning':
      return { ...heard, warnings: [...new Set([...heard.warnings, event.item.message])].sort() };
    case 'participant.joined':
    case 'participant.left': {
      if (told.participants.length > 0) return heard;
      const kind = event.type === 'participant.joined' ? 'joined' : 'left';
      const { participant, consult } = event.item;
      return { ...heard, participants: inOrder(heard.participants, { at, kind, participant, consult }) };
    }
    case 'session.agent_canceled':
    case 'contact.picked':
    case 'ticket.picked':
    case 'ticket.merged':
    case 'transfer.started':
    case 'hold.started':
    case 'hold.ended':
    case 'chat.message':
    case 'wrap_up.ended':
    case 'session.metadata':
    // Notes are judged one by one.
    case 'disposition.submitted':
    case 'transfer.finished':
    case 'transfer.failed':
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
      return heard;
    default:
      return event satisfies never;
  }
}

function inOrder<Fact extends At<unknown>>(known: readonly Fact[], fact: Fact): readonly Fact[] {
  return [...known, fact].sort((a, b) => a.at - b.at);
}

/** `ordinal`: the how manieth of its fact it is in the document. */
function isKnown(told: Received, note: TimelineEntry, ordinal: number): boolean {
  if (note.type === 'rating.received') return told.timeline.some(({ type }) => type === note.type);
  if (note.type === 'smart_action.completed') {
    if (note.item.kind === 'verification')
      return told.timeline.some((known) => known.type === note.type && known.item.kind === 'verification');
    const addresses = told.timeline.flatMap((known) =>
      known.type === note.type ? known.item.files.map(({ url }) => addressOf(url)) : [],
    );
    return note.item.files.length > 0 && note.item.files.every(({ url }) => addresses.includes(addressOf(url)));
  }
  if (note.type === 'voicemail.left') {
    const address = addressOf(note.item.recording_url ?? '');
    return told.timeline.some(
      (known) =>
        known.type === note.type &&
        (note.item.recording_url === null || addressOf(known.item.recording_url ?? '') === address),
    );
  }
  // The document's second transfer to and fro is the second that was told, and so on.
  const fact = factOf(note);
  return told.timeline.filter((known) => factOf(known) === fact).length >= ordinal;
}

/** What the start left open: a chat's snapshots say nothing of who writes (PLT-1). */
function startWith(told: Received['start'], implied: NonNullable<Received['start']>): NonNullable<Received['start']> {
  if (told === null) return implied;
  if (told.session.told_by !== 'webhook') return told;
  const { session } = told;
  const more = implied.session;
  const user = { ...more.end_user, ...known(session.end_user) };
  const filled: SessionObject = {
    ...session,
    lang: session.lang ?? more.lang,
    from: session.from ?? more.from,
    to: session.to ?? more.to,
    outbound_number: session.outbound_number ?? more.outbound_number,
    menu_path: session.menu_path ?? more.menu_path,
    queue: session.queue ?? more.queue,
    end_user: { ...user, authenticated: more.end_user.authenticated ?? session.end_user.authenticated },
  };
  return { at: told.at, session: filled };
}

function known(user: SessionObject['end_user']): Partial<SessionObject['end_user']> {
  return Object.fromEntries(Object.entries(user).filter(([, value]) => value !== null));
}

function endWith(told: Received['end'], implied: NonNullable<Received['end']>): NonNullable<Received['end']> {
  if (told === null) return implied;
  const item: ItemOf<'session.ended'> = {
    ...told.item,
    disconnected_by: told.item.disconnected_by ?? implied.item.disconnected_by,
    durations: {
      call_s: told.item.durations?.call_s ?? implied.item.durations?.call_s ?? null,
      wait_s: told.item.durations?.wait_s ?? implied.item.durations?.wait_s ?? null,
      hold_s: told.item.durations?.hold_s ?? implied.item.durations?.hold_s ?? null,
    },
  };
  return { at: told.at, item };
}
