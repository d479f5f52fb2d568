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
  const secrets = secretsOf(config.credentials);

  return (signal) => {
    const sendOnce = (ask: Ask, options: Options = {}): Promise<Answer> => {
      const timeoutMs = Math.min(options.timeoutMs ?? usualTimeoutMs, config.timeoutMs ?? Number.POSITIVE_INFINITY);
      return signedIn(credentials, options.rawBody === undefined, (authorization) =>
        send(ask, { ...options, authorization, timeoutMs, signal }),
      );
    };
    const answerOf = async (ask: Ask, options: Options = {}): Promise<Answer> => {
      try {
        return await sendOnce(ask, options);
      } catch (thrown) {
        const error = withoutSecrets(thrown, secrets);
        if (!(error instanceof ZendeskError) || !mayBeAccount(error) || (await isAccountThere(sendOnce))) throw error;
        throw new ZendeskError('AccountGone', error.facts);
      }
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

/** SEC-3: the parts of the sign-in that no text of Zendesk may carry into a history. */
function secretsOf(credentials: ZendeskCredentials): readonly string[] {
  if (credentials.kind === 'oauth') return [credentials.clientSecret];
  const { email, token } = credentials;
  return [Buffer.from(`${email}/token:${token}`).toString('base64'), token];
}

/** SEC-3: the same error, in whose words no secret stands, if Zendesk or a proxy repeats what was sent. */
function withoutSecrets(error: unknown, secrets: readonly string[]): unknown {
  if (!(error instanceof ZendeskError)) return error;
  const { facts } = error;
  const masked = (text: string): string =>
    secrets
      .reduce((rest, secret) => (secret === '' ? rest : rest.replaceAll(secret, '…')), text)
      .replaceAll(/\b(Basic|Bearer) [\w+/=.~-]{8,2000}/g, '$1 …');
  const description = facts.description === null ? null : masked(facts.description);
  const details = facts.details.map((detail) => ({ ...detail, words: masked(detail.words) }));
  return new ZendeskError(error.code, { ...facts, description, details });
}

/**
 * END-4: whether a 403 or 404 may concern the whole account, and not one record or permission. A record that Zendesk calls missing
 * is believed, unless it is a ticket: a session makes a new ticket in its place (UPD-18).
 */
function mayBeAccount({ code, facts }: ZendeskError): boolean {
  if (code !== 'Forbidden' && code !== 'NotFound' && code !== 'TicketGone') return false;
  const isCreation = facts.method === 'POST' && ['tickets', 'users/create_or_update'].includes(facts.path);
  return isCreation || code === 'TicketGone' || facts.name !== 'RecordNotFound';
}

/** Whether the account answers at all. It knows its own user, whatever this user may do. */
async function isAccountThere(sendOnce: (ask: Ask) => Promise<Answer>): Promise<boolean> {
  try {
    await sendOnce(({ users }) => users.me());
    return true;
  } catch (error) {
    // Refused credentials are another problem, which is reported as such.
    return !(error instanceof ZendeskError) || error.code === 'Unauthorized';
  }
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
    details: parsed.error.issues.slice(0, 5).map((issue) => ({
      field: issue.path.join('.'),
      ticketFieldId: null,
      reason: issue.code,
      words: '',
    })),
  });
}
