import type { Budget } from '../../../domain/operations/budget.ts';
import type { AnswerSummary } from './transport.ts';

const windowMs = 60_000;

export type BudgetMeter = {
  /** Told of every answer. */
  readonly count: (answered: AnswerSummary) => void;
  readonly read: () => Budget;
};

/** `tickets/12/audits` and `tickets/13/audits` are one endpoint. */
function endpointOf({ method, path }: AnswerSummary): string {
  return `${method} /${path.replace(/\/\d+(?=\/|$)/g, '/{id}').replace(/^(job_statuses)\/.+$/, '$1/{id}')}`;
}

/** OPS-4: requests of the last minute by endpoint, and the account's budget as Zendesk named it last. */
export function createBudgetMeter(now: () => number = Date.now): BudgetMeter {
  let account: Budget['account'] = null;
  let recent: { readonly at: number; readonly endpoint: string; readonly limited: boolean }[] = [];
  const dropOld = (): void => {
    const from = now() - windowMs;
    // In order of time, so the old ones stand in front.
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
