import { Command, CommanderError } from 'commander';

export type LocalOptions = {
  /** Play the example calls, then stop everything. */
  readonly once: boolean;
  readonly examples: boolean;
  /** The logs of all processes go to the terminal too. */
  readonly verbose: boolean;
  /** Folder for the state of Temporal and of the simulator, and for the logs. */
  readonly dataDir: string;
};

/**
 * `exit`: do not start anything and end with this exit code. The help was requested (0), or the arguments were wrong (1); the
 * text about it is already printed.
 */
export type ReadOptions = LocalOptions | { readonly exit: number };

/**
 * Reads the arguments of `npm start -- …`.
 *
 * @param args the arguments without the program's own name
 * @param write prints help and error texts. Default: the standard streams.
 */
export function readOptions(args: readonly string[], write?: (text: string) => void): ReadOptions {
  const command = new Command('npm start --')
    .description('Starts Temporal, the Zendesk simulator, the worker and the gateway, and plays example calls.')
    .option('--once', 'play the example calls, then stop everything; exit 1 unless all tickets are as they should be')
    .option('--no-examples', 'play no example calls')
    .option('--verbose', 'show the logs of all processes here too')
    .option('--data-dir <folder>', 'where state and logs are kept', '.data')
    .helpOption('--help', 'show this')
    .allowExcessArguments(false)
    .showHelpAfterError('`npm start -- --help` lists all options.')
    .exitOverride();
  if (write !== undefined) command.configureOutput({ writeOut: write, writeErr: write });
  try {
    command.parse([...args], { from: 'user' });
    const { once = false, examples, verbose = false, dataDir } = command.opts<Partial<LocalOptions>>();
    if (once && examples === false) command.error('error: --once plays the example calls: leave --no-examples out.');
    return { once, examples: examples ?? true, verbose, dataDir: dataDir ?? '.data' };
  } catch (error) {
    if (error instanceof CommanderError) return { exit: error.exitCode };
    throw error;
  }
}
