import { usersAnswer } from './answers.ts';
import type { Zendesk } from './http/zendesk.ts';

const foundForMs = 60 * 60_000;
/** Somebody is likely to add the missing agent soon. */
const missingForMs = 60_000;
const mostCached = 10_000;

export type AgentDirectory = {
  /** Zendesk id of the active agent or admin with this address (ADP-5); null when there is none. */
  find(zendesk: Zendesk, email: string | null): Promise<number | null>;
};

type CachedAgent = { readonly agentId: number | null; readonly until: number };

/** Remembers agents for an hour, and for a minute that there is none, in this process. */
export function createAgentDirectory(now: () => number = Date.now): AgentDirectory {
  const cache = new Map<string, CachedAgent>();
  return {
    async find(zendesk, email) {
      const address = email?.trim().toLowerCase() ?? '';
      // It becomes part of a search: nothing but one address may go in.
      if (!/^[^\s"'*:<>]+@[^\s"'*:<>]+$/.test(address)) return null;
      const known = cache.get(address);
      if (known !== undefined && now() < known.until) return known.agentId;
      const agentId = await search(zendesk, address);
      if (cache.size >= mostCached) cache.clear();
      cache.set(address, { agentId, until: now() + (agentId === null ? missingForMs : foundForMs) });
      return agentId;
    },
  };
}

async function search(zendesk: Zendesk, address: string): Promise<number | null> {
  const { users } = await zendesk.get('users/search', usersAnswer, { query: `email:${address}` });
  const agent = users.find(
    (each) =>
      (each.role === 'agent' || each.role === 'admin') &&
      each.active !== false &&
      each.suspended !== true &&
      each.email?.toLowerCase() === address,
  );
  return agent?.id ?? null;
}
