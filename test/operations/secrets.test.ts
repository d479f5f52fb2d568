/**
 * This file tests secrets and hidden values. If these tests fail, the token of Zendesk, or a value that agents must not
 * see, can be read in Temporal, in a log or on a ticket.
 */

import { beforeAll, describe, expect, it } from 'vitest';
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
import { readTemporalStorage } from '../kit/temporal-storage.ts';
import { fastSettings } from '../kit/stack.ts';
import { testStack } from '../kit/test-stack.ts';
import type { WorkerProcess } from '../kit/worker-process.ts';
import { contacts, ticketsOf } from '../kit/zendesk-state.ts';

/** A token that occurs nowhere else. If a test finds it anywhere, it leaked. */
const secretToken = 'zd-token-4f1c9a7be2';
const hiddenValue = 'hidden-value-88213';

const stack = testStack({ simulator: { apiToken: secretToken }, agents: [agentOne], workers: false });
let worker: WorkerProcess;

beforeAll(async () => {
  worker = await stack.spawnWorker({ ZENDESK_EMAIL: 'admin@example.com', ZENDESK_API_TOKEN: secretToken });
  await stack.sessions.settings.set(fastSettings, 'test');
});

describe('secrets', () => {
  it('SEC-3, UPD-5 no credential and no hidden value is in histories, logs, errors or Zendesk', async () => {
    const { id, number } = newCaller();
    const customData = {
      signed: { ssn: { label: 'SSN', value: hiddenValue, type: 'string', invisible_to_agent: true } },
      unsigned: { plan: { label: 'Plan', value: 'gold', type: 'string' } },
    };
    await stack.zendesk.fault({
      kind: 'status',
      status: 422,
      // The contact, and the contact without its number.
      times: 2,
      match: { method: 'POST', path: 'users/create_or_update' },
      body: { error: 'RecordInvalid', description: `token ${secretToken}` },
    });
    await stack.zendesk.fault({ kind: 'status', status: 500, match: { method: 'PUT', path: '^/tickets' } });
    await send(
      stack,
      started(id, number, { custom_data: customData }),
      event(id, 'custom_data.received', { custom_data: customData }),
    );
    await send(stack, assigned(id), connected(id), ended(id));
    // The session tries to make the refused contact again after a minute, without the number.
    await until(async () => (await stack.sessions.state(id).catch(() => null))?.troubles.length === 1);
    const { text: inTemporal } = await readTemporalStorage(stack);
    const log = worker.log.join('\n');
    expect(inTemporal).toContain('RecordInvalid');
    // The visible value beside the hidden one is there, which proves that payloads are read here.
    expect(inTemporal).toContain('"gold"');
    for (const secret of [
      secretToken,
      hiddenValue,
      Buffer.from(`admin@example.com/token:${secretToken}`).toString('base64'),
    ]) {
      expect(inTemporal).not.toContain(secret);
      expect(log).not.toContain(secret);
    }
    await outcomeOf(stack, id);
    const stored = JSON.stringify([await ticketsOf(stack, id), await contacts(stack)]);
    expect(stored).toContain('gold');
    expect(stored).not.toContain(hiddenValue);
    expect((await readTemporalStorage(stack)).text).not.toContain(hiddenValue);
  });

  it('SEC-3 workflow ids, search attributes and details hold no personal data', async () => {
    const { id, number } = newCaller();
    await send(stack, started(id, number), assigned(id), connected(id), ended(id));
    await outcomeOf(stack, id);
    const handle = stack.client.workflow.getHandle(`session/${id}`);
    const { searchAttributes, workflowId } = await handle.describe();
    const shown = JSON.stringify([searchAttributes, workflowId]);
    expect(shown).toContain('voice');
    expect(shown).not.toContain(number);
    expect(shown).not.toContain(agentOne.email);
  });
});
