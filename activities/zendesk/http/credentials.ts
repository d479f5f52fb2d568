import { z } from 'zod';
import { ZendeskError } from './errors.ts';
import { createSend } from './node-zendesk.ts';

/** SEC-4: the product signs in to Zendesk with an API token or with OAuth client credentials. */
export type ZendeskCredentials =
  | { readonly kind: 'token'; readonly email: string; readonly token: string }
  | { readonly kind: 'oauth'; readonly clientId: string; readonly clientSecret: string };

export type Credentials = {
  /** Gives the value of the Authorization header. Throws ZendeskError when no token can be obtained. */
  header(): Promise<string>;
  /** Forgets a header that Zendesk refused. True if a new one can be requested. */
  handleRefusal(header: string): boolean;
};

/**
 * Audits need the global `read`, screen pops and uploads the global `write`. With an unknown scope a token is of no
 * use.
 */
const scopes = 'read write';
const timeoutMs = 15_000;

const tokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.number().positive().nullish() });

type Token = { readonly header: string; readonly renewAt: number };

/**
 * Creates the sign-in of one account. OAuth tokens are cached until shortly before they expire.
 * @param url base address of the account, without `/api/v2`
 */
export function createCredentials(url: string, credentials: ZendeskCredentials): Credentials {
  if (credentials.kind === 'oauth') {
    return clientCredentials(url, credentials.clientId, credentials.clientSecret);
  }
  const header = `Basic ${Buffer.from(`${credentials.email}/token:${credentials.token}`).toString('base64')}`;
  return { header: async () => header, handleRefusal: () => false };
}

function clientCredentials(url: string, clientId: string, clientSecret: string): Credentials {
  const send = createSend(`${url}/oauth`);
  let token: Token | null = null;
  let pendingToken: Promise<Token> | null = null;

  async function requestToken(): Promise<Token> {
    const requestedAt = Date.now();
    const body = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, scope: scopes };
    const answer = await send(({ oauthtokens }) => oauthtokens.request('POST', `${url}/oauth/tokens`), {
      rawBody: JSON.stringify(body),
      authorization: null,
      timeoutMs,
      // The caller's signal must not abort this request, because other requests wait for the same token.
      signal: null,
    });
    const read = tokenAnswer.safeParse(answer.body);
    if (!read.success)
      throw new ZendeskError('UnreadableAnswer', { method: 'POST', path: 'tokens', status: answer.status });
    // If the answer has no lifetime, half an hour is assumed, the shortest that Zendesk uses by default.
    const lifetimeMs = (read.data.expires_in ?? 1800) * 1000;
    return {
      header: `Bearer ${read.data.access_token}`,
      renewAt: requestedAt + lifetimeMs - Math.min(60_000, lifetimeMs / 5),
    };
  }

  return {
    async header() {
      if (token !== null && Date.now() < token.renewAt) return token.header;
      pendingToken ??= requestToken().finally(() => {
        pendingToken = null;
      });
      try {
        token = await pendingToken;
      } catch (error) {
        throw asSignInError(error);
      }
      return token.header;
    },
    handleRefusal(header) {
      // Another request may have renewed the token meanwhile. The new token stays.
      if (token?.header === header) token = null;
      return true;
    },
  };
}

/**
 * Converts an error of the token request. Codes that mean "may have been applied" become `Unreachable`, because the
 * write itself was not sent yet. Codes that mean refused credentials become `Unauthorized`.
 */
function asSignInError(error: unknown): unknown {
  if (!(error instanceof ZendeskError)) return error;
  switch (error.code) {
    case 'BadRequest':
    case 'Forbidden':
    case 'Invalid':
    case 'NotFound':
      return new ZendeskError('Unauthorized', error.facts);
    case 'ServerError':
    case 'ConnectionLost':
    case 'TimedOut':
    case 'UnreadableAnswer':
      return new ZendeskError('Unreachable', error.facts);
    default:
      return error;
  }
}
