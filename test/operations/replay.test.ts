/**
 * This file tests that workflows of an earlier version go on with the current code. If these tests fail, an update of
 * the product stops the sessions that are running.
 */

import { readFile } from 'node:fs/promises';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { workflowBundle } from '../../workers/bundle.ts';
import { recordedHistories } from '../kit/histories.ts';
import { silenceTemporalLogs } from '../kit/temporal-servers.ts';
import { sessionKinds } from '../kit/recorded-sessions.ts';

silenceTemporalLogs();
const histories = await recordedHistories();

describe('workflows that were started by an earlier version', () => {
  const errors = new Map<string, unknown>();
  // One worker replays all histories, because the start of a worker takes longer than a replay.
  beforeAll(async () => {
    const replayed = histories.map(({ server, name, history }) => ({ workflowId: `${server}/${name}`, history }));
    const replays = Worker.runReplayHistories({ workflowBundle: await workflowBundle() }, replayed);
    for await (const { workflowId, error } of replays) errors.set(workflowId, error ?? 'none');
  });

  it.each(histories)('TKT-12 $name, recorded with $server, goes on with the current code', ({ server, name }) => {
    expect(errors.get(`${server}/${name}`)).toBe('none');
  });

  const servers = new Set(histories.map(({ server }) => server));
  it.each([...servers])('TKT-12 %s recorded each kind of session, and each long-lived workflow', (server) => {
    const names = histories.filter((history) => history.server === server).map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([...Object.keys(sessionKinds), 'ticket-writes', 'settings', 'outbound']),
    );
  });

  it('TKT-12 a session goes on if the marker of a local activity was stored a task before its effects', async () => {
    // The first task of this call has only the marker of `readSettings`. The claim, which follows from it, came with the
    // second one. A patch marker in between could not be replayed.
    const file = new URL('../kit/marker-before-its-task.json', import.meta.url);
    const history = historyFromJSON(JSON.parse(await readFile(file, 'utf8')));
    await Worker.runReplayHistory({ workflowBundle: await workflowBundle() }, history);
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
