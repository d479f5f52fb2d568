import { ApplicationFailure } from '@temporalio/common';
import type { FileToAttach } from '../../domain/writes/write.ts';
import type { Upload } from '../contract.ts';
import { type SourceFile, largestFileBytes, openSource, tooLarge } from '../files/source.ts';
import { uploadAnswer } from './answers.ts';
import { ZendeskError } from './errors.ts';
import type { Zendesk } from './zendesk.ts';

const overallMs = 10 * 60_000;

/**
 * SEC-5, UPD-12: from the platform straight into Zendesk, in constant memory. A second attempt only leaks an unused token.
 * @throws ApplicationFailure `FileUnavailable` (retryable) when the platform can't deliver now; ZendeskError.
 */
export async function uploadFile(
  zendesk: Zendesk,
  file: FileToAttach,
  fileHosts: readonly string[],
  cancelled: AbortSignal,
): Promise<Upload> {
  const late = AbortSignal.timeout(overallMs);
  const source = await orUnavailable(late, () => openSource(file.url, fileHosts, AbortSignal.any([late, cancelled])));
  if (source.kind === 'refused') return source;
  if (source.kind === 'unavailable') throw unavailable(source.message);
  return pass(zendesk, file, source, cancelled);
}

async function orUnavailable<T>(late: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw late.aborted ? unavailable('The file did not arrive within ten minutes.') : error;
  }
}

function unavailable(message: string): ApplicationFailure {
  return ApplicationFailure.create({ type: 'FileUnavailable', message });
}

async function pass(zendesk: Zendesk, file: FileToAttach, source: SourceFile, cancelled: AbortSignal): Promise<Upload> {
  const counted = count(source.body);
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

type Counted = {
  readonly stream: ReadableStream<Uint8Array>;
  bytes(): number;
  end(): 'fine' | 'too large' | 'broken';
  /** Lets go of the source when nobody reads on. */
  close(): void;
};

/** What is announced may be wrong: counted while it streams, one chunk at a time, as fast as Zendesk takes it. */
function count(source: ReadableStream<Uint8Array>): Counted {
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
