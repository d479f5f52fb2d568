import { randomBytes } from 'node:crypto';
import { userByEmail, type Account } from './account.ts';
import { badRequest, invalidToken, Refusal, unauthenticated } from './errors.ts';
import { numberIn, textIn, type Json } from './json.ts';
import type { User } from './records.ts';

/** The user who sends a request: the admin of the account; undefined without credentials. Throws Refusal 401 for wrong ones. */
export function signedIn(account: Account, authorization: string | undefined): User | undefined {
  if (authorization === undefined || authorization === '') return undefined;
  const [scheme = '', credentials = ''] = authorization.split(' ', 2);
  const admin = userByEmail(account, account.settings.email);
  if (scheme.toLowerCase() === 'bearer') {
    const token = account.tokens.get(credentials);
    if (token === undefined || token.expires_at_ms <= account.clock.now()) throw invalidToken();
    return admin;
  }
  const expected = `${account.settings.email}/token:${account.settings.apiToken}`;
  if (scheme.toLowerCase() !== 'basic' || Buffer.from(credentials, 'base64').toString() !== expected)
    throw unauthenticated();
  return admin;
}

/** Issues an OAuth token for client credentials. `expires_in`: 300 s to 172,800 s, by default 30 minutes. */
export function issueToken(account: Account, given: Json): Json {
  if (given.grant_type !== 'client_credentials') {
    throw new Refusal(400, { error: 'unsupported_grant_type', error_description: 'Use client_credentials.' });
  }
  const { clientId, clientSecret } = account.settings;
  if (textIn(given.client_id) !== clientId || textIn(given.client_secret) !== clientSecret) {
    throw new Refusal(401, { error: 'invalid_client', error_description: 'The client id or secret is wrong.' });
  }
  const expiresIn = numberIn(given.expires_in) ?? 1800;
  if (expiresIn < 300 || expiresIn > 172_800) {
    throw badRequest('invalid_request', 'expires_in must be between 300 and 172800 seconds');
  }
  const accessToken = randomBytes(32).toString('hex');
  const scope = textIn(given.scope) ?? 'read write';
  account.tokens.set(accessToken, { expires_at_ms: account.clock.now() + expiresIn * 1000, scope });
  account.changed();
  return { access_token: accessToken, token_type: 'bearer', scope, expires_in: expiresIn };
}
