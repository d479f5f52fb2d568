import { afterAll, beforeAll, inject } from 'vitest';
import { serverProgram } from './temporal-servers.ts';
import { startStack, startTimeSkippingStack } from './stack.ts';
import type { StackOptions, TestStack } from './stack.ts';

/**
 * Gives a test file its stack, in a namespace of its own on the dev server that all files share. The stack starts before
 * the first test of the file and closes after the last one.
 */
export function testStack(options: StackOptions = {}): TestStack {
  return stackOfFile(async () => {
    const address = inject('temporalAddress');
    // The message of the missing variable says what to do.
    if (address === null) throw new Error(`No server was started with ${serverProgram('TEMPORAL_CLI_PATH')}.`);
    return await startStack(address, options);
  });
}

/** Gives a test file a stack on a time-skipping server of its own. Its tests share one clock, so they run one by one. */
export function testStackWithTimeSkipping(options: StackOptions = {}): TestStack {
  return stackOfFile(() => startTimeSkippingStack(options));
}

function stackOfFile(start: () => Promise<TestStack>): TestStack {
  let started: TestStack | null = null;
  beforeAll(async () => {
    started = await start();
  });
  afterAll(async () => {
    await started?.close();
  });
  const running = (): TestStack => {
    if (started === null) throw new Error('The stack starts in a beforeAll hook: use it in hooks and tests only.');
    return started;
  };
  return {
    get env() {
      return running().env;
    },
    get client() {
      return running().client;
    },
    get sessions() {
      return running().sessions;
    },
    get zendesk() {
      return running().zendesk;
    },
    get variables() {
      return running().variables;
    },
    userId: (agent) => running().userId(agent),
    startWorkers: () => running().startWorkers(),
    stopWorkers: () => running().stopWorkers(),
    spawnWorker: (variables) => running().spawnWorker(variables),
    close: () => running().close(),
  };
}
