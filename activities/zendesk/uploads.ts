import { ApplicationFailure } from '@temporalio/common';
import type { FileToAttach } from '../../domain/zendesk/change.ts';
import type { Upload } from '../contract.ts';
import { type SourceFile, largestFileBytes, openSource, tooLarge } from '../files/source.ts';
import { uploadAnswer } from './answers.ts';
import { ZendeskError } from './http/errors.ts';
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
 * @returns `refused` if the file can never be uploaded: its host is not allowed, it is too large, or it does not exist
 * @throws ApplicationFailure `FileUnavailable` (retryable) when the platform cannot deliver the file now; ZendeskError;
 *   any error of `readLongText`
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
      query: { filename: file.name },
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
  const served = source.contentType;
  return served === null || /^(application|binary)\/octet-stream\b/i.test(served) ? file.contentType : served;
}

type CountedStream = {
  readonly stream: ReadableStream<Uint8Array>;
  bytes(): number;
  end(): 'fine' | 'too large' | 'broken';
  /** Cancels the source, so that its connection is freed. */
  close(): void;
};

/**
 * Counts the bytes while they stream, and ends the stream with an error beyond 50 MB, because the announced size may be
 * wrong. Reads one chunk at a time, only when Zendesk asks for it.
 */
function countBytes(source: ReadableStream<Uint8Array>): CountedStream {
  const reader = source.getReader();
  let bytes = 0;
  let end: 'fine' | 'too large' | 'broken' = 'fine';
  const release = (): void => {
    reader.cancel().catch(() => undefined);
  };
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
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
          end = 'broken';
          controller.error(error);
        }
      },
      cancel: release,
    },
    { highWaterMark: 0 },
  );
  return { stream, bytes: () => bytes, end: () => end, close: release };
}
