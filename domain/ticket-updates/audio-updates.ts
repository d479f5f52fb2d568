import type { SessionReading } from '../session/read-session.ts';
import { recordingComment, voicemailComment } from '../comment/file-comments.ts';
import type { Comment } from '../zendesk/comment.ts';
import type { Wording } from '../comment/wording.ts';
import { printFact } from '../events/fact-key.ts';
import type { FactKey } from '../events/fact-key.ts';
import { addressOf, tidyKey, withoutSignIn } from '../events/natural-keys.ts';
import { customerNumber } from '../session/start.ts';
import type { Session } from '../session/state.ts';
import { emptyChange } from '../zendesk/change.ts';
import type { TimelineContext } from './timeline-context.ts';
import { commentUpdate, largestFileBytes, outcomeOf } from './wanted-update.ts';
import type { WantedUpdate } from './wanted-update.ts';
import { isoTime } from '../iso-time.ts';

/** A recording or a voicemail that is written on the ticket. */
type Audio = {
  /** The key of the fact that the file shows. */
  readonly fact: FactKey & { readonly kind: 'recording' | 'voicemail'; readonly key: string };
  readonly url: string;
  readonly contentType: string | null;
  readonly bytes: number | null;
  readonly startedAt: string;
  readonly durationSeconds: number;
  readonly transcription: string | null;
  /** The comment for the attached file. With a `refusal` it says why there is no file. */
  readonly comment: (refusal: string | null) => Comment;
};

/** UPD-12: a recording. It stays the same recording if the platform signs its address again. */
export function recordingUpdates(
  reading: SessionReading,
  { item, at }: Session['received']['recordings'][number],
  wording: Wording,
): readonly WantedUpdate[] {
  const { session } = reading;
  return audioUpdates(reading, {
    fact: { kind: 'recording', key: tidyKey(addressOf(item.url)) },
    url: item.url,
    contentType: item.content_type,
    bytes: item.size,
    startedAt: item.started_at ?? isoTime(session.received.start?.at ?? at),
    durationSeconds: Math.round(item.duration_s ?? session.received.end?.item.durations?.call_s ?? 0),
    transcription: null,
    comment: (refusal) => recordingComment(item, wording, refusal),
  });
}

/** TKT-9: a voicemail. Without an address of its recording it is only a comment. */
export function voicemailUpdates({
  entry: { item, at },
  fact,
  reading,
  wording,
}: TimelineContext<'voicemail.left'>): readonly WantedUpdate[] {
  if (item.recording_url === null) return [commentUpdate(fact, voicemailComment(item, wording, null))];
  return audioUpdates(reading, {
    fact: { ...fact, kind: 'voicemail', key: fact.key ?? '' },
    url: item.recording_url,
    contentType: null,
    bytes: null,
    startedAt: isoTime(at),
    durationSeconds: Math.round(item.duration_s ?? 0),
    transcription: item.transcription,
    comment: (refusal) => voicemailComment(item, wording, refusal),
  });
}

/**
 * An internal comment with the attached file, then a voice comment that links the file. If no file is stored, only a voice
 * comment with the platform's address.
 */
function audioUpdates(reading: SessionReading, audio: Audio): readonly WantedUpdate[] {
  const { session, settings } = reading;
  const { fact, url } = audio;
  const voiceKind = fact.kind === 'recording' ? 'voice' : 'voicemail-voice';
  const voice = (recordingUrl: string): WantedUpdate => ({
    fact: printFact({ ...fact, kind: voiceKind }),
    change: {
      ...emptyChange,
      voice: {
        ...callEnds(reading),
        // A session of an earlier version may hold an address with a password.
        recordingUrl: withoutSignIn(recordingUrl),
        startedAt: audio.startedAt,
        durationSeconds: audio.durationSeconds,
        answeredById:
          session.progress.agents.find(({ email }) => email === reading.agents.first?.agent.email)?.zendeskId ?? null,
        transcription: audio.transcription,
      },
    },
  });
  const tooLarge = audio.bytes !== null && audio.bytes > largestFileBytes;
  if (settings.recordings.store === 'link' || tooLarge || !reading.isCall) return [voice(url)];

  const file = {
    from: { kind: 'address', url },
    name: `${session.id}-${fact.key}${extensionOf(audio.contentType)}`,
    contentType: audio.contentType ?? 'audio/wav',
  } as const;
  const upload: WantedUpdate = {
    fact: printFact(fact),
    change: { ...emptyChange, comment: audio.comment(null), file },
  };
  const outcome = outcomeOf(session, upload.fact);
  switch (outcome?.kind) {
    case undefined:
    case 'refused':
      return [upload];
    case 'written':
      return [upload, voice(outcome.contentUrl ?? url)];
    case 'file_refused':
      return [
        upload,
        commentUpdate({ ...fact, kind: `${fact.kind}-note` }, audio.comment(outcome.message)),
        voice(url),
      ];
    default:
      return outcome satisfies never;
  }
}

function callEnds(reading: SessionReading): { readonly from: string; readonly to: string } {
  const { start, queue } = reading;
  const customer = start === null ? null : customerNumber(start);
  const ours = (start?.direction === 'outbound' ? start.outbound_number : start?.to) ?? queue?.name ?? '';
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
  const type = contentType ?? 'audio/wav';
  return Object.hasOwn(extensions, type) ? (extensions[type] ?? '') : '';
}
