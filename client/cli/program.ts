import { userInfo } from 'node:os';
import { Command, CommanderError, Option } from 'commander';
import type { Role } from '../tokens.ts';
import { roles } from '../tokens.ts';
import { checkConnection } from './check.ts';
import { printDryRun } from './dry-run.ts';
import { sendEvents } from './events.ts';
import { makeFields } from './fields.ts';
import { sendMetadata } from './metadata.ts';
import { operationsCommands } from './operations-commands.ts';
import { tellRestored } from './restored.ts';
import { giveUp, showSession } from './session.ts';
import { previewOfSettings, saveSettings, showSettings } from './settings.ts';
import type { CliContext } from './context.ts';
import { CommandFailed } from './context.ts';
import { printToken } from './token.ts';

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'command line';
  }
}

function programOf(context: CliContext, done: (exitCode: number) => void): Command {
  const program = new Command('cli')
    .description(
      'Sends events, shows sessions, changes settings, checks Zendesk, creates its fields, issues tokens. Reads the environment of .env.example.',
    )
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.out(text.trimEnd()),
      writeErr: (text) => context.err(text.trimEnd()),
    });
  // Each subcommand inherits `exitOverride` and `configureOutput` from its parent command.
  const events = program.command('events').description('Session events');
  events
    .command('send')
    .description('Post the events of a file to the gateway; exit code 1 if any is refused')
    .argument('<file>', 'JSON as POST /v1/events takes it, or a list of events; - is standard input')
    .action(async (file: string) => done(await sendEvents(file, context)));

  const metadata = program.command('metadata').description("The platform's metadata documents");
  metadata
    .command('send')
    .description('Post metadata documents to the gateway; exit code 1 if one was not taken')
    .argument('<file or folder>', 'one JSON file, or a folder with all *.json in it and below; - is standard input')
    .action(async (path: string) => done(await sendMetadata(path, context)));

  const session = program.command('session').description('Sessions');
  session
    .command('show')
    .description('Tell what is known and done of a session, and why')
    .argument('<id>', 'such as call-397')
    .option('--json', 'the state as JSON')
    .action(async (id: string, { json = false }: { json?: boolean }) => done(await showSession(id, { json }, context)));

  session
    .command('give-up')
    .description('End a session that harms, keep its data, and never start it again')
    .argument('<id>', 'such as call-397')
    .option('--by <name>', 'who does it', userName())
    .action(async (id: string, { by }: { by: string }) => done(await giveUp(id, by, context)));

  const settings = program.command('settings').description('The settings document');
  settings
    .command('get')
    .description('Print the settings in force')
    .action(async () => done(await showSettings(context)));
  settings
    .command('preview')
    .description('Tell what saving a document would change, from when and for whom; nothing is saved')
    .argument('<file>', 'the whole document as JSON; - is standard input')
    .action(async (file: string) => done(await previewOfSettings(file, context)));
  settings
    .command('set')
    .description('Replace the settings; keys left out take their defaults')
    .argument('<file>', 'the whole document as JSON; - is standard input')
    .option('--by <name>', 'who changes them, for the history', userName())
    .action(async (file: string, { by }: { by: string }) => done(await saveSettings(file, by, context)));

  program
    .command('check')
    .description(
      'Check that Zendesk is set up as the product needs it, each remedy named; exit code 1 while one is open',
    )
    .action(async () => done(await checkConnection(context)));

  const fields = program.command('fields').description('The fields in Zendesk that sessions fill');
  fields
    .command('create')
    .description('Create what is not there yet and save the ids; exit code 1 while one is missing')
    .option('--by <name>', 'who does it, for the history of the settings', userName())
    .action(async ({ by }: { by: string }) => done(await makeFields(by, context)));
  program
    .command('dry-run')
    .description('Tell which contact and ticket a session would get, and why; nothing is written')
    .argument('<file>', 'JSON as POST /v1/ops/dry-run takes it; - is standard input')
    .option('--json', 'the answer as JSON')
    .action(async (file: string, { json = false }: { json?: boolean }) =>
      done(await printDryRun(file, { json }, context)),
    );

  operationsCommands(program, userName(), context, done);
  program
    .command('restored')
    .description("Tell what a restore of Temporal's database can not bring back, what to do, and for which sessions")
    .option('--until <time>', 'until then, have each write looked for on its ticket before it is sent')
    .option('--dump <time>', 'when the copy of the database was made; lists the sessions concerned')
    .action(async (given: { until?: string; dump?: string }) => done(await tellRestored(given, context)));

  const token = program.command('token').description('Tokens of agents, operators and administrators');
  token
    .command('issue')
    .description('Print a token, signed with TOKEN_SECRET')
    .addOption(new Option('--role <role>', 'what the bearer may do').choices(roles).makeOptionMandatory())
    .requiredOption('--agent-id <id>', "the platform's id of the agent, or any name for others")
    .option('--email <address>', 'e-mail address')
    .option('--expires <time>', 'how long it holds: 30m, 8h, 7d', '8h')
    .action(async (given: { role: Role; agentId: string; email?: string; expires: string }) => {
      const { role, agentId, email = null, expires } = given;
      done(await printToken({ role, agentId, email }, expires, context));
    });
  return program;
}

/**
 * Runs one command of the command line.
 *
 * @param args the arguments, without the name of the program
 * @returns the exit code
 */
export async function runCommand(args: readonly string[], context: CliContext): Promise<number> {
  let exitCode = 0;
  const program = programOf(context, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    if (!(error instanceof CommandFailed)) throw error;
    for (const line of error.lines) context.err(line);
    return 1;
  }
}
