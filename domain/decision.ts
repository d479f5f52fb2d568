import type { RuleId } from './rules/catalogue.ts';

/** A choice with its reason, for the agent, the operator and the ticket (OPS-1). */
export type Decision<Choice> = {
  readonly choice: Choice;
  readonly rule: RuleId;
  readonly because: string;
};

export function decide<Choice>(choice: Choice, rule: RuleId, because: string): Decision<Choice> {
  return { choice, rule, because };
}
