import { limits } from '../limits.ts';
import { sooner } from './queue.ts';
import type { TicketBacklog, UploadedFile, Waiting, WriteQueue } from './queue.ts';
import type { FileToAttach } from '../zendesk/change.ts';
import { keyOf } from '../zendesk/ticket-write.ts';
import type { TicketWrite } from '../zendesk/ticket-write.ts';

/**
 * The files of waiting writes. A write with a file keeps its place in the backlog of its ticket, but no other write waits
 * for its upload (UPD-12): until the file is uploaded, the writes behind it are sent before it.
 */

/** Zendesk keeps the file of a token for an hour. An older token than this is not used, and the file is uploaded again. */
const tokenLifetimeMs = 45 * 60_000;

function isUsable(upload: UploadedFile | undefined, now: number): boolean {
  return upload !== undefined && now - upload.at < tokenLifetimeMs;
}

/** Whether the write can be sent or checked now. A marker can be looked for without the file. */
function isSendable({ write, check, upload }: Waiting, now: number): boolean {
  return write.change.file === null || check || isUsable(upload, now);
}

/** The backlog without the writes that wait for the upload of their file. */
export function sendablePart(backlog: TicketBacklog, { legacy }: WriteQueue, now: number): TicketBacklog {
  if (legacy || backlog.waiting.every((one) => isSendable(one, now))) return backlog;
  return { ...backlog, waiting: backlog.waiting.filter((one) => isSendable(one, now)) };
}

/** The upload of the file of one write. */
export type FileUpload = { readonly write: TicketWrite; readonly file: FileToAttach };

/**
 * The uploads to begin now. Of two files the one that failed less often comes first. A server that answers slowly keeps
 * only a part of the places.
 *
 * @param now ms since the epoch
 */
export function dueUploads(queue: WriteQueue, now: number): readonly FileUpload[] {
  const waiting = waitingFiles(queue, now).filter((one) => nextUploadAt(one) <= now);
  if (waiting.length === 0) return [];
  const byHost = new Map<string, number>();
  const count = (write: TicketWrite): number => {
    const host = hostOf(write);
    byHost.set(host, (byHost.get(host) ?? 0) + 1);
    return byHost.get(host) ?? 0;
  };
  for (const write of writesUploading(queue)) count(write);
  const uploads: FileUpload[] = [];
  for (const { write } of waiting.toSorted((a, b) => failuresOf(a) - failuresOf(b))) {
    const { file } = write.change;
    if (queue.uploading.length + uploads.length >= limits.files.uploads.value) break;
    if (file === null || (byHost.get(hostOf(write)) ?? 0) >= limits.files.uploadsOfHost.value) continue;
    count(write);
    uploads.push({ write, file });
  }
  return uploads;
}

/**
 * When the next upload may begin, ms since the epoch. Null: none does before an upload ends.
 *
 * @param now ms since the epoch
 */
export function uploadsDueAt(queue: WriteQueue, now: number): number | null {
  if (queue.uploading.length >= limits.files.uploads.value) return null;
  const byHost = Map.groupBy(writesUploading(queue), hostOf);
  return waitingFiles(queue, now)
    .filter(({ write }) => (byHost.get(hostOf(write))?.length ?? 0) < limits.files.uploadsOfHost.value)
    .reduce<number | null>((at, one) => sooner(at, nextUploadAt(one)), null);
}

/** The writes that wait until an upload of their file begins. */
function waitingFiles(queue: WriteQueue, now: number): readonly Waiting[] {
  if (queue.legacy) return [];
  const uploading = new Set(queue.uploading);
  const found: Waiting[] = [];
  for (const { waiting } of queue.backlogs.values())
    for (const one of waiting) if (!isSendable(one, now) && !uploading.has(keyOf(one.write))) found.push(one);
  return found;
}

function writesUploading(queue: WriteQueue): readonly TicketWrite[] {
  if (queue.uploading.length === 0) return [];
  const uploading = new Set(queue.uploading);
  return [...queue.backlogs.values()].flatMap(({ waiting }) =>
    waiting.flatMap(({ write }) => (uploading.has(keyOf(write)) ? [write] : [])),
  );
}

function failuresOf({ failedUploads }: Waiting): number {
  return failedUploads?.count ?? 0;
}

function nextUploadAt({ failedUploads }: Waiting): number {
  return failedUploads?.nextAt ?? 0;
}

/** The server of the file, as it stands in the address. A text that a session keeps counts as one more server. */
function hostOf({ change: { file } }: TicketWrite): string {
  if (file === null || file.from.kind === 'session') return '';
  const [, host = ''] = /^[a-z]+:\/\/([^/?#]{0,300})/i.exec(file.from.url) ?? [];
  return host;
}
