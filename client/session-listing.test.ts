/** This file tests the lists of sessions for agents (ADP-3). If these tests fail, agents see sessions that are over, or miss their own. */

import { expect, test } from 'vitest';
import { temporalGuards } from './guard.ts';
import { clientThatLists } from './listed-executions.testkit.ts';
import type { ListedExecution } from './listed-executions.testkit.ts';
import { sessionListing } from './session-listing.ts';

function listed(id: string, attributes: ListedExecution['attributes'] = {}): ListedExecution {
  return { workflowId: `session/${id}`, attributes };
}

function listingOf(...executions: readonly ListedExecution[]) {
  const { client, queries } = clientThatLists(executions);
  return { listing: sessionListing(client, temporalGuards(client, 1_000)), queries };
}

test('ADP-3 an agent sees the running sessions that are theirs, but none that only waits for late data', async () => {
  const phase = (word: string) => ({ SessionPhase: ['Keyword', word] }) as const;
  const waits = (word: string) => ({ ...phase('settle'), SessionWaitsFor: ['Keyword', word] }) as const;
  const { listing, queries } = listingOf(
    listed('call-1', phase('live')),
    listed('call-2', waits('recording')),
    listed('call-3', waits('writes')),
    listed('call-4'),
  );
  expect(await listing.ofAgent("7' OR 1")).toEqual(['call-1', 'call-3', 'call-4']);
  expect(queries).toEqual([
    String.raw`WorkflowType = 'session' AND ExecutionStatus = 'Running' AND SessionAgentId = '7\' OR 1'`,
  ]);
});

test('ADP-3 the sessions that changed since a time are listed with their agents, running or not', async () => {
  const changed = '2026-03-02T09:00:05.250Z';
  const { listing, queries } = listingOf(
    listed('call-1', { SessionAgentId: ['Keyword', '7'], SessionChangedAt: ['Datetime', changed] }),
    listed('call-2', { SessionChangedAt: ['Datetime', changed] }),
  );
  expect(await listing.changedSince(Date.parse('2026-03-02T09:00:00Z'))).toEqual([
    { id: 'call-1', agentId: '7', changedAt: Date.parse(changed) },
    { id: 'call-2', agentId: null, changedAt: Date.parse(changed) },
  ]);
  expect(queries).toEqual([`WorkflowType = 'session' AND SessionChangedAt > '2026-03-02T09:00:00.000Z'`]);
});
