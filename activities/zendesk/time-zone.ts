import { z } from 'zod';
import { createZendesk } from './http/zendesk.ts';
import type { ZendeskConfig } from './http/zendesk.ts';

const cacheMs = 60 * 60_000;
const retryAfterMs = 60_000;
/** Short, because every session asks for the time zone at its start. */
const timeoutMs = 2_000;

const answer = z.object({ user: z.object({ iana_time_zone: z.string().nullish() }) });

/**
 * Reads the time zone of the user that the product signs in with. That is the time zone of the account, unless somebody
 * chose another one for this user.
 * @param now the clock, ms since the epoch
 * @returns a function that gives the IANA name and caches it for an hour in this process; it gives null while Zendesk
 *   does not answer, and asks again a minute later
 */
export function createAccountTimeZone(
  config: ZendeskConfig,
  now: () => number = Date.now,
): () => Promise<string | null> {
  const zendesk = createZendesk({ ...config, timeoutMs })(null);
  let known: { readonly zone: Promise<string | null>; readonly until: number } | null = null;

  async function ask(): Promise<string | null> {
    const { user } = await zendesk.send(answer, ({ users }) => users.me());
    const zone = user.iana_time_zone ?? null;
    return zone !== null && isTimeZone(zone) ? zone : null;
  }

  return async () => {
    if (known === null || now() >= known.until) known = { zone: ask(), until: now() + cacheMs };
    const current = known;
    const zone = await current.zone.catch(() => null);
    if (zone === null && known === current)
      known = { ...current, until: Math.min(current.until, now() + retryAfterMs) };
    return zone;
  };
}

function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).format(0) !== '';
  } catch {
    return false;
  }
}
