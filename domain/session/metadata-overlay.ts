import { metadataEvents } from '../platform/metadata.ts';
import type { ItemOf, SessionEvent, SessionObject } from '../events/parse-events.ts';
import { addressOf } from '../events/natural-keys.ts';
import { factOf, isTimelineEvent, toTimelineEntry } from './timeline.ts';
import type { TimelineEntry } from './timeline.ts';
import type { At } from '../events/timed.ts';
import type { Received } from './state.ts';

/**
 * PLT-3: adds what the metadata document says to what the events said. It fills in what is missing and repeats nothing.
 * Things are recognised by their natural id: rating and verification by the session; a transfer by sender, receiver,
 * outcome and ordinal; a disposition by code, list and note; a file by its address.
 *
 * @param fromEvents what the session received by events alone
 */
export function overlayMetadata(
  sessionId: string,
  fromEvents: Received,
  { at, document }: NonNullable<Received['metadata']>,
): Received {
  const seen: string[] = [];
  return metadataEvents(document, sessionId, at).reduce<Received>((received, event) => {
    if (!isTimelineEvent(event)) return fillIn(received, fromEvents, event);
    const entry = toTimelineEntry(event);
    const fact = factOf(entry);
    seen.push(fact);
    const ordinal = seen.filter((other) => other === fact).length;
    return isKnown(fromEvents, entry, ordinal)
      ? received
      : { ...received, timeline: inOrder(received.timeline, entry) };
  }, fromEvents);
}

/** @param received what the events said, with what the document has added so far */
function fillIn(received: Received, fromEvents: Received, event: SessionEvent): Received {
  const at = event.timestamp;
  switch (event.type) {
    case 'session.started':
      return { ...received, start: startWith(fromEvents.start, { at, session: event.item }) };
    case 'session.queued': {
      if (fromEvents.queue !== null || (fromEvents.start?.session.queue ?? null) !== null) return received;
      return { ...received, queue: { at, queue: event.item.queue, menuPath: event.item.menu_path } };
    }
    case 'session.assigned':
    case 'session.connected': {
      const kind = event.type === 'session.assigned' ? 'assigned' : 'connected';
      const { agent } = event.item;
      // The document names only the last agent, who may have come by a transfer and was then not the first agent.
      const isKnownAgent = fromEvents.agents.some(
        (offer) => offer.kind === kind && (offer.agent.id === agent.id || offer.agent.kind === agent.kind),
      );
      return isKnownAgent ? received : { ...received, agents: inOrder(received.agents, { at, kind, agent }) };
    }
    case 'session.ended':
      return { ...received, end: endWith(fromEvents.end, { at, item: event.item }) };
    case 'recording.ready': {
      const address = addressOf(event.item.url);
      const isKnownFile = received.recordings.some(({ item }) => addressOf(item.url) === address);
      if (isKnownFile) return received;
      return { ...received, recordings: inOrder(received.recordings, { at, item: event.item }) };
    }
    case 'session.warning':
      return { ...received, warnings: [...new Set([...received.warnings, event.item.message])].sort() };
    case 'participant.joined':
    case 'participant.left': {
      if (fromEvents.participants.length > 0) return received;
      const kind = event.type === 'participant.joined' ? 'joined' : 'left';
      const { participant, consult } = event.item;
      return { ...received, participants: inOrder(received.participants, { at, kind, participant, consult }) };
    }
    default:
      // The metadata document produces no other events.
      return received;
  }
}

function inOrder<Fact extends At<unknown>>(known: readonly Fact[], fact: Fact): readonly Fact[] {
  return [...known, fact].sort((a, b) => a.at - b.at);
}

/** @param ordinal how many entries of the document have had the same fact so far, this one included */
function isKnown({ timeline }: Received, entry: TimelineEntry, ordinal: number): boolean {
  if (entry.type === 'rating.received') return timeline.some(({ type }) => type === entry.type);
  if (entry.type === 'smart_action.completed') {
    if (entry.item.kind === 'verification')
      return timeline.some((known) => known.type === entry.type && known.item.kind === 'verification');
    const addresses = timeline.flatMap((known) =>
      known.type === entry.type ? known.item.files.map(({ url }) => addressOf(url)) : [],
    );
    return entry.item.files.length > 0 && entry.item.files.every(({ url }) => addresses.includes(addressOf(url)));
  }
  if (entry.type === 'voicemail.left') {
    const address = addressOf(entry.item.recording_url ?? '');
    return timeline.some(
      (known) =>
        known.type === entry.type &&
        (entry.item.recording_url === null || addressOf(known.item.recording_url ?? '') === address),
    );
  }
  // The document's second transfer to the same receiver is the second one of the events, and so on.
  const fact = factOf(entry);
  return timeline.filter((known) => factOf(known) === fact).length >= ordinal;
}

/** Fills in what the start did not say: the snapshots of a chat do not name the customer (PLT-1). */
function startWith(known: Received['start'], implied: NonNullable<Received['start']>): NonNullable<Received['start']> {
  if (known === null) return implied;
  if (known.session.told_by !== 'webhook') return known;
  const { session } = known;
  const more = implied.session;
  const user = { ...more.end_user, ...withoutNulls(session.end_user) };
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
  return { at: known.at, session: filled };
}

function withoutNulls(user: SessionObject['end_user']): Partial<SessionObject['end_user']> {
  return Object.fromEntries(Object.entries(user).filter(([, value]) => value !== null));
}

function endWith(known: Received['end'], implied: NonNullable<Received['end']>): NonNullable<Received['end']> {
  if (known === null) return implied;
  const item: ItemOf<'session.ended'> = {
    ...known.item,
    disconnected_by: known.item.disconnected_by ?? implied.item.disconnected_by,
    durations: {
      call_s: known.item.durations?.call_s ?? implied.item.durations?.call_s ?? null,
      wait_s: known.item.durations?.wait_s ?? implied.item.durations?.wait_s ?? null,
      hold_s: known.item.durations?.hold_s ?? implied.item.durations?.hold_s ?? null,
    },
  };
  return { at: known.at, item };
}
