import type { JobOutcome } from '../contract.ts';
import type { SendOutcome } from '../../domain/zendesk/ticket-write.ts';
import { type Job, jobAnswer, jobsAnswer } from './answers.ts';
import { isClosed } from './http/envelope.ts';
import { nullIfMissing } from './users.ts';
import type { Zendesk } from './http/zendesk.ts';

/** Zendesk runs 30 at a time; the list also holds those of the last hour. */
const mostPages = 20;

function isRunning(status: string): boolean {
  return status === 'queued' || status === 'working';
}

/** BAT-5: what became of each item of a bulk job; an item that the results don't name is left out (it is unknown). */
export async function readJob(
  zendesk: Zendesk,
  { jobId, ticketIds }: { readonly jobId: string; readonly ticketIds: readonly number[] },
): Promise<JobOutcome> {
  const answer = await nullIfMissing(zendesk.get(`job_statuses/${encodeURIComponent(jobId)}`, jobAnswer));
  if (answer === null) return { kind: 'gone' };
  const job = answer.job_status;
  if (isRunning(job.status)) return { kind: 'running' };
  const items = (job.results ?? []).flatMap((item) => {
    // Failed items of real jobs sometimes have an index and no id.
    const ticketId = item.id ?? ticketIds[item.index ?? -1];
    return ticketId == null ? [] : [{ ticketId, outcome: outcomeOf(item) }];
  });
  return { kind: 'finished', items };
}

type Item = NonNullable<Job['results']>[number];

/** `completed` may hold failed items and `failed` may hold done ones: only the item itself tells. */
function outcomeOf(item: Item): SendOutcome {
  if (item.success === true || (item.success == null && (item.status === 'Updated' || item.status === 'Created'))) {
    return { kind: 'applied', droppedFields: [] };
  }
  const error = item.error ?? null;
  if (isClosed(error, item.details ?? ''))
    return refused('TicketClosed', 'The ticket is closed and takes no more changes.');
  if (error === null) return { kind: 'unknown', afterMs: 1_000, reason: 'The job says nothing of this ticket.' };
  // The names are listed nowhere; these come from real answers, and the single update will tell of any other.
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
