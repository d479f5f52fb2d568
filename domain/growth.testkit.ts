/**
 * Measures how the time of a function grows with the length of its text. It is the one place where tests look at the clock: a
 * ratio of two processor times, measured one after the other, does not depend on the machine.
 */

/** Texts that make careless code slow, as a function of their length. */
export const hostileTexts: readonly (readonly [string, (length: number) => string])[] = [
  ...[
    '@',
    '<',
    '&',
    '"',
    'A',
    'a',
    'aB',
    ' ',
    '\t',
    '\n',
    '\r\n',
    '1',
    '1.',
    '+',
    '(',
    '/',
    '?',
    '#',
    '-',
    '_',
    ':',
    '\\',
    '{',
    '%',
  ]
    .concat([
      '\ud800',
      '\udc00',
      '\0',
      '\u200d',
      'a\u0316\u0301',
      '\ufdfa',
      '😀',
      'abandon',
      'cancel',
      'menu',
      'agent_',
      '7/',
    ])
    .map((unit): [string, (length: number) => string] => [
      JSON.stringify(unit),
      (length) => unit.repeat(Math.ceil(length / unit.length)).slice(0, length),
    ]),
  ['"@" and "<" at the end', (length) => `${'@'.repeat(length - 1)}<`],
  ['"?" and a line break at the end', (length) => `https://a.example/${'?'.repeat(length)}\n`],
  ['digits and a letter at the end', (length) => `${'1'.repeat(length - 1)}x`],
  ['spaces and a letter at the end', (length) => `${' '.repeat(length - 1)}x`],
  ['"+1" and digits', (length) => `+1${'4155551212'.repeat(length / 10)}`],
  ['a time with endless digits', (length) => `2026-01-01T00:00:00.${'0'.repeat(length)}Z`],
  ['a date with endless spaces', (length) => `2026-01-01T00:00:00Z${' '.repeat(length)}x`],
];

/** A few of them, for functions that take longer. */
export const someHostileTexts = hostileTexts.filter((_, i) => i % 4 === 0);

/** Twice the text may take at most this many times the time. Quadratic work takes four times. */
const mostGrowth = 2.5;
/**
 * `longest`: the length of the longest text. `measurableMs`: a shorter time is not compared with another. Quadratic work on a
 * text of 64,000 characters takes seconds.
 */
export type Measure = { readonly longest?: number; readonly measurableMs?: number };

/** The processor time of this process in ms. Other processes on the machine do not change it. */
function usedMs(): number {
  const { user, system } = globalThis.process.cpuUsage();
  return (user + system) / 1000;
}

function timeOf(run: () => unknown, times: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < times; i++) {
    const from = usedMs();
    run();
    best = Math.min(best, usedMs() - from);
  }
  return best;
}

/** These lengths are tried first. Work that grows with the square of the length is measurable at the first of them. */
const firstLengths = [4_000, 16_000];

/**
 * Runs a function for texts of growing length. As long as that takes no measurable time, nothing is compared. Otherwise the
 * text is doubled until `longest`, and the best times of both lengths are compared. A pair that looks wrong is measured again
 * with more runs, because another process may have disturbed it.
 *
 * @returns what grows too fast, for the message of a test; null: nothing
 */
export function growsTooFast(
  run: (text: string) => unknown,
  textOf: (length: number) => string,
  { longest = 64_000, measurableMs = 4 }: Measure = {},
): string | null {
  const isFast = (length: number): boolean => timeOf(() => run(textOf(length)), 1) < measurableMs;
  if ([...firstLengths.filter((length) => length < longest), longest].every(isFast)) return null;
  for (let length = longest / 16; length * 2 <= longest; length *= 2) {
    const [short, long] = [textOf(length), textOf(length * 2)];
    const ratioOf = (times: number): number => {
      const before = timeOf(() => run(short), times);
      return timeOf(() => run(long), times) / Math.max(before, measurableMs);
    };
    let ratio = ratioOf(1);
    for (let again = 0; ratio > mostGrowth && again < 3; again++) ratio = Math.min(ratio, ratioOf(3));
    if (ratio > mostGrowth)
      return `${ratio.toFixed(1)} times the time for ${length * 2} instead of ${length} characters`;
  }
  return null;
}

/** The hostile texts for which a function grows too fast, each with its growth. */
export function tooFast(run: (text: string) => unknown, texts = hostileTexts, measure?: Measure): readonly string[] {
  return texts.flatMap(([name, textOf]) => {
    const found = growsTooFast(run, textOf, measure);
    return found === null ? [] : [`${name}: ${found}`];
  });
}
