import type { StoredTicket, LedgerEntry } from './simulator-client.ts';

/** A section of a ticket's comments: its title, and what its text must name. */
export type ExpectedSection = { readonly title: string; readonly names: string };

/** How one ticket has to look in the end: this and nothing else. */
export type ExpectedTicket = {
  /** The session that made it. */
  readonly madeBy: string;
  /** Sessions that were appended to it. */
  readonly appended: readonly string[];
  readonly requesterId: number;
  readonly assigneeId: number | null;
  readonly tags: readonly string[];
  /** All of them, each exactly once. */
  readonly sections: readonly ExpectedSection[];
  /** Recordings: as many files and as many voice comments. */
  readonly recordings: number;
};

type Section = { readonly title: string; readonly text: string };

/**
 * Compares what Zendesk holds with what ought to be there.
 *
 * @param tickets all tickets that carry an external id or tag of the ticket's sessions
 * @param ledger every write to them
 * @returns one sentence for each thing that is wrong; none: all as it should be
 */
export function wrongWith(
  expected: ExpectedTicket,
  tickets: readonly StoredTicket[],
  ledger: readonly LedgerEntry[],
): readonly string[] {
  const made = tickets.filter(({ external_id }) => external_id === expected.madeBy);
  const [ticket] = made;
  if (ticket === undefined) return [`no ticket has the external id ${expected.madeBy}`];
  if (made.length > 1) return [`${made.length} tickets have the external id ${expected.madeBy}: one was expected`];
  const strays = tickets.filter(({ id }) => id !== ticket.id).map(({ id }) => id);
  return [
    ...strays.map((id) => `ticket ${id} belongs to one of its sessions too`),
    ...differs('the requester', ticket.requester_id, expected.requesterId),
    ...differs('the assignee', ticket.assignee_id, expected.assigneeId),
    ...missingOrExtra('tag', ticket.tags, expected.tags),
    ...wrongComments(expected, ticket),
    ...writtenTwice(ledger),
  ];
}

function differs(what: string, held: number | null, expected: number | null): readonly string[] {
  return held === expected ? [] : [`${what} is ${held ?? 'nobody'} instead of ${expected ?? 'nobody'}`];
}

function missingOrExtra(what: string, held: readonly string[], expected: readonly string[]): readonly string[] {
  return [
    ...expected.filter((one) => !held.includes(one)).map((one) => `the ${what} ${one} is missing`),
    ...held.filter((one) => !expected.includes(one)).map((one) => `the ${what} ${one} was not expected`),
  ];
}

function wrongComments({ sections: expected, recordings }: ExpectedTicket, ticket: StoredTicket): readonly string[] {
  const voices = ticket.comments.filter(({ type }) => type === 'VoiceComment');
  const written = ticket.comments.filter(({ type }) => type !== 'VoiceComment');
  const held = written.flatMap(({ html_body }) => sectionsOf(html_body));
  const files = written.flatMap(({ attachments }) => attachments);
  const isThat = ({ title, names }: ExpectedSection, section: Section): boolean =>
    section.title === title && section.text.includes(names);
  return [
    ...expected.flatMap((one) => {
      const count = held.filter((section) => isThat(one, section)).length;
      return count === 1 ? [] : [`"${one.title}" of ${one.names} is there ${times(count)} instead of once`];
    }),
    ...held
      .filter((section) => !expected.some((one) => isThat(one, section)))
      .map(({ title }) => `a comment "${title}" was not expected`),
    ...(ticket.comments.some((comment) => comment.public)
      ? ['a comment is public: the customer would get it by mail']
      : []),
    ...(files.length === recordings ? [] : [`${files.length} files are attached instead of ${recordings}`]),
    ...(voices.length === recordings ? [] : [`there are ${voices.length} voice comments instead of ${recordings}`]),
  ];
}

function times(count: number): string {
  return count === 0 ? 'not at all' : `${count} times`;
}

/** Each write names its facts in the metadata of its request; Zendesk must have taken each fact once. */
function writtenTwice(ledger: readonly LedgerEntry[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { outcome, replayed, metadata, kind } of ledger) {
    if (outcome !== 'applied' || replayed || !kind.startsWith('ticket.')) continue;
    for (const id of metadata.writes) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return [...counts].filter(([, count]) => count > 1).map(([id, count]) => `${id} was written ${count} times`);
}

/** Writes of one window are sections of one comment: a bold line each, then its text. */
export function sectionsOf(html: string): readonly Section[] {
  return html
    .split(/<p><strong>/)
    .slice(1)
    .map((part) => {
      const [title = '', ...rest] = part.split('</strong>');
      return { title, text: rest.join('').replace(/<[^>]*>/g, '\n') };
    });
}
