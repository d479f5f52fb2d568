import nodeZendesk, { type ZendeskClient } from 'node-zendesk';
import { ZendeskError } from './errors.ts';
import { type Answer, type AnswerSummary, exchange } from './transport.ts';

/** Calls one method of node-zendesk that sends one request: `({ tickets }) => tickets.show(12)`. */
export type Ask = (client: ZendeskClient) => Promise<unknown>;

export type Call = {
  /** Headers beside those that node-zendesk sets. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** A body that is sent as it is and that node-zendesk does not see: a stream, or a body with a secret. */
  readonly rawBody?: string | ReadableStream<Uint8Array> | undefined;
  /** The value of the Authorization header. Null: none is sent. */
  readonly authorization: string | null;
  /** The time limit until the whole answer has arrived. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal | null;
};

/**
 * Sends one request and gives its answer if the status is 2xx.
 * @throws ZendeskError for any other status and when no answer comes; the signal's reason when the caller cancels
 */
export type Send = (ask: Ask, call: Call) => Promise<Answer>;

/** The parts that we use of the request that node-zendesk passes to a transport function. */
type Prepared = { readonly method: string; readonly headers: Record<string, string>; readonly body?: string };

/**
 * Creates the function that sends requests through node-zendesk. Each request gets a client of its own, whose transport
 * knows the credentials, the time limit and the signal of this request. node-zendesk's own transport treats 429, 502
 * and 503 as success, has no timeout, follows redirects with credentials, fails on empty bodies, and hides status,
 * headers and text of errors.
 * @param endpoint base of the paths, for instance `https://example.zendesk.com/api/v2`
 * @param onAnswer called for every answer, whatever its status
 */
export function createSend(endpoint: string, onAnswer?: (answered: AnswerSummary) => void): Send {
  return async (ask, { headers, rawBody, authorization, timeoutMs, signal }) => {
    const answers: Answer[] = [];
    let isSent = false;
    const transportFn = async (uri: string, prepared: Prepared): Promise<Answer> => {
      const body = rawBody ?? prepared.body;
      isSent = true;
      const answer = await exchange(
        {
          method: prepared.method,
          uri,
          path: pathOf(uri, endpoint),
          headers: headersOf(prepared.headers, authorization, body !== undefined),
          body,
          timeoutMs,
          signal,
        },
        onAnswer,
      );
      answers.push(answer);
      return answer;
    };
    const client = nodeZendesk.createClient({
      endpointUri: endpoint,
      ...(headers === undefined ? {} : { customHeaders: headers }),
      // node-zendesk refuses to work without a token. `headersOf` replaces it, so that no secret is in the options
      // and debug events of node-zendesk.
      oauth: true,
      token: 'replaced before the request is sent',
      throwOriginalException: true,
      transportConfig: { transportFn, responseAdapter },
    });
    try {
      await ask(client);
    } catch (error) {
      // An error before the request was sent comes from its values, so it would come again.
      if (isSent || signal?.aborted === true) throw error;
      throw new ZendeskError('NotSent', { method: 'any', path: 'a request', name: nameOf(error) });
    }
    const [answer] = answers;
    if (answer === undefined || answers.length > 1) throw new Error('`ask` must send exactly one request.');
    return answer;
  };
}

/**
 * Gives node-zendesk an empty body, because callers read the body of the `Answer`. The `result` that node-zendesk makes
 * of a body lacks counts and links to the next page, and node-zendesk fails on a body whose ticket is null.
 */
function responseAdapter({ status, headers }: Answer) {
  return { status, headers, json: async () => ({}) };
}

/** Without the suffix `.json`, which the methods of node-zendesk add to each path. */
function pathOf(uri: string, endpoint: string): string {
  return uri.slice(endpoint.length + 1).replace(/(\.json)?(\?.*)?$/, '');
}

function headersOf(
  prepared: Readonly<Record<string, string>>,
  authorization: string | null,
  hasBody: boolean,
): Record<string, string> {
  const { Authorization: _placeholder, 'Content-Type': contentType, ...headers } = prepared;
  return {
    ...headers,
    ...(authorization === null ? {} : { Authorization: authorization }),
    // A request without a body (screen pop) must not announce JSON: some servers refuse that.
    ...(hasBody && contentType !== undefined ? { 'Content-Type': contentType } : {}),
  };
}

function nameOf(error: unknown): string | null {
  return error instanceof Error ? error.name : null;
}
