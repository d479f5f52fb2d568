/**
 * Counts a run of vitest so that nothing that went wrong is lost: a test file that couldn't be loaded, an error outside
 * of any test, and a run without tests each count as a failure.
 *
 * @param {unknown} report what vitest's JSON reporter wrote; anything else when it wrote nothing
 * @param {number} exitCode vitest's
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
 * The part of vitest's report that is read here.
 *
 * @typedef {object} VitestReport
 * @property {number} [numPassedTests]
 * @property {number} [numFailedTests]
 * @property {readonly { status: string, assertionResults: readonly unknown[] }[]} [testResults]
 */
