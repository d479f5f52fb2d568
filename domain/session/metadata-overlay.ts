import { metadataEvents } from '../platform/metadata.ts';
import type { ItemOf, SessionEvent, SessionObject } from '../events/parse-events.ts';
import { addressOf } from '../events/natural-keys.ts';
import type { At } from '../events/timed.ts';
import { factOf, isTimelineEvent, toTimelineEntry } from './timeline.ts';
import type { TimelineEntry } from './timeline.ts';
import type { Received } from './state.ts';

/**
 * PLT-3: adds the facts of the metadata document that no event has reported. A fact that an event has reported is not
 * added again. Facts are compared by their natural id. A session has at most one rating and one verification. A transfer
 * is known by sender, receiver, outcome and ordinal, a disposition by code, list and note, and a file by its address.
 *
 * @param fromEvents the facts that the session received by events alone
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
      : { ...received, timeline: insertByTime(received.timeline, entry) };
  }, fromEvents);
}

/** @param received the facts of the events, with the facts that the document has added so far */
function fillIn(received: Received, fromEvents: Received, event: SessionEvent): Received {
  const at = event.timestamp;
  switch (event.type) {
    case 'session.started':
      return { ...received, start: fillStart(fromEvents.start, { at, session: event.item }) };
    case 'session.queued': {
      if (fromEvents.queue !== null || (fromEvents.start?.session.queue ?? null) !== null) return received;
      return { ...received, queue: { at, queue: event.item.queue, menuPath: event.item.menu_path } };
    }
    case 'session.assigned':
    case 'session.connected': {
      const kind = event.type === 'session.assigned' ? 'assigned' : 'connected';
      const { agent } = event.item;
      // The document names only the last agent. After a transfer, the last agent is not the one who answered first.
      const isKnownAgent = fromEvents.agents.some(
        (offer) => offer.kind === kind && (offer.agent.id === agent.id || offer.agent.kind === agent.kind),
      );
      return isKnownAgent ? received : { ...received, agents: insertByTime(received.agents, { at, kind, agent }) };
    }
    case 'session.ended':
      return { ...received, end: fillEnd(fromEvents.end, { at, item: event.item }) };
    case 'recording.ready': {
      const address = addressOf(event.item.url);
      const isKnownFile = received.recordings.some(({ item }) => addressOf(item.url) === address);
      if (isKnownFile) return received;
      return { ...received, recordings: insertByTime(received.recordings, { at, item: event.item }) };
    }
    case 'session.warning':
      return { ...received, warnings: [...new Set([...received.warnings, event.item.message])].sort() };
    case 'participant.joined':
    case 'participant.left': {
      if (fromEvents.participants.length > 0) return received;
      const kind = event.type === 'participant.joined' ? 'joined' : 'left';
      const { participant, consult } = event.item;
      return { ...received, participants: insertByTime(received.participants, { at, kind, participant, consult }) };
    }
    default:
      // The metadata document produces no other events.
      return received;
  }
}

function insertByTime<Fact extends At<unknown>>(known: readonly Fact[], fact: Fact): readonly Fact[] {
  return [...known, fact].sort((a, b) => a.at - b.at);
}

/** @param ordinal 1 for the first entry of this fact in the document, 2 for the second, … */
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
  // The second transfer to one receiver in the document is the second such transfer of the events.
  const fact = factOf(entry);
  return timeline.filter((known) => factOf(known) === fact).length >= ordinal;
}

/** Fills in the missing values of the start. The snapshots of a chat, for example, do not name the customer (PLT-1). */
function fillStart(known: Received['start'], implied: NonNullable<Received['start']>): NonNullable<Received['start']> {
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

function fillEnd(known: Received['end'], implied: NonNullable<Received['end']>): NonNullable<Received['end']> {
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
