import { ApplicationFailure } from '@temporalio/common';
import { limits } from '../../domain/limits.ts';
import type { FileToAttach } from '../../domain/zendesk/change.ts';
import type { Upload } from '../contract.ts';
import { safeContentType, safeFileName } from '../files/headers.ts';
import { type SourceFile, largestFileBytes, openSource, tooLarge } from '../files/source.ts';
import { uploadAnswer } from './answers.ts';
import { ZendeskError, isPermanent } from './http/errors.ts';
import type { Zendesk } from './http/zendesk.ts';

/** The time limit for fetching a file and passing it on. */
const overallMs = 10 * 60_000;

/** Where the files to upload come from. */
export type FileSources = {
  /** SEC-5: the hosts that files may be fetched from, as `host` or `host:port`. */
  readonly fileHosts: readonly string[];
  /**
   * UPD-14: reads a long text that a session keeps, such as the transcript of a chat. `fact`: the session's name for
   * the text. Null if the session does not keep it, or not any more.
   */
  readonly readLongText: (sessionId: string, fact: string) => Promise<string | null>;
};

/**
 * Uploads a file to Zendesk: a recording or other file that is streamed from the platform in constant memory (SEC-5,
 * UPD-12), or a long text that a session keeps, as UTF-8 (UPD-14). It may be repeated: the upload of an earlier attempt
 * stays unused.
 * @param cancelled aborts the transfer
 * @returns `refused` if the file can never be uploaded: its host is not allowed, it is too large, or it does not exist;
 *   `refused_by_zendesk` if Zendesk refuses it for good
 * @throws ApplicationFailure `FileUnavailable` (retryable) when the platform cannot deliver the file now; a ZendeskError
 *   that is not permanent; any error of `readLongText`
 */
export async function uploadFile(
  zendesk: Zendesk,
  file: FileToAttach,
  { fileHosts, readLongText }: FileSources,
  cancelled: AbortSignal,
): Promise<Upload> {
  const { from } = file;
  switch (from.kind) {
    case 'address':
      return uploadFrom(zendesk, file, { url: from.url, fileHosts }, cancelled);
    case 'session': {
      const text = await readLongText(from.sessionId, from.fact);
      if (text === null) return { kind: 'refused', message: 'The session does not keep this text any more.' };
      return uploadStream(zendesk, file, textSource(text, file.contentType), cancelled);
    }
    default:
      return from satisfies never;
  }
}

function textSource(text: string, contentType: string): SourceFile {
  const body = new Blob([text]);
  return { kind: 'file', body: body.stream(), bytes: body.size, contentType: withCharset(contentType) };
}

/** Adds the encoding to a text type. Without it, some browsers assume another encoding. */
function withCharset(contentType: string): string {
  return contentType.startsWith('text/') && !contentType.includes('charset')
    ? `${contentType}; charset=utf-8`
    : contentType;
}

async function uploadFrom(
  zendesk: Zendesk,
  file: FileToAttach,
  { url, fileHosts }: { readonly url: string; readonly fileHosts: readonly string[] },
  cancelled: AbortSignal,
): Promise<Upload> {
  const timeout = AbortSignal.timeout(overallMs);
  const source = await unavailableIfLate(timeout, () =>
    openSource(url, fileHosts, AbortSignal.any([timeout, cancelled])),
  );
  if (source.kind === 'refused') return source;
  if (source.kind === 'unavailable') throw unavailable(source.message);
  return uploadStream(zendesk, file, source, cancelled);
}

async function unavailableIfLate<T>(timeout: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw timeout.aborted ? unavailable('The file did not arrive within ten minutes.') : error;
  }
}

function unavailable(message: string): ApplicationFailure {
  return ApplicationFailure.create({ type: 'FileUnavailable', message });
}

async function uploadStream(
  zendesk: Zendesk,
  file: FileToAttach,
  source: SourceFile,
  cancelled: AbortSignal,
): Promise<Upload> {
  const counted = countBytes(source.body);
  try {
    const { upload } = await zendesk.request(uploadAnswer, 'POST', 'uploads', {
      query: { filename: safeFileName(file.name) },
      rawBody: counted.stream,
      headers: {
        'Content-Type': contentTypeOf(file, source),
        ...(source.bytes === null ? {} : { 'Content-Length': String(source.bytes) }),
      },
      timeoutMs: overallMs,
    });
    return {
      kind: 'uploaded',
      token: upload.token,
      contentUrl: upload.attachment.content_url,
      bytes: counted.bytes(),
    };
  } catch (error) {
    if (cancelled.aborted) throw cancelled.reason;
    if (counted.end() === 'too large' || (error instanceof ZendeskError && error.code === 'TooLarge')) {
      return { kind: 'refused', message: tooLarge };
    }
    if (counted.end() === 'broken') throw unavailable('The file broke off on the way from the platform.');
    if (counted.end() === 'silent') throw unavailable('The server of the file stopped sending it.');
    if (error instanceof ZendeskError && isPermanent(error.code))
      return { kind: 'refused_by_zendesk', code: error.code, message: error.message };
    throw error;
  } finally {
    counted.close();
  }
}

/**
 * The content type that the server names, unless it is `application/octet-stream` or missing, as it often is. Then the
 * type that the platform's event named is better.
 */
function contentTypeOf(file: FileToAttach, source: SourceFile): string {
  const served = source.contentType === null ? unnamed : safeContentType(source.contentType);
  return served === unnamed || /^binary\/octet-stream\b/i.test(served) || served.startsWith(`${unnamed};`)
    ? safeContentType(file.contentType)
    : served;
}

/** The content type of a file of which only the bytes are known. */
const unnamed = safeContentType('');

type CountedStream = {
  readonly stream: ReadableStream<Uint8Array>;
  bytes(): number;
  end(): StreamEnd;
  /** Cancels the source, so that its connection is freed. */
  close(): void;
};

/** `silent`: the server of the file kept the connection, but sent nothing for half a minute. */
type StreamEnd = 'fine' | 'too large' | 'broken' | 'silent';

/**
 * Counts the bytes while they stream, and ends the stream with an error beyond 50 MB, because the announced size may be
 * wrong. Reads one chunk at a time, only when Zendesk asks for it.
 */
function countBytes(source: ReadableStream<Uint8Array>): CountedStream {
  const reader = source.getReader();
  let bytes = 0;
  let end: StreamEnd = 'fine';
  const release = (): void => {
    reader.cancel().catch(() => undefined);
  };
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await inTime(reader.read(), () => {
            end = 'silent';
          });
          if (done) {
            controller.close();
            return;
          }
          bytes += value.byteLength;
          if (bytes > largestFileBytes) {
            end = 'too large';
            controller.error(new Error(tooLarge));
            release();
            return;
          }
          controller.enqueue(value);
        } catch (error) {
          if (end === 'fine') end = 'broken';
          controller.error(error);
          release();
        }
      },
      cancel: release,
    },
    { highWaterMark: 0 },
  );
  return { stream, bytes: () => bytes, end: () => end, close: release };
}

/** Rejects if the work takes longer than a server may be silent. `late` is called right before. */
async function inTime<T>(work: Promise<T>, late: () => void): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      late();
      reject(new Error('The server was silent for too long.'));
    }, limits.files.silence.value * 1_000);
  });
  try {
    return await Promise.race([work, silence]);
  } finally {
    clearTimeout(timer);
  }
}
