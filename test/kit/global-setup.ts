import type { TestProject } from 'vitest/node';
import { workflowBundle } from '../../workers/bundle.ts';
import { startDevServer } from './dev-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The address of the dev server that all test files share, or null if `TEMPORAL_CLI_PATH` is not set. */
    temporalAddress: string | null;
  }
}

/**
 * Runs once, before the first integration test: bundles the workflows, and starts the dev server that all test files
 * share. Each file has its own namespace on it. Returns the function that runs after the last test, failed or not.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await workflowBundle();
  const command = process.env['TEMPORAL_CLI_PATH'];
  const server = command === undefined ? null : await startDevServer(command);
  project.provide('temporalAddress', server?.address ?? null);
  return async () => {
    await server?.stop();
  };
}
