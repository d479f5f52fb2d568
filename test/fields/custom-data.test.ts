/**
 * This file tests custom data of a session in the fields of the ticket and of the contact. If these tests fail, an
 * agent sees wrong or missing customer data, a hidden value is on a ticket, or one bad value spoils all the others.
 */

import { describe, expect, it } from 'vitest';
import {
  agentOne,
  assigned,
  connected,
  customData,
  ended,
  event,
  newCaller,
  outcomeOf,
  send,
  started,
  until,
  wholeCall,
} from '../kit/events.ts';
import { fastSettings } from '../kit/stack.ts';
import { testStack } from '../kit/test-stack.ts';
import { contacts, expectInOrder, fieldOf, mentions, ticketOf, ticketsOf, times } from '../kit/zendesk-state.ts';

let plan = 0;
let visits = 0;
let kind = 0;
let deletedField = 0;
const missingFieldId = 987_654_321;
const missingFieldKey = 'never_made';

const stack = testStack({
  agents: [agentOne],
  async settings({ zendesk }) {
    const made = await zendesk.seed({
      ticket_fields: [
        { type: 'text', title: 'Plan' },
        { type: 'integer', title: 'Visits' },
        { type: 'tagger', title: 'Kind', custom_field_options: [{ name: 'Gold', value: 'kind_gold' }] },
        { type: 'text', title: 'Retired during a call' },
      ],
    });
    [plan = 0, visits = 0, kind = 0, deletedField = 0] = made.ticket_fields;
    for (const [key, type] of [
      ['tier', 'text'],
      ['frequency', 'integer'],
    ])
      await zendesk.api('POST', '/user_fields', { user_field: { key, type, title: key } });
    const toContact = (key: string): object => ({ customDataKey: key, target: 'contact', fieldKey: key });
    const to = (customDataKey: string, fieldId: number): object => ({ customDataKey, target: 'ticket', fieldId });
    return {
      ...fastSettings,
      mapping: [
        to('plan', plan),
        to('visits', visits),
        to('kind', kind),
        to('lost', missingFieldId),
        to('retired', deletedField),
        ...['tier', 'frequency', missingFieldKey].map(toContact),
      ],
    };
  },
});

function data(values: Readonly<Record<string, string | number>>): object {
  const entries = Object.entries(values).map(([key, value]) => [key, { label: key.toUpperCase(), value }]);
  return { custom_data: { signed: {}, unsigned: Object.fromEntries(entries) } };
}

async function completeCall(
  id: string,
  number: string,
  more: object,
): Promise<Awaited<ReturnType<typeof ticketsOf>>[number]> {
  await send(stack, started(id, number, more), assigned(id), connected(id), ended(id));
  expect(await outcomeOf(stack, id)).toMatchObject({ result: 'completed' });
  const [ticket] = await ticketsOf(stack, id);
  if (ticket === undefined) throw new Error('no ticket');
  return ticket;
}

describe('custom data that is mapped to ticket fields', () => {
  it('UPD-6, UPD-7 the data is in the fields of the new ticket, and a comment names the values that do not fit or have no field', async () => {
    const { id, number } = newCaller();
    const ticket = await completeCall(id, number, data({ plan: 'gold', visits: 'many', kind: 'kind_gold', lost: 'x' }));
    expect(fieldOf(ticket, plan)).toBe('gold');
    expect(fieldOf(ticket, kind)).toBe('kind_gold');
    expect(fieldOf(ticket, visits)).toBeNull();
    expect(mentions(ticket, '(UPD-6)')).toBe(1);
    expect(mentions(ticket, `${missingFieldId}`)).toBe(1);
    expect(mentions(ticket, '(UPD-7)')).toBe(1);
  });

  it('UPD-6, APP-1 the data of an appended session is written to the fields of the existing ticket', async () => {
    const { id, number } = newCaller();
    await completeCall(id, number, data({ plan: 'gold' }));
    const ticket = await completeCall(`${id}-again`, number, data({ plan: 'silver', visits: 3 }));
    expect(ticket.external_id).toBe(id);
    expect(fieldOf(ticket, plan)).toBe('silver');
    expect(fieldOf(ticket, visits)).toBe('3');
  });

  it('UPD-7 the ticket names a field that was deleted during the call and whose value Zendesk dropped', async () => {
    const { id, number } = newCaller();
    await send(stack, started(id, number, customData({ retired: ['Retired', 'a'] })), assigned(id), connected(id));
    await until(async () => (await ticketsOf(stack, id)).some((one) => fieldOf(one, deletedField) === 'a'));
    await stack.zendesk.api('DELETE', `/ticket_fields/${deletedField}`);
    await send(stack, event(id, 'custom_data.received', customData({ retired: ['Retired', 'b'] })), ended(id));
    await outcomeOf(stack, id);
    expectInOrder(await ticketOf(stack, id), [
      'Retired: b',
      'Zendesk did not keep the value of these ticket fields',
      `Ticket fields: ${deletedField}`,
    ]);
  });
});

