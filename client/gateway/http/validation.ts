import type { FastifySchemaCompiler } from 'fastify';
import type { z } from 'zod';
import type { FieldProblem } from '../../../domain/api/errors.ts';
import { measureJson } from '../../../domain/events/json-size.ts';
import { limits } from '../../../domain/limits.ts';
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
      const tooLarge = httpPart === 'body' ? sizeProblem(input.value) : null;
      if (tooLarge !== null) return { error: new GatewayError('bad_body', [tooLarge]) };
      const parsed = schema.safeParse(input.value);
      return parsed.success ? { value: parsed.data } : { error: refuse(parsed.error.issues, httpPart) };
    };
}

/** Checks the size of a body before a schema visits each part of it. Null: it may be parsed. */
function sizeProblem(body: unknown): FieldProblem | null {
  const { depth, values } = limits.request;
  const { problem } = measureJson(body, { depth: depth.value, members: values.value });
  if (problem === 'depth') return { path: '', message: `nested deeper than ${depth.value} levels` };
  return problem === null ? null : { path: '', message: `more than ${values.value} members in its lists and objects` };
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
