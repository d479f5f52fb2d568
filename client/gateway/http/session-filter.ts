import type { SessionFilter } from '../../../domain/api/sessions.ts';
import { sessionFilterSchema } from '../../../domain/api/sessions.ts';
import { GatewayError } from './errors.ts';

/** Reads a search for sessions from the query string. Throws a GatewayError (422) with each wrong or unknown parameter. */
export function sessionFilterOf(query: unknown): SessionFilter {
  const filter = sessionFilterSchema.safeParse(query);
  if (filter.success) return filter.data;
  const fields = filter.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((path) => ({ path, message: 'nothing is searched by this' }))
      : [{ path: issue.path.join('.'), message: issue.message }],
  );
  throw new GatewayError('bad_search', fields);
}
