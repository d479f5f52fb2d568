import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';

/** Why an activity failed for good: the type of its failure and the sentence to it. */
export function problemOf(error: unknown): { readonly code: string; readonly message: string } {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure) return { code: cause.type ?? 'Unknown', message: cause.message };
  return { code: 'Unknown', message: cause instanceof Error ? cause.message : 'Unknown problem' };
}
