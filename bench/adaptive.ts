import { defaultSettings } from '../domain/settings/defaults.ts';
import { batchingOf, newSharding } from '../domain/ticket-writes/batching.ts';
import { playRegularWrites } from '../domain/ticket-writes/regular-writes.testkit.ts';
import { measure } from './measure.ts';
import type { Measure } from '../tools/bench-page.ts';

const writesPerMinute = [1, 30, 300] as const;

/**
 * BAT-2: compares batch windows of ten seconds with adaptive ones. Runs only the queue of writes, for ten simulated
 * minutes, so no time passes and no request is sent.
 */
export async function measureAdaptive(): Promise<readonly Measure[]> {
  const fixed = batchingOf(defaultSettings, newSharding(defaultSettings));
  return writesPerMinute.flatMap((writes) =>
    [fixed, { ...fixed, adaptive: true }].flatMap((batching) => {
      const { requests, meanWaitMs } = playRegularWrites(60_000 / writes, batching);
      const name = `${batching.adaptive ? 'adaptive' : '10 s'} windows, ${writes} writes a minute`;
      return [
        measure({ name: `${name}: a write waits, mean`, value: meanWaitMs / 1_000, unit: 's', better: 'lower' }),
        measure({ name: `${name}: requests that update tickets`, value: requests / 10, unit: '/min', better: 'lower' }),
      ];
    }),
  );
}
