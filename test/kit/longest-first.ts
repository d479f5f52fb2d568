import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';

/** The test files that take longest, in the order in which they start. Names of files, without `.test.ts`. */
const longest = [
  'activities/zendesk/exactly-once-sequences',
  'domain/ticket-writes/sequences',
  'domain/next-steps/sequences',
  'domain/ticket-writes/shards',
  'test/operations/worker-crash',
  'test/operations/secrets',
  'test/writes/outage',
  'test/writes/batching',
  'test/writes/failed-writes',
  'test/long/sequences',
  'test/operations/worker-shutdown',
  'test/operations/encryption',
  'test/inbound/merges',
  'test/inbound/late-data',
];

/** Starts the longest files first, so that the processes end at about the same time. Other files keep vitest's order. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}

function placeOf({ moduleId }: TestSpecification): number {
  const place = longest.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
  return place === -1 ? longest.length : place;
}
