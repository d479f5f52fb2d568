import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { eventTypes } from './event-list.ts';
import { eventSchemas } from './event-schemas.ts';
import { parsePost } from './parse-events.ts';
import { documentedExamples } from './schema-examples.testkit.ts';
import { isTimeInRange } from './times.ts';

const now = Date.parse('2026-03-02T12:00:00Z');
const day = 24 * 60 * 60 * 1000;

type Described = Readonly<Record<string, unknown>>;

function isDescribed(value: unknown): value is Described {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The paths of all times in an item, as its JSON Schema shows them. A list is named by its first member. */
function timesIn(schema: unknown, path: readonly string[] = []): readonly string[] {
  if (!isDescribed(schema)) return [];
  const { properties, items, anyOf, format } = schema;
  return [
    ...(format === 'date-time' ? [path.join('.')] : []),
    ...(isDescribed(properties)
      ? Object.entries(properties).flatMap(([key, each]) => timesIn(each, [...path, key]))
      : []),
    ...(Array.isArray(anyOf) ? anyOf.flatMap((each) => timesIn(each, path)) : []),
    ...timesIn(items, [...path, '0']),
  ];
}

const places = eventTypes.flatMap((type) =>
  timesIn(z.toJSONSchema(eventSchemas[type], { io: 'input' })).map((path) => [type, path] as const),
);

/** The item with a time at a path; objects on the way that are missing are made. */
function withTime(base: unknown, [step = '', ...rest]: readonly string[], time: string): unknown {
  if (step === '') return time;
  if (step === '0') return [withTime({}, rest, time)];
  const known = isDescribed(base) ? base : {};
  return { ...known, [step]: withTime(known[step], rest, time) };
}

function refusedPaths(event: unknown): readonly string[] {
  return parsePost({ events: [event] }, now).refused.flatMap(({ fields }) => fields.map(({ path }) => path));
}

describe('the times of events', () => {
  test('SEC-2 are found in the schemas of many events', () => {
    expect(places.length).toBeGreaterThan(15);
  });

  test.each(places)('SEC-2 %s: %s is refused outside of its range, and accepted inside', (type, path) => {
    const [example] = documentedExamples(type);
    const at = (ms: number) => withTime(example, path.split('.'), new Date(ms).toISOString());
    const isPlanned = path.endsWith('queued_at');
    expect(refusedPaths(at(now))).toEqual([]);
    expect(refusedPaths(at(Date.UTC(1999, 0, 1)))).toEqual([path]);
    expect(refusedPaths(at(now + 2 * day))).toEqual(isPlanned ? [] : [path]);
    expect(refusedPaths(at(now + 400 * day))).toEqual([path]);
  });

  test('SEC-2 without a clock lie between the years 2000 and 2099', () => {
    const ends = [Date.UTC(2000, 0, 1), Date.UTC(2099, 11, 31)];
    expect(ends.map((ms) => isTimeInRange(ms, null))).toEqual([true, true]);
    expect([Date.UTC(1999, 11, 31), Date.UTC(2101, 0, 1), Number.NaN].map((ms) => isTimeInRange(ms, null))).toEqual([
      false,
      false,
      false,
    ]);
  });
});
