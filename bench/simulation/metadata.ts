import type { MixSession, PlatformEvent } from '../mix.ts';

const types = { inbound: 'Voice Inbound (IVR)', outbound: 'Voice Outbound', chat: 'Messaging (Web)' } as const;

/** The platform publishes its metadata document about this long after the end of a session. */
const afterEndMs = 15 * 60_000;

/**
 * The platform's metadata document of an answered session, as the event that the product makes of it (PLT-3); null: there is
 * none. It repeats some things that events have reported too.
 */
export function metadataOf({ id, kind, caller, events }: MixSession): PlatformEvent | null {
  if (kind === 'voicemail' || kind === 'abandoned') return null;
  const end = events.find(({ type }) => type === 'session.ended');
  if (end === undefined) return null;
  const recording = events.findLast(({ type }) => type === 'recording.ready')?.item;
  const rating = events.find(({ type }) => type === 'rating.received')?.item;
  const disposition = events.find(({ type }) => type === 'disposition.submitted')?.item;
  const item = {
    id: id.replace(/\D/g, ''),
    [kind === 'chat' ? 'chat_type' : 'call_type']: types[kind],
    [kind === 'chat' ? 'chat_duration' : 'call_duration']: 240,
    disconnected_by: 'end_user',
    end_user: { phone: caller.phone },
    ...(recording !== undefined && 'url' in recording ? { recording_url: recording.url } : {}),
    ...(rating !== undefined && 'score' in rating ? { rating: rating.score } : {}),
    ...(disposition === undefined ? {} : { dispositions: [disposition] }),
  };
  return { afterMs: end.afterMs + afterEndMs, type: 'session.metadata', item };
}

/** The types of events whose facts the document repeats. A recording is repeated only if it is the last one. */
export const inMetadata: ReadonlySet<string> = new Set(['rating.received', 'disposition.submitted']);
