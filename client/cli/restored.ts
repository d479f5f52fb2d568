import { formatTime } from './session-text.ts';
import type { CliContext } from './context.ts';
import { CommandFailed, withSessions } from './context.ts';

/** A list longer than this is cut, because nobody reads it. `session show` and the search show the rest. */
const mostListed = 200;

/** Nothing is written twice after a restore, but this is lost unless it is sent again. */
const lost = [
  'What only the events after the copy held is lost unless they are sent again: summaries, transcripts, custom data,',
  'results of SmartActions, remarks with ratings, and recordings that the metadata document does not list.',
  'Metadata documents bring back the rest: contact and ticket, agents and transfers, end, rating, dispositions, files.',
];

const next = [
  'What to do, in this order:',
  '1. Keep the workers stopped until half a minute after the old server stopped. Start Temporal, then the workers.',
  '2. Run `restored --until <ten minutes from now>` before you start the workers if the gap is shorter than a minute.',
  '3. Look at the settings (`settings get`), and save them again if they were changed after the copy.',
  '4. Send again what the platform still has: all events since the copy (`events send`), or else the metadata documents',
  '   (`metadata send FOLDER`) of the sessions below and of every session that began since. Both are safe to repeat.',
  '5. Look at failed writes and unattached data: some may have been settled after the copy. A replay writes nothing twice.',
];

function timeOf(text: string, option: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new CommandFailed(`--${option} ${text}: expected a time such as 2026-01-31T14:05:00Z`);
  return at;
}

/**
 * `restored`: prints what a restore of Temporal's database can not bring back, what to do, and the sessions concerned.
 *
 * @param until every write that becomes due until this time is looked for on its ticket first
 * @param dump when the copy of the database was made
 */
export async function tellRestored(
  { until, dump }: { readonly until?: string; readonly dump?: string },
  context: CliContext,
): Promise<number> {
  const untilMs = until === undefined ? null : timeOf(until, 'until');
  const dumpedAt = dump === undefined ? null : timeOf(dump, 'dump');
  if (untilMs !== null && untilMs <= Date.now())
    throw new CommandFailed(`--until ${until}: this time is over. Name one that is minutes away.`);
  if (untilMs !== null) {
    const queues = await withSessions(context, ({ restored }) => restored.announce(untilMs));
    context.out(`Until ${formatTime(untilMs)} each write is looked for on its ticket first (${queues} queue(s)).`);
    if (dumpedAt === null) return 0;
    context.out('');
  }
  for (const line of [...lost, '', ...next]) context.out(line);
  if (dumpedAt === null) {
    context.out('');
    context.out('With `--dump <time of the copy>` this command lists the sessions concerned.');
    return 0;
  }
  const { underWay, over, lateHours, failedWrites, unattached } = await withSessions(context, ({ restored }) =>
    restored.concerned(dumpedAt),
  );
  context.out('');
  list(`Under way at ${formatTime(dumpedAt)}: send their metadata documents or events again.`, underWay, context);
  list(`Over in the ${lateHours} hours before: late data may have come after the copy.`, over, context);
  context.out(
    `Sessions that began after the copy: Temporal does not know them. The platform lists them by their time.`,
  );
  context.out(`${failedWrites} failed write(s) are open, and the data of ${unattached} session(s) is unattached.`);
  return 0;
}

function list(title: string, ids: readonly string[], { out }: CliContext): void {
  out(title);
  for (const id of ids.slice(0, mostListed)) out(`  ${id}`);
  if (ids.length === 0) out('  none');
  if (ids.length > mostListed) out(`  and ${ids.length - mostListed} more`);
}
