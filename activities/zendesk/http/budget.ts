import type { Budget } from '../../../domain/operations/budget.ts';
import type { AnswerSummary } from './transport.ts';

const windowMs = 60_000;

export type BudgetMeter = {
  /** Counts one answer. Must be called for each. */
  readonly count: (answered: AnswerSummary) => void;
  /** Gives the counts of the last minute. */
  readonly read: () => Budget;
};

/** Replaces ids by `{id}`, so that `tickets/12/audits` and `tickets/13/audits` count as one endpoint. */
function endpointOf({ method, path }: AnswerSummary): string {
  return `${method} /${path.replace(/\/\d+(?=\/|$)/g, '/{id}').replace(/^(job_statuses)\/.+$/, '$1/{id}')}`;
}

/**
 * OPS-4: counts the requests of this process in the last minute by endpoint, and keeps the account's limit and
 * remaining requests from the latest answer that names them.
 * @param now the clock, ms since the epoch
 */
export function createBudgetMeter(now: () => number = Date.now): BudgetMeter {
  let account: Budget['account'] = null;
  let recent: { readonly at: number; readonly endpoint: string; readonly limited: boolean }[] = [];
  const dropOld = (): void => {
    const from = now() - windowMs;
    const firstRecent = recent.findIndex(({ at }) => at > from);
    recent = firstRecent === -1 ? [] : recent.slice(firstRecent);
  };
  return {
    count(answered) {
      dropOld();
      const { limit, remaining } = answered.rateLimit ?? { limit: null, remaining: null };
      if (limit !== null && remaining !== null) account = { limit, remaining, at: now() };
      recent.push({ at: now(), endpoint: endpointOf(answered), limited: answered.status === 429 });
    },
    read() {
      dropOld();
      const counts = new Map<string, { requests: number; limited: number }>();
      for (const { endpoint, limited } of recent) {
        const count = counts.get(endpoint) ?? { requests: 0, limited: 0 };
        counts.set(endpoint, { requests: count.requests + 1, limited: count.limited + Number(limited) });
      }
      const lastMinute = [...counts].map(([endpoint, count]) => ({ endpoint, ...count }));
      return { at: now(), account, lastMinute: lastMinute.sort((a, b) => b.requests - a.requests) };
    },
  };
}
