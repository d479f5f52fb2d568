import { ActivityFailure, ApplicationFailure, isCancellation } from '@temporalio/workflow';
import { isZendeskErrorCode } from '../domain/zendesk/error-codes.ts';
import type { NoAnswer, ZendeskProblem } from '../domain/zendesk/error-codes.ts';

/** The reason why an activity failed for good. Its code is the type of the failure. */
export function problemOf(error: unknown): ZendeskProblem {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure) return problemOfFailure(cause);
  return { code: 'Unknown', message: cause instanceof Error ? cause.message : 'Unknown problem' };
}

function problemOfFailure({ type, message }: ApplicationFailure): ZendeskProblem {
  const isKnown = type !== undefined && type !== null && isZendeskErrorCode(type);
  return { code: isKnown ? type : 'Unknown', message };
}

/**
 * The reason why a person gets no answer: Zendesk failed, or did not answer before a cancellation scope ended.
 * @throws the error itself if it has another reason
 */
export function noAnswerOf(error: unknown): NoAnswer {
  if (isCancellation(error)) return { code: 'Unavailable', message: 'Zendesk has not answered in time: try again.' };
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (!(cause instanceof ApplicationFailure)) throw error;
  return problemOfFailure(cause);
}
