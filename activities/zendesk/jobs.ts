import type { ZendeskErrorCode } from '../../domain/zendesk/error-codes.ts';
import type { JobOutcome } from '../contract.ts';
import type { SendOutcome } from '../../domain/zendesk/ticket-write.ts';
import { type Job, jobAnswer, jobsAnswer } from './answers.ts';
import { isClosed } from './http/envelope.ts';
import { nullIfMissing } from './users.ts';
import type { Zendesk } from './http/zendesk.ts';

/** Zendesk runs up to 30 jobs at a time, but the list also shows the jobs of the last hour. */
const mostPages = 20;

function isRunning(status: string): boolean {
  return status === 'queued' || status === 'working';
}

/**
 * Reads the outcome of each ticket of a bulk job. A ticket that the results do not name is left out: the caller must
 * treat it as unknown, so that its write is neither lost nor doubled (BAT-5).
 * `ticketIds`: the tickets in the order in which they were sent, for results that name only an index.
 */
export async function readJob(
  zendesk: Zendesk,
  { jobId, ticketIds }: { readonly jobId: string; readonly ticketIds: readonly number[] },
): Promise<JobOutcome> {
  const answer = await nullIfMissing(
    zendesk.send(jobAnswer, ({ jobstatuses }) => jobstatuses.show(encodeURIComponent(jobId))),
  );
  if (answer === null) return { kind: 'gone' };
  const job = answer.job_status;
  if (isRunning(job.status)) return { kind: 'running' };
  const items = (job.results ?? []).flatMap((item) => {
    // Zendesk sometimes gives a failed item an index instead of an id.
    const ticketId = item.id ?? ticketIds[item.index ?? -1];
    return ticketId == null ? [] : [{ ticketId, outcome: outcomeOf(item) }];
  });
  return { kind: 'finished', items };
}

type Item = NonNullable<Job['results']>[number];

/**
 * The outcome of one ticket. The status of the job does not matter: a completed job may have failed items and vice
 * versa.
 */
function outcomeOf(item: Item): SendOutcome {
  if (item.success === true || (item.success == null && (item.status === 'Updated' || item.status === 'Created'))) {
    return { kind: 'applied', droppedFields: [] };
  }
  const error = item.error ?? null;
  if (isClosed(error, item.details ?? ''))
    return refused('TicketClosed', 'The ticket is closed and takes no more changes.');
  if (error === null) return { kind: 'unknown', afterMs: 1_000, reason: 'The job says nothing of this ticket.' };
  // Zendesk does not document these names. They come from real answers.
  const named = /^[A-Za-z]{1,64}$/.test(error) ? error : 'no name';
  if (/Conflict|Collision/i.test(error)) return later(500, named);
  if (/TooMany|RateLimit|Throttl/i.test(error)) return later(30_000, named);
  if (/Timeout|Unavailable|Internal/i.test(error)) return { kind: 'unknown', afterMs: 2_000, reason: reasonOf(named) };
  if (/NotFound/i.test(error)) return refused('TicketGone', 'The ticket was deleted.');
  if (/Permission|Forbidden/i.test(error))
    return refused('Forbidden', 'The credentials lack a role or scope for this ticket.');
  return refused('Invalid', `Zendesk refuses this update (${named}).`);
}

function reasonOf(error: string): string {
  return `The bulk job met ${error} on this ticket.`;
}

function later(ms: number, error: string): SendOutcome {
  return {
    kind: 'later',
    afterMs: Math.round(ms + Math.random() * Math.max(1_000, ms * 0.2)),
    reason: reasonOf(error),
  };
}

function refused(code: ZendeskErrorCode, message: string): SendOutcome {
  return { kind: 'refused', code, message };
}

/**
 * True if any bulk job of the account is queued or working. A job whose answer was lost may still run, so while this is
 * true, a missing marker does not prove that its write was not applied.
 */
export async function anyJobRunning(zendesk: Zendesk): Promise<boolean> {
  let after: string | null = null;
  for (let page = 0; page < mostPages; page += 1) {
    const query: Readonly<Record<string, string>> = {
      'page[size]': '100',
      ...(after === null ? {} : { 'page[after]': after }),
    };
    const answer = await zendesk.request(jobsAnswer, 'GET', 'job_statuses', { query });
    if (answer.job_statuses.some((job) => isRunning(job.status))) return true;
    after = answer.meta?.has_more === true ? (answer.meta.after_cursor ?? null) : null;
    if (after === null) return false;
  }
  return false;
}
