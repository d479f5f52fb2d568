import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sessionEventSchema } from '../events/event-schemas.ts';
import type { SessionEvent } from '../events/parse-events.ts';
import { limits } from '../limits.ts';
import { boundedItem, namedWarnings } from './bounded-item.ts';
import { boundedId } from './event-ids.ts';
import { metadataEvents } from './metadata.ts';
import { readMetadata } from './metadata-reading.ts';
import { snapshotEvents } from './snapshots.ts';

const now = Date.parse('2026-03-02T12:00:00Z');

function bounded(item: unknown): { readonly item: unknown; readonly warnings: readonly string[] } {
  const warnings = new Set<string>();
  const within = boundedItem(item, { now, prefix: '' }, (message) => warnings.add(message));
  return { item: within, warnings: [...warnings] };
}

const long = 'y'.repeat(200_000);

/** Every key that is read, with values that no event may hold. */
const keys = fc.constantFrom(
  ...'id call_id session_id type state status name first_name last_name email dn phone note notes reason fail_reason code custom_code_id list transfer_id disposition_id user_id agent_id va_alias virtual_agent_id url photo_type queue_id queue_name queue_path_ids queue_path_names initiator created_at connected_at queued_at ends_at ended_at language support_number outbound_number disconnected_by session_type_v2 call_duration wait_duration hold_duration materialized_path identifier from_agent to_agent from_menu_path to_menu_path menu_path selected_menu agent_info end_user queue agent'.split(
    ' ',
  ),
);
const values = fc.oneof(
  fc.constantFrom(
    long,
    'z'.repeat(limits.text.id.value),
    'z'.repeat(limits.text.id.value + 1),
    'z'.repeat(limits.text.address.value),
    'z'.repeat(limits.text.name.value),
    'p/'.repeat(5_000),
    'w'.repeat(limits.text.word.value),
    'agent',
    'connected',
    'external',
    'constructor',
    '__proto__',
    'a\0b',
    8.64e15 + 1,
    1e300,
    -1,
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
    '2026-03-02T12:00:00Z',
  ),
  fc.jsonValue(),
);
const flat = fc.dictionary(keys, values, { maxKeys: 12 });
const nested = fc.dictionary(keys, fc.oneof(values, flat, fc.array(values, { maxLength: 5 })), { maxKeys: 12 });
const items = fc.record({
  own: nested,
  lists: fc.dictionary(
    fc.constantFrom('participants', 'agents', 'transfers', 'photos', 'videos', 'dispositions'),
    fc.oneof(
      fc.array(nested, { maxLength: 6 }),
      nested.map((each) => Array(120).fill(each)),
    ),
  ),
});

function expectValid(events: readonly SessionEvent[]): void {
  for (const event of events) {
    // Custom data is another form after parsing than before.
    const item = 'custom_data' in event.item ? { ...event.item, custom_data: {} } : event.item;
    const parsed = sessionEventSchema.safeParse({ ...event, item });
    expect([event.type, parsed.error?.issues ?? []]).toEqual([event.type, []]);
  }
}

describe('a posted item', () => {
  it('SEC-2 PLT-1 gives only events within the bounds, whatever a snapshot holds', () => {
    fc.assert(
      fc.property(items, ({ own, lists }) => {
        expectValid(snapshotEvents('call', { ...own, ...lists, call_id: 5 }, { eventId: 'e', timestamp: now }).events);
      }),
      { numRuns: 60, seed: 20_261_127 },
    );
  });

  it('SEC-2 PLT-3 gives only events within the bounds, whatever a metadata document holds', () => {
    fc.assert(
      fc.property(items, ({ own, lists }) => {
        const { document } = readMetadata({ ...own, ...lists, id: 5, call_type: 'Voice Inbound' }, { now });
        if (document === null) throw new Error('not read');
        expectValid(metadataEvents(document, 'call-5', now));
      }),
      { numRuns: 60, seed: 20_261_127 },
    );
  });

  it('SEC-2 keeps what is within the bounds as it is, custom data as well, and warns of nothing', () => {
    const item = {
      callId: 5,
      state: 'connected',
      participants: [{ id: 1, name: 'n'.repeat(limits.text.name.value), connected_at: '2026-03-02T12:00:00Z' }],
      menuPath: { name: 'n'.repeat(limits.text.path.value) },
      custom_data: { signed: { [long]: long } },
    };
    expect(bounded(item)).toEqual({ item, warnings: [] });
  });

  it('SEC-2 has texts cut, and ids, addresses and times left out, with a warning that names the key and no value', () => {
    const { item, warnings } = bounded({
      dispositions: [{ note: long, disposition_id: long, code: `a\0` }],
      id: 'a\0b',
      url: long,
      ends_at: '1999-01-01T00:00:00Z',
      queuedAt: '2026-12-01T00:00:00Z',
      call_duration: '9'.repeat(60),
      [long]: 1,
    });
    expect(item).toEqual({
      dispositions: [{ note: `${'y'.repeat(limits.text.text.value - 1)}…`, disposition_id: null, code: 'a ' }],
      id: null,
      url: null,
      ends_at: null,
      queuedAt: '2026-12-01T00:00:00Z',
      call_duration: null,
    });
    expect(warnings).toHaveLength(7);
    expect(warnings.join()).not.toContain('yy');
  });

  it('SEC-2 has lists cut to their first members, and deep levels left out', () => {
    const photos = Array.from({ length: 150 }, (_, i) => ({ url: `https://a.example/${i}` }));
    const deep: unknown = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
    const { item, warnings } = bounded({ photos, deep });
    expect(item).toMatchObject({ photos: photos.slice(0, limits.list.files.value) });
    expect(warnings).toEqual([
      'photos has more than 50 members: only the first were read.',
      'a value is nested too deeply: it was left out.',
    ]);
  });

  it('SEC-2 gives at most 20 warnings, and the number of the others', () => {
    const all = Array.from({ length: 25 }, (_, i) => `warning ${i}`);
    expect(namedWarnings(all)).toEqual([...all.slice(0, 20), '5 more values were not understood, or were too long.']);
    expect(namedWarnings(all.slice(0, 20))).toHaveLength(20);
  });

  it('SEC-2 PLT-1 an id that is made of long texts keeps its length, and differs where the texts differ', () => {
    const [one, other] = ['x', 'y'].map((end) => boundedId(long + end));
    expect(one).not.toBe(other);
    expect(one?.length).toBeLessThanOrEqual(limits.text.id.value);
    expect(boundedId('7-8-1')).toBe('7-8-1');
  });
});
