import type { FastifySchemaCompiler } from 'fastify';
import type { z } from 'zod';
import { readJson } from './body.ts';
import { GatewayError } from './errors.ts';

/** The errors that a schema found, each with its path. */
type Issues = readonly z.core.$ZodIssue[];

/**
 * Checks each part of a request by the zod schema of its route, and gives handlers the parsed values. A body is read as
 * JSON first, because the parser keeps its bytes. The compiler of `fastify-type-provider-zod` is not used: it gives paths
 * with slashes, which a key may contain, and errors that would have to be translated.
 *
 * @param refuse makes the error for a part that its schema refuses. `part` is `body`, `querystring`, `params` or `headers`.
 */
export function validatorCompiler(
  refuse: (issues: Issues, part: string) => GatewayError = refuseInput,
): FastifySchemaCompiler<z.ZodType> {
  return ({ schema, httpPart = '' }) =>
    (data: unknown) => {
      const input = httpPart === 'body' ? readJson(data) : { value: data };
      if (input === null) return { error: new GatewayError('not_json') };
      const parsed = schema.safeParse(input.value);
      return parsed.success ? { value: parsed.data } : { error: refuse(parsed.error.issues, httpPart) };
    };
}

function refuseInput(issues: Issues, part: string): GatewayError {
  const fields = issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  return new GatewayError(part === 'body' ? 'bad_body' : 'bad_request', fields);
}

/** The error for a search: it names each wrong parameter, and each unknown one. */
export function refuseSearch(issues: Issues): GatewayError {
  const fields = issues.flatMap((issue) => {
    const paths = issue.code === 'unrecognized_keys' ? issue.keys : [issue.path.join('.')];
    return paths.map((path) => ({ path, message: issue.message }));
  });
  return new GatewayError('bad_search', fields);
}
