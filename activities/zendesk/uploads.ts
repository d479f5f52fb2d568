import { ApplicationFailure } from '@temporalio/common';
import type { FileToAttach } from '../../domain/zendesk/ticket-write.ts';
import type { Upload } from '../contract.ts';
import { type SourceFile, largestFileBytes, openSource, tooLarge } from '../files/source.ts';
import { uploadAnswer } from './answers.ts';
import { ZendeskError } from './http/errors.ts';
import type { Zendesk } from './http/zendesk.ts';

const overallMs = 10 * 60_000;

/** Where files come from. */
export type FileSources = {
  /** SEC-5: `host` or `host:port` that files may be fetched from. */
  readonly fileHosts: readonly string[];
  /** UPD-14: a long text that a session was told, by its fact; null: that session does not keep it (any more). */
  readonly readLongText: (sessionId: string, fact: string) => Promise<string | null>;
};

/**
 * SEC-5, UPD-12: from the platform straight into Zendesk, in constant memory; UPD-14: a text that a session keeps, as UTF-8.
 * A second attempt only leaks an unused token.
 * @throws ApplicationFailure `FileUnavailable` (retryable) when the platform can't deliver now; ZendeskError; what `readTold` throws.
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
      return uploadFrom(zendesk, file, from.url, fileHosts, cancelled);
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

/** A text without its encoding named is taken for another one by some browsers. */
function withCharset(contentType: string): string {
  return contentType.startsWith('text/') && !contentType.includes('charset')
    ? `${contentType}; charset=utf-8`
    : contentType;
}

async function uploadFrom(
  zendesk: Zendesk,
  file: FileToAttach,
  url: string,
  fileHosts: readonly string[],
  cancelled: AbortSignal,
): Promise<Upload> {
  const timeout = AbortSignal.timeout(overallMs);
  const source = await unavailableIfLate(timeout, () => openSource(url, fileHosts, AbortSignal.any([timeout, cancelled])));
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

async function uploadStream(zendesk: Zendesk, file: FileToAttach, source: SourceFile, cancelled: AbortSignal): Promise<Upload> {
  const counted = countBytes(source.body);
  try {
    const { body } = await zendesk.post('uploads', uploadAnswer, {
      query: { filename: file.name },
      stream: counted.stream,
      headers: {
        'Content-Type': contentTypeOf(file, source),
        ...(source.bytes === null ? {} : { 'Content-Length': String(source.bytes) }),
      },
      timeoutMs: overallMs,
    });
    return {
      kind: 'uploaded',
      token: body.upload.token,
      contentUrl: body.upload.attachment.content_url,
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

/** The platform's servers often say no more than "bytes"; then what the event said of the file is better. */
function contentTypeOf(file: FileToAttach, source: SourceFile): string {
  const served = source.contentType;
  return served === null || /^(application|binary)\/octet-stream\b/i.test(served) ? file.contentType : served;
}

type CountedStream = {
  readonly stream: ReadableStream<Uint8Array>;
  bytes(): number;
  end(): 'fine' | 'too large' | 'broken';
  /** Lets go of the source when nobody reads on. */
  close(): void;
};

/** What is announced may be wrong: counted while it streams, one chunk at a time, as fast as Zendesk takes it. */
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
