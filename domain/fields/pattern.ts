/** Steps of a backtracking engine that a session may spend on one value: some ten milliseconds. */
const mostSteps = 5_000_000;
const longestPattern = 500;

/**
 * Ruby's own, which JavaScript reads as plain letters without complaint: anchors (`\A`, `\z`), classes (`\h`, `\p{L}`,
 * `[[:alpha:]]`) and set intersections.
 */
const rubyOnly = /\\[AzZGhHRXpP]|\[\[:|&&/;

/**
 * UPD-6: has the text the form that a `regexp` field asks for? Zendesk's patterns are Ruby's, are written by
 * administrators and are tried inside a workflow, where one that backtracks without end would hold up its worker.
 * So a pattern of another dialect, or one that could take too long on this text, is `unknown`: Zendesk judges it.
 */
export function matchPattern(pattern: string, text: string): 'matches' | 'differs' | 'unknown' {
  if (pattern.length > longestPattern || rubyOnly.test(pattern)) return 'unknown';
  try {
    const form = new RegExp(pattern);
    if (waysToMatch(pattern, text.length) * (text.length + 1) > mostSteps) return 'unknown';
    return form.test(text) ? 'matches' : 'differs';
  } catch {
    return 'unknown';
  }
}

/**
 * In how many ways a valid pattern can at most be laid over a text of this length, from one place: what a backtracking
 * engine tries before it gives up. Repeats of what is itself ambiguous count as endless.
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
    return ways ** to * (to - from + 1);
  }

  return alternatives();
}
