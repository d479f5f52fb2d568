import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** JSON Schema of the headers of an endpoint that changes something, for the OpenAPI document. */
export const idempotencyHeaders = {
  type: 'object',
  properties: { 'idempotency-key': { type: 'string', description: 'The same key again changes nothing.' } },
} as const;

/** The `Idempotency-Key` of the caller. Without one, or with an unsuitable one, each request gets a key of its own. */
export function idempotencyKey(headers: IncomingHttpHeaders): string {
  const given = headers['idempotency-key'];
  return typeof given === 'string' && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
}
