import type { RuleId } from './rules/catalogue.ts';

/** A choice with its reason and the rule that led to it. Agents and operators see the reason in words (OPS-1). */
export type Decision<Choice> = {
  readonly choice: Choice;
  readonly rule: RuleId;
  readonly because: string;
};

export function decide<Choice>(choice: Choice, rule: RuleId, because: string): Decision<Choice> {
  return { choice, rule, because };
}
