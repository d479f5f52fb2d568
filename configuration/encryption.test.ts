import { randomBytes } from 'node:crypto';
import { defaultPayloadConverter } from '@temporalio/common';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { payloadCodec, parsePayloadKeys, UnreadablePayload } from './encryption.ts';

const newKey = (): string => randomBytes(32).toString('base64');
const [currentKey, earlierKey, unknownKey] = [newKey(), newKey(), newKey()];
const payloadOf = (value: unknown) => defaultPayloadConverter.toPayload(value);

describe('payload encryption', () => {
  it('SEC-6 any value is decoded as it was, and its ciphertext does not contain its text', async () => {
    const codec = payloadCodec([currentKey]);
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        const plain = payloadOf({ marked: 'phone +14155550142', value });
        const [encrypted] = await codec.encode([plain]);
        expect(Buffer.from(encrypted?.data ?? []).toString('latin1')).not.toContain('phone');
        const [decoded] = await codec.decode(encrypted === undefined ? [] : [encrypted]);
        expect(defaultPayloadConverter.fromPayload(decoded ?? plain)).toEqual(
          defaultPayloadConverter.fromPayload(plain),
        );
        expect(Buffer.from(decoded?.metadata?.['encoding'] ?? []).toString()).toBe('json/plain');
      }),
      { numRuns: 200 },
    );
  });

  it('SEC-6 equal values have different ciphertexts', async () => {
    const codec = payloadCodec([currentKey]);
    const [first, second] = await codec.encode([payloadOf('a'), payloadOf('a')]);
    expect(Buffer.from(first?.data ?? []).equals(Buffer.from(second?.data ?? []))).toBe(false);
  });

  it('SEC-6 a payload of an earlier key is decoded while that key is listed after the current one', async () => {
    const oldPayloads = await payloadCodec([earlierKey]).encode([payloadOf('old')]);
    const [decoded] = await payloadCodec([currentKey, earlierKey]).decode(oldPayloads);
    expect(decoded && defaultPayloadConverter.fromPayload(decoded)).toBe('old');
    const newPayloads = await payloadCodec([currentKey, earlierKey]).encode([payloadOf('new')]);
    await expect(payloadCodec([earlierKey]).decode(newPayloads)).rejects.toThrow(UnreadablePayload);
  });

  it('SEC-6 the error for a missing key says what to do, and a plain payload is decoded unchanged', async () => {
    const codec = payloadCodec([currentKey]);
    const undecodable = await payloadCodec([unknownKey]).encode([payloadOf('x')]);
    await expect(codec.decode(undecodable)).rejects.toThrow('add that key behind the present one');
    await expect(payloadCodec([]).decode(undecodable)).rejects.toThrow(UnreadablePayload);
    const plain = payloadOf('before the key');
    for (const each of [codec, payloadCodec([])]) expect(await each.decode([plain])).toEqual([plain]);
    expect(await payloadCodec([]).encode([plain])).toEqual([plain]);
  });

  it('SEC-6 a payload with any byte changed or missing is refused', async () => {
    const codec = payloadCodec([currentKey]);
    const [encrypted] = await codec.encode([payloadOf('exactly this')]);
    const data = Buffer.from(encrypted?.data ?? []);
    for (let at = 0; at < data.length; at += 1) {
      const changed = Buffer.from(data);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await expect(codec.decode([{ ...encrypted, data: changed }])).rejects.toMatchObject({ code: 'damaged' });
      await expect(codec.decode([{ ...encrypted, data: data.subarray(0, at) }])).rejects.toMatchObject({
        code: 'damaged',
      });
    }
  });

  it('SEC-6 a key is 32 bytes in base64, and several keys are separated by commas', () => {
    expect(parsePayloadKeys(currentKey)).toEqual([currentKey]);
    expect(parsePayloadKeys(`${currentKey}, ${earlierKey}`)).toEqual([currentKey, earlierKey]);
    for (const wrong of ['', 'secret', currentKey.slice(1), `${currentKey},`, randomBytes(16).toString('base64')])
      expect(parsePayloadKeys(wrong)).toBeNull();
  });
});
