import { randomBytes } from 'node:crypto';
import { defaultPayloadConverter } from '@temporalio/common';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { payloadCodec, payloadKeysOf, UnreadablePayload } from './encryption.ts';

const newKey = (): string => randomBytes(32).toString('base64');
const [present, former, stranger] = [newKey(), newKey(), newKey()];
const payloadOf = (value: unknown) => defaultPayloadConverter.toPayload(value);

describe('what Temporal stores', () => {
  it('SEC-6 is read again as it was, whatever it was, and shows nothing of it meanwhile', async () => {
    const codec = payloadCodec([present]);
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        const plain = payloadOf({ marked: 'phone +14155550142', value });
        const [sealed] = await codec.encode([plain]);
        expect(Buffer.from(sealed?.data ?? []).toString('latin1')).not.toContain('phone');
        const [again] = await codec.decode(sealed === undefined ? [] : [sealed]);
        expect(defaultPayloadConverter.fromPayload(again ?? plain)).toEqual(defaultPayloadConverter.fromPayload(plain));
        expect(Buffer.from(again?.metadata?.['encoding'] ?? []).toString()).toBe('json/plain');
      }),
      { numRuns: 200 },
    );
  });

  it('SEC-6 the same is never written the same way twice', async () => {
    const codec = payloadCodec([present]);
    const [one, other] = await codec.encode([payloadOf('a'), payloadOf('a')]);
    expect(Buffer.from(one?.data ?? []).equals(Buffer.from(other?.data ?? []))).toBe(false);
  });

  it('SEC-6 what an earlier key encrypted is read while that key is named behind the present one', async () => {
    const old = await payloadCodec([former]).encode([payloadOf('old')]);
    const [read] = await payloadCodec([present, former]).decode(old);
    expect(read && defaultPayloadConverter.fromPayload(read)).toBe('old');
    const renewed = await payloadCodec([present, former]).encode([payloadOf('new')]);
    await expect(payloadCodec([former]).decode(renewed)).rejects.toThrow(UnreadablePayload);
  });

  it('SEC-6 a key that is missing is told, with the way out, and what was never encrypted is read as it is', async () => {
    const codec = payloadCodec([present]);
    const foreign = await payloadCodec([stranger]).encode([payloadOf('x')]);
    await expect(codec.decode(foreign)).rejects.toThrow('add that key behind the present one');
    await expect(payloadCodec([]).decode(foreign)).rejects.toThrow(UnreadablePayload);
    const plain = payloadOf('before the key');
    for (const each of [codec, payloadCodec([])]) expect(await each.decode([plain])).toEqual([plain]);
    expect(await payloadCodec([]).encode([plain])).toEqual([plain]);
  });

  it('SEC-6 whatever byte is changed or missing, nothing wrong is read', async () => {
    const codec = payloadCodec([present]);
    const [sealed] = await codec.encode([payloadOf('exactly this')]);
    const data = Buffer.from(sealed?.data ?? []);
    for (let at = 0; at < data.length; at += 1) {
      const changed = Buffer.from(data);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await expect(codec.decode([{ ...sealed, data: changed }])).rejects.toMatchObject({ code: 'damaged' });
      await expect(codec.decode([{ ...sealed, data: data.subarray(0, at) }])).rejects.toMatchObject({
        code: 'damaged',
      });
    }
  });

  it('SEC-6 a key is 32 bytes in base64, several are separated by commas', () => {
    expect(payloadKeysOf(present)).toEqual([present]);
    expect(payloadKeysOf(`${present}, ${former}`)).toEqual([present, former]);
    for (const wrong of ['', 'secret', present.slice(1), `${present},`, randomBytes(16).toString('base64')])
      expect(payloadKeysOf(wrong)).toBeNull();
  });
});
