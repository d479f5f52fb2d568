import type { z } from 'zod';
import { type Credentials, type ZendeskCredentials, createCredentials } from './credentials.ts';
import { ZendeskError } from './errors.ts';
import { type Ask, type Call, createSend } from './node-zendesk.ts';
import type { Answer, AnswerSummary } from './transport.ts';

export type ZendeskConfig = {
  /** Base address of the account, without `/api/v2`. */
  readonly url: string;
  readonly credentials: ZendeskCredentials;
  /**
   * Upper limit for the time that any request may take. Without it a request may take 15 s, an upload ten minutes, a
   * screen pop 3 s.
   */
  readonly timeoutMs?: number;
};

type Options = Partial<Pick<Call, 'headers' | 'rawBody' | 'timeoutMs'>>;
type RequestOptions = Options & {
  readonly query?: Readonly<Record<string, string>>;
  /** The request body, sent as JSON. */
  readonly body?: object;
};

/**
 * Zendesk's REST API for one caller. All methods send one request. They throw ZendeskError, also when the answer does
 * not fit the schema (`UnreadableAnswer`).
 */
export type Zendesk = {
  /** Sends the request of a method of node-zendesk: `send(ticketAnswer, ({ tickets }) => tickets.show(12))`. */
  send<T>(schema: z.ZodType<T>, ask: Ask, options?: Options): Promise<T>;
  /** Does the same, and gives the HTTP status and the headers too. */
  sendForStatus<T>(
    schema: z.ZodType<T>,
    ask: Ask,
    options?: Options,
  ): Promise<{ readonly status: number; readonly headers: Headers; readonly body: T }>;
  /**
   * Sends a request for which node-zendesk has no suitable method. docs/zendesk.md lists these requests.
   * @param path as in Zendesk's reference, without a leading slash: `users/search`
   */
  request<T>(schema: z.ZodType<T>, method: 'GET' | 'POST' | 'PUT', path: string, options?: RequestOptions): Promise<T>;
};

/** The time limit until the whole answer has arrived. Uploads and screen pops set their own. */
const usualTimeoutMs = 15_000;

/**
 * Connects to a Zendesk account.
 * @param onAnswer called for every answer, to watch the use of Zendesk's limits (OPS-4)
 * @returns a function that gives the API for one caller; `signal` aborts that caller's requests
 */
export function createZendesk(
  config: ZendeskConfig,
  onAnswer?: (answered: AnswerSummary) => void,
): (signal: AbortSignal | null) => Zendesk {
  const url = config.url.replace(/\/+$/, '');
  const endpoint = `${url}/api/v2`;
  const credentials = createCredentials(url, config.credentials);
  const send = createSend(endpoint, onAnswer);

  return (signal) => {
    const answerOf = (ask: Ask, options: Options = {}): Promise<Answer> => {
      const timeoutMs = Math.min(options.timeoutMs ?? usualTimeoutMs, config.timeoutMs ?? Number.POSITIVE_INFINITY);
      return signedIn(credentials, options.rawBody === undefined, (authorization) =>
        send(ask, { ...options, authorization, timeoutMs, signal }),
      );
    };
    return {
      send: async (schema, ask, options) => read(schema, await answerOf(ask, options)),
      sendForStatus: async (schema, ask, options) => {
        const answer = await answerOf(ask, options);
        return { status: answer.status, headers: answer.headers, body: read(schema, answer) };
      },
      request: async (schema, method, path, { query, body, ...options } = {}) => {
        // node-zendesk uses an address that begins with the endpoint as it is. To a path it would add `.json`.
        const uri = `${endpoint}/${path}${query === undefined ? '' : `?${new URLSearchParams(query).toString()}`}`;
        return read(schema, await answerOf(({ tickets }) => tickets.request(method, uri, body), options));
      },
    };
  };
}

/**
 * Sends a request. If Zendesk refuses the OAuth token (SEC-4), gets a new token and sends the request once more,
 * because a refused request was not carried out.
 * @param mayResend false for a stream, which can be read only once
 */
async function signedIn(
  credentials: Credentials,
  mayResend: boolean,
  send: (authorization: string) => Promise<Answer>,
): Promise<Answer> {
  const header = await credentials.header();
  try {
    return await send(header);
  } catch (error) {
    const expired = error instanceof ZendeskError && error.code === 'Unauthorized' && credentials.handleRefusal(header);
    if (!expired || !mayResend) throw error;
    return send(await credentials.header());
  }
}

function read<T>(schema: z.ZodType<T>, { method, path, status, headers, body }: Answer): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new ZendeskError('UnreadableAnswer', {
    method,
    path,
    status,
    requestId: headers.get('x-request-id'),
    details: parsed.error.issues.slice(0, 5).map((issue) => ({ field: issue.path.join('.'), reason: issue.code })),
  });
}
