import { adapterRules } from './adapter.ts';
import { appendRules } from './append.ts';
import { batchingRules } from './batching.ts';
import { contactRules } from './contact.ts';
import { endRules } from './end.ts';
import { fieldRules } from './fields.ts';
import { lateRules, operationsRules, securityRules } from './operations.ts';
import { outboundRules } from './outbound.ts';
import { platformRules } from './platform.ts';
import type { RuleEntry } from './rule.ts';
import { teamRules } from './team.ts';
import { ticketRules } from './ticket.ts';
import { updateRules } from './update.ts';

export type { RuleSource } from './rule.ts';

const all = [
  ...contactRules,
  ...ticketRules,
  ...appendRules,
  ...updateRules,
  ...endRules,
  ...outboundRules,
  ...teamRules,
  ...fieldRules,
  ...batchingRules,
  ...adapterRules,
  ...platformRules,
  ...securityRules,
  ...operationsRules,
  ...lateRules,
] as const;

export type RuleId = (typeof all)[number]['id'];

export type Rule = RuleEntry & { readonly id: RuleId };

/** All rules in the order of `docs/behaviour.md`, which is generated from this list. Decisions and tests refer to the ids. */
export const rules: readonly Rule[] = all;

const byId: ReadonlyMap<RuleId, Rule> = new Map(rules.map((entry) => [entry.id, entry]));

/** Returns the rule with this id. */
export function rule(id: RuleId): Rule {
  const found = byId.get(id);
  if (found === undefined) throw new Error(`No rule ${id} in the catalogue: add it under domain/rules`);
  return found;
}

export type RuleGroup = { readonly prefix: string; readonly title: string; readonly rules: readonly Rule[] };

/** The groups of rules, in the order of `docs/behaviour.md`. */
export const ruleGroups: readonly RuleGroup[] = [
  { prefix: 'CON', title: 'Finding and making the contact', rules: contactRules },
  { prefix: 'TKT', title: 'Creating the ticket', rules: ticketRules },
  { prefix: 'APP', title: 'Appending instead of creating', rules: appendRules },
  { prefix: 'UPD', title: 'Updates during and after the session', rules: updateRules },
  { prefix: 'END', title: 'Compensation at the end of the session', rules: endRules },
  { prefix: 'OUT', title: 'Flexible outbound dialling', rules: outboundRules },
  { prefix: 'TEAM', title: 'Ticket id entry by team', rules: teamRules },
  { prefix: 'FLD', title: 'Ticket fields for app and web sessions', rules: fieldRules },
  { prefix: 'BAT', title: 'Batching of writes', rules: batchingRules },
  { prefix: 'ADP', title: "The agent's view", rules: adapterRules },
  { prefix: 'PLT', title: "The platform's own webhook and documents", rules: platformRules },
  { prefix: 'SEC', title: 'Security', rules: securityRules },
  { prefix: 'OPS', title: 'Operations', rules: operationsRules },
  { prefix: 'LATE', title: 'Late data', rules: lateRules },
];
