import { z } from 'zod';
import { limits } from '../limits.ts';

/** Base64 with its padding. The expression of zod for it exhausts the stack on texts of some megabytes. */
function isBase64(text: string): boolean {
  const end = text.indexOf('=');
  const padding = end === -1 ? 0 : text.length - end;
  return (
    text.length % 4 === 0 &&
    padding <= 2 &&
    !/[^\w+/=]|_/.test(text) &&
    text.slice(text.length - padding) === '='.repeat(padding)
  );
}

const base64 = z
  .string()
  .max(limits.request.payload.value)
  .refine(isBase64, { error: 'expected base64' })
  .meta({ format: 'base64', contentEncoding: 'base64' });

/** `POST /v1/codec/decode`: payloads in the JSON form of protobuf, as a Temporal UI sends them to a codec server. */
export const encodedPayloadsSchema = z.object({
  payloads: z
    .array(
      z.object({
        metadata: z.record(z.string(), base64).default({}).describe('Each value in base64.'),
        data: base64.default('').describe('In base64.'),
      }),
    )
    .max(limits.request.payloads.value)
    .describe('The payloads.'),
});

/** `POST /v1/codec/decode`: the decrypted payloads. */
export const decodedPayloadsSchema = z
  .object({
    payloads: z
      .array(
        z.object({
          metadata: z.record(z.string(), z.string()).describe('Each value in base64.'),
          data: z.string().describe('In base64.'),
        }),
      )
      .describe('The payloads, in the order of the request.'),
  })
  .meta({ id: 'Payloads', description: 'Decrypted payloads.' });

export type EncodedPayloads = z.output<typeof encodedPayloadsSchema>;
export type DecodedPayloads = z.output<typeof decodedPayloadsSchema>;
