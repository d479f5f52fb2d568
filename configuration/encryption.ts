import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { DataConverter, Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';

/** SEC-6: what Temporal stores is encrypted by whoever sends it, and never known to Temporal. */

/** The module that gives failures to the codec; the workflows' bundle needs it too. */
export const encodedFailures = fileURLToPath(new URL('encoded-failures.mjs', import.meta.url));

/** As Temporal's own samples name it. */
const encoding = Buffer.from('binary/encrypted');
const cipher = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;

const wire = proto.temporal.api.common.v1.Payload;

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
 * Reading throws an UnreadablePayload.
 *
 * @param keys as `payloadKeysOf` gives them; none: nothing is encrypted, and what was can't be read
 */
export function payloadCodec(keys: readonly string[]): PayloadCodec {
  const known = keys.map((key) => {
    const bytes = Buffer.from(key, 'base64');
    // Tells which key it was, and nothing about it.
    return { bytes, id: createHash('sha256').update(bytes).digest('hex').slice(0, 16) };
  });
  const [present] = known;

  function encrypted(payload: Payload): Payload {
    if (present === undefined) return payload;
    const iv = randomBytes(ivBytes);
    const sealing = createCipheriv(cipher, present.bytes, iv);
    const sealed = Buffer.concat([sealing.update(wire.encode(payload).finish()), sealing.final()]);
    return {
      metadata: { encoding, 'encryption-key-id': Buffer.from(present.id) },
      data: Buffer.concat([iv, sealing.getAuthTag(), sealed]),
    };
  }

  function decrypted(payload: Payload): Payload {
    const { encoding: told, 'encryption-key-id': keyId } = payload.metadata ?? {};
    if (!told || !encoding.equals(told)) return payload;
    const id = Buffer.from(keyId ?? []).toString();
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

/** How clients and workers write what they send to Temporal, and read it: encrypted if there is a key. */
export function dataConverterOf(keys: readonly string[]): DataConverter {
  const payloadCodecs = [payloadCodec(keys)];
  return keys.length === 0 ? { payloadCodecs } : { payloadCodecs, failureConverterPath: encodedFailures };
}
