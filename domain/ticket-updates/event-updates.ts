import {
  dapComment,
  dispositionComment,
  ratingComment,
  ratingTextComment,
  smartActionComment,
  smartActionFailedComment,
  summaryComment,
  transferComment,
  voicemailHandledComment,
} from '../comment/event-comments.ts';
import {
  customDataComment,
  notMappedComments,
  sharedFileComment,
  transcriptComment,
} from '../comment/session-comments.ts';
import type { Comment } from '../zendesk/comment.ts';
import type { Wording } from '../comment/session-comments.ts';
import { laterEntries, mapToTicket } from '../fields/mapping.ts';
import type { Settings } from '../settings/settings.ts';
import type { ItemOf, SharedFile } from '../events/parse-events.ts';
import { addressOf, shortHash, tidyKey } from '../events/natural-keys.ts';
import { numbered } from '../session/timeline.ts';
import type { TimelineEntry, TimelineEntryOf } from '../session/timeline.ts';
import { connectedAgent } from '../session/selectors.ts';
import type { Session, SessionTicket } from '../session/state.ts';
import { voicemailUpdates } from './audio-updates.ts';
import { largestFileBytes, noChange, outcomeOf } from './wanted-update.ts';
import type { WantedUpdate } from './wanted-update.ts';

/** UPD-3: a longer video is named, not attached. */
const largestVideoBytes = 20 * 1024 * 1024;
/** UPD-14: a longer transcript goes onto the ticket as a file; in characters. */
const longestShown = 20_000;

/** What of the ticket comes from the notes of a session, each with its time (UPD-2 to UPD-5, UPD-8 to UPD-10, UPD-14 to UPD-16). */
export function eventUpdates(
  session: Session,
  ticket: SessionTicket,
  settings: Settings,
  wording: Wording,
): readonly { readonly at: number; readonly wanted: readonly WantedUpdate[] }[] {
  return numbered(session.received.timeline).map(({ fact, note }) => ({
    at: note.at,
    wanted: writesOf(session, ticket, fact, note, settings, wording),
  }));
}

function writesOf(
  session: Session,
  ticket: SessionTicket,
  fact: string,
  note: TimelineEntry,
  settings: Settings,
  wording: Wording,
): readonly WantedUpdate[] {
  const said = (comment: Comment | null): readonly WantedUpdate[] =>
    comment === null ? [] : [{ fact, change: { ...noChange, comment } }];
  switch (note.type) {
    case 'transfer.finished':
      return transferred(session, ticket, fact, note, wording);
    case 'transfer.failed':
      return said(transferComment(note.item, 'failed', true, wording));
    case 'smart_action.completed':
      return acted(session, fact, note.item, wording);
    case 'smart_action.failed':
      return said(smartActionFailedComment(note.item, wording));
    case 'custom_data.received':
      return customData(session, ticket, fact, note, settings, wording);
    case 'dap.responded':
      return settings.dap.postToTicket ? said(dapComment(note.item, settings.dap, wording)) : [];
    case 'rating.received': {
      const { score, comment: text } = note.item;
      const words = text === null ? [] : [{ fact: `rating-comment/${shortHash(text)}`, text }];
      return [
        ...said(ratingComment(score, wording)),
        ...words.map((each) => ({
          fact: each.fact,
          change: { ...noChange, comment: ratingTextComment(each.text, wording) },
        })),
      ];
    }
    case 'disposition.submitted':
      return said(dispositionComment(note.item, wording));
    case 'summary.generated':
      return said(summaryComment(note.item, wording));
    case 'transcript.ready':
      return transcribed(session, fact, note.item, wording);
    case 'voicemail.left':
      return voicemailUpdates(session, fact, note, settings, wording);
    case 'voicemail.read':
      return said(voicemailHandledComment('read', note.item.agent, wording));
    case 'voicemail.dismissed':
      return said(voicemailHandledComment('dismissed', note.item.agent, wording));
    case 'voicemail.called_back':
      return said(voicemailHandledComment('called_back', note.item.agent, wording));
    default:
      return note satisfies never;
  }
}

/** UPD-2: whether the one who has the session now is known in Zendesk is waited for; of others it does not matter. */
function transferred(
  session: Session,
  ticket: SessionTicket,
  fact: string,
  { item }: TimelineEntryOf<'transfer.finished'>,
  wording: Wording,
): readonly WantedUpdate[] {
  const { to_agent: to } = item;
  const isHolder = to !== null && connectedAgent(session)?.agent.id === to.id && ticket.origin !== 'found';
  const known = session.progress.agents.find(({ email }) => email === to?.email);
  if (isHolder && to.email !== null && known === undefined) return [];
  const receiverKnown = !isHolder || (known !== undefined && known.zendeskId !== null);
  const comment = transferComment(item, 'finished', receiverKnown, wording);
  return [{ fact, change: { ...noChange, comment } }];
}

