import { setImmediate } from 'node:timers/promises';

/** The gateway answers other requests at least this often while it reads a large post, in ms. */
const sliceMs = 10;

/** Calls `visit` with each entry in order, and lets other requests have their turn in between. */
export async function inSlices<Entry>(
  entries: readonly Entry[],
  visit: (entry: Entry, index: number) => void,
): Promise<void> {
  let since = performance.now();
  for (const [index, entry] of entries.entries()) {
    visit(entry, index);
    if (performance.now() - since < sliceMs) continue;
    await setImmediate();
    since = performance.now();
  }
}
