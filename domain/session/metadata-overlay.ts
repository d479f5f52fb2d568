import { limits } from '../limits.ts';
import { metadataEvents } from '../platform/metadata.ts';
import type { ItemOf, SessionEvent, SessionObject } from '../events/parse-events.ts';
import { addressOf } from '../events/natural-keys.ts';
import type { At } from '../events/timed.ts';
import { limitWarnings } from './warnings.ts';
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
  const isKnown = knownFacts(fromEvents);
  const seen = new Map<string, number>();
  const timeline: TimelineEntry[] = [...fromEvents.timeline];
  const addresses = new Set(fromEvents.recordings.map(({ item }) => addressOf(item.url)));
  const recordings = [...fromEvents.recordings];
  let received = fromEvents;
  for (const event of metadataEvents(document, sessionId, at)) {
    if (isTimelineEvent(event)) {
      const entry = toTimelineEntry(event);
      const fact = factOf(entry);
      const ordinal = (seen.get(fact) ?? 0) + 1;
      seen.set(fact, ordinal);
      if (!isKnown(entry, fact, ordinal) && timeline.length < limits.session.timeline.value) timeline.push(entry);
    } else if (event.type === 'recording.ready') {
      const address = addressOf(event.item.url);
      if (addresses.has(address) || recordings.length >= limits.session.recordings.value) continue;
      addresses.add(address);
      recordings.push({ at: event.timestamp, item: event.item });
    } else {
      received = fillIn(received, fromEvents, event);
    }
  }
  return {
    ...received,
    timeline: timeline.length === fromEvents.timeline.length ? fromEvents.timeline : timeline.sort(byTime),
    recordings: recordings.length === fromEvents.recordings.length ? fromEvents.recordings : recordings.sort(byTime),
  };
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
    case 'session.warning':
      return { ...received, warnings: limitWarnings([...received.warnings, event.item.message]) };
    case 'participant.joined':
    case 'participant.left': {
      if (fromEvents.participants.length > 0) return received;
      if (received.participants.length >= limits.session.participants.value) return received;
      const kind = event.type === 'participant.joined' ? 'joined' : 'left';
      const { participant, consult } = event.item;
      return { ...received, participants: insertByTime(received.participants, { at, kind, participant, consult }) };
    }
    default:
      // The metadata document produces no other events.
      return received;
  }
}

function byTime(a: At<unknown>, b: At<unknown>): number {
  return a.at - b.at;
}

function insertByTime<Fact extends At<unknown>>(known: readonly Fact[], fact: Fact): readonly Fact[] {
  return [...known, fact].sort(byTime);
}

/**
 * Reads the timeline of the events once.
 *
 * @returns whether the events have reported an entry of the document. `ordinal` is 1 for the first entry of its fact in
 *   the document, 2 for the second, …
 */
function knownFacts({ timeline }: Received): (entry: TimelineEntry, fact: string, ordinal: number) => boolean {
  const counts = new Map<string, number>();
  const files = new Set<string>();
  const voicemails = new Set<string>();
  let hasRating = false;
  let hasVerification = false;
  for (const known of timeline) {
    const fact = factOf(known);
    counts.set(fact, (counts.get(fact) ?? 0) + 1);
    if (known.type === 'rating.received') hasRating = true;
    if (known.type === 'voicemail.left') voicemails.add(addressOf(known.item.recording_url ?? ''));
    if (known.type !== 'smart_action.completed') continue;
    if (known.item.kind === 'verification') hasVerification = true;
    for (const { url } of known.item.files) files.add(addressOf(url));
  }
  return (entry, fact, ordinal) => {
    if (entry.type === 'rating.received') return hasRating;
    if (entry.type === 'smart_action.completed') {
      if (entry.item.kind === 'verification') return hasVerification;
      return entry.item.files.length > 0 && entry.item.files.every(({ url }) => files.has(addressOf(url)));
    }
    if (entry.type === 'voicemail.left') {
      const { recording_url: url } = entry.item;
      return url === null ? voicemails.size > 0 : voicemails.has(addressOf(url));
    }
    // The second transfer to one receiver in the document is the second such transfer of the events.
    return (counts.get(fact) ?? 0) >= ordinal;
  };
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
