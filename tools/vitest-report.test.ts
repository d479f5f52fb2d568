import { describe, expect, it } from 'vitest';

import { countTests } from './vitest-report.mjs';

const loaded = { status: 'passed', assertionResults: [{}] };
const broken = { status: 'failed', assertionResults: [] };

describe('counting a run of vitest', () => {
  it.each([
    ['all passed', { numPassedTests: 3, numFailedTests: 0, testResults: [loaded] }, 0, { passed: 3, failed: 0 }],
    ['some failed', { numPassedTests: 2, numFailedTests: 1, testResults: [loaded] }, 1, { passed: 2, failed: 1 }],
    ['a file that does not load', { numPassedTests: 2, testResults: [loaded, broken] }, 1, { passed: 2, failed: 1 }],
    [
      'a failed test and a file that does not load',
      { numPassedTests: 2, numFailedTests: 1, testResults: [loaded, broken] },
      1,
      { passed: 2, failed: 2 },
    ],
    ['an error outside of any test', { numPassedTests: 2, testResults: [loaded] }, 1, { passed: 2, failed: 1 }],
    ['no test at all', { numPassedTests: 0, testResults: [] }, 0, { passed: 0, failed: 1 }],
    ['no report', null, 1, { passed: 0, failed: 1 }],
  ])('%s', (_name, report, exitCode, expected) => {
    expect(countTests(report, exitCode)).toEqual(expected);
  });
});
