/** The span of a `Date` of which the year has four digits: 0000 to 9999. */
const earliest = Date.parse('0000-01-01T00:00:00Z');
const latest = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * UPD-6: ms since the epoch that a person or a program wrote as a whole number, also before 1970. Null: it is no such number,
 * or no date with a year of four digits.
 */
export function epochMs(text: string): number | null {
  if (!/^-?\d{1,15}$/.test(text)) return null;
  const at = Number(text);
  return at >= earliest && at <= latest ? at : null;
}
