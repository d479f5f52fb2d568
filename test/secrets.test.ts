import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
} from './calls.testkit.ts';
import { keptByTemporal } from './temporal-storage.testkit.ts';
import { openHouse } from './stack.testkit.ts';
import type { House, WorkerProcess } from './stack.testkit.ts';
import { contacts, ticketsOf } from './zendesk-state.testkit.ts';

/** A token that stands nowhere else, so that finding it anywhere means that it leaked. */
const secretToken = 'zd-token-4f1c9a7be2';
const hiddenValue = 'hidden-value-88213';

let house: House;
let worker: WorkerProcess;

beforeAll(async () => {
  house = await openHouse({ apiToken: secretToken });
  worker = await house.spawnWorker({ ZENDESK_EMAIL: 'admin@example.com', ZENDESK_API_TOKEN: secretToken });
  await house.zendesk.seed({ users: [{ name: agentOne.name, email: agentOne.email, role: 'agent' }] });
});
afterAll(() => house.close());

describe('secrets', () => {
  it('SEC-3, UPD-5 neither a credential nor a hidden value stands in history, logs, errors or Zendesk', async () => {
    const { id, number } = newCaller();
    const customData = {
      signed: { ssn: { label: 'SSN', value: hiddenValue, type: 'string', invisible_to_agent: true } },
      unsigned: { plan: { label: 'Plan', value: 'gold', type: 'string' } },
    };
    await house.zendesk.fault({
      kind: 'status',
      status: 422,
      match: { method: 'POST', path: 'users/create_or_update' },
      body: { error: 'RecordInvalid', description: `token ${secretToken}` },
    });
    await house.zendesk.fault({ kind: 'status', status: 500, match: { method: 'PUT', path: '^/tickets' } });
    await send(
      house,
      started(id, number, { custom_data: customData }),
      event(id, 'custom_data.received', { custom_data: customData }),
    );
    await send(house, assigned(id), connected(id), ended(id));
    // The refused contact is tried again a minute later, without the number.
    await until(async () => (await house.sessions.state(id).catch(() => null))?.troubles.length === 1);
    const { text: inTemporal } = await keptByTemporal(house);
    const log = worker.log.join('\n');
    expect(inTemporal).toContain('RecordInvalid');
    // The value beside it, which agents may see: so payloads are read here.
    expect(inTemporal).toContain('"gold"');
    for (const secret of [
      secretToken,
      hiddenValue,
      Buffer.from(`admin@example.com/token:${secretToken}`).toString('base64'),
    ]) {
      expect(inTemporal).not.toContain(secret);
      expect(log).not.toContain(secret);
    }
    await outcomeOf(house, id);
    const held = JSON.stringify([await ticketsOf(house, id), await contacts(house)]);
    expect(held).toContain('gold');
    expect(held).not.toContain(hiddenValue);
    expect((await keptByTemporal(house)).text).not.toContain(hiddenValue);
  }, 120_000);

  it('SEC-3 workflow ids, search attributes and details hold no personal data', async () => {
    const { id, number } = newCaller();
    await send(house, started(id, number), assigned(id), connected(id), ended(id));
    await outcomeOf(house, id);
    const handle = house.client.workflow.getHandle(`session/${id}`);
    const { searchAttributes, workflowId } = await handle.describe();
    const shown = JSON.stringify([searchAttributes, workflowId]);
    expect(shown).toContain('voice');
    expect(shown).not.toContain(number);
    expect(shown).not.toContain(agentOne.email);
  });
});
