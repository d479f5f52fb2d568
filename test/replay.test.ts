import { Worker } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import { workflowBundle } from '../workers/bundle.ts';
import { recordedHistories } from './histories.testkit.ts';
import { quiet } from './house.testkit.ts';

quiet();
const histories = await recordedHistories();

describe('workflows that were started by an earlier version', () => {
  it.each(histories)('TKT-12 $name goes on with the code as it is', async ({ name, history }) => {
    await Worker.runReplayHistory({ workflowBundle: await workflowBundle() }, history, name);
  });

  it('there are some of each workflow', () => {
    expect(histories.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['call-new-caller', 'ticket-writes', 'settings']),
    );
  });
});
