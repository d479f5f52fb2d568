import type { z } from 'zod';
import { type Credentials, type ZendeskCredentials, createCredentials } from './credentials.ts';
import { ZendeskError } from './errors.ts';
import { type Answer, type AnswerSummary, type Call, createTransport } from './transport.ts';

export type ZendeskConfig = {
  /** Base of the account, without `/api/v2`. */
  readonly url: string;
  readonly credentials: ZendeskCredentials;
  /** No answer is waited for longer than this; default: 15 s, ten minutes for an upload, 3 s for a screen pop. */
  readonly timeoutMs?: number;
};

type Options = Partial<Pick<Call, 'query' | 'body' | 'stream' | 'headers' | 'timeoutMs'>>;

/** Zendesk's REST interface for one caller: the paths are those of its reference, the answers are checked by a schema. */
export type Zendesk = {
  get<T>(path: string, schema: z.ZodType<T>, query?: Readonly<Record<string, string>>): Promise<T>;
  /** @throws ZendeskError; also when the answer isn't what the schema says (`UnreadableAnswer`). */
  post<T>(path: string, schema: z.ZodType<T>, options: Options): Promise<{ readonly status: number; readonly body: T }>;
  put<T>(path: string, schema: z.ZodType<T>, body: object): Promise<T>;
};

/** For a whole answer; uploads and screen pops have their own. */
const usualTimeoutMs = 15_000;

/**
 * Signs in and sends. Gives a `Zendesk` for a caller whose cancellation ends its requests.
 * @param onAnswer told of every answer (OPS-4)
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

/** SEC-4: a refused OAuth token is renewed once. Nothing was carried out, so the request may be sent again; not a stream, which is used up. */
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
