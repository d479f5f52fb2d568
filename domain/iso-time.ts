/** An ISO 8601 time that never throws. A number outside the range of dates becomes the nearest date, NaN becomes 1970. */
export function isoTime(ms: number): string {
  const range = 8.64e15;
  return new Date(Math.min(Math.max(ms, -range), range) || 0).toISOString();
}
