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

function lineHtml({ label, value }: CommentLine): string {
  const text = escapeHtml(value).replace(/\r?\n/g, '<br>');
  return label === null ? text : `${escapeHtml(label)}: ${text}`;
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
