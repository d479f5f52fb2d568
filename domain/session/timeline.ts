import { addressOf, shortHash, tidyKey } from '../events/natural-keys.ts';
import type { ItemOf, Json, SessionEvent } from '../events/parse-events.ts';
import type { At } from '../events/timed.ts';

/** Events that the ticket is to show by themselves, once each: whatever happened, told when it happened. */
const timelineEventTypes = [
  'transfer.finished',
  'transfer.failed',
  'smart_action.completed',
  'smart_action.failed',
  'custom_data.received',
  'dap.responded',
  'rating.received',
  'disposition.submitted',
  'summary.generated',
  'transcript.ready',
  'voicemail.left',
  'voicemail.read',
  'voicemail.dismissed',
  'voicemail.called_back',
] as const;

export type TimelineEventType = (typeof timelineEventTypes)[number];

/** One such event as it is kept. */
export type TimelineEntry = {
  [Type in TimelineEventType]: At<{ readonly type: Type; readonly item: ItemOf<Type> }>;
}[TimelineEventType];

export type TimelineEntryOf<Type extends TimelineEventType> = Extract<TimelineEntry, { readonly type: Type }>;

type TimelineEvent = Extract<SessionEvent, { readonly type: TimelineEventType }>;

function isTimelineEvent(event: SessionEvent): event is TimelineEvent {
  return (timelineEventTypes as readonly string[]).includes(event.type);
}

/** The note that an event is; null for those that are none. */
export function toTimelineEntry(event: SessionEvent): TimelineEntry | null {
  if (!isTimelineEvent(event)) return null;
  const { timestamp: at, event_id: _event, session_id: _session, ...told } = event;
  return { at, ...told };
}

/** By what a repeated telling is recognised: the id that the platform gave it, else the hash of its content. */
export function identityOf(note: TimelineEntry): string {
  return `${note.type}/${givenId(note) ?? shortHash(JSON.stringify(note.item))}`;
}

function givenId(note: TimelineEntry): string | null {
  switch (note.type) {
    case 'transfer.finished':
    case 'transfer.failed':
      return note.item.transfer_id;
    case 'smart_action.completed':
    case 'smart_action.failed':
      return note.item.smart_action_id;
    case 'disposition.submitted':
      return note.item.disposition_id;
    case 'transcript.ready':
      return note.item.file_id ?? (note.item.url === null ? null : addressOf(note.item.url));
    case 'voicemail.left':
      return note.item.file_id ?? (note.item.recording_url === null ? null : addressOf(note.item.recording_url));
    case 'custom_data.received':
    case 'dap.responded':
    case 'rating.received':
    case 'summary.generated':
    case 'voicemail.read':
    case 'voicemail.dismissed':
    case 'voicemail.called_back':
      return null;
    default:
      return note satisfies never;
  }
}

/**
 * The fact that a note is, whoever told it (PLT-3): the same for an event and for the metadata document. Several notes may
 * share it (a transfer to and fro, twice): then they are numbered in order.
 */
export function factOf(note: TimelineEntry): string {
  const known = facts.get(note);
  if (known !== undefined) return known;
  const fact = namedAs(note);
  facts.set(note, fact);
  return fact;
}

/** Remembered: hashing every note anew at each look at a session took half of its time. */
const facts = new WeakMap<TimelineEntry, string>();

function namedAs(note: TimelineEntry): string {
  switch (note.type) {
    case 'transfer.finished':
      return `transfer/${between(note.item)}`;
    case 'transfer.failed':
      return `transfer-failed/${between(note.item)}`;
    case 'smart_action.completed':
      return note.item.kind === 'verification'
        ? `verification/${verifiedWord(note.item.result)}`
        : `action/${tidyKey(givenId(note) ?? shortHash(JSON.stringify(note.item)))}`;
    case 'smart_action.failed':
      return `action-failed/${tidyKey(givenId(note) ?? shortHash(JSON.stringify(note.item)))}`;
    case 'custom_data.received':
      return `custom/${shortHash(JSON.stringify(note.item))}`;
    case 'dap.responded':
      return `dap/${shortHash(JSON.stringify(note.item))}`;
    case 'rating.received':
      return `rating/${note.item.score}`;
    case 'disposition.submitted': {
      const { code, custom_code_id: custom, list, note: text } = note.item;
      return `disposition/${shortHash(JSON.stringify([code ?? custom, list, text]))}`;
    }
    case 'summary.generated':
      return `summary/${shortHash(JSON.stringify([note.item.scope, note.item.segment, note.item.text]))}`;
    case 'transcript.ready':
      return `transcript/${tidyKey(givenId(note) ?? shortHash(note.item.text ?? ''))}`;
    case 'voicemail.left':
      return `voicemail/${tidyKey(givenId(note) ?? shortHash(JSON.stringify(note.item)))}`;
    case 'voicemail.read':
    case 'voicemail.dismissed':
    case 'voicemail.called_back':
      return `${note.type.replace('.', '-')}/${tidyKey(note.item.agent?.id ?? 'nobody')}`;
    default:
      return note satisfies never;
  }
}

function between(item: ItemOf<'transfer.finished'>): string {
  const from = item.from_agent?.id ?? item.from_queue?.id ?? 'nobody';
  const to = item.to_agent?.id ?? item.to_queue?.id ?? 'nobody';
  return tidyKey(`${from}-${to}`);
}

/** What a verification came to, in whatever way the app said it. */
export function verifiedOf(result: Json): boolean | null {
  if (typeof result === 'boolean') return result;
  if (typeof result === 'string') {
    const word = result.trim().toLowerCase();
    if (['true', 'yes', 'ok', 'success', 'successful', 'succeeded', 'verified', 'passed'].includes(word)) return true;
    return ['false', 'no', 'failed', 'failure', 'unverified', 'not_verified'].includes(word) ? false : null;
  }
  if (typeof result !== 'object' || result === null || Array.isArray(result)) return null;
  const named = Object.entries(result).find(([key]) => ['verified', 'success', 'result', 'status'].includes(key));
  return named === undefined ? null : verifiedOf(named[1]);
}

function verifiedWord(result: Json): string {
  const verified = verifiedOf(result);
  return verified === null ? shortHash(JSON.stringify(result)) : verified ? 'yes' : 'no';
}

/** Notes in order, each with the fact it is; the second of the same fact is `…/2`. */
export function numbered(
  notes: readonly TimelineEntry[],
): readonly { readonly fact: string; readonly note: TimelineEntry }[] {
  const counts: Record<string, number> = {};
  return notes.map((note) => {
    const fact = factOf(note);
    const count = (counts[fact] ?? 0) + 1;
    counts[fact] = count;
    return { fact: count === 1 ? fact : `${fact}/${count}`, note };
  });
}
