import { unreadableMessages } from '../configuration/encryption.ts';
import { gatewayErrors, temporalProblems, temporalStatuses } from '../domain/api/error-codes.ts';
import type { ErrorEntry } from '../domain/api/error-codes.ts';
import { editProblems } from '../domain/operations/edit.ts';
import { failedProblems } from '../domain/operations/replay.ts';
import { attachProblems } from '../domain/operations/unattached.ts';
import { otherZendeskErrors, zendeskErrors } from '../domain/zendesk/error-codes.ts';

/** One error of the page. `permanent`: the same request would fail again. */
export type ErrorRow = {
  readonly code: string;
  /** Null: the error is no answer by itself. */
  readonly status: number | null;
  readonly permanent: boolean;
  readonly meaning: string;
  readonly remedy: string;
};

type Chapter = { readonly title: string; readonly about: string; readonly rows: readonly ErrorRow[] };

const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

/** The meaning and the remedy of an error. A message without a remedy of its own has it after the first colon. */
function parts({ message, remedy }: ErrorEntry): Pick<ErrorRow, 'meaning' | 'remedy'> {
  if (remedy !== undefined) return { meaning: message, remedy };
  const [, meaning = '', rest = ''] = /^(.+?): (.+)$/.exec(message) ?? [];
  return { meaning: `${meaning}.`, remedy: capital(rest) };
}

/** What the messages of a list do not say. */
type More<Code extends string> = {
  readonly remedies?: { readonly [Key in Code]?: string };
  /** The codes with which the same request may succeed later. */
  readonly passing?: readonly Code[];
};

function rowsOf<Code extends string>(
  messages: Readonly<Record<Code, string>>,
  { remedies = {}, passing = [] }: More<NoInfer<Code>> = {},
): readonly ErrorRow[] {
  const given: Readonly<Record<string, string | undefined>> = remedies;
  return Object.entries<string>(messages).map(([code, message]) => {
    const remedy = given[code];
    return {
      code,
      status: null,
      permanent: !passing.some((each) => each === code),
      ...parts({ message, ...(remedy !== undefined && { remedy }) }),
    };
  });
}

/** All closed lists of error codes, with their texts. */
export const chapters: readonly Chapter[] = [
  {
    title: 'The HTTP API',
    about:
      'Each error of the gateway is `{"error": {"code", "message"}}`. `fields` names each wrong part by its path, and `rule` the rule that forbids the request. A request that was answered with 5xx may be repeated without harm; `Retry-After` of a 503 says when.',
    rows: Object.entries<ErrorEntry & { readonly status: number }>(gatewayErrors).map(([code, entry]) => ({
      code,
      status: entry.status,
      permanent: entry.status < 500 && entry.passing !== true,
      ...parts(entry),
    })),
  },
  {
    title: 'Temporal',
    about:
      'The typed client throws a `TemporalProblem` with one of these codes, and the gateway answers with it. The command line prints the message.',
    rows: rowsOf(temporalProblems).map((row) => {
      const status = Object.entries(temporalStatuses).find(([code]) => code === row.code)?.[1] ?? 503;
      return { ...row, status, permanent: status < 500 };
    }),
  },
  {
    title: 'Zendesk',
    about:
      'These codes stand at failed writes (OPS-3), at the steps of a session that fail (`troubles`), and in `trouble` of an answer to an agent or operator. A permanent one makes a failed write, which waits for an operator. All others are repeated. Before a write is repeated that Zendesk may have carried out, its marker is looked for (BAT-5).',
    rows: Object.entries({ ...zendeskErrors, ...otherZendeskErrors }).map(([code, { permanent, says, remedy }]) => ({
      code,
      status: null,
      permanent,
      meaning: says,
      remedy,
    })),
  },
  {
    title: 'The edit of a failed write',
    about: 'These codes stand in `fields` of the answer `edit_refused`, each with the part that is wrong.',
    rows: rowsOf(editProblems, {
      remedies: {
        empty: 'Give it a text, or leave it out.',
        bad_tag: 'Replace blanks in the tag, or shorten it.',
        twice: 'Name each field once.',
      },
      passing: ['replaying'],
    }),
  },
  {
    title: 'The replay or discard of a failed write',
    about: 'The typed client returns these codes. The gateway answers with `failed_write_busy` and the message.',
    rows: rowsOf(failedProblems, {
      remedies: { no_reason: 'Give the name of the operator and a reason.' },
      passing: ['replaying'],
    }),
  },
  {
    title: 'Attaching a session to a ticket',
    about: 'The typed client returns these codes. The gateway answers with `attach_refused` and the message.',
    rows: rowsOf(attachProblems, {
      remedies: { attaching: 'Read the list again, and see to which ticket it was attached.' },
      passing: ['unanswered'],
    }),
  },
  {
    title: 'Encrypted payloads',
    about:
      'A payload that cannot be decrypted. The endpoint for the Temporal UI answers with `unreadable_payload` and the message, and a call to Temporal fails with `unreadable`.',
    rows: rowsOf(unreadableMessages, {
      remedies: { damaged: 'Nothing. The content of the payload is lost.' },
    }),
  },
];

/** Returns `docs/errors.md`: every error code with its meaning and what to do. It ends with a line break. */
export function renderErrors(): string {
  return [
    '<!-- generated by `npm run docs` from the lists that tools/errors-page.ts imports; edit those instead -->',
    '# Error codes',
    'Every error has a code, which never changes its meaning, and a message for people. An error is permanent if the same request would fail again. Settings, events and dry runs have no codes of their own: each problem names the path of a value and says what is expected there.',
    ...chapters.flatMap(({ title, about, rows }) => [`## ${title}`, about, tableOf(rows).join('\n')]),
  ]
    .join('\n\n')
    .concat('\n');
}

function tableOf(rows: readonly ErrorRow[]): readonly string[] {
  const hasStatus = rows.some(({ status }) => status !== null);
  const head = ['code', ...(hasStatus ? ['HTTP'] : []), 'permanent', 'meaning', 'what to do'];
  const cells = rows.map(({ code, status, permanent, meaning, remedy }) => [
    `\`${code}\``,
    ...(hasStatus ? [String(status ?? '')] : []),
    permanent ? 'yes' : 'no',
    meaning,
    remedy,
  ]);
  const linked = (cell: string): string => cell.replaceAll(/\bdocs\/(\w+\.md)/g, '[$1]($1)');
  return [head, head.map(() => '---'), ...cells].map((row) => `| ${row.map(linked).join(' | ')} |`);
}
