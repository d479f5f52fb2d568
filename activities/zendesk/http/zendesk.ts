import type { z } from 'zod';
import { type Credentials, type ZendeskCredentials, createCredentials } from './credentials.ts';
import { ZendeskError } from './errors.ts';
import { type Answer, type AnswerSummary, type Call, createTransport } from './transport.ts';

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

type Options = Partial<Pick<Call, 'query' | 'body' | 'stream' | 'headers' | 'timeoutMs'>>;

/**
 * Zendesk's REST API for one caller. Paths are those of Zendesk's reference, without a leading slash. All methods throw
 * ZendeskError, also when the answer does not fit the schema (`UnreadableAnswer`).
 */
export type Zendesk = {
  get<T>(path: string, schema: z.ZodType<T>, query?: Readonly<Record<string, string>>): Promise<T>;
  post<T>(path: string, schema: z.ZodType<T>, options: Options): Promise<{ readonly status: number; readonly body: T }>;
  put<T>(path: string, schema: z.ZodType<T>, body: object): Promise<T>;
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
  const credentials = createCredentials(url, config.credentials);
  const transport = createTransport(`${url}/api/v2`, onAnswer);

  return (signal) => {
    const send = (method: Call['method'], path: string, options: Options): Promise<Answer> => {
      const timeoutMs = Math.min(options.timeoutMs ?? usualTimeoutMs, config.timeoutMs ?? Number.POSITIVE_INFINITY);
      return signedIn(credentials, options.stream === undefined, (header) =>
        transport.send({ ...options, timeoutMs, method, path, signal }, header),
      );
    };
    return {
      get: async (path, schema, query) =>
        read(await send('GET', path, query === undefined ? {} : { query }), schema, 'GET', path),
      post: async (path, schema, options) => {
        const answer = await send('POST', path, options);
        return { status: answer.status, body: read(answer, schema, 'POST', path) };
      },
      put: async (path, schema, body) => read(await send('PUT', path, { body }), schema, 'PUT', path),
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
  send: (header: string) => Promise<Answer>,
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

function read<T>(answer: Answer, schema: z.ZodType<T>, method: Call['method'], path: string): T {
  const parsed = schema.safeParse(answer.body);
  if (parsed.success) return parsed.data;
  throw new ZendeskError('UnreadableAnswer', {
    method,
    path,
    status: answer.status,
    requestId: answer.headers.get('x-request-id'),
    details: parsed.error.issues.slice(0, 5).map((issue) => ({ field: issue.path.join('.'), reason: issue.code })),
  });
}
