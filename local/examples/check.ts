import type { StoredTicket, LedgerEntry } from './simulator-client.ts';

/** An expected section of a ticket's comments: its exact title, and a text that it must contain. */
export type ExpectedSection = { readonly title: string; readonly names: string };

/** One ticket as it must be in the end. Tags and comments beyond these are a problem too. */
export type ExpectedTicket = {
  /** Id of the session that created it. */
  readonly madeBy: string;
  /** Ids of the sessions that were appended to it. */
  readonly appended: readonly string[];
  readonly requesterId: number;
  readonly assigneeId: number | null;
  readonly tags: readonly string[];
  /** All sections of its internal comments, each exactly once. */
  readonly sections: readonly ExpectedSection[];
  /** Number of recordings: each is one attached file and one voice comment. */
  readonly recordings: number;
};

type Section = { readonly title: string; readonly text: string };

/**
 * Compares the tickets in Zendesk with the expected one.
 *
 * @param tickets all tickets with the external id or the tag of one of the expected ticket's sessions
 * @param ledger every write to these tickets
 * @returns one phrase for each problem
 */
export function findProblems(
  expected: ExpectedTicket,
  tickets: readonly StoredTicket[],
  ledger: readonly LedgerEntry[],
): readonly string[] {
  const created = tickets.filter(({ external_id }) => external_id === expected.madeBy);
  const [ticket] = created;
  if (ticket === undefined) return [`no ticket has the external id ${expected.madeBy}`];
  if (created.length > 1)
    return [`${created.length} tickets have the external id ${expected.madeBy}: one was expected`];
  const otherIds = tickets.filter(({ id }) => id !== ticket.id).map(({ id }) => id);
  return [
    ...otherIds.map((id) => `ticket ${id} belongs to one of its sessions too`),
    ...difference('the requester', ticket.requester_id, expected.requesterId),
    ...difference('the assignee', ticket.assignee_id, expected.assigneeId),
    ...missingOrExtra('tag', ticket.tags, expected.tags),
    ...commentProblems(expected, ticket),
    ...duplicateWrites(ledger),
  ];
}

function difference(what: string, actual: number | null, expected: number | null): readonly string[] {
  return actual === expected ? [] : [`${what} is ${actual ?? 'nobody'} instead of ${expected ?? 'nobody'}`];
}

function missingOrExtra(what: string, actual: readonly string[], expected: readonly string[]): readonly string[] {
  return [
    ...expected.filter((one) => !actual.includes(one)).map((one) => `the ${what} ${one} is missing`),
    ...actual.filter((one) => !expected.includes(one)).map((one) => `the ${what} ${one} was not expected`),
  ];
}

function commentProblems({ sections: expected, recordings }: ExpectedTicket, ticket: StoredTicket): readonly string[] {
  const voices = ticket.comments.filter(({ type }) => type === 'VoiceComment');
  const written = ticket.comments.filter(({ type }) => type !== 'VoiceComment');
  const actual = written.flatMap(({ html_body }) => sectionsOf(html_body));
  const files = written.flatMap(({ attachments }) => attachments);
  const matches = ({ title, names }: ExpectedSection, section: Section): boolean =>
    section.title === title && section.text.includes(names);
  return [
    ...expected.flatMap((one) => {
      const count = actual.filter((section) => matches(one, section)).length;
      return count === 1 ? [] : [`"${one.title}" of ${one.names} is there ${times(count)} instead of once`];
    }),
    ...actual
      .filter((section) => !expected.some((one) => matches(one, section)))
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

/** Finds writes that Zendesk applied more than once. The metadata of each request lists the ids of its writes. */
function duplicateWrites(ledger: readonly LedgerEntry[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { outcome, replayed, metadata, kind } of ledger) {
    if (outcome !== 'applied' || replayed || !kind.startsWith('ticket.')) continue;
    for (const id of metadata.writes) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return [...counts].filter(([, count]) => count > 1).map(([id, count]) => `${id} was written ${count} times`);
}

/**
 * Splits the HTML of a comment into its sections. Writes that were sent together are sections of one comment, each with a bold
 * title followed by its text.
 */
export function sectionsOf(html: string): readonly Section[] {
  return html
    .split(/<p><strong>/)
    .slice(1)
    .map((part) => {
      const [title = '', ...rest] = part.split('</strong>');
      return { title, text: rest.join('').replace(/<[^>]*>/g, '\n') };
    });
}
