import { escapeHtml } from '../html.ts';
import { beginningOf } from '../cut-text.ts';

/**
 * One section of an internal comment: a title and labelled lines. All texts are plain, and `commentHtml` escapes them.
 */
export type Comment = {
  readonly title: string;
  readonly lines: readonly CommentLine[];
};

export type CommentLine = { readonly label: string | null; readonly value: string };

/**
 * The text as HTML. Browsers drop spaces at the start of a line, so they become no-break spaces. Otherwise JSON and
 * lists would lose their indentation.
 */
function textHtml(text: string): string {
  return escapeHtml(text)
    .replace(/^[ \t]+/gm, (indent) => indent.replaceAll('\t', '  ').replaceAll(' ', '\u00a0'))
    .replace(/\r\n?|\n/g, '<br>');
}

function lineHtml({ label, value }: CommentLine): string {
  const text = textHtml(value);
  if (label === null) return text;
  // A value of several lines begins on a new line, so that the indentation of all its lines is aligned.
  return `${escapeHtml(label)}:${text.includes('<br>') ? '<br>' : ' '}${text}`;
}

/**
 * Zendesk allows 65,536 characters in a comment. Its documentation does not say whether HTML tags count, so this limit
 * counts them.
 */
export const maxCommentLength = 65_000;

/**
 * Joins sections to one HTML comment, in their order (BAT-4). The comment has at most `maxLength` characters. The first
 * section that does not fit is cut at its end, with "…" as a mark, and all sections after it are left out.
 */
export function commentHtml(sections: readonly Comment[], maxLength = maxCommentLength): string {
  let html = '';
  for (const each of sections) {
    const whole = sectionHtml(each);
    if (html.length + whole.length > maxLength) return html + cutSectionHtml(each, maxLength - html.length);
    html += whole;
  }
  return html;
}

/** The length of one section in a comment, in characters of HTML. */
export function lengthOf(section: Comment): number {
  return sectionHtml(section).length;
}

function sectionHtml({ title, lines }: Comment): string {
  const head = `<p><strong>${escapeHtml(title)}</strong></p>`;
  return lines.length === 0 ? head : `${head}<p>${lines.map(lineHtml).join('<br>')}</p>`;
}

const cutMark = '<p>…</p>';

/**
 * The longest beginning of a section that fits into `room` characters together with the mark of the cut. The result is
 * the mark alone, or an empty text, if there is not enough room.
 */
function cutSectionHtml(whole: Comment, room: number): string {
  // Each character of text is at least one of HTML, so the rest of a long section need not be tried again and again.
  const candidate = beginning(whole, Math.max(1, room));
  const atMost = (characters: number): string => `${sectionHtml(beginning(candidate, characters))}${cutMark}`;
  let fits = 0;
  let tooMany = Math.max(1, room);
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2);
    if (atMost(middle).length <= room) fits = middle;
    else tooMany = middle;
  }
  if (fits > 0) return atMost(fits);
  return cutMark.length <= room ? cutMark : '';
}

/** The section with at most so many characters in its lines. */
function beginning({ title, lines }: Comment, characters: number): Comment {
  let room = characters;
  const kept = lines.flatMap(({ label, value }): readonly CommentLine[] => {
    const left = room - (label?.length ?? 0);
    room = left - value.length;
    // A cut must not leave the first half of a surrogate pair.
    return left > 0 ? [{ label, value: beginningOf(value, left) }] : [];
  });
  return { title, lines: kept };
}
