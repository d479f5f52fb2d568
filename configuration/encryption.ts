import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { DataConverter, Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';

/** SEC-6: what Temporal stores is encrypted by whoever sends it, and never known to Temporal. */

/** The module that gives failures to the codec; the workflows' bundle needs it too. */
export const encodedFailures = fileURLToPath(new URL('encoded-failures.mjs', import.meta.url));

/** As Temporal's own samples name it. */
const encoding = 'binary/encrypted';
const cipher = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;

const wire = proto.temporal.api.common.v1.Payload;
const ascii = (text: string): Uint8Array => Buffer.from(text, 'ascii');
const textOf = (bytes: Uint8Array | null | undefined): string => Buffer.from(bytes ?? []).toString('ascii');

/**
 * The keys of `PAYLOAD_KEY`: 32 bytes in base64 each, separated by commas. The first encrypts, all decrypt.
 *
 * @returns null if one of them is none
 */
export function payloadKeysOf(list: string): readonly string[] | null {
  const keys = list.split(',').map((key) => key.trim());
  return keys.every((key) => /^[\w+/]{43}=$/.test(key) && Buffer.from(key, 'base64').length === 32) ? keys : null;
}

const unreadable = {
  unknown_key: 'This was encrypted with a key that PAYLOAD_KEY does not hold: add that key behind the present one.',
  damaged: 'This can not be decrypted: it was changed, or cut off, after it was encrypted.',
} as const;

/** What was encrypted can't be read here. Not permanent where the key is missing: with it, all goes on. */
export class UnreadablePayload extends Error {
  readonly code: keyof typeof unreadable;

  constructor(code: keyof typeof unreadable) {
    super(unreadable[code]);
    this.name = 'UnreadablePayload';
    this.code = code;
  }
}

/**
 * AES-256-GCM over each whole payload. What is not encrypted is read as it is, so a key may be set while sessions run.
 *
 * @param keys at least one, as `payloadKeysOf` gives them
 */
export function payloadCodec(keys: readonly string[]): PayloadCodec {
  const known = keys.map((key) => {
    const bytes = Buffer.from(key, 'base64');
    // Tells which key it was, and nothing about it.
    return { bytes, id: createHash('sha256').update(bytes).digest('hex').slice(0, 16) };
  });
  const [first] = known;
  if (first === undefined) throw new Error('There is no key to encrypt with.');
  const present = first;

  function encrypted(payload: Payload): Payload {
    const iv = randomBytes(ivBytes);
    const sealing = createCipheriv(cipher, present.bytes, iv);
    const sealed = Buffer.concat([sealing.update(wire.encode(payload).finish()), sealing.final()]);
    return {
      metadata: { encoding: ascii(encoding), 'encryption-key-id': ascii(present.id) },
      data: Buffer.concat([iv, sealing.getAuthTag(), sealed]),
    };
  }

  function decrypted(payload: Payload): Payload {
    if (textOf(payload.metadata?.['encoding']) !== encoding) return payload;
    const id = textOf(payload.metadata?.['encryption-key-id']);
    const key = known.find((each) => each.id === id);
    if (key === undefined) throw new UnreadablePayload('unknown_key');
    const data = Buffer.from(payload.data ?? []);
    try {
      const opening = createDecipheriv(cipher, key.bytes, data.subarray(0, ivBytes), { authTagLength: tagBytes });
      opening.setAuthTag(data.subarray(ivBytes, ivBytes + tagBytes));
      return wire.decode(Buffer.concat([opening.update(data.subarray(ivBytes + tagBytes)), opening.final()]));
    } catch {
      throw new UnreadablePayload('damaged');
    }
  }

  return {
    encode: async (payloads) => payloads.map(encrypted),
    decode: async (payloads) => payloads.map(decrypted),
  };
}

/** How clients and workers write what they send to Temporal: encrypted if there is a key. */
export function dataConverterOf(keys: readonly string[]): DataConverter {
  return keys.length === 0 ? {} : { payloadCodecs: [payloadCodec(keys)], failureConverterPath: encodedFailures };
}
