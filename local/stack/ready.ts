import { setTimeout as pause } from 'node:timers/promises';

const pollMs = 100;

/** Something that was waited for did not come in time. */
export class NotReady extends Error {
  override readonly name = 'NotReady';
}

/**
 * Asks again and again until there is an answer.
 *
 * @param ask null, or an error thrown: not yet
 * @param what completes the sentence "… is not there after 60 s"
 * @throws NotReady at the deadline, with what was last in the way
 */
export async function until<Answer>(
  ask: () => Promise<Answer | null>,
  { what, timeoutMs, signal }: { readonly what: string; readonly timeoutMs: number; readonly signal?: AbortSignal },
): Promise<Answer> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    let obstacle = '';
    try {
      const answer = await ask();
      if (answer !== null) return answer;
    } catch (error) {
      obstacle = error instanceof Error ? `: ${error.message}` : '';
    }
    signal?.throwIfAborted();
    if (Date.now() >= deadline)
      throw new NotReady(`${what} is not there after ${Math.round(timeoutMs / 1000)} s${obstacle}`);
    await pause(pollMs, undefined, signal === undefined ? {} : { signal });
  }
}

/** Whether a GET of the address is answered with 2xx; null: not yet. */
export async function answers(url: string): Promise<true | null> {
  const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
  await response.arrayBuffer();
  return response.ok ? true : null;
}
