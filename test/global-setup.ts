import { workflowBundle } from '../workers/bundle.ts';

/** Bundled once: every test process runs the same file. */
export async function setup(): Promise<void> {
  await workflowBundle();
}
