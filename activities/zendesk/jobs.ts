import type { JobOutcome } from '../contract.ts';
import type { SendOutcome } from '../../domain/writes/write.ts';
import { type Job, jobAnswer, jobsAnswer } from './answers.ts';
import { isClosed } from './envelope.ts';
import { unlessMissing } from './users.ts';
import type { Zendesk } from './zendesk.ts';

/** Zendesk runs 30 at a time; the list also holds those of the last hour. */
const mostPages = 20;

function isRunning(status: string): boolean {
  return status === 'queued' || status === 'working';
}

/** BAT-5: what became of each item of a bulk job; an item that the results don't name is left out (it is unknown). */
export async function readJob(zendesk: Zendesk, { jobId }: { readonly jobId: string }): Promise<JobOutcome> {
  const answer = await unlessMissing(zendesk.get(`job_statuses/${encodeURIComponent(jobId)}`, jobAnswer));
  if (answer === null) return { kind: 'gone' };
  const job = answer.job_status;
  if (isRunning(job.status)) return { kind: 'running' };
  const items = (job.results ?? []).flatMap((item) => {
    const ticketId = item.id;
    return ticketId == null ? [] : [{ ticketId, outcome: outcomeOf(item) }];
  });
  return { kind: 'finished', items };
}

type Item = NonNullable<Job['results']>[number];

/** `completed` may hold failed items and `failed` may hold done ones: only the item itself tells. */
function outcomeOf(item: Item): SendOutcome {
  if (item.success === true || (item.success == null && (item.status === 'Updated' || item.status === 'Created'))) {
    return { kind: 'applied' };
  }
  const error = item.error ?? null;
  if (isClosed(error, item.details ?? ''))
    return refused('TicketClosed', 'The ticket is closed and takes no more changes.');
  switch (error) {
    case null:
      return { kind: 'unknown', afterMs: 1_000, reason: 'The job says nothing of this ticket.' };
    case 'UpdateConflict':
    case 'DatabaseConflict':
    case 'TooManyRequests':
    case 'RateLimited':
      return {
        kind: 'later',
        afterMs: Math.round(500 + Math.random() * 1_000),
        reason: `The job met ${error} on this ticket.`,
      };
    case 'TicketNotFound':
    case 'RecordNotFound':
    case 'NotFound':
      return refused('TicketGone', 'The ticket was deleted.');
    case 'PermissionDenied':
    case 'Forbidden':
      return refused('Forbidden', 'The credentials lack a role or scope for this ticket.');
    default:
      return refused(
        'Invalid',
        `Zendesk refuses this update: ${/^[A-Za-z]{1,64}$/.test(error) ? error : 'no reason given'}.`,
      );
  }
}

function refused(code: string, message: string): SendOutcome {
  return { kind: 'refused', code, message };
}

/** Is any bulk job of the account queued or working? One whose answer was lost may run after its markers were looked for. */
export async function anyJobRunning(zendesk: Zendesk): Promise<boolean> {
  let after: string | null = null;
  for (let page = 0; page < mostPages; page += 1) {
    const query: Readonly<Record<string, string>> = {
      'page[size]': '100',
      ...(after === null ? {} : { 'page[after]': after }),
    };
    const answer = await zendesk.get('job_statuses', jobsAnswer, query);
    if (answer.job_statuses.some((job) => isRunning(job.status))) return true;
    after = answer.meta?.has_more === true ? (answer.meta.after_cursor ?? null) : null;
    if (after === null) return false;
  }
  return false;
}
