import { GatewayError } from './errors.ts';

/** The body as it came, which is what a signature is over. */
export function bytesOf(body: unknown): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

/** Throws a GatewayError (400) unless the bytes are one JSON document in UTF-8. */
export function jsonOf(body: unknown): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytesOf(body)));
  } catch {
    throw new GatewayError('not_json');
  }
}
