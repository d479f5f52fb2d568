import { randomUUID } from 'node:crypto';
import { formatTime } from './session-text.ts';
import type { CliContext } from './context.ts';
import { gatewayErrors } from '../../domain/api/error-codes.ts';
import { CommandFailed, withSessions } from './context.ts';

/** The commands for sessions that ended without a ticket and whose data is kept (END-7). */

const perPage = 100;

/** `unattached list`: prints the sessions without a ticket: the kept data, the reasons, and when the data is deleted. */
export async function listUnattached(context: CliContext): Promise<number> {
  return await withSessions(context, async ({ unattached }) => {
    let count = 0;
    let cursor: string | null = null;
    do {
      const page = await unattached.list({ cursor, limit: perPage });
      for (const { sessionId, recordings, notes, until, reasons } of page?.rows ?? []) {
        context.out(`${sessionId}  ${recordings} recording(s), ${notes} note(s), kept until ${formatTime(until)}`);
        for (const { rule, because } of reasons) context.out(`  ${because} (${rule})`);
      }
      count += page?.rows.length ?? 0;
      cursor = page?.next ?? null;
    } while (cursor !== null);
    if (count === 0) context.out('Every session has its ticket, or is no longer kept.');
    return 0;
  });
}

/** `unattached attach ID TICKET`: writes the kept data of a session to a ticket. */
export async function attach(sessionId: string, ticket: string, by: string, context: CliContext): Promise<number> {
  if (!/^[1-9]\d{0,14}$/.test(ticket)) throw new CommandFailed(`${ticket}: expected the number of a ticket`);
  const result = await withSessions(context, ({ unattached }) =>
    unattached.attach(sessionId, Number(ticket), { by, key: randomUUID() }),
  );
  switch (result.kind) {
    case 'done':
      context.out(
        `${sessionId} is being written to ticket ${ticket}: \`session show ${sessionId}\` shows how far it is.`,
      );
      return 0;
    case 'refused':
      throw new CommandFailed(result.message);
    case 'key_reused':
      throw new CommandFailed(gatewayErrors.key_reused.message);
    case 'unknown':
      throw new CommandFailed(
        `No data is kept of ${sessionId}: \`unattached list\` prints the sessions that have some.`,
      );
    default:
      return result satisfies never;
  }
}
