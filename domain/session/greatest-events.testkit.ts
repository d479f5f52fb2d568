import { limits } from '../limits.ts';
import { eventSchemas } from '../events/event-schemas.ts';
import { eventTypes } from '../events/event-list.ts';
import { sessionId, t0 } from '../events/examples.testkit.ts';
import { sessionEventSchema } from '../events/parse-events.ts';
import type { EventType, SessionEvent } from '../events/parse-events.ts';

/** Events of all types that are as large as a sender can make them. */

/** A text of characters that take most bytes, in UTF-8 and in JSON. */
const widest = '語"\u0001';
const bytesOfWidest = Buffer.byteLength(JSON.stringify(widest)) - 2;

type Size = { readonly text: number; readonly list: number };

/** The example of a type with large texts and lists. `n` makes each event another one. */
export function greatest(type: EventType, n: number, size: Size): SessionEvent {
  const [item] = examplesOf(type);
  const inflated = inflate(item, null, n, size);
  const event = { event_id: `${type}-${n}`, timestamp: t0 + n, session_id: sessionId, type, item: inflated };
  return sessionEventSchema.parse(type === 'session.started' ? started(event) : event);
}

function started(event: object): object {
  return { ...event, item: { ...('item' in event ? Object(event.item) : {}), id: sessionId } };
}

function examplesOf(type: EventType): readonly unknown[] {
  const events = eventSchemas[type].meta()?.['examples'];
  if (!Array.isArray(events)) throw new Error(`${type} has no example`);
  const full: Readonly<Partial<Record<EventType, object>>> = {
    'custom_data.received': { custom_data: { unsigned: { a: { label: 'A', value: 'x', type: 'string' } } } },
    'dap.responded': { request: { result: 'x' }, response: { result: 'x' } },
    'smart_action.completed': {
      smart_action_id: 'sa',
      kind: 'photo',
      result: 'x',
      files: [{ url: 'https://files.example.com/a.jpg', name: 'x', content_type: 'image/jpeg' }],
    },
    'transcript.ready': { file_id: 'tr', text: 'x' },
    'voicemail.left': { file_id: 'vm', recording_url: 'https://files.example.com/a.wav', transcription: 'x' },
    'rating.received': { score: 4, comment: 'x' },
  };
  const given = full[type];
  return given === undefined ? events.map((event: { readonly item: unknown }) => event.item) : [given];
}

const texts: ReadonlySet<string> = new Set([
  'text',
  'note',
  'comment',
  'transcription',
  'message',
  'reason',
  'value',
  'result',
]);

/** The characters that an event may have in a text of this key. A value of any form is bounded in bytes. */
function mostCharacters(key: string): number {
  if (key === 'message') return limits.text.warning.value;
  if (key === 'result') return Math.floor(((limits.json.bytes.value - 100) * widest.length) / bytesOfWidest);
  return limits.text.text.value;
}

function isZendeskId(key: string | null): boolean {
  return key !== null && /(ticket|contact)_id$/.test(key);
}

function isId(key: string | null): boolean {
  return key !== null && /(^|_)id$|^segment$/.test(key) && !isZendeskId(key);
}

function inflate(value: unknown, key: string | null, n: number, size: Size): unknown {
  if (typeof value === 'string') {
    if (/^https?:/.test(value)) return `${value}/${n}/${'p'.repeat(Math.min(2_000, size.text))}`;
    if (isId(key)) return `${n}`.padStart(60, 'i');
    if (key === null || !texts.has(key)) return value;
    const length = Math.min(size.text, mostCharacters(key));
    return `${n} ${widest.repeat(Math.ceil(length / widest.length))}`.slice(0, length);
  }
  if (Array.isArray(value))
    return Array.from({ length: Math.max(1, value.length === 0 ? 0 : size.list) }, (_, i) =>
      inflate(value[0], key, n * 1_000 + i, size),
    );
  if (typeof value === 'number' && isZendeskId(key)) return n + 1;
  if (typeof value === 'number' && isId(key)) return `${n}`.padStart(60, 'i');
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, inflate(member, name, n, size)]));
}

/** So many events of each type in turns. Small ones come first, so that there are many, and large ones take all the room that is left. */
export function greatestOfAll(count: number, from = 0): readonly SessionEvent[] {
  return Array.from({ length: count }, (_, n) =>
    eventTypes.map((type) => greatest(type, from + n, { text: n < count - 3 ? 20 : 30_000, list: 1 })),
  ).flat();
}
