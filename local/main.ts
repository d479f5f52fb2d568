import { startGuard } from './stack/guard.ts';
import type { Guard } from './stack/guard.ts';
import { readOptions } from './options.ts';
import type { LocalOptions } from './options.ts';
import { makePlan } from './stack/plan.ts';
import type { Plan } from './stack/plan.ts';
import { portProblems } from './stack/ports.ts';
import { startProgress } from './terminal/progress.ts';
import { startStack } from './stack/stack.ts';
import type { Stack } from './stack/stack.ts';
import { playExamples } from './examples/play.ts';
import { createTerminal } from './terminal/terminal.ts';
import type { Terminal } from './terminal/terminal.ts';

/** `npm start`: starts the whole stack on this machine and keeps it in the foreground until Ctrl-C or a signal. */
async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if ('exit' in options) return options.exit;
  const terminal = createTerminal(process.stdout, process.env);
  const planned = await makePlan(process.env, options.dataDir);
  if (planned.ok && options.once && planned.plan.simulatorUrl === null) {
    console.error('--once plays the example calls, and they are played with the simulator only: unset ZENDESK_URL.');
    return 1;
  }
  const problems = planned.ok ? await portProblems(planned.plan.ports) : planned.problems;
  if (!planned.ok || problems.length > 0) {
    for (const problem of problems) console.error(problem);
    return 1;
  }
  const guard = startGuard();
  try {
    return await run(planned.plan, options, guard, terminal);
  } finally {
    terminal.status(null);
    guard.close();
  }
}

type StopReason = { readonly kind: 'requested' } | { readonly kind: 'failed'; readonly message: string };

async function run(plan: Plan, options: LocalOptions, guard: Guard, terminal: Terminal): Promise<number> {
  const stopping = new AbortController();
  let firstReason: StopReason | null = null;
  const stop = (reason: StopReason): void => {
    firstReason ??= reason;
    stopping.abort(new Error('stopped'));
  };
  const stopped = new Promise<void>((resolve) => {
    stopping.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop({ kind: 'requested' }));

  const { starting, ready } = startProgress(terminal);
  let stack: Stack | null = null;
  let code = 0;
  try {
    stack = await startStack(
      plan,
      guard,
      {
        starting,
        ready,
        note: (text) => terminal.line(terminal.paint('yellow', text)),
        output: (name, line) => {
          if (options.verbose) terminal.line(terminal.paint('dim', `${name} │ ${line}`));
        },
        failed: (message) => stop({ kind: 'failed', message }),
      },
      stopping.signal,
    );
    printAddresses(plan, terminal);
    if (options.examples && plan.simulatorUrl !== null) {
      const allCorrect = await playExamples({
        plan: { ...plan, simulatorUrl: plan.simulatorUrl },
        stack,
        terminal,
        signal: stopping.signal,
      });
      if (!allCorrect && options.once) code = 1;
    }
    if (!options.once) {
      terminal.line('Everything keeps running; press Ctrl-C to stop.');
      await stopped;
    }
  } catch (error) {
    // After a request to stop, errors of interrupted work are expected and not reported.
    if (!stopping.signal.aborted)
      stop({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
  const reason = widenReason(firstReason);
  if (reason?.kind === 'failed') {
    terminal.status(null);
    console.error(terminal.paint('red', reason.message));
    code = 1;
  }
  terminal.line(reason?.kind === 'requested' ? '\nStopping…' : 'Stopping…');
  await stack?.stop();
  terminal.line('All stopped.');
  return options.once && reason?.kind === 'requested' ? 130 : code;
}

/** Widens the type: TypeScript does not see that a callback assigns the variable and would narrow it to null. */
function widenReason(reason: StopReason | null): StopReason | null {
  return reason;
}

function printAddresses(plan: Plan, { line, paint }: Terminal): void {
  const { config, simulatorUrl, gatewayUrl, temporalUi, logDir } = plan;
  const address = (label: string, url: string, note = ''): void =>
    line(`  ${label.padEnd(18)} ${paint('cyan', url)}${note === '' ? '' : paint('dim', `  ${note}`)}`);
  line();
  if (simulatorUrl === null) address('Zendesk', config.zendesk.url, 'a real one: no example calls');
  else address('Zendesk simulator', simulatorUrl, 'tickets, contacts, ledger of every write');
  if (temporalUi === null) address('Temporal', config.temporal.address);
  else address('Temporal UI', temporalUi, 'sessions as they run');
  if (config.temporal.payloadKeys.length > 0)
    address('Encryption', `${gatewayUrl}/v1/codec`, 'lets a browser read in that UI what is encrypted');
  address('Gateway', `${gatewayUrl}/docs`, 'its endpoints, with a page to try them');
  address('Logs', logDir, '`npm start -- --verbose` shows them here');
  line();
}

// The guard process stops the child processes even if this process ends by an uncaught error.
process.exitCode = await main();
process.exit();
