/** A session may spend this many steps of the regular expression engine on one value, which takes some ten milliseconds. */
const mostSteps = 5_000_000;
const longestPattern = 500;

/**
 * Syntax of Ruby that JavaScript would silently read as plain letters: anchors (`\A`, `\z`), classes (`\h`, `\p{L}`,
 * `[[:alpha:]]`) and set intersections.
 */
const rubyOnly = /\\[AzZGhHRXpP]|\[\[:|&&/;

/** A reference to an earlier group compares a text of any length in one step. */
const backReference = /\\([1-9]|k<)/;

/**
 * UPD-6: whether a text matches the pattern of a `regexp` field. Administrators write these patterns in Ruby's dialect.
 * They run inside a workflow, where a pattern that backtracks without end would block the worker.
 *
 * @returns `unknown` for a pattern of another dialect, or if the match could take too long; then Zendesk decides
 */
export function matchPattern(pattern: string, text: string): 'matches' | 'differs' | 'unknown' {
  if (pattern.length > longestPattern || rubyOnly.test(pattern) || backReference.test(pattern)) return 'unknown';
  try {
    const form = new RegExp(pattern);
    if (waysToMatch(pattern, text.length) * (text.length + 1) > mostSteps) return 'unknown';
    return form.test(text) ? 'matches' : 'differs';
  } catch {
    return 'unknown';
  }
}

/**
 * An upper bound of the steps: the largest number of ways in which a valid pattern can match a text of this length from one position. A backtracking
 * engine tries all of them before it gives up. A repetition of a part that can itself match in several ways counts as
 * infinite.
 */
function waysToMatch(pattern: string, length: number): number {
  let at = 0;

  function next(token: RegExp): RegExpExecArray | null {
    token.lastIndex = at;
    const found = token.exec(pattern);
    if (found !== null) at = token.lastIndex;
    return found;
  }

  function alternatives(): number {
    let ways = sequence();
    while (next(/\|/y) !== null) ways += sequence();
    return ways;
  }

  function sequence(): number {
    let ways = 1;
    for (let part = atom(); part !== null; part = atom()) ways *= repeated(part);
    return ways;
  }

  function atom(): number | null {
    if (next(/\((\?([:=!]|<[=!]|<\w+>))?/y) !== null) {
      const ways = alternatives();
      next(/\)/y);
      return ways;
    }
    return next(/\\.|\[(\\.|[^\]\\])*\]|[^()|]/sy) === null ? null : 1;
  }

  function repeated(ways: number): number {
    const quantifier = next(/(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??/y);
    if (quantifier === null) return ways;
    const [, sign, least, comma, most] = quantifier;
    if (sign === '?') return ways + 1;
    const from = Number(least ?? 0);
    const endless = sign !== undefined || (comma !== undefined && most === '');
    if (endless) return ways === 1 ? length + 1 : Number.POSITIVE_INFINITY;
    const to = comma === undefined ? from : Number(most);
    // A counted repetition has one way, but a step for each of its parts.
    return Math.max(1, to) * ways ** to * (to - from + 1);
  }

  return alternatives();
}
