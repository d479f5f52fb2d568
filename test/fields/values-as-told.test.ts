/**
 * This file tests values on their way from a post to the fields of the ticket, through the endpoint of the gateway. If these
 * tests fail, a ticket shows another value than the one that was told, or none.
 */

import { describe, expect, it } from 'vitest';
import { basic } from '../../client/gateway/gateway.testkit.ts';
import { agentOne, newCaller, outcomeOf, send, until, wholeCall } from '../kit/events.ts';
import { fastSettings } from '../kit/stack.ts';
import { testGateway } from '../kit/test-gateway.ts';
import { testStack } from '../kit/test-stack.ts';
import { contacts, expectInOrder, fieldOf, ticketOf, ticketsOf, titles, wholeText } from '../kit/zendesk-state.ts';

const fields = { birthday: 0, plan: 0, pets: 0, order: 0, text: 0 };

const stack = testStack({
  agents: [agentOne],
  async settings({ zendesk }) {
    const option = (name: string, value: string): object => ({ name, value });
    const { ticket_fields } = await zendesk.seed({
      ticket_fields: [
        { type: 'date', title: 'Birthday' },
        {
          type: 'tagger',
          title: 'Plan',
          custom_field_options: [option('Premium Plan', 'opt_1'), option('Basic', 'opt_2')],
        },
        {
          type: 'multiselect',
          title: 'Pets',
          custom_field_options: [option('A cat', 'pet_1'), option('A dog', 'pet_2')],
        },
        { type: 'integer', title: 'Order' },
        { type: 'text', title: 'Text' },
      ],
    });
    [fields.birthday = 0, fields.plan = 0, fields.pets = 0, fields.order = 0, fields.text = 0] = ticket_fields;
    const mapping = Object.entries(fields).map(([customDataKey, fieldId]) => ({
      customDataKey,
      target: 'ticket',
      fieldId,
    }));
    return { ...fastSettings, mapping };
  },
});
const gateway = testGateway(stack);

/** Posts a whole call whose start has this JSON as custom data, exactly as it is written here. */
async function postCall(id: string, number: string, json: string, more: object = {}): Promise<void> {
  const placeholder = 'the custom data stands here';
  const events = wholeCall(id, number, { start: { ...more, custom_data: { unsigned: { placeholder } } } });
  const [start, ...others] = events.map((event) => JSON.stringify(event));
  // The test kit has parsed the custom data already, so its list is replaced as a whole.
  const body = `{"events":[${[start?.replace(/"custom_data":\{.*?\]\}/s, `"custom_data":{"unsigned":${json}}`), ...others].join(',')}]}`;
  expect(body).toContain(json);
  const headers = { authorization: basic(), 'content-type': 'application/json' };
  const answer = await fetch(`${gateway.url}/v1/events`, { method: 'POST', headers, body });
  expect([answer.status, answer.status === 202 ? '' : await answer.text()]).toEqual([202, '']);
}

async function ticketOfCall(json: string, more: object = {}): Promise<Awaited<ReturnType<typeof ticketOf>>> {
  const { id, number } = newCaller();
  await postCall(id, number, json, more);
  await until(async () => (await ticketsOf(stack, id)).length === 1);
  expect(await outcomeOf(stack, id)).toMatchObject({ result: 'completed' });
  return await ticketOf(stack, id);
}

describe.concurrent('a value of a post', () => {
  it.each([
    ['birthday', '479088000000', '1985-03-08'],
    ['birthday', '"2026-03-08T00:00:00+07:00"', '2026-03-08'],
    ['birthday', '1772928000000', '2026-03-08'],
    ['plan', '"premium plan"', 'opt_1'],
    ['plan', '"BASIC"', 'opt_2'],
    ['pets', '["a dog","A Cat"]', 'pet_2,pet_1'],
    ['pets', '["pet_1"]', 'pet_1'],
    ['order', '1524831183200260097', '1524831183200260097'],
    ['text', '1524831183200260097', '1524831183200260097'],
  ] as const)('UPD-6 %s of %s reaches its field', async (key, told, stored) => {
    const ticket = await ticketOfCall(`{"${key}":{"label":"Label","value":${told}}}`);
    expect(fieldOf(ticket, fields[key])).toBe(stored);
    expect(wholeText(ticket)).not.toContain('(UPD-6)');
  });

  it('UPD-5 custom data whose keys are whole numbers keeps its order on the ticket', async () => {
    const ticket = await ticketOfCall('{"10":{"label":"Ten","value":"x"},"2":{"label":"Two","value":"y"},"1":"z"}');
    expectInOrder(ticket, ['Ten: x', 'Two: y', '1: z']);
  });

  it('UPD-5, UPD-14 halves of surrogate pairs and NUL do not reach Zendesk', async () => {
    const ticket = await ticketOfCall('{"text":{"label":"La\\ud83dbel","value":"a\\udc00b\\u0000c"}}');
    expect(fieldOf(ticket, fields.text)).toBe('a\uFFFDbc');
    expect(JSON.stringify(ticket)).not.toMatch(/\\ud[89a-f]|\\u0000/i);
    expect(wholeText(ticket)).toContain('La\uFFFDbel: a\uFFFDbc');
  });

  it('UPD-7 a field that was made and mapped minutes after the fields were read has its value', async () => {
    await ticketOfCall('{"text":{"label":"Text","value":"fills the cache"}}');
    const made = await stack.zendesk.seed({ ticket_fields: [{ type: 'text', title: 'New' }] });
    const [fresh = 0] = made.ticket_fields;
    const before = await stack.sessions.settings.get();
    const mapping = [...before.mapping, { customDataKey: 'fresh', target: 'ticket', fieldId: fresh }];
    await stack.sessions.settings.set({ ...before, mapping }, 'test');
    const ticket = await ticketOfCall('{"fresh":{"label":"Fresh","value":"kept"}}');
    expect(fieldOf(ticket, fresh)).toBe('kept');
    expect(wholeText(ticket)).not.toContain('(UPD-7)');
  });

  it('END-4 a caller with a name of 300 characters has a contact and a ticket, and the name is cut between characters', async () => {
    const name = `${'n'.repeat(253)}${'\u{1F600}'.repeat(40)}`;
    const ticket = await ticketOfCall('{}', { end_user: { name } });
    const contact = (await contacts(stack)).find(({ id }) => id === ticket.requester_id);
    expect(contact?.name).toBe(`${'n'.repeat(253)}…`);
    expect(titles(ticket).length).toBeGreaterThan(0);
  });

  it('END-4 a web customer whose address Zendesk refuses has a contact and a ticket, and a note says why', async () => {
    const { id } = newCaller();
    await stack.zendesk.fault({
      match: { method: 'POST', path: 'identities' },
      kind: 'status',
      status: 403,
      times: 1000,
    });
    const start = {
      kind: 'chat',
      session_type: 'Messaging (Web)',
      to: null,
      end_user: { name: 'Chat Customer', email: `${id}@customer.example.com`, authenticated: true },
    };
    const end = { expects: { recording_segments: 0, transcript: false, metadata: false } };
    await send(stack, ...wholeCall(id, null, { start, end }));
    expect(await outcomeOf(stack, id)).toMatchObject({ result: 'completed' });
    expect(wholeText(await ticketOf(stack, id))).toContain('Zendesk refused these values');
  });
});
