import { z } from 'zod';
import { limits } from '../limits.ts';
import { jsonProblem } from './json-size.ts';
import { withoutSignIn } from './natural-keys.ts';

/**
 * Building blocks of the event schemas. An optional value that an event leaves out is `null` in the result and never a
 * missing key, so that events stay the same when Temporal stores them as JSON. Every text, list and number has a bound from
 * `domain/limits.ts`.
 */

const { text, number, time } = limits;

/** Any JSON value, for data that the platform passes on unchanged, such as the answer of an API. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A trimmed text of at most `most` characters. Null: the text is blank or absent. */
function optionalTextOf(most: number) {
  return z
    .string()
    .max(most)
    .nullish()
    .transform((value) => value?.trim() || null);
}

/** Free text, as long as one comment of Zendesk may be. */
export const optionalText = optionalTextOf(text.text.value);
/** The name of a person or a thing. */
export const optionalName = optionalTextOf(text.name.value);
/** A single word, such as a language. */
export const optionalShortText = optionalTextOf(text.word.value);
/** An e-mail address, a phone number or a media type. */
export const optionalAddress = optionalTextOf(text.address.value);
/** The names or ids of a menu path, joined by slashes. */
export const optionalPath = optionalTextOf(text.path.value);
/** The key of an agent's choice before a call. */
export const optionalChoiceId = optionalTextOf(text.choiceId.value);

/** A trimmed address of any kind, without the user name and the password in it. Null: it is blank or absent. */
export const optionalLink = optionalTextOf(text.url.value).transform((value) =>
  value === null ? null : withoutSignIn(value),
);

/** A text that must not be blank. It is not trimmed, because its line breaks and indentation may have a meaning. */
export function requiredText(most: number) {
  return z
    .string()
    .max(most)
    .refine((value) => value.trim() !== '', { error: 'expected a text that is not empty' });
}

/** A code, which some systems send as a number. The result is a string. Null: the code is blank or absent. */
export const optionalCode = z
  .union([z.string().max(text.name.value), z.number()], {
    error: `expected a string of at most ${text.name.value} characters, or a number`,
  })
  .nullish()
  .transform((value) => String(value ?? '').trim() || null);

const zendeskIdInput = z.union(
  [
    z.int().positive(),
    z
      .string()
      .max(15)
      .regex(/^[1-9]\d{0,14}$/),
  ],
  {
    error: 'expected a Zendesk id: a positive integer',
  },
);

/** A Zendesk id: a positive integer, or a string of its digits. The result is a number. */
export const zendeskId = zendeskIdInput.transform(Number);

export const optionalZendeskId = z
  .union([zendeskIdInput, z.literal('')], { error: 'expected a Zendesk id: a positive integer' })
  .nullish()
  .transform((value) => (value === '' || value === null || value === undefined ? null : Number(value)));

/** An id has no control characters, because search attributes of Temporal cannot hold each of them. */
const printable = /^\P{Cc}*$/u;

/**
 * An id of the platform, such as that of an agent or a queue. The platform sends it as number or string. The result is
 * a string.
 */
export const platformId = z
  .union([z.string().trim().min(1).max(text.id.value).regex(printable), z.int()], {
    error: `expected an id: a string of 1 to ${text.id.value} printable characters or an integer`,
  })
  .transform(String);

export const optionalPlatformId = z
  .union([z.string().trim().max(text.id.value).regex(printable), z.int()], {
    error: `expected an id: a string of at most ${text.id.value} printable characters or an integer`,
  })
  .nullish()
  .transform((value) => String(value ?? '') || null);

/** ISO 8601 with `Z` or an offset. The text is not changed. */
const instant = z.iso
  .datetime({ offset: true, error: 'expected an ISO 8601 date and time with Z or an offset' })
  .max(text.time.value);

export const optionalInstant = z
  .union([instant, z.literal('')], { error: 'expected an ISO 8601 date and time with Z or an offset' })
  .nullish()
  .transform((value) => value || null);

/** The address of a file. Whether its host is allowed is checked when the file is fetched (SEC-5). */
export const fileUrl = z
  .url({ protocol: /^https?$/, error: 'expected an http or https address' })
  .max(text.url.value)
  .transform(withoutSignIn);

export const optionalFileUrl = z
  .union([fileUrl, z.literal('')], { error: 'expected an http or https address' })
  .nullish()
  .transform((value) => value || null);

/** An amount that is not negative, such as a duration in seconds. */
export const optionalAmount = z
  .number()
  .nonnegative()
  .max(number.seconds.value)
  .nullish()
  .transform((value) => value ?? null);

export const optionalCount = z
  .int()
  .nonnegative()
  .max(number.count.value)
  .nullish()
  .transform((value) => value ?? null);

/** The size of a file in bytes. */
export const optionalFileSize = z
  .int()
  .nonnegative()
  .max(number.fileBytes.value)
  .nullish()
  .transform((value) => value ?? null);

/** Milliseconds since the epoch. `times.ts` checks the upper bound, because that depends on the clock. */
export const timestampMs = z.int().min(time.earliest.value * 1000);

export const optionalFlag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? null);

/** A boolean that is `false` if it is absent. */
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

/**
 * Any JSON value. `z.json()` is not used, because its recursive JSON Schema cannot be embedded in the OpenAPI document.
 * `type` says there that each kind of value is allowed.
 */
export const anyValue = z.unknown().meta({ type: ['string', 'number', 'boolean', 'object', 'array', 'null'] });

const { bytes, entries } = limits.json;

/** Any JSON value within the bounds of `limits.json`, or null if it is absent. */
export const optionalJson = anyValue
  .meta({ maxLength: bytes.value, maxItems: entries.value, maxProperties: entries.value })
  .optional()
  .transform((value = null, context): Json => {
    const problem = jsonProblem(value);
    if (problem === null && isJson(value)) return value;
    context.addIssue({ code: 'custom', message: problem ?? 'expected plain JSON' });
    return z.NEVER;
  });

/** One of the words, or null if it is absent. */
export function optionalWord<const Words extends readonly string[]>(words: Words) {
  return z
    .enum(words)
    .nullish()
    .transform((value) => value ?? null);
}

/** The object, or null if it is absent. */
export function optionalObject<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullish().transform((value) => value ?? null);
}

/** The list of at most `most` members, or an empty list if it is absent. */
export function listOf<Schema extends z.ZodType>(schema: Schema, most: number) {
  return z
    .array(schema)
    .max(most)
    .nullish()
    .transform((value) => value ?? []);
}

/**
 * The id of a session. It becomes part of workflow ids and tags, so only lower-case letters, digits, `_` and `-` are
 * allowed.
 */
export const sessionId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, {
    error: 'expected 1 to 64 characters a-z, 0-9, _ or -, the first a letter or digit',
  })
  .meta({ maxLength: text.sessionId.value });

export const optionalSessionId = z
  .union([sessionId, z.literal('')], { error: 'expected a session id' })
  .nullish()
  .transform((value) => value || null);
