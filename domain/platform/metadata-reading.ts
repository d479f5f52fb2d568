import type { MetadataDocument } from '../events/parse-events.ts';
import { metadataDocument } from '../events/metadata-document.ts';
import { amountOf, instantOf, snakeCase, textOf } from './lenient-fields.ts';

/**
 * The door's half of the metadata document: from what was posted to the form that events carry. `metadata.ts` goes on from
 * there, inside workflows too, and so needs no schema library.
 */

export type ReadMetadata = {
  /** Null: without an id no session can be told. */
  readonly document: MetadataDocument | null;
  readonly warnings: readonly string[];
};

/** What lies deeper has no meaning in any document, and would exhaust the stack of whatever walks it. */
const maxDepth = 12;
/** Each round of reading drops what could not be read; a document that takes more is no metadata document. */
const maxRounds = 50;

type Raw = { [key: string]: unknown };

function isRaw(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Keys in snake case all the way down, except in custom data, whose keys are the customer's own. */
function inSnakeCase(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > maxDepth) return null;
  if (Array.isArray(value)) return value.map((member) => inSnakeCase(member, depth + 1));
  const entries = Object.entries(value).map(([key, member]): [string, unknown] => {
    const name = snakeCase(key);
    return [name, name === 'custom_data' ? shallow(member) : inSnakeCase(member, depth + 1)];
  });
  return Object.fromEntries(entries);
}

function shallow(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > maxDepth) return null;
  if (Array.isArray(value)) return value.map((member) => shallow(member, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, shallow(member, depth + 1)]));
}

function partyOf(party: unknown): unknown {
  if (!isRaw(party) || textOf(party['name']) !== null) return party;
  const name = [textOf(party['first_name']), textOf(party['last_name'])].filter((part) => part !== null).join(' ');
  return { ...party, name };
}

function each(list: unknown, change: (entry: Raw) => unknown): unknown {
  if (Array.isArray(list)) return list.map((entry: unknown) => (isRaw(entry) ? change(entry) : entry));
  return isRaw(list) ? [change(list)] : list;
}

/** Keys that the platform's pages name otherwise than the document's contract, under the contract's names. */
function inContractKeys(raw: Raw): Raw {
  const named = (kind: 'call' | 'chat'): string | undefined => {
    const id = textOf(raw[`${kind}_id`]);
    return id === null ? undefined : `${kind}-${id}`;
  };
  return {
    ...raw,
    id: raw['id'] ?? named('call') ?? named('chat'),
    lang: raw['lang'] ?? raw['language'],
    agent_info: partyOf(raw['agent_info']),
    photos: each(raw['photos'], (photo) => photo),
    videos: each(raw['videos'], (video) => video),
    transfers: each(raw['transfers'], (transfer) => ({
      ...transfer,
      transfer_id: transfer['transfer_id'] ?? transfer['id'],
      from_agent: partyOf(transfer['from_agent']),
      to_agent: partyOf(transfer['to_agent']),
    })),
    participants: each(raw['participants'], (participant) => ({
      ...participant,
      ended_at: participant['ended_at'] ?? participant['finished_at'],
    })),
    dispositions: each(raw['dispositions'] ?? raw['disposition_codes'] ?? raw['disposition'], (disposition) => ({
      ...disposition,
      disposition_id: disposition['disposition_id'] ?? disposition['id'],
      code: disposition['code'] ?? disposition['name'],
      list: disposition['list'] ?? disposition['list_name'],
      note: disposition['note'] ?? disposition['notes'],
    })),
  };
}

/** The object or list that the last step of a path is in. */
function parentOf(raw: Raw, path: readonly PropertyKey[]): object | null {
  let parent: unknown = raw;
  for (const step of path.slice(0, -1))
    parent = typeof parent === 'object' && parent !== null ? Reflect.get(parent, step) : null;
  return typeof parent === 'object' ? parent : null;
}

/** A number or a time that was only written otherwise; `undefined` where it can't be read. */
function otherwise(key: string, value: unknown): unknown {
  if (/(_at)$/.test(key)) return instantOf(value)?.iso;
  if (/(_duration|^rating)$/.test(key)) return amountOf(value) ?? undefined;
  if (typeof value === 'number') return textOf(value) ?? undefined;
  return value === 'true' || value === 'false' ? value === 'true' : undefined;
}

/**
 * Reads one posted document. What can't be read is left out and named by its key: one odd value must not cost the rest
 * (PLT-3). Values marked as invisible to agents are gone from what it gives (UPD-5).
 */
export function readMetadata(posted: unknown): ReadMetadata {
  const plain = inSnakeCase(posted);
  const unread: ReadMetadata = { document: null, warnings: ['A metadata document has no id that could be read.'] };
  if (!isRaw(plain)) return unread;
  const raw = inContractKeys(plain);
  const warnings = new Set<string>();
  for (let round = 0; round < maxRounds; round++) {
    dropHoles(raw);
    const parsed = metadataDocument.safeParse(raw);
    if (parsed.success) return { document: parsed.data, warnings: [...warnings] };
    for (const { path } of parsed.error.issues) {
      const key = path.at(-1);
      const parent = path[0] === 'id' ? null : parentOf(raw, path);
      if (key === undefined || parent === null) return unread;
      const value: unknown = Reflect.get(parent, key);
      const read = otherwise(String(key), value);
      // What was read otherwise and still isn't taken is dropped by the next round.
      const kept = read === undefined || read === value ? undefined : read;
      Reflect.set(parent, key, kept ?? null);
      const name = path.filter((step) => typeof step === 'string').join('.');
      if (kept === undefined) warnings.add(`Of the metadata document ${nameOf(name)} could not be read.`);
    }
  }
  return unread;
}

/** Entries of lists that turned out to be none. */
function dropHoles(raw: Raw): void {
  for (const [key, list] of Object.entries(raw))
    if (Array.isArray(list)) raw[key] = list.filter((entry) => entry !== null);
}

/** Below custom data the keys are the customer's own. */
function nameOf(path: string): string {
  return path.startsWith('custom_data') ? 'custom_data' : path;
}
