import { AsyncLocalStorage } from 'node:async_hooks';
import zendesk from 'node-zendesk';
import type { ZendeskErrorCode } from '../../../domain/zendesk/error-codes.ts';
import { type RateLimit, ZendeskError, type ZendeskErrorFacts } from './errors.ts';
import { classify, readEnvelope } from './envelope.ts';
import { readRateLimit, readRetryAfter } from './rate-limit.ts';

export type Method = 'GET' | 'POST' | 'PUT';

/** An answer with its headers and its whole body. node-zendesk's own methods drop headers, audits and counts. */
export type Answer = { readonly status: number; readonly headers: Headers; readonly body: unknown };

export type Call = {
  readonly method: Method;
  /** The path relative to the endpoint, without query and without a leading slash: `tickets/12`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>> | undefined;
  /** The request body, sent as JSON. */
  readonly body?: object | undefined;
  /** The request body, sent unchanged. Excludes `body`. */
  readonly stream?: ReadableStream<Uint8Array> | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The time limit until the whole answer has arrived. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal | null;
};

/** The facts about one answer that the request budget counts (OPS-4: the use of Zendesk's limits can be watched). */
export type AnswerSummary = {
  readonly method: Method;
  readonly path: string;
  readonly status: number;
  readonly rateLimit: RateLimit | null;
};

type Scope = { readonly call: Call; readonly authorization: string | null };

/** Carries the headers, signal and stream of a request past node-zendesk, which has no way to pass them on. */
const scope = new AsyncLocalStorage<Scope>();

type Received = {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  readonly text: string;
};

/** The parts that we use of the request that node-zendesk passes to a transport function. */
type Prepared = { readonly method: string; readonly headers: Record<string, string>; readonly body?: string };

export type Transport = {
  /**
   * Sends one request and gives the answer if its status is 2xx.
   * @param authorization value of the Authorization header; null: send none
   * @throws ZendeskError for any other status and when no answer comes; the signal's reason when the caller cancels
   */
  send(call: Call, authorization: string | null): Promise<Answer>;
};

/**
 * Creates node-zendesk with a transport of our own. Its own transport treats 429, 502 and 503 as success, has no
 * timeout, follows redirects with credentials, fails on empty bodies, and hides status, headers and text of errors.
 * @param endpoint base of the paths, for instance `https://example.zendesk.com/api/v2`
 * @param onAnswer called for every answer, whatever its status
 */
export function createTransport(endpoint: string, onAnswer?: (answered: AnswerSummary) => void): Transport {
  const client = zendesk.createClient({
    endpointUri: endpoint,
    // `exchange` sets the real header, so that no secret reaches node-zendesk's options and debug events.
    oauth: true,
    token: 'set-per-request',
    transportConfig: {
      transportFn: (uri: string, prepared: Prepared) => exchange(uri, prepared, onAnswer),
      responseAdapter: (received: Received) => ({
        status: received.status,
        statusText: received.statusText,
        headers: received.headers,
        text: received.text,
        json: async () => ({}),
      }),
    },
  });
  const transporter = client.tickets.transporter;

  return {
    async send(call, authorization) {
      const query = call.query === undefined ? '' : `?${new URLSearchParams(call.query).toString()}`;
      // node-zendesk uses an address that begins with the endpoint unchanged. To any other it would add path and query.
      const uri = `${endpoint}/${call.path}${query}`;
      const { response } = (await scope.run({ call, authorization }, () =>
        transporter.request(call.method, uri, call.body),
      )) as { readonly response: Received };
      return { status: response.status, headers: response.headers, body: parseBody(response, call) };
    },
  };
}

async function exchange(
  uri: string,
  prepared: Prepared,
  onAnswer?: (answered: AnswerSummary) => void,
): Promise<Received> {
  const { call, authorization } = scope.getStore() ?? missingScope();
  const timeout = AbortSignal.timeout(call.timeoutMs);
  let received: Received;
  try {
    const response = await fetch(uri, {
      method: call.method,
      headers: headersOf(prepared, call, authorization),
      ...(call.stream === undefined ? {} : { body: call.stream, duplex: 'half' as const }),
      ...(call.stream === undefined && prepared.body !== undefined ? { body: prepared.body } : {}),
      redirect: 'manual',
      signal: call.signal === null ? timeout : AbortSignal.any([timeout, call.signal]),
    });
    // The body is read inside the timeout and the `try`, because an answer that breaks off half-way counts as lost.
    received = {
      status: response.status,
      statusText: response.statusText,
      headers: response.headers,
      text: await response.text(),
    };
  } catch (error) {
    if (call.signal?.aborted === true) throw call.signal.reason;
    throw new ZendeskError(timeout.aborted ? 'TimedOut' : connectionCode(error), {
      method: call.method,
      path: call.path,
    });
  }
  const rateLimit = readRateLimit(received.headers);
  onAnswer?.({ method: call.method, path: call.path, status: received.status, rateLimit });
  if (received.status < 200 || received.status > 299) throw refusal(received, call, rateLimit);
  return received;
}

function missingScope(): never {
  throw new Error('node-zendesk was used without the adapter: send requests through createTransport().send');
}

function headersOf(prepared: Prepared, call: Call, authorization: string | null): Record<string, string> {
  const { Authorization: _placeholder, 'Content-Type': json, ...headers } = prepared.headers;
  return {
    ...headers,
    ...(authorization === null ? {} : { Authorization: authorization }),
    // A request without a body (screen pop) must not announce JSON: some servers refuse that.
    ...(prepared.body === undefined || json === undefined ? {} : { 'Content-Type': json }),
    ...call.headers,
  };
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

function connectionCode(error: unknown): ZendeskErrorCode {
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  const causes: readonly unknown[] =
    cause instanceof AggregateError ? [cause, ...(cause.errors as readonly unknown[])] : [cause];
  const unreachable = causes.some(
    (each) => each instanceof Error && 'code' in each && typeof each.code === 'string' && neverConnected.has(each.code),
  );
  return unreachable ? 'Unreachable' : 'ConnectionLost';
}

function factsOf(received: Received, call: Call): Pick<ZendeskErrorFacts, 'status' | 'method' | 'path' | 'requestId'> {
  const requestId = received.headers.get('x-request-id') ?? received.headers.get('x-zendesk-request-id');
  return { status: received.status, method: call.method, path: call.path, requestId };
}

function refusal(received: Received, call: Call, rateLimit: RateLimit | null): ZendeskError {
  const envelope = readEnvelope(received.text);
  const retryAfterMs = readRetryAfter(received.headers, Date.now());
  const code = classify({ status: received.status, hasRetryAfter: retryAfterMs !== null, envelope, path: call.path });
  return new ZendeskError(code, {
    ...factsOf(received, call),
    name: envelope.name,
    description: envelope.description,
    details: envelope.details.map(({ field, reason }) => ({ field, reason })),
    retryAfterMs,
    rateLimit,
  });
}

/** Parses JSON. An empty body is fine (screen pop). Other text comes from a proxy and throws `UnreadableAnswer`. */
function parseBody(received: Received, call: Call): unknown {
  if (received.text.trim() === '') return {};
  try {
    return JSON.parse(received.text) as unknown;
  } catch {
    throw new ZendeskError('UnreadableAnswer', factsOf(received, call));
  }
}
