import { Option } from 'commander';
import type { Command } from 'commander';
import { discardFailed, editFailed, listFailed, replayFailed, showFailed } from './failed-writes.ts';
import type { CliContext } from './context.ts';
import { attach, listUnattached } from './unattached.ts';

function ticketNumber(given: string): number {
  return Number(given);
}

/** The commands for failed writes (OPS-3) and for sessions whose data is kept without a ticket (END-7). */
export function operationsCommands(
  program: Command,
  by: string,
  context: CliContext,
  done: (exitCode: number) => void,
): void {
  const who = (): Option => new Option('--by <name>', 'who does it, for the history').default(by);

  const failed = program.command('failed-writes').description('What Zendesk refused for good');
  failed
    .command('list')
    .description('The open ones, newest first')
    .option('--ticket <id>', 'of one ticket', ticketNumber)
    .option('--session <id>', 'of one session')
    .action(async (of: { ticket?: number; session?: string }) => done(await listFailed(of, context)));
  failed
    .command('show')
    .description('Why it was refused, what stands there, and what a replay would do')
    .argument('<id>', 'as listed: call-397/finished')
    .option('--json', 'as JSON')
    .action(async (id: string, { json = false }: { json?: boolean }) => done(await showFailed(id, { json }, context)));
  failed
    .command('edit')
    .description('Change the parts that a file names; nothing is sent before a replay')
    .argument('<id>', 'as listed')
    .argument('<file>', 'JSON as `show` prints it, the changed parts are enough; - is standard input')
    .addOption(who())
    .action(async (id: string, file: string, given: { by: string }) =>
      done(await editFailed(id, file, given.by, context)),
    );
  failed
    .command('replay')
    .description('Show what a replay does, and do it with --yes; exit code 1 while one of them stays open')
    .argument('<id...>', 'as listed, one or many')
    .option('--yes', 'replay, not only show')
    .addOption(who())
    .action(async (ids: string[], { yes = false, by: name }: { yes?: boolean; by: string }) =>
      done(await replayFailed(ids, { yes, by: name }, context)),
    );
  failed
    .command('discard')
    .description('Settle it without writing it')
    .argument('<id>', 'as listed')
    .requiredOption('--why <text>', 'why nobody needs it')
    .addOption(who())
    .action(async (id: string, given: { by: string; why: string }) => done(await discardFailed(id, given, context)));

  const unattached = program.command('unattached').description('Sessions without a ticket whose data is kept');
  unattached
    .command('list')
    .description('What is kept, why there is no ticket, and until when')
    .action(async () => done(await listUnattached(context)));
  unattached
    .command('attach')
    .description('Write everything that is kept of a session to a ticket, its recording included')
    .argument('<session>', 'such as call-397')
    .argument('<ticket>', 'number of the ticket')
    .addOption(who())
    .action(async (session: string, ticket: string, given: { by: string }) =>
      done(await attach(session, ticket, given.by, context)),
    );
}
