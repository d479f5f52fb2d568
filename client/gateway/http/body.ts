import type { z } from 'zod';
import { GatewayError } from './errors.ts';

/** The body exactly as it was sent. A signature covers these bytes. */
export function bodyBytes(body: unknown): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

/** Reads the body as one JSON document in UTF-8. Throws a GatewayError (400) if it is not one. */
export function bodyJson(body: unknown): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bodyBytes(body)));
  } catch {
    throw new GatewayError('not_json');
  }
}

/** Reads the body by its schema. Throws a GatewayError: 400 if it is not JSON, 422 with each wrong field. */
export function parseBody<Body>(body: unknown, schema: z.ZodType<Body>): Body {
  const parsed = schema.safeParse(bodyJson(body));
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  throw new GatewayError('bad_body', fields);
}
