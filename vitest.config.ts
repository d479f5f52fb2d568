import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/kit/longest-first.ts';

export default defineConfig({
  test: {
    pool: 'forks',
    // By default vitest leaves one processor to itself, so that on two processors one file would run at a time.
    maxWorkers: '100%',
    sequence: { sequencer: LongestFirst },
    // These limits only end a test that hangs. No test asserts on time.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 180_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: ['**/node_modules/**', '.data/**', 'test/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/**/*.test.ts'],
          globalSetup: ['test/kit/global-setup.ts'],
          // A file waits most of its time, so three of them keep two processors busy.
          maxWorkers: 3,
          // The files that run in one process one after the other share the loaded modules, above all the Temporal SDK.
          isolate: false,
          // These tests run after the unit tests, because their servers and workers need all of the machine's processors.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
