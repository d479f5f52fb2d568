import { readToken } from '../../configuration/environment.ts';
import type { Bearer } from '../tokens.ts';
import { issueToken } from '../tokens.ts';
import type { CliContext } from './context.ts';
import { CommandFailed, configured } from './context.ts';

/** `token issue`: prints the token alone, so that it can be handed on. */
export async function printToken(bearer: Bearer, expires: string, surroundings: CliContext): Promise<number> {
  if (!/^[1-9]\d{0,4} ?(m|h|d|minutes?|hours?|days?)$/.test(expires))
    throw new CommandFailed('--expires: expected a time such as 30m, 8h or 7d');
  const { tokenSecret } = configured(readToken(surroundings.env));
  surroundings.out(await issueToken(tokenSecret, bearer, expires));
  return 0;
}
