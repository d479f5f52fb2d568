import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { limits } from '../../../domain/limits.ts';
import { GatewayError } from './errors.ts';

/** The headers of an endpoint that changes something. */
export const idempotencyHeaders = z.object({
  'idempotency-key': z
    .string()
    .optional()
    .describe('The same key again changes nothing. It belongs to one caller, one endpoint and one body.'),
});

export type IdempotencyHeaders = z.output<typeof idempotencyHeaders>;

/** One command of a caller. */
export type KeyedRequest = {
  readonly headers: IdempotencyHeaders;
  /** The id of the caller. */
  readonly caller: string;
  /** One word for the endpoint. */
  readonly endpoint: string;
  /** The record that the command concerns. The same key for another record is another key. */
  readonly of: string;
  /** The body of the request after parsing. */
  readonly body: unknown;
};

export type CommandKey = {
  /** Caller, endpoint and key of the caller. Temporal runs a command with the same key once. */
  readonly key: string;
  /** A hash of the body. The answer to a command has that of the first request with the key. */
  readonly bodyHash: string;
};

export type IdempotencyKeys = {
  /** The key of a command. Throws a GatewayError (409) if the caller used the key with another body. */
  readonly keyOf: (request: KeyedRequest) => CommandKey;
  /** Forgets the bodies of a key, because Temporal knows the key with another body. */
  readonly forget: (headers: IdempotencyHeaders) => void;
};

/**
 * The keys of commands, each bound to caller, endpoint and body. A gateway remembers the last ones with their bodies. Another
 * gateway, or this one after a restart, gets the first body's hash with the answer to the command.
 */
export function idempotencyKeys(): IdempotencyKeys {
  const known = new Map<string, string>();
  return {
    forget: (headers) => {
      const part = `/${shortKey(givenKey(headers))}/`;
      for (const scope of known.keys()) if (scope.includes(part)) known.delete(scope);
    },
    keyOf: ({ headers, caller, endpoint, of, body }) => {
      const bodyHash = hashOf(JSON.stringify(body ?? null));
      const given = givenKey(headers);
      if (given === '') return { key: `${caller}/${endpoint}/${randomUUID()}`, bodyHash };
      const key = `${caller}/${endpoint}/${shortKey(given)}`;
      const scope = `${key}/${of}`;
      const before = known.get(scope);
      if (before !== undefined && before !== bodyHash) throw new RememberedKey();
      known.set(scope, bodyHash);
      const [oldest] = known.keys();
      if (known.size > limits.brakes.rememberedKeys.value && oldest !== undefined) known.delete(oldest);
      return { key, bodyHash };
    },
  };
}

/** The error for a key that this gateway remembers with another body. */
export class RememberedKey extends GatewayError {
  constructor() {
    super('key_reused');
    this.name = 'RememberedKey';
  }
}

function givenKey({ 'idempotency-key': key = '' }: IdempotencyHeaders): string {
  return key.trim();
}

/** A key of the caller as a part of an id in Temporal: as it is, or its hash if it has other characters or is long. */
function shortKey(given: string): string {
  return /^[\w.:-]{1,128}$/.test(given) ? given : hashOf(given);
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
