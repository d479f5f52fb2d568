import { expect, test } from 'vitest';
import { useSimulator, type Answer } from '../simulator.testkit.ts';

const kit = useSimulator();
const change = (id: number, ticket_form: object) => kit.api('PUT', `/ticket_forms/${id}`, { ticket_form });

async function field(title: string): Promise<number> {
  return (await kit.api('POST', '/ticket_fields', { ticket_field: { type: 'text', title } })).id('ticket_field.id');
}
const defaultForm = (): Promise<Answer> => kit.api('GET', '/ticket_forms');

test('an account begins with a default form of the system fields', async () => {
  const forms = await defaultForm();
  expect([forms.at('count'), forms.at('ticket_forms.0.default')]).toEqual([1, true]);
  const fields = await kit.api('GET', '/ticket_fields');
  expect(forms.at('ticket_forms.0.ticket_field_ids.0')).toBe(fields.at('ticket_fields.0.id'));
});

test('a field joins a form by the whole list of ids in its order, and leaves by being left out', async () => {
  const [queue, reason] = [await field('Queue'), await field('Reason')];
  const id = (await defaultForm()).id('ticket_forms.0.id');
  const both = await change(id, { ticket_field_ids: [reason, queue] });
  expect([both.status, both.at('ticket_form.ticket_field_ids')]).toEqual([200, [reason, queue]]);
  await change(id, { ticket_field_ids: [queue] });
  expect((await kit.api('GET', `/ticket_forms/${id}`)).at('ticket_form.ticket_field_ids')).toEqual([queue]);
  expect(await kit.ledger('?kind=ticket_form.update')).toHaveLength(2);
});

test('a form with a field that does not exist, or without a name, is refused and stays as it was', async () => {
  const forms = await defaultForm();
  const id = forms.id('ticket_forms.0.id');
  expect((await change(id, { ticket_field_ids: [999] })).at('details.ticket_field_ids.0.error')).toBe('InvalidValue');
  expect((await change(id, { name: '' })).status).toBe(422);
  expect((await kit.api('POST', '/ticket_forms', { ticket_form: {} })).status).toBe(422);
  expect((await defaultForm()).at('ticket_forms')).toEqual(forms.at('ticket_forms'));
  expect((await kit.api('GET', '/ticket_forms/999')).status).toBe(404);
});

test('there is one default form, and it cannot be deleted; inactive forms can be left out of the list', async () => {
  const first = (await defaultForm()).id('ticket_forms.0.id');
  const made = await kit.api('POST', '/ticket_forms', {
    ticket_form: { name: 'Calls', default: true, end_user_visible: false },
  });
  expect([made.status, made.at('ticket_form.display_name')]).toEqual([201, 'Calls']);
  const second = made.id('ticket_form.id');
  expect((await kit.api('GET', `/ticket_forms/${first}`)).at('ticket_form.default')).toBe(false);
  expect((await kit.api('DELETE', `/ticket_forms/${second}`)).status).toBe(422);
  await change(first, { active: false });
  expect((await kit.api('GET', '/ticket_forms?active=true')).at('ticket_forms')).toMatchObject([{ id: second }]);
  expect((await kit.api('GET', `/ticket_forms/show_many?ids=${first},${second}`)).at('ticket_forms.1.id')).toBe(second);
});

test('a deleted field leaves its forms', async () => {
  const queue = await field('Queue');
  const id = (await defaultForm()).id('ticket_forms.0.id');
  await change(id, { ticket_field_ids: [queue] });
  await kit.api('DELETE', `/ticket_fields/${queue}`);
  expect((await kit.api('GET', `/ticket_forms/${id}`)).at('ticket_form.ticket_field_ids')).toEqual([]);
});
