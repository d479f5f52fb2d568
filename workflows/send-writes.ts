import { ActivityFailure, ApplicationFailure, log, sleep } from '@temporalio/workflow';
import type { BulkOutcome, Upload } from '../activities/contract.ts';
import { coalesce, groupsOf } from '../domain/ticket-writes/due-tasks.ts';
import type { Task } from '../domain/ticket-writes/due-tasks.ts';
import type { FileUpload } from '../domain/ticket-writes/files.ts';
import type { Group } from '../domain/ticket-writes/queue.ts';
import { fileRefused, recordMarkerCheck, recordSendResult, splitBulk } from '../domain/ticket-writes/send-results.ts';
import { recordUpload } from '../domain/ticket-writes/upload-results.ts';
import type { UploadResult } from '../domain/ticket-writes/upload-results.ts';
import { isZendeskErrorCode } from '../domain/zendesk/error-codes.ts';
import { askedMarkersOf } from '../domain/zendesk/ticket-write.ts';
import type { SendOutcome, TicketUpdate } from '../domain/zendesk/ticket-write.ts';
import { zendeskBackground, zendeskFileOnce, zendeskFiles, zendeskSingleAttempt } from './activities.ts';
import type { WritesRun } from './writes-run.ts';

/** An update that a worker sent before it died is in Zendesk after this time, or it never will be. */
const lostAttemptMs = 10_000;

/** Performs one task of the queue and records the result. It never throws. */
export async function performTask(run: WritesRun, task: Task): Promise<void> {
  try {
    switch (task.kind) {
      case 'upload':
        return await upload(run, task);
      case 'check':
        return await checkMarkers(run, task.group);
      case 'send':
        return await sendOne(run, task.group);
      case 'send_many':
        return await sendMany(run, task.groups);
      default:
        return task satisfies never;
    }
  } catch (error) {
    // This error is unexpected, so it is not known whether the update was applied. The markers in Zendesk will show it.
    log.error('A flush failed unexpectedly', { error: String(error) });
    const outcome = { kind: 'unknown', afterMs: 10_000, reason: 'unexpected' } as const;
    for (const group of groupsOf(task)) recordResult(run, group, outcome, { bulk: task.kind === 'send_many' });
    return undefined;
  }
}

/** Uploads the file of a write, which waits in the queue meanwhile. */
async function upload(run: WritesRun, { write, file }: FileUpload): Promise<void> {
  const begunAt = Date.now();
  const summary = `File for ticket ${write.ticketId}`;
  const result = await zendeskFileOnce.uploadFile
    .executeWithOptions({ summary }, [file])
    .then(uploadResultOf, resultOfFailedUpload);
  run.record(recordUpload(run.queueAfterUpload(write, begunAt), write, result, Date.now()));
}

function uploadResultOf(answer: Upload): UploadResult {
  switch (answer.kind) {
    case 'uploaded':
      return { kind: 'uploaded', token: answer.token, contentUrl: answer.contentUrl };
    case 'refused':
      return { kind: 'file_refused', message: answer.message };
    case 'refused_by_zendesk':
      return { kind: 'refused', code: answer.code, message: answer.message };
    default:
      return answer satisfies never;
  }
}

/** A failed attempt may succeed later: every final refusal is an answer of the activity. */
function resultOfFailedUpload(error: unknown): UploadResult {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (!(cause instanceof ApplicationFailure))
    return { kind: 'not_now', code: null, message: 'The worker that uploaded the file was lost.', afterMs: null };
  const { type, message, nextRetryDelay } = cause;
  const code = type !== undefined && type !== null && isZendeskErrorCode(type) ? type : null;
  return { kind: 'not_now', code, message, afterMs: typeof nextRetryDelay === 'number' ? nextRetryDelay : null };
}

/**
 * If Zendesk refuses to list its bulk jobs, this number of attempts is waited instead, which takes some minutes. A job has
 * ended then.
 */
const attemptsInsteadOfJobs = 6;

/** Whether Zendesk refused the request of an activity for good. */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof ActivityFailure && error.cause instanceof ApplicationFailure && error.cause.nonRetryable === true
  );
}

/** Looks for the markers of writes that may be on the ticket already (BAT-5). */
async function checkMarkers(run: WritesRun, group: Group): Promise<void> {
  const { members } = group;
  if (members.some((member) => member.afterBulk)) {
    let isRunning: boolean;
    try {
      isRunning = await zendeskBackground.anyJobRunning();
    } catch (error) {
      if (!isRefusal(error)) throw error;
      isRunning = members.every(({ attempts }) => attempts < attemptsInsteadOfJobs);
    }
    if (isRunning) {
      recordResult(run, group, { kind: 'later', afterMs: 5_000, reason: 'a bulk job is still running' });
      return;
    }
  }
  const found = await findMarkers(group);
  run.recordChecked(group, (queue) => recordMarkerCheck(queue, group, found, Date.now()));
}

/** Sends the writes of one ticket as one update. */
async function sendOne(run: WritesRun, group: Group): Promise<void> {
  const file = group.members[0]?.write.change.file ?? null;
  if (file === null || !run.queue.legacy) {
    recordResult(run, group, await sendUpdate(coalesce(group), group));
    return;
  }
  // A run that an earlier version started: the file is uploaded right before its comment is sent.
  const summary = `File for ticket ${group.ticketId}`;
  const uploaded = await zendeskFiles.uploadFile.executeWithOptions({ summary }, [file]);
  switch (uploaded.kind) {
    case 'refused':
      return run.recordSent([group], (queue) => fileRefused(queue, group, uploaded.message));
    case 'refused_by_zendesk':
      return recordResult(run, group, { kind: 'refused', code: uploaded.code, message: uploaded.message });
    case 'uploaded':
      return await sendUploaded(run, group, uploaded);
    default:
      return uploaded satisfies never;
  }
}

