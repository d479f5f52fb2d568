import type { Account } from '../core/account.ts';
import { newId } from '../core/account.ts';
import { invalid, invalidField } from '../core/errors.ts';
import { flagIn, idIn, isObject, listIn, numberIn, textIn, type Json } from '../core/json.ts';
import type { Attachment, AuditEvent, Ticket, Via, VoiceData } from '../core/records.ts';

export const maxComments = 5000;

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/**
 * The attachments of upload tokens. The tokens stay valid until `useUploads`, so that a refused request does not use them
 * up. An unknown or expired token is ignored or refused, depending on the options: no public text says which.
 */
function attachmentsFor(account: Account, given: unknown): readonly Attachment[] {
  const tokens = Array.isArray(given) ? given : given === undefined || given === null ? [] : [given];
  return tokens.flatMap((token) => {
    const upload = account.uploads.get(textIn(token) ?? '');
    if (upload !== undefined && upload.expires_at_ms > account.clock.now()) return upload.attachments;
    if (account.settings.rejectUnknownUpload) {
      throw invalidField('base', 'Upload token is invalid or has expired: upload the file again');
    }
    return [];
  });
}

/** Uses up the upload tokens of a comment. */
export function useUploads(account: Account, comment: unknown): void {
  for (const token of isObject(comment) ? listIn(comment.uploads) : []) account.uploads.delete(textIn(token) ?? '');
}

/** The text of a comment as plain text and as HTML. `html_body` has precedence over `body`; the other one is derived. */
function bodiesOf(comment: Json): { readonly body: string; readonly html_body: string } {
  const html = textIn(comment.html_body);
  if (html !== undefined && html !== '') {
    const text = html.replaceAll(/<br\s*\/?>|<\/p>/gi, '\n').replaceAll(/<[^>]+>/g, '');
    const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', amp: '&', '#39': "'" };
    const body = text.replaceAll(/&(lt|gt|quot|amp|#39);/g, (whole, name: string) => entities[name] ?? whole).trim();
    return { body, html_body: `<div class="zd-comment" dir="auto">${html}</div>` };
  }
  const body = textIn(comment.body) ?? '';
  const lines = escapeHtml(body).replaceAll('\n', '<br>');
  return { body, html_body: `<div class="zd-comment" dir="auto"><p dir="auto">${lines}</p></div>` };
}

/**
 * The audit event of a comment; undefined without a comment. Throws 422 for a blank body or an unknown author.
 * `authorId`: the author if the comment names none. `isPublic`: whether a comment without `public` is public, as the
 * ticket is.
 */
export function commentEvent(
  account: Account,
  given: unknown,
  defaults: { readonly authorId: number; readonly isPublic: boolean; readonly via?: Via | undefined },
): AuditEvent | undefined {
  const { via } = defaults;
  if (given === undefined || given === null) return undefined;
  const comment: Json = isObject(given) ? given : { body: given };
  const bodies = bodiesOf(comment);
  if (bodies.body.trim() === '') {
    const isEmpty = comment.body === undefined && comment.html_body === undefined && comment.uploads === undefined;
    if (isEmpty) return undefined;
    throw invalid({ comment: [{ description: 'Comment: cannot be blank', error: 'BlankValue' }] });
  }
  const authorId = idIn(comment.author_id) ?? defaults.authorId;
  if (account.users.get(authorId)?.active !== true) throw invalidField('author', 'Author: is not a known user');
  return {
    id: newId(account),
    type: 'Comment',
    ...bodies,
    author_id: authorId,
    public: flagIn(comment.public) ?? defaults.isPublic,
    attachments: attachmentsFor(account, comment.uploads),
    ...(via === undefined ? {} : { via }),
  };
}

function textOf(data: VoiceData): string {
  const minutes = Math.floor((data.call_duration ?? 0) / 60);
  return [
    `Call from: ${data.from}`,
    `Call to: ${data.to}`,
    ...(data.started_at === null ? [] : [`Time of call: ${data.started_at}`]),
    ...(data.location === null ? [] : [`Location: ${data.location}`]),
    ...(data.call_duration === null ? [] : [`Length of phone call: ${minutes} min ${data.call_duration % 60} s`]),
    ...(data.transcription_text === null ? [] : ['', 'Transcription:', data.transcription_text]),
  ].join('\n');
}

/** The audit event of a `voice_comment`, which the ticket shows as a call with its recording. */
export function voiceEvent(account: Account, given: unknown, author: number): AuditEvent | undefined {
  if (!isObject(given)) return undefined;
  const data: VoiceData = {
    from: textIn(given.from) ?? '',
    to: textIn(given.to) ?? '',
    recording_url: textIn(given.recording_url) ?? null,
    started_at: textIn(given.started_at) ?? null,
    call_duration: numberIn(given.call_duration) ?? null,
    answered_by_id: idIn(given.answered_by_id) ?? null,
    transcription_text: textIn(given.transcription_text) ?? null,
    location: textIn(given.location) ?? null,
  };
  return {
    id: newId(account),
    type: 'VoiceComment',
    ...bodiesOf({ body: textOf(data) }),
    author_id: author,
    public: flagIn(given.public) ?? account.settings.voiceCommentPublic,
    attachments: [],
    data,
  };
}

export function requireRoomForComment(ticket: Ticket): void {
  if (ticket.comment_count < maxComments) return;
  throw invalidField('base', `A ticket can hold at most ${maxComments} comments`, 'TooManyComments');
}
