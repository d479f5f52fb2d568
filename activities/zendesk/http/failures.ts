import { ApplicationFailure } from '@temporalio/common';
import type { SendOutcome } from '../../../domain/zendesk/ticket-write.ts';
import { ZendeskError, isPermanent, perhapsApplied } from './errors.ts';

const second = 1000;

/** At most a tenth of a second to a fifth of the wait on top, so that a thousand waiting requests don't come back at once. */
function withJitter(ms: number): number {
  return Math.round(ms + 100 + Math.random() * Math.max(900, ms * 0.2));
}

/** How long to wait before asking again, in ms; null where the caller's own retry policy knows best. */
function retryDelayMs(error: ZendeskError): number | null {
  if (error.facts.retryAfterMs !== null) return withJitter(error.facts.retryAfterMs);
  switch (error.code) {
    case 'RateLimited':
    case 'TooManyJobs':
      return withJitter(10 * second);
    case 'Conflict':
      return withJitter(0);
    // Nothing changes until somebody corrects the credentials.
    case 'Unauthorized':
      return withJitter(60 * second);
    default:
      return null;
  }
}

/**
 * The one place that turns what Zendesk says into what Temporal understands: type = code of the error list, permanent ones
 * non-retryable, Retry-After as `nextRetryDelay`. Anything that isn't a Zendesk error is passed through.
 */
export function asFailure(error: unknown): unknown {
  if (!(error instanceof ZendeskError)) return error;
  const wait = retryDelayMs(error);
  return ApplicationFailure.create({
    message: error.message,
    type: error.code,
    nonRetryable: isPermanent(error.code),
    ...(wait === null || isPermanent(error.code) ? {} : { nextRetryDelay: wait }),
  });
}

/**
 * After how long an update whose answer was lost has landed, if it ever does: only then an absent marker says that it did
 * not. Nothing is documented; a request that timed out may still be worked on.
 */
function unknownForMs({ code }: ZendeskError): number {
  if (code === 'TimedOut') return 30 * second;
  return code === 'ConnectionLost' ? 5 * second : 2 * second;
}

/** The same for a write whose caller decides by itself what to do next. Rethrows what isn't a Zendesk error. */
export function asOutcome(error: unknown): Exclude<SendOutcome, { kind: 'applied' }> {
  if (!(error instanceof ZendeskError)) throw error;
  if (isPermanent(error.code)) return { kind: 'refused', code: error.code, message: error.message };
  const afterMs = retryDelayMs(error) ?? withJitter(unknownForMs(error));
  return { kind: perhapsApplied(error.code) ? 'unknown' : 'later', afterMs, reason: error.message };
}
