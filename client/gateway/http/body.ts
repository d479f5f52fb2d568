import { limits } from '../../../domain/limits.ts';
import { GatewayError } from './errors.ts';

/** The body exactly as it was sent. A signature covers these bytes. */
export function bodyBytes(body: unknown): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

/** Reads the body as one JSON document in UTF-8. Null: it is not one. */
export function readJson(body: unknown): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bodyBytes(body))) };
  } catch {
    return null;
  }
}

/** Throws a GatewayError (413) if a post has more events than are allowed (SEC-2). Nothing of such a post is taken. */
export function requireFewEvents(count: number): void {
  const most = limits.post.events.value;
  if (count <= most) return;
  const message = `The post has ${count} events, and at most ${most} are allowed: send them in several posts.`;
  throw new GatewayError('too_many_events', null, message);
}

/** Reads the body as one JSON document in UTF-8. Throws a GatewayError (400) if it is not one. */
export function bodyJson(body: unknown): unknown {
  const read = readJson(body);
  if (read === null) throw new GatewayError('not_json');
  return read.value;
}
