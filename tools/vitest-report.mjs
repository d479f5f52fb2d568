/**
 * Counts the passed and failed tests of a vitest run. Three cases without a failed test count as a failure too: a test file
 * that could not be loaded, an error outside of all tests, and a run without tests.
 *
 * @param {unknown} report the output of vitest's JSON reporter, or null if it wrote none
 * @param {number} exitCode exit code of vitest
 * @returns {{ passed: number, failed: number }}
 */
export function countTests(report, exitCode) {
  const {
    numPassedTests: passed = 0,
    numFailedTests = 0,
    testResults = [],
  } = /** @type {VitestReport} */ (report ?? {});
  const broken = testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  const failed = numFailedTests + broken.length;
  if (failed > 0) return { passed, failed };
  return { passed, failed: exitCode !== 0 || passed === 0 ? 1 : 0 };
}

/**
 * The part of vitest's report that `countTests` reads.
 *
 * @typedef {object} VitestReport
 * @property {number} [numPassedTests]
 * @property {number} [numFailedTests]
 * @property {readonly { status: string, assertionResults: readonly unknown[] }[]} [testResults]
 */
