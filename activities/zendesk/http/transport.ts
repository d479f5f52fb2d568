import type { ZendeskErrorCode } from '../../../domain/zendesk/error-codes.ts';
import { isRequestRefused } from '../../request-refused.ts';
import { type RateLimit, ZendeskError, type ZendeskErrorFacts } from './errors.ts';
import { classify, readEnvelope } from './envelope.ts';
import { readRateLimit, readRetryAfter } from './rate-limit.ts';

export type HttpRequest = {
  readonly method: string;
  readonly uri: string;
  /** The path in errors and in the request budget, as Zendesk's reference writes it: `tickets/12`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | ReadableStream<Uint8Array> | undefined;
  /** The time limit until the whole answer has arrived. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal | null;
};

/** An answer whose status is 2xx. `body` is the whole body, parsed from JSON. */
export type Answer = {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
};

/** The facts about one answer that the request budget counts (OPS-4: the use of Zendesk's limits can be watched). */
export type AnswerSummary = {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly rateLimit: RateLimit | null;
};

type Received = { readonly status: number; readonly headers: Headers; readonly text: string };

/**
 * Sends one request with `fetch`. Redirects are not followed, because they would carry the credentials elsewhere.
 * @param onAnswer called for every answer, whatever its status
 * @throws ZendeskError for any status but 2xx, when no answer comes, and when the answer is not JSON; the signal's reason
 *   when the caller cancels
 */
export async function exchange(request: HttpRequest, onAnswer?: (answered: AnswerSummary) => void): Promise<Answer> {
  const { method, path } = request;
  const received = await receive(request);
  const rateLimit = readRateLimit(received.headers);
  onAnswer?.({ method, path, status: received.status, rateLimit });
  if (received.status < 200 || received.status > 299) throw refusal(received, request, rateLimit);
  return { method, path, status: received.status, headers: received.headers, body: parseBody(received, request) };
}

async function receive({ uri, method, path, headers, body, timeoutMs, signal }: HttpRequest): Promise<Received> {
  const timeout = AbortSignal.timeout(timeoutMs);
  let isAnswered = false;
  try {
    const response = await fetch(uri, {
      method,
      headers,
      ...(body === undefined ? {} : { body, duplex: 'half' as const }),
      redirect: 'manual',
      signal: signal === null ? timeout : AbortSignal.any([timeout, signal]),
    });
    isAnswered = true;
    // The body is read inside the timeout and the `try`, because an answer that breaks off half-way counts as lost.
    return { status: response.status, headers: response.headers, text: await response.text() };
  } catch (error) {
    if (signal?.aborted === true) throw signal.reason;
    throw new ZendeskError(timeout.aborted ? 'TimedOut' : codeOf(error, isAnswered), { method, path });
  }
}

/**
 * Error codes of Node and undici that mean: no connection was made. After any other error the request may have arrived.
 */
const neverConnected: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** `NotSent` if `fetch` refused the request itself, for example because of a header. Such an error has no cause. */
function codeOf(error: unknown, isAnswered: boolean): ZendeskErrorCode {
  return !isAnswered && isRequestRefused(error) ? 'NotSent' : connectionCode(error);
}

function connectionCode(error: unknown): ZendeskErrorCode {
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  const causes: readonly unknown[] =
    cause instanceof AggregateError ? [cause, ...(cause.errors as readonly unknown[])] : [cause];
  const unreachable = causes.some(
    (each) => each instanceof Error && 'code' in each && typeof each.code === 'string' && neverConnected.has(each.code),
  );
  return unreachable ? 'Unreachable' : 'ConnectionLost';
}

function factsOf(
  { status, headers }: Received,
  { method, path }: HttpRequest,
): Pick<ZendeskErrorFacts, 'status' | 'method' | 'path' | 'requestId'> {
  return { status, method, path, requestId: headers.get('x-request-id') ?? headers.get('x-zendesk-request-id') };
}

function refusal(received: Received, request: HttpRequest, rateLimit: RateLimit | null): ZendeskError {
  const envelope = readEnvelope(received.text);
  const retryAfterMs = readRetryAfter(received.headers, Date.now());
  const code = classify({
    status: received.status,
    hasRetryAfter: retryAfterMs !== null,
    envelope,
    path: request.path,
  });
  return new ZendeskError(code, {
    ...factsOf(received, request),
    name: envelope.name,
    description: envelope.description,
    details: envelope.details.map(({ field, reason }) => ({ field, reason })),
    retryAfterMs,
    rateLimit,
  });
}

/** Parses JSON. An empty body is fine (screen pop). Other text comes from a proxy and throws `UnreadableAnswer`. */
function parseBody(received: Received, request: HttpRequest): unknown {
  if (received.text.trim() === '') return {};
  try {
    return JSON.parse(received.text) as unknown;
  } catch {
    throw new ZendeskError('UnreadableAnswer', factsOf(received, request));
  }
}
