import type { MetadataDocument } from '../events/parse-events.ts';
import { metadataDocument } from '../events/metadata-document.ts';
import { amountOf, instantOf, snakeCase, textOf } from './lenient-fields.ts';
import { limits } from '../limits.ts';
import { cutText } from '../cut-text.ts';
import type { ItemBounds } from './bounded-item.ts';
import { boundedItem, namedWarnings } from './bounded-item.ts';

/**
 * Reads a posted metadata document into the form that the event `session.metadata` carries. Only the gateway uses this
 * module. `metadata.ts` translates the result to events. Workflows load that module, so it must not import zod.
 */

export type MetadataReading = {
  /** Null: the document has no id that could be read, so its session is not known. */
  readonly document: MetadataDocument | null;
  readonly warnings: readonly string[];
};

/**
 * Deeper levels are dropped. No document needs them, and they could exhaust the stack of a function that visits them.
 */
const maxDepth = 12;
/** Each round of reading drops values that could not be read. A document that needs more rounds is refused. */
const maxRounds = 50;

type JsonObject = { [key: string]: unknown };

function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Converts the keys of all levels to snake case, except in custom data, whose keys belong to the customer's app. */
function inSnakeCase(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > maxDepth) return null;
  if (Array.isArray(value)) return value.map((member) => inSnakeCase(member, depth + 1));
  const entries = Object.entries(value).map(([key, member]): [string, unknown] => {
    const name = snakeCase(key);
    return [name, name === 'custom_data' ? limitDepth(member) : inSnakeCase(member, depth + 1)];
  });
  return Object.fromEntries(entries);
}

/** The value without the levels that are deeper than `maxDepth`. */
function limitDepth(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > maxDepth) return null;
  if (Array.isArray(value)) return value.map((member) => limitDepth(member, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, limitDepth(member, depth + 1)]));
}

/** An agent with `first_name` and `last_name` joined to `name`, if the agent has no `name` yet. */
function withFullName(party: unknown): unknown {
  if (!isJsonObject(party) || textOf(party['name']) !== null) return party;
  const name = [textOf(party['first_name']), textOf(party['last_name'])].filter((part) => part !== null).join(' ');
  return { ...party, name: cutText(name, limits.text.name.value) };
}

/** Applies `change` to each object of the list. A single object becomes a list with one member. */
function mapObjects(list: unknown, change: (entry: JsonObject) => unknown): unknown {
  if (Array.isArray(list)) return list.map((entry: unknown) => (isJsonObject(entry) ? change(entry) : entry));
  return isJsonObject(list) ? [change(list)] : list;
}

/** Renames keys to those of the schema, because the platform's pages also use other names for them. */
function withSchemaKeys(raw: JsonObject): JsonObject {
  const named = (kind: 'call' | 'chat'): string | undefined => {
    const id = textOf(raw[`${kind}_id`]);
    return id === null ? undefined : `${kind}-${id}`;
  };
  return {
    ...raw,
    id: raw['id'] ?? named('call') ?? named('chat'),
    lang: raw['lang'] ?? raw['language'],
    agent_info: withFullName(raw['agent_info']),
    photos: mapObjects(raw['photos'], (photo) => photo),
    videos: mapObjects(raw['videos'], (video) => video),
    transfers: mapObjects(raw['transfers'], (transfer) => ({
      ...transfer,
      transfer_id: transfer['transfer_id'] ?? transfer['id'],
      from_agent: withFullName(transfer['from_agent']),
      to_agent: withFullName(transfer['to_agent']),
    })),
    participants: mapObjects(raw['participants'], (participant) => ({
      ...participant,
      ended_at: participant['ended_at'] ?? participant['finished_at'],
    })),
    dispositions: mapObjects(raw['dispositions'] ?? raw['disposition_codes'] ?? raw['disposition'], (disposition) => ({
      ...disposition,
      disposition_id: disposition['disposition_id'] ?? disposition['id'],
      code: disposition['code'] ?? disposition['name'],
      list: disposition['list'] ?? disposition['list_name'],
      note: disposition['note'] ?? disposition['notes'],
    })),
  };
}

/** The object or list that holds the last step of a path. Null: the path does not exist. */
function parentOf(raw: JsonObject, path: readonly PropertyKey[]): object | null {
  let parent: unknown = raw;
  for (const step of path.slice(0, -1))
    parent = typeof parent === 'object' && parent !== null ? Reflect.get(parent, step) : null;
  return typeof parent === 'object' ? parent : null;
}

/**
 * Converts a value of another type or format to what the schema expects under this key. Undefined: this is not
 * possible.
 */
function convert(key: string, value: unknown): unknown {
  if (/(_at)$/.test(key)) return instantOf(value)?.iso;
  if (/(_duration|^rating)$/.test(key)) return amountOf(value) ?? undefined;
  if (typeof value === 'number') return textOf(value) ?? undefined;
  return value === 'true' || value === 'false' ? value === 'true' : undefined;
}

/**
 * Reads one posted document. A value that cannot be read is left out, and a warning names its key, so that one bad
 * value does not block the rest of the document (PLT-3). Values that are marked as invisible to agents are dropped
 * (UPD-5).
 *
 * @param bounds the time at which the document was sent, and bounds that are narrower than the usual ones
 */
export function readMetadata(posted: unknown, bounds: Omit<ItemBounds, 'prefix'> = { now: null }): MetadataReading {
  const warnings = new Set<string>();
  const within = boundedItem(posted, { ...bounds, prefix: 'Of the metadata document ' }, (message) =>
    warnings.add(message),
  );
  const plain = inSnakeCase(within);
  const unreadable: MetadataReading = {
    document: null,
    warnings: ['A metadata document has no id that could be read.'],
  };
  if (!isJsonObject(plain)) return unreadable;
  const raw = withSchemaKeys(plain);
  for (let round = 0; round < maxRounds; round++) {
    dropNullEntries(raw);
    const parsed = metadataDocument.safeParse(raw);
    if (parsed.success) return { document: parsed.data, warnings: namedWarnings(warnings) };
    for (const { path } of parsed.error.issues) {
      const key = path.at(-1);
      const parent = path[0] === 'id' ? null : parentOf(raw, path);
      if (key === undefined || parent === null) return unreadable;
      const value: unknown = Reflect.get(parent, key);
      const read = convert(String(key), value);
      // If the schema refuses the converted value too, the next round drops it.
      const kept = read === undefined || read === value ? undefined : read;
      Reflect.set(parent, key, kept ?? null);
      const name = path.filter((step) => typeof step === 'string').join('.');
      if (kept === undefined) warnings.add(`Of the metadata document ${reportedKey(name)} could not be read.`);
    }
  }
  return unreadable;
}

/** Removes the entries of lists that became null because they could not be read. */
function dropNullEntries(raw: JsonObject): void {
  for (const [key, list] of Object.entries(raw))
    if (Array.isArray(list)) raw[key] = list.filter((entry) => entry !== null);
}

/**
 * The path as a warning names it. The keys below custom data belong to the customer's app, so no warning repeats them.
 */
function reportedKey(path: string): string {
  return path.startsWith('custom_data') ? 'custom_data' : path;
}
