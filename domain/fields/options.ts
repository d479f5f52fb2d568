import type { TicketField } from '../zendesk/field.ts';

/** The members of a list in JSON, as text. Null: the text is no list of single values. */
export function listIn(text: string): readonly string[] | null {
  if (!text.startsWith('[')) return null;
  try {
    const list: unknown = JSON.parse(text);
    if (!Array.isArray(list)) return null;
    const isSingle = (member: unknown): member is string | number | boolean =>
      typeof member === 'string' || typeof member === 'number' || typeof member === 'boolean';
    return list.every(isSingle) ? list.map(String) : null;
  } catch {
    return null;
  }
}

/**
 * Finds an option by its value, or else by its name as agents see it. The values are tags, so people may write them with
 * other case and with spaces. `Plans::Gold` is the name of an option in a menu, and `Gold` names it too if no other option
 * ends so.
 */
export function optionsOf({ options: values, optionNames = [] }: TicketField): (text: string) => string | undefined {
  const exact = new Set(values);
  const byTag = indexOf(values.map((value) => [asTag(value), value]));
  const named = optionNames.flatMap((name, i): (readonly [string, string])[] => {
    const value = values[i];
    return value === undefined ? [] : [[name, value]];
  });
  const byName = indexOf(named.map(([name, value]) => [asName(name), value]));
  const byEnd = indexOf(named.map(([name, value]) => [asName(name.split('::').at(-1) ?? ''), value]));
  return (text) => {
    if (exact.has(text)) return text;
    const name = asName(text);
    return byTag.get(asTag(text)) ?? byName.get(name) ?? byEnd.get(name) ?? undefined;
  };
}

/** The values by their names. Null: several options have the name, so it names none. */
function indexOf(pairs: readonly (readonly [string, string])[]): ReadonlyMap<string, string | null> {
  const index = new Map<string, string | null>();
  for (const [name, value] of pairs) index.set(name, index.has(name) ? null : value);
  return index;
}

function asTag(name: string): string {
  return name.trim().toLowerCase().replace(/\s+/g, '_');
}

/** A name without its case and with single spaces. */
function asName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .normalize('NFC')
    .replace(/\s+/g, ' ')
    .replace(/ ?:: ?/g, '::');
}
