import { setTimeout as pause } from 'node:timers/promises';
import { findProblems } from './check.ts';
import { fictionalNumbers } from './numbers.ts';
import type { Plan } from '../stack/plan.ts';
import { createPlatform } from './platform.ts';
import type { SimulatorClient } from './simulator-client.ts';
import { simulatorClient } from './simulator-client.ts';
import type { Stack } from '../stack/stack.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { chatHandedOver } from './chat.ts';
import { everythingBreaks } from './everything-breaks.ts';
import { knownCaller, secondCall } from './known-caller.ts';
import { lateRecording } from './late-recording.ts';
import { newCaller } from './new-caller.ts';
import { nobodyPicks } from './nobody-picks.ts';
import type { ExampleAgent, Expectation, ExampleContext, Example } from './example-context.ts';
import { voicemail } from './voicemail.ts';

const examples: readonly Example[] = [
  knownCaller,
  newCaller,
  secondCall,
  nobodyPicks,
  lateRecording,
  chatHandedOver,
  voicemail,
  everythingBreaks,
];

export type ExamplesInput = {
  readonly plan: Plan & { readonly simulatorUrl: string };
  readonly stack: Pick<Stack, 'killWorker'>;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
};

type Played = { readonly example: Example; readonly expectation: Expectation };

/** Time for the windows in which writes are collected, and for a slow machine. */
const settleTimeoutMs = 180_000;
const pollMs = 500;

/**
 * Plays the example calls one after another. Then it waits until the writes of all examples are in Zendesk, and prints the
 * result of each example.
 *
 * @returns true if every ticket is as expected
 */
export async function playExamples(input: ExamplesInput): Promise<boolean> {
  const { terminal } = input;
  const { line, paint } = terminal;
  const context = await createContext(input);
  const played: Played[] = [];
  const failures: string[] = [];
  for (const [i, example] of examples.entries()) {
    line(`${paint('bold', `${i + 1}. ${example.title}`)} ${paint('dim', example.rules.join(', '))}`);
    try {
      played.push({ example, expectation: await example.play(context) });
    } catch (error) {
      if (input.signal.aborted) throw error;
      failures.push(`${example.title}: ${error instanceof Error ? error.message : String(error)}`);
      line(`   ${paint('red', '✗')} ${failures.at(-1) ?? ''}`);
    }
    line();
  }
  line(paint('bold', 'What Zendesk holds in the end'));
  const problemsByExample = await waitUntilCorrect(played, context.simulator, input);
  for (const { example, expectation } of played) {
    const problems = problemsByExample.get(example) ?? [];
    const mark = problems.length === 0 ? paint('green', '✓') : paint('red', '✗');
    line(
      `${mark} ${example.title}: ${problems.length === 0 ? expectation.summary : `ticket of ${expectation.ticket.madeBy}`}`,
    );
    for (const problem of problems) line(`    ${paint('red', problem)}`);
  }
  for (const text of failures) line(`${paint('red', '✗')} ${text}`);
  const correct = played.filter(({ example }) => (problemsByExample.get(example) ?? []).length === 0).length;
  const summary = `${correct} of ${examples.length} examples are in Zendesk as they should be.`;
  line();
  line(correct === examples.length ? paint('green', summary) : paint('red', summary));
  line();
  return correct === examples.length;
}

/** Checks all examples until none has a problem, at most for `settleTimeoutMs`. Returns the problems of the last check. */
async function waitUntilCorrect(
  played: readonly Played[],
  simulator: SimulatorClient,
  { terminal, signal }: ExamplesInput,
): Promise<ReadonlyMap<Example, readonly string[]>> {
  const startedAt = Date.now();
  terminal.line(terminal.paint('dim', 'Writes of all calls are gathered for 10 s, then sent as one request; waiting…'));
  for (;;) {
    const problemsByExample = await checkExamples(played, simulator);
    const withProblems = [...problemsByExample.values()].filter((problems) => problems.length > 0).length;
    if (withProblems === 0 || Date.now() - startedAt > settleTimeoutMs) {
      terminal.status(null);
      return problemsByExample;
    }
    terminal.status(`${played.length - withProblems} of ${played.length} are complete`);
    await pause(pollMs, undefined, { signal });
  }
}

/** Compares the result of each example with Zendesk once. */
async function checkExamples(
  played: readonly Played[],
  simulator: SimulatorClient,
): Promise<ReadonlyMap<Example, readonly string[]>> {
  const tickets = await simulator.tickets();
  const checks = played.map(async ({ example, expectation }) => {
    const { ticket, also } = expectation;
    const sessions = [ticket.madeBy, ...ticket.appended];
    const ticketsOfSessions = tickets.filter(
      ({ external_id, tags }) =>
        sessions.includes(external_id ?? '') || sessions.some((id) => tags.includes(`session_${id}`)),
    );
    const entries = (await Promise.all(sessions.map(simulator.ledger))).flat();
    const ledger = [...new Map(entries.map((entry) => [entry.seq, entry])).values()];
    return [example, [...findProblems(ticket, ticketsOfSessions, ledger), ...((await also?.()) ?? [])]] as const;
  });
  return new Map(await Promise.all(checks));
}

async function createContext({ plan, stack, terminal, signal }: ExamplesInput): Promise<ExampleContext> {
  const { line, paint } = terminal;
  const simulator = simulatorClient(plan.simulatorUrl, signal);
  const taken = (await simulator.users()).flatMap(({ phone }) => (phone === null ? [] : [phone]));
  const run = Date.now().toString(36);
  let calls = 0;
  const { namespace } = plan.config.temporal;
  return {
    simulator,
    platform: createPlatform(plan.gatewayUrl, plan.config.platform, signal),
    agent: await exampleAgent(simulator),
    newNumber: fictionalNumbers(taken),
    newSessionId: (kind = 'call') => `${kind}-${run}-${++calls}`,
    print: (text) => line(`   ${text}`),
    printLink: (what, url) => line(paint('dim', `     ${what}: `) + paint('cyan', url)),
    ticketUrl: (id) => `${plan.simulatorUrl}/tickets/${id}`,
    contactUrl: (id) => `${plan.simulatorUrl}/users/${id}`,
    sessionUrl: (id) =>
      plan.temporalUi === null
        ? `session/${id}`
        : `${plan.temporalUi}/namespaces/${namespace}/workflows/${encodeURIComponent(`session/${id}`)}`,
    recordingUrl: (name, length) => `${plan.simulatorUrl}/recordings/${name}.wav?seconds=${length}`,
    killWorker: stack.killWorker,
    signal,
  };
}

/** Finds the example agent in the simulator or creates them. Every run uses the same agent, but new customers. */
async function exampleAgent(simulator: SimulatorClient): Promise<ExampleAgent> {
  const agent = { id: '1', name: 'Agent One', email: 'agent.one@example.com' };
  const known = (await simulator.users()).find(({ email }) => email === agent.email);
  const [seeded] =
    known === undefined
      ? await simulator.seedUsers([{ name: agent.name, email: agent.email, role: 'agent', verified: true }])
      : [known];
  if (seeded === undefined) throw new Error('The simulator took no agent.');
  return { platform: agent, zendeskId: seeded.id };
}
