import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agentOne, assigned, connected, ended, newCaller, outcomeOf, send, started } from './calls.testkit.ts';
import { openHouse } from './house.testkit.ts';
import type { House } from './house.testkit.ts';
import { fieldOf, mentions, ticketsOf } from './zendesk-state.testkit.ts';

let house: House;
let plan = 0;
let visits = 0;
let kind = 0;
const gone = 987_654_321;

beforeAll(async () => {
  house = await openHouse();
  [plan = 0, visits = 0, kind = 0] = (
    await house.zendesk.seed({
      users: [{ name: agentOne.name, email: agentOne.email, role: 'agent' }],
      ticket_fields: [
        { type: 'text', title: 'Plan' },
        { type: 'integer', title: 'Visits' },
        { type: 'tagger', title: 'Kind', custom_field_options: [{ name: 'Gold', value: 'kind_gold' }] },
      ],
    })
  ).ticket_fields;
  const to = (customDataKey: string, fieldId: number): object => ({ customDataKey, target: 'ticket', fieldId });
  await house.startWorkers({
    batching: { windowSeconds: 1 },
    mapping: [to('plan', plan), to('visits', visits), to('kind', kind), to('lost', gone)],
  });
});
afterAll(() => house.close());

function data(values: Readonly<Record<string, string | number>>): object {
  const entries = Object.entries(values).map(([key, value]) => [key, { label: key.toUpperCase(), value }]);
  return { custom_data: { signed: {}, unsigned: Object.fromEntries(entries) } };
}

async function played(
  id: string,
  number: string,
  more: object,
): Promise<Awaited<ReturnType<typeof ticketsOf>>[number]> {
  await send(house, started(id, number, more), assigned(id), connected(id), ended(id));
  expect(await outcomeOf(house, id)).toMatchObject({ result: 'completed' });
  const [ticket] = await ticketsOf(house, id);
  if (ticket === undefined) throw new Error('no ticket');
  return ticket;
}

describe('custom data that is mapped to ticket fields', () => {
  it('UPD-6, UPD-7 goes there with the ticket; what does not fit, or has no field, is noted and costs nothing else', async () => {
    const { id, number } = newCaller();
    const ticket = await played(id, number, data({ plan: 'gold', visits: 'many', kind: 'kind_gold', lost: 'x' }));
    expect(fieldOf(ticket, plan)).toBe('gold');
    expect(fieldOf(ticket, kind)).toBe('kind_gold');
    expect(fieldOf(ticket, visits)).toBeNull();
    expect(mentions(ticket, '(UPD-6)')).toBe(1);
    expect(mentions(ticket, `${gone}`)).toBe(1);
    expect(mentions(ticket, '(UPD-7)')).toBe(1);
  });

  it('UPD-6, APP-1 of an appended session it is written to the ticket that is there', async () => {
    const { id, number } = newCaller();
    await played(id, number, data({ plan: 'gold' }));
    const ticket = await played(`${id}-again`, number, data({ plan: 'silver', visits: 3 }));
    expect(ticket.external_id).toBe(id);
    expect(fieldOf(ticket, plan)).toBe('silver');
    expect(fieldOf(ticket, visits)).toBe('3');
  });
});
