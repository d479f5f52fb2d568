import type { RuleId } from '../rules/catalogue.ts';
import type { Session } from '../session/state.ts';

/** Rules by which a session has no ticket, but an operator may attach its data to one later (END-7). */
const rulesThatKeepData: readonly RuleId[] = ['END-7', 'OUT-3', 'TKT-3', 'TKT-11', 'CON-11'];

/** END-7: whether the session has no ticket by one of these rules, so that its data is kept. */
export function keepsData({ progress }: Session): boolean {
  return progress.endedWithoutTicket && progress.reasons.some(({ rule }) => rulesThatKeepData.includes(rule));
}
