import type { Step } from '../session/step.ts';
import { waitWords } from './details.ts';

/** When a session wakes up, ms since the epoch, and the text of this timer's bar on the time line of the Temporal UI. */
export type Deadline = { readonly at: number; readonly summary: string };

/**
 * The bar of this timer names no wait, but what happens at its end. So it may go on after Zendesk has taken the writes: to
 * cancel it after each hand-over, and to start it at the next one, would add two events to the history each time.
 */
export const nextLookAtWrites = 'Looks again whether Zendesk has taken its writes';

/** The waits that end at a time (OPS-1). */
export function deadlinesOf(steps: readonly Step[]): readonly Deadline[] {
  return steps.flatMap((step) => {
    if (step.kind !== 'wait' || step.until === null) return [];
    return [{ at: step.until, summary: step.for === 'writes' ? nextLookAtWrites : `Waits for ${waitWords[step.for]}` }];
  });
}
