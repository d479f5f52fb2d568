/**
 * This file tests that workflows of an earlier version go on with the current code. If these tests fail, an update of
 * the product stops the sessions that are running.
 */

import { readFile } from 'node:fs/promises';
import { Worker } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import { workflowBundle } from '../workers/bundle.ts';
import { recordedHistories } from './histories.testkit.ts';
import { silenceTemporalLogs } from './stack.testkit.ts';
import { sessionKinds } from './recorded-sessions.testkit.ts';

silenceTemporalLogs();
const histories = await recordedHistories();

describe('workflows that were started by an earlier version', () => {
  it.each(histories)(
    'TKT-12 $name, recorded with $server, goes on with the current code',
    async ({ name, history }) => {
      await Worker.runReplayHistory({ workflowBundle: await workflowBundle() }, history, name);
    },
  );

  const servers = new Set(histories.map(({ server }) => server));
  it.each([...servers])('TKT-12 %s recorded each kind of session, and each long-lived workflow', (server) => {
    const names = histories.filter((history) => history.server === server).map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([...Object.keys(sessionKinds), 'ticket-writes', 'settings', 'outbound']),
    );
  });

  it('TKT-12 the replay notices a change of the workflow that would stop running sessions', async () => {
    const { codePath } = await workflowBundle();
    const code = await readFile(codePath, 'utf8');
    const changed = code.replaceAll('.lookUp.executeWithOptions', '.listTickets.executeWithOptions');
    expect(changed).not.toBe(code);
    const call = histories.find(({ name }) => name === 'call-new-caller');
    if (call === undefined) throw new Error('call-new-caller is not recorded: npm run histories');
    await expect(Worker.runReplayHistory({ workflowBundle: { code: changed } }, call.history)).rejects.toThrow(
      /[Nn]ondeterminism/,
    );
  });
});
