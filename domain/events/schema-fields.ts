import { z } from 'zod';

/**
 * Building blocks of the event schemas. What an event may leave out comes back as `null`, never as a missing key, so
 * that whatever travels through Temporal reads the same before and after JSON.
 */

/** Everything that JSON can say, for what the platform hands through from elsewhere (API answers, results). */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A short text; blank or absent is `null`. */
export const optionalText = z
  .string()
  .nullish()
  .transform((value) => value?.trim() || null);

/** A text that must say something. Kept as it came: line breaks and indentation belong to it. */
export const requiredText = z
  .string()
  .refine((value) => value.trim() !== '', { error: 'expected a text that is not empty' });

/** Codes that some systems send as numbers: always a string here, blank or absent is `null`. */
export const optionalCode = z
  .union([z.string(), z.number()], { error: 'expected a string or a number' })
  .nullish()
  .transform((value) => String(value ?? '').trim() || null);

const zendeskIdInput = z.union([z.int().positive(), z.string().regex(/^[1-9]\d{0,14}$/)], {
  error: 'expected a Zendesk id: a positive integer',
});

/** A Zendesk id: a positive integer, accepted as a string of digits too. */
export const zendeskId = zendeskIdInput.transform(Number);

export const optionalZendeskId = z
  .union([zendeskIdInput, z.literal('')], { error: 'expected a Zendesk id: a positive integer' })
  .nullish()
  .transform((value) => (value === '' || value === null || value === undefined ? null : Number(value)));

/** An id of the platform (agent, queue, participant, segment): number or string there, always a string here. */
export const platformId = z
  .union([z.string().trim().min(1).max(128), z.int()], {
    error: 'expected an id: a string of 1 to 128 characters or an integer',
  })
  .transform(String);

export const optionalPlatformId = z
  .union([z.string().trim().max(128), z.int()], {
    error: 'expected an id: a string of at most 128 characters or an integer',
  })
  .nullish()
  .transform((value) => String(value ?? '') || null);

/** ISO 8601 with `Z` or an offset, kept as it was written. */
const instant = z.iso.datetime({ offset: true, error: 'expected an ISO 8601 date and time with Z or an offset' });

export const optionalInstant = z
  .union([instant, z.literal('')], { error: 'expected an ISO 8601 date and time with Z or an offset' })
  .nullish()
  .transform((value) => value || null);

/** Where a file can be fetched. Whether that host is allowed is judged where it is fetched (SEC-5). */
export const fileUrl = z.url({ protocol: /^https?$/, error: 'expected an http or https address' }).max(8192);

export const optionalFileUrl = z
  .union([fileUrl, z.literal('')], { error: 'expected an http or https address' })
  .nullish()
  .transform((value) => value || null);

/** Seconds, sizes and counts: never negative. */
export const optionalAmount = z
  .number()
  .nonnegative()
  .nullish()
  .transform((value) => value ?? null);

export const optionalCount = z
  .int()
  .nonnegative()
  .nullish()
  .transform((value) => value ?? null);

export const optionalFlag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? null);

/** A yes or no that means `false` when not said. */
export const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);

function isJson(value: unknown): value is Json {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null)
    return ['string', 'boolean'].includes(typeof value) || value === null;
  return Object.values(value).every(isJson);
}

/** Anything; absent is `null`. Not `z.json()`, whose recursive description no OpenAPI document can embed. */
export const optionalJson = z
  .unknown()
  .optional()
  .transform((value = null, context): Json => {
    if (isJson(value)) return value;
    context.addIssue({ code: 'custom', message: 'expected plain JSON' });
    return z.NEVER;
  });

/** One word of a closed list, `null` when not said. */
export function optionalWord<const Words extends readonly string[]>(words: Words) {
  return z
    .enum(words)
    .nullish()
    .transform((value) => value ?? null);
}

/** An object that may be absent, then `null`. */
export function optionalObject<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullish().transform((value) => value ?? null);
}

/** A list that may be absent, then empty. */
export function listOf<Schema extends z.ZodType>(schema: Schema) {
  return z
    .array(schema)
    .nullish()
    .transform((value) => value ?? []);
}

/** Ids of sessions become workflow ids and tags: nothing but lower-case letters, digits, `_` and `-`. */
export const sessionId = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, {
  error: 'expected 1 to 64 characters a-z, 0-9, _ or -, the first a letter or digit',
});

export const optionalSessionId = z
  .union([sessionId, z.literal('')], { error: 'expected a session id' })
  .nullish()
  .transform((value) => value || null);
