import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    pool: 'forks',
    // vitest leaves one processor to its own process, which would leave a single one for the tests on a small machine.
    maxWorkers: '100%',
    // These limits only end a test that hangs. Nothing asserts on time.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 180_000 } },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: ['**/node_modules/**', '.data/**', 'test/**'],
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/**/*.test.ts'],
          globalSetup: ['test/kit/global-setup.ts'],
          // Most of the time of a file is spent waiting, and one process can run many files, which share the loaded SDK.
          maxWorkers: 3,
          isolate: false,
          // These tests run after the unit tests, because their servers and workers need all of the machine's processors.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
