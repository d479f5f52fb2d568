import type { RuleId } from '../rules/catalogue.ts';
import type { Session } from '../session/state.ts';

/** Rules by which a session has no ticket, but keeps its data for an operator to attach (END-7). */
const keeping: readonly RuleId[] = ['END-7', 'OUT-3', 'TKT-3', 'TKT-11', 'CON-11'];

/** END-7: whether the session ended up without a ticket in such a way that its data is kept. */
export function keepsData({ progress }: Session): boolean {
  return progress.endedWithoutTicket && progress.reasons.some(({ rule }) => keeping.includes(rule));
}
