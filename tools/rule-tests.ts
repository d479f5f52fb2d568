/** A test that would run: its name is the titles of its suites and its own, joined by ` > `, as vitest prints it. */
export type ListedTest = { readonly name: string; readonly file: string };

/** The ids that a rule's tests are asked for by, as `npm run spec -- TKT CON-4` names them. */
export type Selection =
  | { readonly kind: 'ids'; readonly ids: readonly string[] }
  | { readonly kind: 'unknown'; readonly names: string[] };

const leadingIds = /^[A-Z]+-\d+(?:(?:\s*[,/]\s*|\s+(?:and\s+)?)[A-Z]+-\d+)*(?=$|[\s:,.])/;

/** The rule ids that a test's title, or the title of a suite around it, begins with: `TKT-4, TKT-5 and CON-1 …`. */
export function ruleIdsOf(name: string): readonly string[] {
  const ids = name.split(' > ').flatMap((title) => leadingIds.exec(title)?.[0].match(/[A-Z]+-\d+/g) ?? []);
  return [...new Set(ids)];
}

/** The tests of each rule id that at least one test names. */
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

/** Which of all ids are named, each by itself or by its group (`TKT`); without names, all of them. */
export function select(all: readonly string[], names: readonly string[]): Selection {
  if (names.length === 0) return { kind: 'ids', ids: all };
  const matches = (id: string, name: string): boolean => id === name || id.startsWith(`${name}-`);
  const unknown = names.filter((name) => !all.some((id) => matches(id, name)));
  if (unknown.length > 0) return { kind: 'unknown', names: unknown };
  return { kind: 'ids', ids: all.filter((id) => names.some((name) => matches(id, name))) };
}
