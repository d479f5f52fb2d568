import { readToken } from '../../configuration/environment.ts';
import type { Bearer } from '../tokens.ts';
import { limits } from '../../domain/limits.ts';
import { isLifeAllowed, issueToken } from '../tokens.ts';
import type { CliContext } from './context.ts';
import { CommandFailed, configured } from './context.ts';

/** `token issue`: prints the token and nothing else, so that a script can use the output. */
export async function printToken(bearer: Bearer, expires: string, context: CliContext): Promise<number> {
  if (!/^[1-9]\d{0,4} ?(m|h|d|minutes?|hours?|days?)$/.test(expires))
    throw new CommandFailed('--expires: expected a time such as 30m, 8h or 7d');
  if (!isLifeAllowed(expires))
    throw new CommandFailed(`--expires: a token may live for ${limits.tokens.life.value / 86_400} days at most`);
  const [secret] = configured(readToken(context.env)).tokenSecrets;
  context.out(await issueToken(secret, bearer, expires));
  return 0;
}
