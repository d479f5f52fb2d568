import { usersAnswer } from './answers.ts';
import type { Zendesk } from './http/zendesk.ts';
import { isMailAddress } from '../../domain/mail-address.ts';

const cacheFoundMs = 60 * 60_000;
/** Short, because an administrator is likely to add the missing agent soon. */
const cacheMissingMs = 60_000;
const mostCached = 10_000;

export type AgentDirectory = {
  /** ADP-5: gives the Zendesk user id of the active agent or admin with this e-mail address; null if there is none. */
  find(zendesk: Zendesk, email: string | null): Promise<number | null>;
};

type CachedAgent = { readonly agentId: number | null; readonly until: number };

/**
 * Finds agents and caches them in this process: for an hour if there is one, for a minute if there is none.
 * @param now the clock, ms since the epoch
 */
export function createAgentDirectory(now: () => number = Date.now): AgentDirectory {
  const cache = new Map<string, CachedAgent>();
  return {
    async find(zendesk, email) {
      const address = email?.trim().toLowerCase() ?? '';
      // The address becomes part of a search query, so it must not contain other search terms.
      if (!isMailAddress(address)) return null;
      const known = cache.get(address);
      if (known !== undefined && now() < known.until) return known.agentId;
      const agentId = await search(zendesk, address);
      if (cache.size >= mostCached) cache.clear();
      cache.set(address, { agentId, until: now() + (agentId === null ? cacheMissingMs : cacheFoundMs) });
      return agentId;
    },
  };
}

async function search(zendesk: Zendesk, address: string): Promise<number | null> {
  const { users } = await zendesk.request(usersAnswer, 'GET', 'users/search', {
    query: { query: `email:${address}` },
  });
  const agent = users.find(
    (each) =>
      (each.role === 'agent' || each.role === 'admin') &&
      each.active !== false &&
      each.suspended !== true &&
      each.email?.toLowerCase() === address,
  );
  return agent?.id ?? null;
}
