import { describe, expect, test } from 'vitest';
import { eventTypes } from './event-list.ts';
import { eventSchemas } from './event-schemas.ts';
import { parsePost } from './parse-events.ts';
import { documentedExamples } from './schema-examples.testkit.ts';

describe('the schema of each event type', () => {
  test.each(eventTypes)('SEC-2 %s documents examples that are accepted', (type) => {
    const examples = documentedExamples(type);
    const { accepted, refused } = parsePost({ events: examples });
    expect(refused).toEqual([]);
    expect(accepted.map((event) => event.type)).toEqual(examples.map(() => type));
    expect(examples.length).toBeGreaterThan(0);
  });

  test.each(eventTypes)('SEC-2 %s is described in one sentence', (type) => {
    const { description = '' } = eventSchemas[type].meta() ?? {};
    expect(description).toMatch(/^[A-Z][^\n]*[^.!?\s]\.$/);
    expect(description).not.toMatch(/[.!?]\s/);
  });
});
