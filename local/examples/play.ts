import { setTimeout as pause } from 'node:timers/promises';
import { wrongWith } from './check.ts';
import { fictionalNumbers } from './numbers.ts';
import type { Plan } from '../stack/plan.ts';
import { platform } from './platform.ts';
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

/** For the windows in which writes are gathered, and all that a slow machine adds. */
const settleMs = 180_000;
const lookAgainMs = 500;

/**
 * Plays the example calls one after another, then waits for what is written after them, all examples together.
 *
 * @returns whether every ticket is as it should be
 */
export async function playExamples(input: ExamplesInput): Promise<boolean> {
  const { terminal } = input;
  const { line, paint } = terminal;
  const context = await createContext(input);
  const played: Played[] = [];
  const broken: string[] = [];
  for (const [i, example] of examples.entries()) {
    line(`${paint('bold', `${i + 1}. ${example.title}`)} ${paint('dim', example.rules.join(', '))}`);
    try {
      played.push({ example, expectation: await example.play(context) });
    } catch (error) {
      if (input.signal.aborted) throw error;
      broken.push(`${example.title}: ${error instanceof Error ? error.message : String(error)}`);
      line(`   ${paint('red', '✗')} ${broken.at(-1) ?? ''}`);
    }
    line();
  }
  line(paint('bold', 'What Zendesk holds in the end'));
  const wrong = await settled(played, context.simulator, input);
  for (const { example, expectation } of played) {
    const faults = wrong.get(example) ?? [];
    const mark = faults.length === 0 ? paint('green', '✓') : paint('red', '✗');
    line(
      `${mark} ${example.title}: ${faults.length === 0 ? expectation.told : `ticket of ${expectation.ticket.madeBy}`}`,
    );
    for (const fault of faults) line(`    ${paint('red', fault)}`);
  }
  for (const text of broken) line(`${paint('red', '✗')} ${text}`);
  const right = played.filter(({ example }) => (wrong.get(example) ?? []).length === 0).length;
  const summary = `${right} of ${examples.length} examples are in Zendesk as they should be.`;
  line();
  line(right === examples.length ? paint('green', summary) : paint('red', summary));
  line();
  return right === examples.length;
}

/** What is wrong with each example once nothing changes for the better any more; all are looked at again at the end. */
async function settled(
  played: readonly Played[],
  simulator: SimulatorClient,
  { terminal, signal }: ExamplesInput,
): Promise<ReadonlyMap<Example, readonly string[]>> {
  const begun = Date.now();
  terminal.line(terminal.paint('dim', 'Writes of all calls are gathered for 10 s, then sent as one request; waiting…'));
  for (;;) {
    const wrong = await judge(played, simulator);
    const open = [...wrong.values()].filter((faults) => faults.length > 0).length;
    if (open === 0 || Date.now() - begun > settleMs) {
      terminal.status(null);
      return wrong;
    }
    terminal.status(`${played.length - open} of ${played.length} are complete`);
    await pause(lookAgainMs, undefined, { signal });
  }
}

async function judge(
  played: readonly Played[],
  simulator: SimulatorClient,
): Promise<ReadonlyMap<Example, readonly string[]>> {
  const held = await simulator.tickets();
  const judged = played.map(async ({ example, expectation }) => {
    const { ticket, also } = expectation;
    const sessions = [ticket.madeBy, ...ticket.appended];
    const theirs = held.filter(
      ({ external_id, tags }) =>
        sessions.includes(external_id ?? '') || sessions.some((id) => tags.includes(`session_${id}`)),
    );
    const entries = (await Promise.all(sessions.map(simulator.ledger))).flat();
    const ledger = [...new Map(entries.map((entry) => [entry.seq, entry])).values()];
    return [example, [...wrongWith(ticket, theirs, ledger), ...((await also?.()) ?? [])]] as const;
  });
  return new Map(await Promise.all(judged));
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
    platform: platform(plan.gatewayUrl, plan.config.platform, signal),
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

/** The same person in every run, as agents stay while customers come and go. */
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
