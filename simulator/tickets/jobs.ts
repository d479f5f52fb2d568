import { randomBytes } from 'node:crypto';
import { userByEmail, type Account } from '../core/account.ts';
import { badRequest, Refusal } from '../core/errors.ts';
import type { Faults } from '../core/faults.ts';
import { idIn, isObject, objectIn, type Json } from '../core/json.ts';
import { record } from '../core/ledger.ts';
import type { Origin } from '../core/ledger-entry.ts';
import type { Limits } from '../core/limits.ts';
import type { Job, JobResult, JobWork } from '../core/records.ts';
import { mergeTickets } from './merge.ts';
import { updateTicket } from './write.ts';

const hour = 60 * 60 * 1000;
export const bulkLimit = 100;

export type NewJob = {
  readonly work: JobWork;
  readonly type: string;
  /** The number of tickets. */
  readonly total: number;
  readonly origin: Origin;
  readonly lateMs?: number;
};

export type JobRunner = {
  /** Queues a job. `lateMs` delays its start. Throws TooManyJobs if too many jobs are unfinished. */
  readonly queue: (job: NewJob) => Job;
  readonly find: (id: string) => Job | undefined;
  /** The jobs that have not expired, the newest first. */
  readonly list: () => readonly Job[];
  /** Continues the unfinished jobs after a restart. */
  readonly resume: () => void;
};

const isOpen = (job: Job): boolean => job.status === 'queued' || job.status === 'working';

export function startJobRunner(account: Account, limits: Limits, faults: Faults): JobRunner {
  const { clock, settings } = account;
  const put = (job: Job): Job => {
    account.jobs.set(job.id, job);
    account.changed();
    return job;
  };
  const current = (): readonly Job[] => {
    for (const job of account.jobs.values()) {
      // "Results expire": a job is deleted about an hour after it was created.
      if (!isOpen(job) && job.created_at_ms + hour <= clock.now()) account.jobs.delete(job.id);
    }
    return [...account.jobs.values()];
  };

  const work = (id: string): void => {
    const job = account.jobs.get(id);
    if (job === undefined || job.status !== 'queued') return;
    const origin = originOf(job);
    const failing = faults.forJob(origin.method, origin.path);
    const results = runWork(job, origin, failing?.afterItems ?? Infinity);
    put({ ...job, status: 'working', progress: results.length, results });
    const end = failing === undefined ? 'completed' : 'failed';
    clock.after(settings.jobWorkingMs, () => finish(id, end));
  };
  const finish = (id: string, status: 'completed' | 'failed'): void => {
    const job = account.jobs.get(id);
    if (job === undefined || job.status !== 'working') return;
    const at = new Date(clock.now()).toUTCString();
    put({ ...job, status, message: status === 'completed' ? `Completed at ${at}` : `Failed at ${at}` });
  };

  const runWork = (job: Job, origin: Origin, maxItems: number): readonly JobResult[] => {
    const me = userByEmail(account, settings.email);
    if (me === undefined) return [];
    const { work } = job;
    if (work.kind === 'merge') return mergeTickets(account, work.target_id, work.change, { me, origin });
    const seen = new Set<number>();
    return work.items.slice(0, maxItems).map((item, index): JobResult => {
      const id = idIn(item.id);
      const identified = { index, id: id ?? item.id, action: 'update' };
      const fault = faults.forItem(origin.method, origin.path, id);
      const refused = fault === undefined ? conflictOf(job, seen, id) : { error: fault.error, details: fault.details };
      if (id !== undefined) seen.add(id);
      if (refused !== undefined) return reject(item, origin, { ...identified, ...refused });
      try {
        if (id !== undefined) limits.oneTicket(id);
        const change = {
          ...item,
          ...(settings.voiceInBulk ? {} : { voice_comment: undefined }),
          ...(settings.filesInBulk || !isObject(item.comment)
            ? {}
            : { comment: { ...item.comment, uploads: undefined } }),
        };
        updateTicket(account, id, change, { me, origin, kind: 'ticket.update_many.item' });
        return { ...identified, success: true, status: 'Updated' };
      } catch (cause) {
        if (!(cause instanceof Refusal)) throw cause;
        return reject(item, origin, { ...identified, ...itemError(cause) });
      }
    });
  };

  const reject = (item: Json, origin: Origin, result: JobResult): JobResult => {
    record(account, origin, {
      kind: 'ticket.update_many.item',
      ticket_id: idIn(item.id),
      metadata: objectIn(item.metadata),
      outcome: 'rejected',
      reason: { error: result.error, details: result.details },
      ticket: account.tickets.get(idIn(item.id) ?? 0),
    });
    return { ...result, success: false };
  };

  /** A ticket that is twice in a job, or in two jobs that work at the same time, collides. The later update fails. */
  const conflictOf = (job: Job, seen: ReadonlySet<number>, id: number | undefined) => {
    if (id === undefined) return undefined;
    const busy = [...account.jobs.values()].some(
      (other) =>
        other.id !== job.id &&
        other.status === 'working' &&
        other.work.kind === 'update' &&
        other.work.items.some((item) => idIn(item.id) === id),
    );
    return seen.has(id) || busy
      ? { error: 'UpdateConflict', details: 'The ticket was updated by another request at the same time.' }
      : undefined;
  };

  return {
    queue: ({ work: jobWork, type, total, origin, lateMs = 0 }) => {
      const open = current().filter(isOpen);
      if (open.length >= settings.maxJobs) throw tooManyJobs(settings.tooManyJobsStatus, type, open);
      const id = `V3-${randomBytes(16).toString('hex')}`;
      const startAt = clock.now() + settings.jobQueuedMs + lateMs;
      const job = put({
        id,
        job_type: type,
        status: 'queued',
        total,
        progress: null,
        message: null,
        results: null,
        created_at_ms: clock.now(),
        start_at_ms: startAt,
        work: jobWork,
        request_id: `${origin.request_id} ${origin.method} ${origin.path}`,
      });
      clock.after(startAt - clock.now(), () => work(id));
      return job;
    },
    find: (id) => current().find((job) => job.id === id),
    list: () => current().toReversed(),
    resume: () => {
      for (const job of account.jobs.values()) {
        const { id } = job;
        if (job.status === 'queued') clock.after(Math.max(0, job.start_at_ms - clock.now()), () => work(id));
        if (job.status === 'working') clock.after(settings.jobWorkingMs, () => finish(id, 'completed'));
      }
    },
  };
}

