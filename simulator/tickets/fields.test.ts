import { expect, test } from 'vitest';
import { seedTicket, useSimulator } from '../simulator.testkit.ts';

const kit = useSimulator();
const update = (id: number, ticket: object) => kit.api('PUT', `/tickets/${id}`, { ticket });

async function field(definition: object): Promise<number> {
  return (await kit.api('POST', '/ticket_fields.json', { ticket_field: definition })).id('ticket_field.id');
}

test('unknown field ids and unknown options are ignored silently; other fields keep their values', async () => {
  const { ticket } = await seedTicket(kit);
  const text = await field({ type: 'text', title: 'Queue' });
  const choice = await field({
    type: 'tagger',
    title: 'Direction',
    custom_field_options: [{ name: 'Inbound', value: 'cc_inbound' }],
  });
  await update(ticket, { custom_fields: [{ id: text, value: 'Sales' }] });
  const changed = await update(ticket, {
    custom_fields: [
      { id: 999, value: 'x' },
      { id: choice, value: 'nonsense' },
    ],
  });
  expect(changed.status).toBe(200);
  expect(changed.at('ticket.custom_fields')).toEqual([
    { id: text, value: 'Sales' },
    { id: choice, value: null },
  ]);
});

test('the description of a field for agents is stored', async () => {
  const id = await field({ type: 'text', title: 'Queue', agent_description: 'Filled in by a program' });
  const changed = await kit.api('PUT', `/ticket_fields/${id}`, { ticket_field: { title: 'Line' } });
  expect(changed.at('ticket_field')).toMatchObject({ title: 'Line', agent_description: 'Filled in by a program' });
});

test('a drop-down sets the tag of its option, and takes it back when it changes', async () => {
  const { ticket } = await seedTicket(kit);
  const options = ['cc_a', 'cc_b'].map((value) => ({ name: value, value }));
  const id = await field({ type: 'tagger', title: 'Kind', custom_field_options: options });
  expect((await update(ticket, { custom_fields: [{ id, value: 'cc_a' }] })).at('ticket.tags')).toEqual(['cc_a']);
  expect((await update(ticket, { custom_fields: [{ id, value: 'cc_b' }] })).at('ticket.tags')).toEqual(['cc_b']);
});

test('an option value belongs to one field; options can be added one by one', async () => {
  const first = await field({ type: 'tagger', title: 'One', custom_field_options: [{ name: 'A', value: 'a' }] });
  const other = await kit.api('POST', '/ticket_fields', {
    ticket_field: { type: 'tagger', title: 'Two', custom_field_options: [{ name: 'A', value: 'a' }] },
  });
  expect(other.status).toBe(422);
  const option = { custom_field_option: { name: 'B', value: 'b' } };
  expect((await kit.api('POST', `/ticket_fields/${first}/options.json`, option)).status).toBe(201);
  expect((await kit.api('POST', `/ticket_fields/${first}/options.json`, option)).status).toBe(200);
  expect((await kit.api('GET', `/ticket_fields/${first}`)).at('ticket_field.custom_field_options.1.value')).toBe('b');
});

test('a field that is required to solve refuses solving without it, naming the field', async () => {
  const { ticket } = await seedTicket(kit);
  const id = await field({ type: 'text', title: 'Reason', required: true });
  const refused = await update(ticket, { status: 'solved' });
  expect(refused.at('details.base.0')).toMatchObject({ ticket_field_id: id, type: 'text' });
  expect((await update(ticket, { status: 'solved', custom_fields: [{ id, value: 'x' }] })).status).toBe(200);
});

test('the list of options is given whole: one left out is gone, from tickets and their tags too', async () => {
  const options = ['cc_a', 'cc_b'].map((value) => ({ name: value, value }));
  const id = await field({ type: 'tagger', title: 'Kind', custom_field_options: options });
  const { ticket } = await seedTicket(kit, { tags: ['kept'] });
  await update(ticket, { custom_fields: [{ id, value: 'cc_a' }] });
  const ticket_field = { custom_field_options: [options[1], { name: 'C', value: 'cc_c' }] };
  const changed = await kit.api('PUT', `/ticket_fields/${id}`, { ticket_field });
  expect(changed.at('ticket_field.custom_field_options')).toMatchObject([{ value: 'cc_b' }, { value: 'cc_c' }]);
  const after = await kit.api('GET', `/tickets/${ticket}`);
  expect([after.at('ticket.custom_fields.0.value'), after.at('ticket.tags')]).toEqual([null, ['kept']]);
});

test('an option can be renamed where it stands, looked up and removed by its id', async () => {
  const options = ['cc_a', 'cc_b'].map((value) => ({ name: value, value }));
  const id = await field({ type: 'multiselect', title: 'Kinds', custom_field_options: options });
  const path = `/ticket_fields/${id}/options`;
  const first = (await kit.api('GET', path)).id('custom_field_options.0.id');
  const renamed = await kit.api('POST', path, { custom_field_option: { id: first, name: 'A' } });
  expect([renamed.status, renamed.at('custom_field_option')]).toMatchObject([200, { value: 'cc_a', position: 0 }]);
  expect((await kit.api('GET', `${path}/${first}`)).at('custom_field_option.name')).toBe('A');
  expect((await kit.api('DELETE', `${path}/${first}`)).status).toBe(204);
  expect((await kit.api('GET', path)).at('custom_field_options')).toMatchObject([{ value: 'cc_b' }]);
});

test('one value cannot stand twice, and blank names and values are refused', async () => {
  const refused = async (...custom_field_options: object[]): Promise<unknown> =>
    (
      await kit.api('POST', '/ticket_fields', { ticket_field: { type: 'tagger', title: 'K', custom_field_options } })
    ).at('details.custom_field_options.0.error');
  expect(await refused({ name: 'A', value: 'cc_x' }, { name: 'B', value: 'CC_X' })).toBe('DuplicateValue');
  expect(await refused({ name: '', value: 'cc_x' })).toBe('BlankValue');
  expect(await refused({ name: 'A', value: ' ' })).toBe('BlankValue');
});
