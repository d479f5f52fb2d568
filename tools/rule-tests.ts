/** A test that vitest would run. `name` joins the titles of its suites and its own title with ` > `. */
export type ListedTest = { readonly name: string; readonly file: string };

/** The rules that the arguments of `npm run spec` select, or the arguments that name no rule. */
export type Selection =
  | { readonly kind: 'ids'; readonly ids: readonly string[] }
  | { readonly kind: 'unknown'; readonly names: string[] };

const leadingIds = /^[A-Z]+-\d+(?:(?:\s*[,/]\s*|\s+(?:and\s+)?)[A-Z]+-\d+)*(?=$|[\s:,.])/;

/**
 * Reads the rule ids at the beginning of a test's title and of the titles of its suites, such as `TKT-4, TKT-5 and CON-1 …`.
 *
 * @param name the titles, joined with ` > `
 */
export function ruleIdsOf(name: string): readonly string[] {
  const ids = name.split(' > ').flatMap((title) => leadingIds.exec(title)?.[0].match(/[A-Z]+-\d+/g) ?? []);
  return [...new Set(ids)];
}

/** Groups tests by rule id. A test is in the group of each rule that it names. */
export function groupByRule(tests: readonly ListedTest[]): ReadonlyMap<string, readonly ListedTest[]> {
  const byRule = new Map<string, ListedTest[]>();
  for (const test of tests) {
    for (const id of ruleIdsOf(test.name)) {
      const known = byRule.get(id);
      if (known) known.push(test);
      else byRule.set(id, [test]);
    }
  }
  return byRule;
}

/** How many rules have tests. Rules that are not built yet are counted apart, because they need no test. */
export type Coverage = { readonly built: number; readonly tested: number; readonly notBuilt: number };

/** @param byRule the tests of each rule, by its id */
export function countCoverage(
  rules: readonly { readonly id: string; readonly notBuilt?: true }[],
  byRule: ReadonlyMap<string, readonly ListedTest[]>,
): Coverage {
  const built = rules.filter(({ notBuilt }) => notBuilt !== true);
  const tested = built.filter(({ id }) => (byRule.get(id) ?? []).length > 0);
  return { built: built.length, tested: tested.length, notBuilt: rules.length - built.length };
}

/**
 * Selects rules by name.
 *
 * @param all all rule ids
 * @param names rule ids or groups, such as `CON-4` and `TKT`. If it is empty, all rules are selected.
 */
export function select(all: readonly string[], names: readonly string[]): Selection {
  if (names.length === 0) return { kind: 'ids', ids: all };
  const matches = (id: string, name: string): boolean => id === name || id.startsWith(`${name}-`);
  const unknown = names.filter((name) => !all.some((id) => matches(id, name)));
  if (unknown.length > 0) return { kind: 'unknown', names: unknown };
  return { kind: 'ids', ids: all.filter((id) => names.some((name) => matches(id, name))) };
}
