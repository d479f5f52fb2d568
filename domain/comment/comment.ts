/** One section of an internal comment: a title, then labelled lines. Plain text; it is escaped where it becomes HTML. */
export type Comment = {
  readonly title: string;
  readonly lines: readonly CommentLine[];
};

export type CommentLine = { readonly label: string | null; readonly value: string };

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => escapes[character] ?? character);
}

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

/** One HTML comment of several sections, in the order given (BAT-4). */
export function commentHtml(sections: readonly Comment[]): string {
  return sections
    .map((section) => {
      const title = `<p><strong>${escapeHtml(section.title)}</strong></p>`;
      return section.lines.length === 0 ? title : `${title}<p>${section.lines.map(lineHtml).join('<br>')}</p>`;
    })
    .join('');
}
