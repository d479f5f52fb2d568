/**
 * This file tests what Temporal shows in clear, also with PAYLOAD_KEY: the ids of workflows (SEC-3). If these tests fail, the
 * name of a file, with the name and the number of a customer in it, can be read by everybody who may list workflows, or an
 * operator no longer finds a failed write of an earlier version.
 */

import { TypedSearchAttributes } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import type { Failed } from '../../domain/operations/failed.ts';
import { failedWriteAgain, memoKey } from '../../workflows/messages.ts';
import type { SessionOutcome } from '../../workflows/messages.ts';
import { searchAttributes } from '../../workflows/search-attributes.ts';
import { workflowGateway } from '../../workers/workflow-gateway.ts';
import {
  agentOne,
  assigned,
  connected,
  ended,
  event,
  newCaller,
  outcomeOf,
  send,
  started,
  until,
} from '../kit/events.ts';
import { testStack } from '../kit/test-stack.ts';
import { ticketsOf } from '../kit/zendesk-state.ts';

const stack = testStack({ agents: [agentOne] });

/** All ids of workflows that begin like this. */
async function workflowIds(prefix: string): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const { workflowId } of stack.client.workflow.list({ query: `WorkflowId STARTS_WITH '${prefix}'` }))
    ids.push(workflowId);
  return ids.sort();
}

async function refuseUpdates(ticketId: number): Promise<void> {
  const details = { base: [{ description: 'x', error: 'Invalid' }] };
  await stack.zendesk.fault({
    kind: 'status',
    status: 422,
    match: { method: 'PUT', path: `^/tickets/${ticketId}$` },
    times: 50,
    body: { error: 'RecordInvalid', description: 'x', details },
  });
}

/** A call whose recording Zendesk refuses for good. Its address has the name and the number of the customer. */
async function callWithRefusedRecording(): Promise<{ readonly id: string; readonly full: string }> {
  const { id, number } = newCaller();
  await send(stack, started(id, number, { recording: true }), assigned(id), connected(id));
  const { id: ticketId } = await until(async () => (await ticketsOf(stack, id))[0]);
  await refuseUpdates(ticketId);
  const url = `${stack.zendesk.url}/recordings/Jane-Doe-14155550142.wav?bytes=1000`;
  await send(stack, ended(id), event(id, 'recording.ready', { segment: '1', url, content_type: 'audio/wav' }));
  const outcome = await stack.client.workflow.getHandle<() => Promise<SessionOutcome>>(`session/${id}`).result();
  await stack.zendesk.clearFaults();
  const full = outcome.failedWrites.map((write) => write.id).find((write) => write.includes('/recording/'));
  if (full === undefined) throw new Error(`The recording was not refused: ${JSON.stringify(outcome)}`);
  return { id, full };
}

describe('ids of workflows', () => {
  it('SEC-3 the id of a failed write has no name of a file, and both forms of the id find it', async () => {
    const { id, full } = await callWithRefusedRecording();
    expect(full).toContain('Jane-Doe-14155550142');
    const ids = await until(async () => {
      const found = await workflowIds(`failed-write/${id}/`);
      return found.some((each) => each.includes('/recording/')) ? found : undefined;
    });
    expect(ids.join()).not.toMatch(/Jane|Doe|14155550142/);
    const page = await until(async () => {
      const found = await stack.sessions.failedWrites.list({ cursor: null, limit: 50, ticketId: null, sessionId: id });
      return found?.rows.some((row) => row.id.includes('/recording/')) ? found : undefined;
    });
    expect(JSON.stringify(page)).not.toMatch(/Jane|Doe|14155550142/);
    const shown = page.rows.map((row) => row.id).find((row) => row.includes('/recording/')) ?? '';
    expect(shown).toMatch(new RegExp(`^${id}/recording/~[0-9a-f]{24}$`));
    for (const either of [shown, full])
      expect(await stack.sessions.failedWrites.show(either)).toMatchObject({ id: full, sessionId: id });
    expect(await stack.sessions.failedWrites.discard(full, 'test', { by: 'test', key: `discard-${id}` })).toMatchObject(
      {
        kind: 'done',
        failed: { settled: { how: 'discarded' } },
      },
    );
  });

  it('SEC-3 an open failed write of an earlier version is found by its id, and gets the newer refusal', async () => {
    const { id, full } = await callWithRefusedRecording();
    const refused = await stack.sessions.failedWrites.show(full);
    if (refused === null) throw new Error('There is no failed write.');
    await stack.sessions.failedWrites.discard(full, 'test', { by: 'test', key: `discard-${id}` });
    // The earlier version started it with the whole id. Another session has the same write, so that only this one is open.
    const earlier: Failed = { ...refused, id: full.replace(id, `${id}-old`), settled: null, edits: [] };
    await stack.client.workflow.signalWithStart('failedWrite', {
      workflowId: `failed-write/${earlier.id}`,
      taskQueue: 'sessions',
      args: [{ failed: earlier }],
      signal: failedWriteAgain,
      signalArgs: [earlier.refusal],
      memo: { [memoKey]: { id: earlier.id, sessionId: `${id}-old`, ticketId: 1, ...earlier.refusal } },
      typedSearchAttributes: new TypedSearchAttributes([{ key: searchAttributes.ticketId, value: '1' }]),
    });
    expect(await stack.sessions.failedWrites.show(earlier.id)).toMatchObject({ id: earlier.id });
    const newer = { ...earlier, refusal: { ...earlier.refusal, at: earlier.refusal.at + 1, message: 'newer' } };
    await workflowGateway.keepFailed(stack.client, newer);
    await until(async () =>
      (await stack.sessions.failedWrites.show(earlier.id))?.refusal.message === 'newer' ? true : undefined,
    );
    expect(await workflowIds(`failed-write/${id}-old/`)).toEqual([`failed-write/${earlier.id}`]);
    const command = { by: 'test', key: `discard-${id}-old` };
    expect(await stack.sessions.failedWrites.discard(earlier.id, 'test', command)).toMatchObject({ kind: 'done' });
  });

  it('SEC-3 an agent whose id is an e-mail address is found, and the address is in no id or search attribute', async () => {
    const { id, number } = newCaller();
    const agent = { ...agentOne, id: 'jane.doe@example.com' };
    const at = [event(id, 'session.assigned', { agent }), event(id, 'session.connected', { agent })];
    await send(stack, started(id, number), ...at);
    await until(async () => ((await ticketsOf(stack, id)).length > 0 ? true : undefined));
    const listed = await until(async () => {
      const ids = await stack.sessions.listing.ofAgent(agent.id);
      return ids.includes(id) ? ids : undefined;
    });
    expect(listed).toContain(id);
    const { workflowId, searchAttributes: attributes } = await stack.client.workflow
      .getHandle(`session/${id}`)
      .describe();
    expect(JSON.stringify([workflowId, attributes])).not.toMatch(/jane|doe/i);
    await send(stack, ended(id));
    await outcomeOf(stack, id);
  });
});
