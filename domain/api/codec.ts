import { z } from 'zod';

/** `POST /v1/codec/decode`: payloads in the JSON form of protobuf, as a Temporal UI sends them to a codec server. */
export const encodedPayloadsSchema = z.object({
  payloads: z
    .array(
      z.object({
        metadata: z.record(z.string(), z.base64()).default({}).describe('Each value in base64.'),
        data: z.base64().default('').describe('In base64.'),
      }),
    )
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
