import { randomUUID } from 'node:crypto';
import { z } from 'zod';

/** The headers of an endpoint that changes something. */
export const idempotencyHeaders = z.object({
  'idempotency-key': z.string().optional().describe('The same key again changes nothing.'),
});

export type IdempotencyHeaders = z.output<typeof idempotencyHeaders>;

/** The `Idempotency-Key` of the caller. Without one, or with an unsuitable one, each request gets a key of its own. */
export function idempotencyKey({ 'idempotency-key': given }: IdempotencyHeaders): string {
  return given !== undefined && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
}
