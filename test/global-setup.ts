import { workflowBundle } from '../workers/bundle.ts';

/** Bundles the workflows once, so that every test process uses the same file. */
export async function setup(): Promise<void> {
  await workflowBundle();
}
