import { randomUUID } from 'node:crypto';
import { clock } from './session-text.ts';
import type { CliContext } from './context.ts';
import { CommandFailed, withSessions } from './context.ts';

/** END-7 at the command line. */

const perPage = 100;

/** `unattached list`: sessions that have no ticket, what is kept of each, why, and until when. */
export async function listUnattached(surroundings: CliContext): Promise<number> {
  return await withSessions(surroundings, async ({ unattached }) => {
    let count = 0;
    let cursor: string | null = null;
    do {
      const page = await unattached.list({ cursor, limit: perPage });
      for (const { sessionId, recordings, notes, until, reasons } of page?.rows ?? []) {
        surroundings.out(`${sessionId}  ${recordings} recording(s), ${notes} note(s), kept until ${clock(until)}`);
        for (const { rule, because } of reasons) surroundings.out(`  ${because} (${rule})`);
      }
      count += page?.rows.length ?? 0;
      cursor = page?.next ?? null;
    } while (cursor !== null);
    if (count === 0) surroundings.out('Every session has its ticket, or is no longer kept.');
    return 0;
  });
}

/** `unattached attach ID TICKET`. */
export async function attach(sessionId: string, ticket: string, by: string, surroundings: CliContext): Promise<number> {
  if (!/^[1-9]\d{0,14}$/.test(ticket)) throw new CommandFailed(`${ticket}: expected the number of a ticket`);
  const result = await withSessions(surroundings, ({ unattached }) =>
    unattached.attach(sessionId, Number(ticket), { by, key: randomUUID() }),
  );
  switch (result.kind) {
    case 'done':
      surroundings.out(
        `${sessionId} is being written to ticket ${ticket}: \`session show ${sessionId}\` tells how far it is.`,
      );
      return 0;
    case 'refused':
      throw new CommandFailed(result.message);
    case 'unknown':
      throw new CommandFailed(
        `No data is kept of ${sessionId}: \`unattached list\` prints the sessions that have some.`,
      );
    default:
      return result satisfies never;
  }
}