describe.concurrent('custom data', () => {
  it('UPD-5 custom data is in the given order, dates are readable where possible, and hidden values are nowhere', async () => {
    const { id, number } = newCaller();
    const start = {
      custom_data: {
        signed: { since: { label: 'Member since', value: 1_537_399_655_992, type: 'date' } },
        unsigned: {
          zebra: { label: 'Zebra', value: 'first' },
          odd: { label: 'Odd date', value: 'last spring', type: 'date' },
          pin: { label: 'Secret PIN', value: 'pin-77123', invisible_to_agent: true },
          apple: { label: 'Apple', value: 2 },
        },
      },
    };
    await send(stack, ...wholeCall(id, number, { start }));
    await outcomeOf(stack, id);
    const ticket = await ticketOf(stack, id);
    expectInOrder(ticket, ['Member since: 19 Sept 2018', 'Zebra: first', 'Odd date: last spring', 'Apple: 2']);
    expect(JSON.stringify(ticket)).not.toMatch(/Secret PIN|pin-77123/);
  });

  it('UPD-5 data from before the ticket is in its first comment, and data that is new or changed later is added once', async () => {
    const { id, number } = newCaller();
    const early = customData({ plan: ['Plan', 'gold'], city: ['City', 'Bandung'] });
    await send(stack, started(id, number), event(id, 'custom_data.received', early), assigned(id), connected(id));
    await until(async () => (await ticketsOf(stack, id)).length === 1);
    const later = customData({ plan: ['Plan', 'gold'], city: ['City', 'Jakarta'], pets: ['Pets', 3] });
    await send(stack, event(id, 'custom_data.received', early), event(id, 'custom_data.received', later), ended(id));
    await outcomeOf(stack, id);
    const ticket = await ticketOf(stack, id);
    expectInOrder(ticket, ['Plan: gold', 'City: Bandung', 'City: Jakarta', 'Pets: 3', 'Call finished']);
    expect(fieldOf(ticket, plan)).toBe('gold');
  });

  it('UPD-6, UPD-7 a bad value and a missing field of the contact do not spoil the good values', async () => {
    const { id, number } = newCaller();
    const data = customData({
      tier: ['Tier', 'silver'],
      frequency: ['Frequency', 'many'],
      [missingFieldKey]: ['Lost', 'x'],
    });
    await send(stack, ...wholeCall(id, number, { start: data }));
    await outcomeOf(stack, id);
    const ticket = await ticketOf(stack, id);
    const [contact] = (await contacts(stack)).filter(({ phone }) => phone === number);
    expect(contact?.user_fields).toMatchObject({ tier: 'silver', frequency: null });
    expectInOrder(ticket, ['Custom data that did not fit a field', '(UPD-6)', '(UPD-7)']);
    expect(times(ticket, missingFieldKey)).toBe(1);
  });

  it('UPD-6 the last value goes to the fields of ticket and contact, also after the ticket was made', async () => {
    const { id, number } = newCaller();
    const planData = (tier: string, value: string): object =>
      customData({ tier: ['Tier', tier], plan: ['Plan', value] });
    await send(stack, started(id, number, planData('silver', 'basic')), assigned(id), connected(id));
    await until(async () => (await ticketsOf(stack, id)).some((one) => fieldOf(one, plan) === 'basic'));
    await send(stack, event(id, 'custom_data.received', planData('gold', 'premium')), ended(id));
    await outcomeOf(stack, id);
    expect(fieldOf(await ticketOf(stack, id), plan)).toBe('premium');
    const [contact] = (await contacts(stack)).filter(({ phone }) => phone === number);
    expect(contact?.user_fields).toMatchObject({ tier: 'gold' });
  });
});
