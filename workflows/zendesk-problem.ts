import { ActivityFailure, ApplicationFailure, isCancellation } from '@temporalio/workflow';
import { isZendeskErrorCode } from '../domain/zendesk/error-codes.ts';
import type { NoAnswer, ZendeskProblem } from '../domain/zendesk/error-codes.ts';
import { readRefusalDetails, withWords } from '../domain/zendesk/refusal.ts';
import type { Refusal } from '../domain/zendesk/refusal.ts';

/**
 * The reason why an activity failed for good, for operators. Its code is the type of the failure, and its message has
 * Zendesk's own words (END-5). `refused` is absent if a worker of an earlier version performed the activity.
 */
export function problemOf(error: unknown): Refusal {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure) {
    const { code, message } = problemOfFailure(cause);
    const details = readRefusalDetails(cause.details?.[0]);
    return details === null
      ? { code, message }
      : { code, message: withWords(message, details.words), refused: details.values };
  }
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
