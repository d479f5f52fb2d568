import { z } from 'zod';
import { createZendesk } from './http/zendesk.ts';
import type { ZendeskConfig } from './http/zendesk.ts';

const goodForMs = 60 * 60_000;
const askAgainAfterMs = 60_000;
/** A session begins with it: whoever waits for an agent must not wait for a clock. */
const timeoutMs = 2_000;

const answer = z.object({ user: z.object({ iana_time_zone: z.string().nullish() }) });

/**
 * The time zone of the Zendesk account, as the user that the product signs in with has it: the account's own, unless
 * somebody gave that user another. An IANA name; null while Zendesk does not say, which is asked again a minute later.
 * Remembered for an hour, in this process.
 */
export function createAccountTimeZone(config: ZendeskConfig, now: () => number = Date.now): () => Promise<string | null> {
  const zendesk = createZendesk({ ...config, timeoutMs })(null);
  let known: { readonly zone: Promise<string | null>; readonly until: number } | null = null;

  async function ask(): Promise<string | null> {
    const { user } = await zendesk.get('users/me', answer);
    const zone = user.iana_time_zone ?? null;
    return zone !== null && isTimeZone(zone) ? zone : null;
  }

  return async () => {
    if (known === null || now() >= known.until) known = { zone: ask(), until: now() + goodForMs };
    const asked = known;
    const zone = await asked.zone.catch(() => null);
    if (zone === null && known === asked) known = { ...asked, until: Math.min(asked.until, now() + askAgainAfterMs) };
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
