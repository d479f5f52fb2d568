import { recordingComment, voicemailComment } from '../comment/session-comments.ts';
import type { Comment } from '../zendesk/comment.ts';
import type { Wording } from '../comment/session-comments.ts';
import type { Settings } from '../settings/settings.ts';
import { addressOf, tidyKey } from '../events/natural-keys.ts';
import type { TimelineEntryOf } from '../session/timeline.ts';
import { customerNumber, firstAgent, isCall, leafQueue, readStart } from '../session/selectors.ts';
import type { Session } from '../session/state.ts';
import { emptyChange } from '../zendesk/change.ts';
import { largestFileBytes, outcomeOf } from './wanted-update.ts';
import type { WantedUpdate } from './wanted-update.ts';

/** A recording or a voice message, as it goes onto the ticket. */
type Audio = {
  /** `recording` or `voicemail`, and the key of this one. */
  readonly fact: string;
  readonly key: string;
  readonly url: string;
  readonly contentType: string | null;
  readonly bytes: number | null;
  readonly startedAt: string;
  readonly durationSeconds: number;
  readonly transcription: string | null;
  /** Goes with the file, or in its place with the reason why there is none. */
  readonly comment: (refusal: string | null) => Comment;
};

/** UPD-12: a recording; it is the same by whatever address it is signed anew. */
export function recordingUpdates(
  session: Session,
  { item, at }: Session['received']['recordings'][number],
  settings: Settings,
  wording: Wording,
): readonly WantedUpdate[] {
  return audioUpdates(session, settings, {
    fact: 'recording',
    key: tidyKey(addressOf(item.url)),
    url: item.url,
    contentType: item.content_type,
    bytes: item.size,
    startedAt: item.started_at ?? new Date(session.received.start?.at ?? at).toISOString(),
    durationSeconds: Math.round(item.duration_s ?? session.received.end?.item.durations?.call_s ?? 0),
    transcription: null,
    comment: (refusal) => recordingComment(item, wording, refusal),
  });
}

/** TKT-9: the voice message. */
export function voicemailUpdates(
  session: Session,
  fact: string,
  { item, at }: TimelineEntryOf<'voicemail.left'>,
  settings: Settings,
  wording: Wording,
): readonly WantedUpdate[] {
  if (item.recording_url === null)
    return [{ fact, change: { ...emptyChange, comment: voicemailComment(item, wording, null) } }];
  return audioUpdates(session, settings, {
    fact: 'voicemail',
    key: fact.slice('voicemail/'.length),
    url: item.recording_url,
    contentType: null,
    bytes: null,
    startedAt: new Date(at).toISOString(),
    durationSeconds: Math.round(item.duration_s ?? 0),
    transcription: item.transcription,
    comment: (refusal) => voicemailComment(item, wording, refusal),
  });
}

/** The file as an internal comment, then a voice comment that links it; else a voice comment with the platform's address. */
function audioUpdates(session: Session, settings: Settings, sound: Audio): readonly WantedUpdate[] {
  const { fact, key, url } = sound;
  const voiceFact = fact === 'recording' ? `voice/${key}` : `${fact}-voice/${key}`;
  const voice = (recordingUrl: string): WantedUpdate => ({
    fact: voiceFact,
    change: {
      ...emptyChange,
      voice: {
        ...callEnds(session),
        recordingUrl,
        startedAt: sound.startedAt,
        durationSeconds: sound.durationSeconds,
        answeredById:
          session.progress.agents.find(({ email }) => email === firstAgent(session)?.agent.email)?.zendeskId ?? null,
        transcription: sound.transcription,
      },
    },
  });
  const tooLarge = sound.bytes !== null && sound.bytes > largestFileBytes;
  if (settings.recordings.store === 'link' || tooLarge || !isCall(session)) return [voice(url)];

  const file = {
    from: { kind: 'address', url },
    name: `${session.id}-${key}${extensionOf(sound.contentType)}`,
    contentType: sound.contentType ?? 'audio/wav',
  } as const;
  const upload: WantedUpdate = {
    fact: `${fact}/${key}`,
    change: { ...emptyChange, comment: sound.comment(null), file },
  };
  const outcome = outcomeOf(session, upload.fact);
  switch (outcome?.kind) {
    case undefined:
    case 'refused':
      return [upload];
    case 'written':
      return [upload, voice(outcome.contentUrl ?? url)];
    case 'file_refused': {
      const comment = sound.comment(outcome.message);
      return [upload, { fact: `${fact}-note/${key}`, change: { ...emptyChange, comment } }, voice(url)];
    }
    default:
      return outcome satisfies never;
  }
}

function callEnds(session: Session): { readonly from: string; readonly to: string } {
  const start = readStart(session);
  const customer = start === null ? null : customerNumber(start);
  const ours = (start?.direction === 'outbound' ? start.outbound_number : start?.to) ?? leafQueue(session)?.name ?? '';
  return start?.direction === 'outbound' ? { from: ours, to: customer ?? '' } : { from: customer ?? '', to: ours };
}

const extensions: Readonly<Record<string, string>> = {
  'audio/wav': '.wav',
  'audio/x-wav': '.wav',
  'audio/mpeg': '.mp3',
  'audio/mp3': '.mp3',
  'audio/ogg': '.ogg',
  'audio/mp4': '.m4a',
};

function extensionOf(contentType: string | null): string {
  return extensions[contentType ?? 'audio/wav'] ?? '';
}