/** Sends the write of a group whose file was uploaded right before. */
async function sendUploaded(
  run: WritesRun,
  group: Group,
  { token, contentUrl }: { readonly token: string; readonly contentUrl: string },
): Promise<void> {
  // The upload may have begun before the copy of a restored database. Its comment may have been sent since (TKT-12).
  if (run.mustAskAgain(group)) {
    const found = await findMarkers(group);
    if (found.length > 0) {
      run.recordChecked(group, (queue) => recordMarkerCheck(queue, group, found, Date.now()));
      return;
    }
  }
  const outcome = await sendUpdate(coalesce(group, [token]), group);
  recordResult(run, group, outcome, { contentUrl });
}

async function sendUpdate(update: TicketUpdate, { members }: Group): Promise<SendOutcome> {
  const summary = `Ticket ${update.ticketId}: ${members.length} write(s)`;
  return await zendeskSingleAttempt.sendUpdate.executeWithOptions({ summary }, [update]).catch(unknownIfLost);
}

/** Sends the updates of many tickets in one request, which begins a bulk job in Zendesk (BAT-3). */
async function sendMany(run: WritesRun, groups: readonly Group[]): Promise<void> {
  const updates = groups.map((group) => coalesce(group));
  const summary = `${groups.length} tickets in one request`;
  const outcome: BulkOutcome = await zendeskSingleAttempt.sendUpdates
    .executeWithOptions({ summary }, [updates, { attempts: attemptsOf(groups) }])
    .catch(unknownIfLost);
  switch (outcome.kind) {
    case 'job':
      return await followJob(run, groups, outcome.jobId);
    case 'bulk_refused':
      return run.recordSent(groups, (queue) => ({ queue: splitBulk(queue, groups, Date.now()) }));
    case 'refused':
    case 'later':
    case 'unknown':
      for (const group of groups) recordResult(run, group, outcome, { bulk: true });
      return undefined;
    default:
      return outcome satisfies never;
  }
}

/** How often the writes of these groups were sent or checked without a final result, at most. */
function attemptsOf(groups: readonly Group[]): number {
  return groups.reduce((most, { members }) => Math.max(most, ...members.map(({ attempts }) => attempts)), 0);
}

/** Reads the state of the job, less and less often, until Zendesk has finished it or has forgotten it. */
async function followJob(run: WritesRun, groups: readonly Group[], jobId: string): Promise<void> {
  const ticketIds = groups.map(({ ticketId }) => ticketId);
  const summary = `Bulk job of ${groups.length} tickets`;
  for (let waitMs = 1_000; ; waitMs = Math.min(waitMs * 2, 15_000)) {
    await sleep(waitMs);
    const job = await zendeskBackground.readJob.executeWithOptions({ summary }, [{ jobId, ticketIds }]);
    if (job.kind === 'running') continue;
    const notNamed = { kind: 'unknown', afterMs: 1_000, reason: 'the job says nothing of this ticket' } as const;
    const items = new Map(job.kind === 'gone' ? [] : job.items.map(({ ticketId, outcome }) => [ticketId, outcome]));
    for (const group of groups) recordResult(run, group, items.get(group.ticketId) ?? notNamed, { bulk: true });
    return;
  }
}

/** Records the result of sending a group. `contentUrl`: the address of the file that was uploaded with the update. */
function recordResult(
  run: WritesRun,
  group: Group,
  outcome: SendOutcome,
  how: { readonly bulk?: boolean; readonly contentUrl?: string } = {},
): void {
  const { bulk = false, contentUrl = null } = how;
  run.recordSent([group], (queue) => recordSendResult(queue, group, { outcome, bulk, contentUrl }, Date.now()));
}

/** After a time-out or the death of a worker the update may have been sent or not. */
function unknownIfLost(error: unknown): Extract<SendOutcome, { kind: 'unknown' }> {
  if (error instanceof ActivityFailure && !(error.cause instanceof ApplicationFailure && error.cause.nonRetryable))
    return { kind: 'unknown', afterMs: lostAttemptMs, reason: 'the attempt was lost' };
  throw error;
}

type Markers = Awaited<ReturnType<typeof zendeskBackground.findMarkers>>;

/** The markers of a group's writes that are on its ticket. */
async function findMarkers({ ticketId, members }: Group): Promise<Markers> {
  const input = { ticketId, writeIds: [...new Set(members.flatMap(({ write }) => askedMarkersOf(write)))] };
  const summary = `Is it on ticket ${ticketId} already?`;
  return await noneIfGone(zendeskBackground.findMarkers.executeWithOptions({ summary }, [input]));
}

/** A ticket whose audits cannot be read is gone, and so has no markers. The update is sent, and its refusal gives the reason. */
async function noneIfGone(markers: Promise<Markers>): Promise<Markers> {
  try {
    return await markers;
  } catch (error) {
    if (error instanceof ActivityFailure && error.cause instanceof ApplicationFailure) return [];
    throw error;
  }
}
