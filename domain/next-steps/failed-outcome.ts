import type { WriteOutcome } from '../zendesk/ticket-write.ts';

/**
 * END-5: whether an operator may try the write again. A file that can never be had is none of these: the ticket says why
 * it is missing, and no replay would help.
 */
export function isFailed(
  outcome: WriteOutcome | null,
): outcome is Extract<WriteOutcome, { readonly kind: 'refused' | 'file_refused' }> {
  return outcome?.kind === 'refused' || (outcome?.kind === 'file_refused' && outcome.givenUp === true);
}