/** UPD-3: what came of it, and each shared file by itself, as Zendesk takes them. */
function acted(
  session: Session,
  fact: string,
  item: ItemOf<'smart_action.completed'>,
  wording: Wording,
): readonly WantedUpdate[] {
  const result = item.result !== null || item.files.length === 0;
  return [
    ...(result ? [{ fact, change: { ...noChange, comment: smartActionComment(item, wording) } }] : []),
    ...item.files.flatMap((file) => shared(session, item.kind, file, wording)),
  ];
}

function shared(
  session: Session,
  kind: ItemOf<'smart_action.completed'>['kind'],
  file: SharedFile,
  wording: Wording,
): readonly WantedUpdate[] {
  const key = tidyKey(addressOf(file.url));
  const largest = kind === 'video' ? largestVideoBytes : largestFileBytes;
  const noted = (because: string): WantedUpdate => ({
    fact: `file-note/${key}`,
    change: { ...noChange, comment: sharedFileComment(kind, file, wording, because) },
  });
  if (file.size !== null && file.size > largest) return [noted(wording.texts.fileTooLarge)];
  const attached: WantedUpdate = {
    fact: `file/${key}`,
    change: {
      ...noChange,
      comment: sharedFileComment(kind, file, wording, null),
      file: {
        from: { kind: 'address', url: file.url },
        name: file.name ?? nameOf(file.url),
        contentType: file.content_type ?? 'application/octet-stream',
      },
    },
  };
  const outcome = outcomeOf(session, attached.fact);
  return outcome?.kind === 'file_refused' ? [attached, noted(outcome.message)] : [attached];
}

function nameOf(url: string): string {
  return addressOf(url).split('/').at(-1) || 'file';
}

/** UPD-5 to UPD-7: what the first comment lacked, and the fields that it is mapped to. */
function customData(
  session: Session,
  ticket: SessionTicket,
  fact: string,
  note: TimelineEntryOf<'custom_data.received'>,
  settings: Settings,
  wording: Wording,
): readonly WantedUpdate[] {
  const entries = laterEntries(session).find((each) => each.note === note)?.entries ?? [];
  if (entries.length === 0) return [];
  const comment = customDataComment(entries, wording);
  const told: readonly WantedUpdate[] = comment === null ? [] : [{ fact, change: { ...noChange, comment } }];
  if (session.progress.ticketFields === null || ticket.origin === 'found') return told;
  const { fields, notes } = mapToTicket(entries, settings, session.progress.ticketFields);
  const [problem = null] = notMappedComments(notes, wording);
  if (fields.length === 0 && problem === null) return told;
  // A ticket that was made with these entries has their fields already.
  if (ticket.origin === 'made' && session.progress.draft?.facts.includes(`${session.id}/${fact}`) === true) return told;
  return [...told, { fact: `mapped-${fact}`, change: { ...noChange, fields, comment: problem } }];
}

/** UPD-14. */
function transcribed(
  session: Session,
  fact: string,
  item: ItemOf<'transcript.ready'>,
  wording: Wording,
): readonly WantedUpdate[] {
  const { text, url } = item;
  if (text !== null && text.length <= longestShown)
    return [{ fact, change: { ...noChange, comment: transcriptComment(text, wording, null, null) } }];
  const contentType = item.content_type ?? 'text/plain';
  const name = `${session.id}-transcript${contentType.includes('json') ? '.json' : contentType.includes('html') ? '.html' : '.txt'}`;
  const from =
    text !== null || url === null
      ? ({ kind: 'session', sessionId: session.id, fact } as const)
      : ({ kind: 'address', url } as const);
  const attached: WantedUpdate = {
    fact,
    change: { ...noChange, comment: transcriptComment(null, wording, null, null), file: { from, name, contentType } },
  };
  const outcome = outcomeOf(session, fact);
  if (outcome?.kind !== 'file_refused') return [attached];
  const comment = transcriptComment(null, wording, outcome.message, url);
  return [attached, { fact: `${fact}/note`, change: { ...noChange, comment } }];
}

/** UPD-14: the long text behind a fact, for whoever uploads it. */
export function longText(session: Session, fact: string): string | null {
  const found = numbered(session.received.timeline).find((each) => each.fact === fact)?.note;
  return found?.type === 'transcript.ready' ? found.item.text : null;
}
