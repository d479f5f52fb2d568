import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { DataConverter, Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';

// SEC-6: clients and workers encrypt each payload before they send it. The Temporal server never has a key.

/** Path of the module that makes the messages and stacks of errors pass through the codec. The workflow bundle needs it too. */
export const encodedFailures = fileURLToPath(new URL('encoded-failures.mjs', import.meta.url));

/** Temporal's own samples use this name. */
const encoding = Buffer.from('binary/encrypted');
const algorithm = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;

const payloadMessage = proto.temporal.api.common.v1.Payload;

/**
 * Splits `PAYLOAD_KEY` into its keys. The first key encrypts; every key decrypts.
 *
 * @param list keys of 32 bytes each, in base64, separated by commas
 * @returns null if one of them is not a valid key
 */
export function parsePayloadKeys(list: string): readonly string[] | null {
  const keys = list.split(',').map((key) => key.trim());
  return keys.every((key) => /^[\w+/]{43}=$/.test(key) && Buffer.from(key, 'base64').length === 32) ? keys : null;
}

/** Why a payload cannot be decrypted, and what to do. */
export const unreadableMessages = {
  unknown_key: 'This was encrypted with a key that PAYLOAD_KEY does not hold: add that key behind the present one.',
  damaged: 'This can not be decrypted: it was changed, or cut off, after it was encrypted.',
} as const;

/**
 * A payload cannot be decrypted. With `unknown_key` it can be decrypted once the missing key is added to `PAYLOAD_KEY`.
 * With `damaged` its content is lost.
 */
export class UnreadablePayload extends Error {
  readonly code: keyof typeof unreadableMessages;

  constructor(code: keyof typeof unreadableMessages) {
    super(unreadableMessages[code]);
    this.name = 'UnreadablePayload';
    this.code = code;
  }
}

/**
 * SEC-6: encrypts each whole payload with AES-256-GCM. Payloads that are not encrypted are decoded unchanged, so a key may
 * be added while sessions run. `decode` rejects with UnreadablePayload.
 *
 * @param keys the result of `parsePayloadKeys`. With no keys nothing is encrypted, and encrypted payloads cannot be decoded.
 */
export function payloadCodec(keys: readonly string[]): PayloadCodec {
  const keysWithId = keys.map((key) => {
    const bytes = Buffer.from(key, 'base64');
    // The id distinguishes keys and reveals nothing about the key itself.
    return { bytes, id: createHash('sha256').update(bytes).digest('hex').slice(0, 16) };
  });
  const [encryptionKey] = keysWithId;

  function encrypt(payload: Payload): Payload {
    if (encryptionKey === undefined) return payload;
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv(algorithm, encryptionKey.bytes, iv);
    const ciphertext = Buffer.concat([cipher.update(payloadMessage.encode(payload).finish()), cipher.final()]);
    return {
      metadata: { encoding, 'encryption-key-id': Buffer.from(encryptionKey.id) },
      data: Buffer.concat([iv, cipher.getAuthTag(), ciphertext]),
    };
  }

  function decrypt(payload: Payload): Payload {
    const { encoding: payloadEncoding, 'encryption-key-id': keyId } = payload.metadata ?? {};
    if (!payloadEncoding || !encoding.equals(payloadEncoding)) return payload;
    const id = Buffer.from(keyId ?? []).toString();
    const key = keysWithId.find((each) => each.id === id);
    if (key === undefined) throw new UnreadablePayload('unknown_key');
    const data = Buffer.from(payload.data ?? []);
    try {
      const decipher = createDecipheriv(algorithm, key.bytes, data.subarray(0, ivBytes), { authTagLength: tagBytes });
      decipher.setAuthTag(data.subarray(ivBytes, ivBytes + tagBytes));
      return payloadMessage.decode(
        Buffer.concat([decipher.update(data.subarray(ivBytes + tagBytes)), decipher.final()]),
      );
    } catch {
      throw new UnreadablePayload('damaged');
    }
  }

  return {
    encode: async (payloads) => payloads.map(encrypt),
    decode: async (payloads) => payloads.map(decrypt),
  };
}

/**
 * Gives clients and workers their data converter. It encrypts payloads and error texts if there is a key (SEC-6).
 *
 * @param keys the result of `parsePayloadKeys`
 */
export function dataConverterOf(keys: readonly string[]): DataConverter {
  const payloadCodecs = [payloadCodec(keys)];
  return keys.length === 0 ? { payloadCodecs } : { payloadCodecs, failureConverterPath: encodedFailures };
}
