/** Whether `fetch` refused to make the request, so that it would refuse it again. */
export function isRequestRefused(error: unknown): boolean {
  if (!(error instanceof TypeError || error instanceof RangeError)) return false;
  const { cause } = error;
  // A port that browsers and Node do not allow.
  return cause === undefined || (cause instanceof Error && cause.message === 'bad port');
}