function originOf(job: Job): Origin {
  const [requestId = '', method = '', path = ''] = job.request_id.split(' ');
  return { request_id: requestId, method, path };
}

/** The refusal of one item in the form of the results of a job. */
function itemError(refusal: Refusal): JobResult {
  const body: Json = isObject(refusal.body) ? refusal.body : {};
  if (refusal.status === 404) return { error: 'TicketNotFound', details: 'The ticket does not exist.' };
  if (refusal.status === 409) return { error: 'UpdateConflict', details: body.description };
  if (refusal.status === 429) return { error: 'TooManyUpdates', details: body.description };
  const details = Object.values(objectIn(body.details)).flatMap((list) =>
    Array.isArray(list) ? list.map((entry) => String(objectIn(entry).description)) : [],
  );
  return { error: 'TicketUpdateFailed', details: details.join(' ') || String(body.description) };
}

function tooManyJobs(status: number, type: string, open: readonly Job[]): Refusal {
  const headers = {
    'zendesk-ratelimit-inflight-jobs': `total=${open.length}; remaining=0; resets=60`,
    ...(status === 429 ? { 'retry-after': '10' } : {}),
  };
  const description = `Too many ${type} jobs are currently queued or running. Try again later.`;
  return new Refusal(
    status,
    { error: 'TooManyJobs', description, current_job_ids: open.map((job) => job.id) },
    headers,
  );
}

export function requireBulkSize(count: number): void {
  if (count === 0) throw badRequest('BadRequest', 'Name at least one ticket: ids or tickets');
  if (count > bulkLimit) throw badRequest('TooManyItems', `At most ${bulkLimit} tickets can be updated in one request`);
}

export function presentJob(job: Job, api: string): object {
  return {
    id: job.id,
    job_type: job.job_type,
    url: `${api}/job_statuses/${job.id}.json`,
    total: job.total,
    progress: job.progress,
    status: job.status,
    message: job.message,
    // Real answers have results only after the end of the job.
    results: job.status === 'queued' || job.status === 'working' ? null : job.results,
  };
}
