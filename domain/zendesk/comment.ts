import { escapeHtml } from '../html.ts';

/** One section of an internal comment: a title, then labelled lines. Plain text; it is escaped where it becomes HTML. */
export type Comment = {
  readonly title: string;
  readonly lines: readonly CommentLine[];
};

export type CommentLine = { readonly label: string | null; readonly value: string };

/** Browsers drop spaces at the start of a line: the indentation of JSON and lists stays only as no-break spaces. */
function textHtml(text: string): string {
  return escapeHtml(text)
    .replace(/^[ \t]+/gm, (indent) => indent.replaceAll('\t', '  ').replaceAll(' ', '\u00a0'))
    .replace(/\r\n?|\n/g, '<br>');
}

function lineHtml({ label, value }: CommentLine): string {
  const text = textHtml(value);
  if (label === null) return text;
  // What has several lines begins on a line of its own, so that its columns stay aligned.
  return `${escapeHtml(label)}:${text.includes('<br>') ? '<br>' : ' '}${text}`;
}

/** Zendesk takes 65,536 characters a comment; what it counts of HTML is told nowhere, so all of it counts here. */
export const maxCommentLength = 65_000;
/** `'` becomes `&#39;`, and a line break `<br>`: no character becomes more than this many. */
const maxEscapeLength = 6;
const maxFrameLength = '<p><strong></strong></p><p></p>'.length;

/**
 * One HTML comment of several sections, in the order given (BAT-4). What is over `longest` characters is cut, with "…":
 * whole sections from the end, and of the first that is too long its end.
 */
export function commentHtml(sections: readonly Comment[], longest = maxCommentLength): string {
  let html = '';
  for (const each of sections) {
    const whole = sectionHtml(each);
    if (html.length + whole.length > longest) return html + cutSectionHtml(each, longest - html.length);
    html += whole;
  }
  return html;
}

/** BAT-4: whether these sections fit into one comment uncut. */
export function fitOneComment(sections: readonly Comment[]): boolean {
  const characters = sections.reduce(
    (sum, { title, lines }) =>
      sum + title.length + lines.reduce((of, { label, value }) => of + (label?.length ?? 0) + value.length + 2, 0),
    0,
  );
  if (characters * maxEscapeLength + sections.length * maxFrameLength <= maxCommentLength) return true;
  return sections.reduce((sum, each) => sum + sectionHtml(each).length, 0) <= maxCommentLength;
}

/** What one section adds to a comment, in characters. */
export function lengthOf(section: Comment): number {
  return sectionHtml(section).length;
}

function sectionHtml({ title, lines }: Comment): string {
  const head = `<p><strong>${escapeHtml(title)}</strong></p>`;
  return lines.length === 0 ? head : `${head}<p>${lines.map(lineHtml).join('<br>')}</p>`;
}

const cutMark = '<p>…</p>';

/** As much of a section as `room` characters hold, and the mark that it was cut; nothing where there is no room even for that. */
function cutSectionHtml(whole: Comment, room: number): string {
  const atMost = (characters: number): string => `${sectionHtml(beginning(whole, characters))}${cutMark}`;
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

/** The section with no more than so many characters of lines. */
function beginning({ title, lines }: Comment, characters: number): Comment {
  let room = characters;
  const kept = lines.flatMap(({ label, value }): readonly CommentLine[] => {
    const left = room - (label?.length ?? 0);
    room = left - value.length;
    // Never half a surrogate pair.
    return left > 0 ? [{ label, value: value.slice(0, left).replace(/[\uD800-\uDBFF]$/, '') }] : [];
  });
  return { title, lines: kept };
}
