import { setTimeout as pause } from 'node:timers/promises';

const pollMs = 100;

/** A condition was not met before its deadline. */
export class NotReady extends Error {
  override readonly name = 'NotReady';
}

/**
 * Calls a function every 100 ms until it returns a value. `what` is the subject of the error text "… is not there after
 * 60 s".
 *
 * @param ask returns null, or rejects, as long as there is no value yet
 * @throws NotReady after `timeoutMs`, with the last error of `ask`; the reason of `signal` once that is aborted
 */
export async function until<Answer>(
  ask: () => Promise<Answer | null>,
  { what, timeoutMs, signal }: { readonly what: string; readonly timeoutMs: number; readonly signal?: AbortSignal },
): Promise<Answer> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    let lastError = '';
    try {
      const answer = await ask();
      if (answer !== null) return answer;
    } catch (error) {
      lastError = error instanceof Error ? `: ${error.message}` : '';
    }
    signal?.throwIfAborted();
    if (Date.now() >= deadline)
      throw new NotReady(`${what} is not there after ${Math.round(timeoutMs / 1000)} s${lastError}`);
    await pause(pollMs, undefined, signal === undefined ? {} : { signal });
  }
}

/** Returns true if a GET of the URL is answered with 2xx, else null. Rejects if there is no connection, or no answer within 5 s. */
export async function answers(url: string): Promise<true | null> {
  const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
  await response.arrayBuffer();
  return response.ok ? true : null;
}
