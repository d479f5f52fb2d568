import type { FactKey } from './fact-key.ts';
import { addressOf, shortHash, tidyKey } from './natural-keys.ts';
import type { EventItems, ItemOf } from './parse-events.ts';
import { verifiedOf } from './verification.ts';

/**
 * The list of all event types. Workflows name their signals by it, so it must not import zod at run time. CONTRIBUTING.md
 * has the recipe "Add an event".
 */

/** How an event that goes onto the timeline is recognised when it, or the same fact from another source, arrives again. */
export type TimelineIdentity<Item> = {
  /** The id that the platform gave. Null: the platform gave none, so a repeated event is recognised by its content. */
  readonly givenId: (item: Item) => string | null;
  /**
   * The key of the fact that the event reports. It is the same for an event and for the metadata document (PLT-3). It
   * names markers of writes in Zendesk, so it must never change.
   */
  readonly factKey: (item: Item) => FactKey;
  /**
   * Other keys of the same fact. A source that does not know the id of a file names the file by its address or its text
   * (PLT-3). Left out: every source gives the same key.
   */
  readonly otherFactKeys?: (item: Item) => readonly FactKey[];
};

/** `timeline: null`: the event does not go onto the timeline of its session. */
type EventEntry<Item> = { readonly timeline: TimelineIdentity<Item> | null };

export const eventList = {
  'session.started': { timeline: null },
  'session.queued': { timeline: null },
  'session.assigned': { timeline: null },
  'session.connected': { timeline: null },
  'session.agent_canceled': { timeline: null },
  'contact.picked': { timeline: null },
  'ticket.picked': { timeline: null },
  'ticket.merged': { timeline: null },
  'transfer.started': { timeline: null },
  'transfer.finished': {
    timeline: {
      givenId: (item) => item.transfer_id,
      factKey: (item) => ({ kind: 'transfer', key: receiverKey(item) }),
    },
  },
  'transfer.failed': {
    timeline: {
      givenId: (item) => item.transfer_id,
      factKey: (item) => ({ kind: 'transfer-failed', key: receiverKey(item) }),
    },
  },
  'hold.started': { timeline: null },
  'hold.ended': { timeline: null },
  'participant.joined': { timeline: null },
  'participant.left': { timeline: null },
  'chat.message': { timeline: null },
  'smart_action.completed': {
    timeline: {
      givenId: (item) => item.smart_action_id,
      factKey: (item) =>
        item.kind === 'verification'
          ? { kind: 'verification', key: verificationKey(item) }
          : { kind: 'action', key: tidyKey(item.smart_action_id ?? contentKey(item)) },
    },
  },
  'smart_action.failed': {
    timeline: {
      givenId: (item) => item.smart_action_id,
      factKey: (item) => ({ kind: 'action-failed', key: tidyKey(item.smart_action_id ?? contentKey(item)) }),
    },
  },
  'custom_data.received': {
    timeline: { givenId: () => null, factKey: (item) => ({ kind: 'custom', key: contentKey(item) }) },
  },
  'dap.responded': {
    timeline: { givenId: () => null, factKey: (item) => ({ kind: 'dap', key: contentKey(item) }) },
  },
  'rating.received': {
    timeline: { givenId: () => null, factKey: (item) => ({ kind: 'rating', key: String(item.score) }) },
  },
  'disposition.submitted': {
    timeline: {
      givenId: (item) => item.disposition_id,
      factKey: (item) => ({
        kind: 'disposition',
        key: contentKey([item.code ?? item.custom_code_id, item.list, item.note]),
      }),
    },
  },
  'summary.generated': {
    timeline: {
      givenId: () => null,
      factKey: (item) => ({ kind: 'summary', key: contentKey([item.scope, item.segment, item.text]) }),
    },
  },
  'transcript.ready': {
    timeline: {
      givenId: (item) => item.file_id ?? address(item.url),
      factKey: (item) => ({
        kind: 'transcript',
        key: tidyKey(item.file_id ?? address(item.url) ?? shortHash(item.text ?? '')),
      }),
      otherFactKeys: (item) =>
        [item.file_id === null ? null : address(item.url), item.text === null ? null : shortHash(item.text)]
          .filter((key) => key !== null && (item.file_id !== null || item.url !== null))
          .flatMap((key): readonly FactKey[] => (key === null ? [] : [{ kind: 'transcript', key: tidyKey(key) }])),
    },
  },
  'recording.ready': { timeline: null },
  'voicemail.left': {
    timeline: {
      givenId: (item) => item.file_id ?? address(item.recording_url),
      factKey: (item) => ({
        kind: 'voicemail',
        key: tidyKey(item.file_id ?? address(item.recording_url) ?? contentKey(item)),
      }),
      otherFactKeys: (item) =>
        item.file_id === null || item.recording_url === null
          ? []
          : [{ kind: 'voicemail', key: tidyKey(addressOf(item.recording_url)) }],
    },
  },
  'voicemail.read': {
    timeline: { givenId: () => null, factKey: (item) => ({ kind: 'voicemail-read', key: agentKey(item) }) },
  },
  'voicemail.dismissed': {
    timeline: { givenId: () => null, factKey: (item) => ({ kind: 'voicemail-dismissed', key: agentKey(item) }) },
  },
  'voicemail.called_back': {
    timeline: { givenId: () => null, factKey: (item) => ({ kind: 'voicemail-called_back', key: agentKey(item) }) },
  },
  'session.ended': { timeline: null },
  'wrap_up.ended': { timeline: null },
  'session.metadata': { timeline: null },
  'session.warning': { timeline: null },
} as const satisfies { readonly [Type in keyof EventItems]: EventEntry<EventItems[Type]> };

export type EventType = keyof typeof eventList;

function isEventType(word: string): word is EventType {
  return Object.hasOwn(eventList, word);
}

export const eventTypes: readonly EventType[] = Object.keys(eventList).filter(isEventType);

/** The types of events that go onto the timeline of their session. */
export type TimelineEventType = {
  [Type in EventType]: (typeof eventList)[Type]['timeline'] extends null ? never : Type;
}[EventType];

/** The identities of the events that go onto the timeline, to be looked up by the event's type. */
export const timelineIdentities: {
  readonly [Type in TimelineEventType]: { readonly timeline: TimelineIdentity<ItemOf<Type>> };
} = eventList;

export function isTimelineEventType(type: EventType): type is TimelineEventType {
  return eventList[type].timeline !== null;
}

function contentKey(content: unknown): string {
  return shortHash(JSON.stringify(content));
}

function address(url: string | null): string | null {
  return url === null ? null : addressOf(url);
}

function receiverKey(item: ItemOf<'transfer.finished'>): string {
  const from = item.from_agent?.id ?? item.from_queue?.id ?? 'nobody';
  const to = item.to_agent?.id ?? item.to_queue?.id ?? 'nobody';
  return tidyKey(`${from}-${to}`);
}

function verificationKey({ result }: ItemOf<'smart_action.completed'>): string {
  const verified = verifiedOf(result);
  return verified === null ? contentKey(result) : verified ? 'yes' : 'no';
}

function agentKey({ agent }: ItemOf<'voicemail.read'>): string {
  return tidyKey(agent?.id ?? 'nobody');
}
