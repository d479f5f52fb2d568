import { z } from 'zod';
import { ZendeskError } from './errors.ts';
import { type Transport, createTransport } from './transport.ts';

/** SEC-4: an API token, or an OAuth client (client credentials). */
export type ZendeskCredentials =
  | { readonly kind: 'token'; readonly email: string; readonly token: string }
  | { readonly kind: 'oauth'; readonly clientId: string; readonly clientSecret: string };

export type Credentials = {
  /** The value of the Authorization header. @throws ZendeskError when no token is to be had. */
  header(): Promise<string>;
  /** Zendesk refused this header: forget it. Says whether asking for a new one can help. */
  handleRefusal(header: string): boolean;
};

/** Audits need the global `read`, screen pops and uploads the global `write`; a scope that doesn't exist spoils the token. */
const scopes = 'read write';
const timeoutMs = 15_000;

const tokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.number().positive().nullish() });

type Token = { readonly header: string; readonly renewAt: number };

/** @param url base of the account, without `/api/v2` */
export function createCredentials(url: string, credentials: ZendeskCredentials): Credentials {
  if (credentials.kind === 'oauth') {
    return clientCredentials(createTransport(`${url}/oauth`), credentials.clientId, credentials.clientSecret);
  }
  const header = `Basic ${Buffer.from(`${credentials.email}/token:${credentials.token}`).toString('base64')}`;
  return { header: async () => header, handleRefusal: () => false };
}

function clientCredentials(transport: Transport, clientId: string, clientSecret: string): Credentials {
  let token: Token | null = null;
  let pendingToken: Promise<Token> | null = null;

  async function requestToken(): Promise<Token> {
    const asked = Date.now();
    const body = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, scope: scopes };
    // Not bound to the caller's signal: others wait for the same token.
    const answer = await transport.send({ method: 'POST', path: 'tokens', body, timeoutMs, signal: null }, null);
    const read = tokenAnswer.safeParse(answer.body);
    if (!read.success)
      throw new ZendeskError('UnreadableAnswer', { method: 'POST', path: 'tokens', status: answer.status });
    // Without a lifetime in the answer: Zendesk's shortest default, half an hour.
    const lifetimeMs = (read.data.expires_in ?? 1800) * 1000;
    return {
      header: `Bearer ${read.data.access_token}`,
      renewAt: asked + lifetimeMs - Math.min(60_000, lifetimeMs / 5),
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
      // Another request may have renewed it meanwhile: then the new one stays.
      if (token?.header === header) token = null;
      return true;
    },
  };
}

/** Whatever goes wrong while signing in, the write itself was never sent; refused credentials are one error, not several. */
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
