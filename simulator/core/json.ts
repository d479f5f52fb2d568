/** Readers for JSON of unknown shape. Each gives the value in its shape, or undefined. */

export type Json = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objectIn(value: unknown): Json {
  return isObject(value) ? value : {};
}

/** The keys of these that the value has. */
export function keysIn(value: Json, keys: readonly string[]): readonly string[] {
  return keys.filter((key) => value[key] !== undefined);
}

export function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function textIn(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : undefined;
}

/** Zendesk accepts ids as numbers and as strings of digits. */
export function idIn(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value > 0 ? value : undefined;
  if (typeof value !== 'string' || !/^\d{1,16}$/.test(value)) return undefined;
  return Number(value);
}

export function flagIn(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (value === 'true') return true;
  return value === 'false' ? false : undefined;
}

export function numberIn(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : undefined;
}

/** The ids of a comma-separated parameter such as `ids=1,2`, in their order. */
export function idsIn(value: unknown): readonly number[] {
  return (textIn(value) ?? '').split(',').flatMap((part) => idIn(part.trim()) ?? []);
}

/** Reads tags out of a list, or out of a string with commas or blanks. Tags are lower case and without blanks. */
export function tagsIn(value: unknown): readonly string[] {
  const given = typeof value === 'string' ? value.split(/[\s,]+/) : listIn(value).flatMap((tag) => textIn(tag) ?? []);
  return [...new Set(given.map((tag) => tag.trim().toLowerCase().replaceAll(/\s+/g, '_')).filter((tag) => tag !== ''))];
}

export function sameJson(left: unknown, right: unknown): boolean {
  return left === right || JSON.stringify(left) === JSON.stringify(right);
}
