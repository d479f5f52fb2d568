import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { identifierField, sessionFieldNames, sessionFields } from '../../domain/fields/session-fields.ts';
import { defaultSettings } from '../../domain/settings/defaults.ts';
import type { CreatedFields } from '../contract.ts';
import { type Account, failureOf, run, startAccount } from './account.testkit.ts';

let account: Account;

beforeAll(async () => {
  account = await startAccount();
});
afterAll(() => account.close());
beforeEach(async () => {
  await account.clearFaults();
  await account.reset();
});

const none = defaultSettings.fields;
const create = { method: 'POST', path: '^/?ticket_fields$' };

function createFields(known = none): Promise<CreatedFields> {
  return run(() => account.activities().createFields({ known }));
}

async function made(): Promise<number> {
  return (await account.ledger('ticket_field.create')).length;
}

const forms = z.object({
  ticket_forms: z.array(z.object({ name: z.string(), ticket_field_ids: z.array(z.number()) })),
});

async function fieldsOf(form: string): Promise<readonly number[]> {
  const { ticket_forms } = forms.parse(await account.api('GET', '/ticket_forms'));
  return ticket_forms.find(({ name }) => name === form)?.ticket_field_ids ?? [];
}

describe('the fields of sessions', () => {
  it('FLD-1 all are created with their types, and added to the active forms behind the existing fields', async () => {
    await account.api('POST', '/ticket_forms', { ticket_form: { name: 'Calls', active: true } });
    await account.api('POST', '/ticket_forms', { ticket_form: { name: 'Old', active: false } });
    const before = await fieldsOf('Default Ticket Form');
    const { fields, steps } = await createFields();
    const ids = sessionFieldNames.map((name) => fields[name] ?? 0);
    expect(fields.identifier).toBe(identifierField.key);
    const listed = await run(() => account.activities().listTicketFields({ ids }));
    expect(ids.map((id) => listed.find((field) => field.id === id))).toMatchObject(
      sessionFieldNames.map((name) => sessionFields[name]),
    );
    const contact = await run(() => account.activities().listContactFields({ keys: [identifierField.key] }));
    expect(contact).toMatchObject([{ key: identifierField.key, type: 'text', active: true }]);
    expect(await fieldsOf('Default Ticket Form')).toEqual([...before, ...ids]);
    expect(await fieldsOf('Calls')).toEqual(ids);
    expect(await fieldsOf('Old')).toEqual([]);
    expect(steps).toContain('Session ID: created');
    expect(steps).toContain('Form Calls: 10 fields added');
  });

  it('FLD-1 a second run creates nothing, whether or not the ids were saved', async () => {
    const first = await createFields();
    for (const known of [none, first.fields]) {
      const again = await createFields(known);
      expect(again.fields).toEqual(first.fields);
      expect(again.steps).toContain('Session ID: is there');
      expect(again.steps).toContain('Form Default Ticket Form: has the fields');
    }
    expect(await made()).toBe(10);
    expect(await account.ledger('user_field.create')).toHaveLength(1);
    expect(await account.ledger('ticket_form.update')).toHaveLength(1);
  });

  it('FLD-1 a field that a person renamed is recognised; a field with our title that a person created is not used', async () => {
    const { ticket_fields } = await account.seed({ ticket_fields: [{ type: 'text', title: 'Session ID' }] });
    const { fields } = await createFields();
    expect(fields.sessionId).not.toBe(ticket_fields[0]);
    await account.api('PUT', `/ticket_fields/${fields.sessionId}`, { ticket_field: { title: 'Call number' } });
    expect((await createFields()).fields).toEqual(fields);
  });

  it('FLD-1 a second run completes a run that broke off with a lost answer', async () => {
    await account.fault({ match: create, nth: 3, kind: 'lost_answer' });
    expect(await failureOf(createFields())).toMatchObject({ type: 'ConnectionLost', nonRetryable: false });
    const { fields } = await createFields();
    expect(Object.values(fields)).not.toContain(null);
    expect(await made()).toBe(10);
  });

  it('FLD-1 two runs at the same time use the same fields, and name the duplicates', async () => {
    const runs = await Promise.all([createFields(), createFields()]);
    const later = await createFields();
    for (const { fields } of runs) expect(fields).toEqual(later.fields);
    const duplicates = later.steps.filter((step) => step.includes('delete its doubles'));
    expect(duplicates).toHaveLength((await made()) - 10);
  });

  it('FLD-1 of duplicates the one in the settings is used', async () => {
    const { fields } = await createFields();
    const agent_description = '[contact-centre:csat]';
    await account.api('POST', '/ticket_fields', {
      ticket_field: { type: 'integer', title: 'CSAT', agent_description },
    });
    const double =
      (await account.ledger('ticket_field.create'))
        .map(({ applied }) => z.object({ id: z.number() }).parse(applied).id)
        .at(-1) ?? 0;
    expect((await createFields()).fields).toEqual(fields);
    const kept = await createFields({ ...fields, csat: double });
    expect(kept.fields.csat).toBe(double);
    expect(kept.steps).toContain(
      `${sessionFields.csat.title}: is there; delete its doubles in Zendesk: ${fields.csat}`,
    );
  });

  it('FLD-1 without the right to create fields, the report says so and existing fields are used', async () => {
    const first = await createFields();
    await account.fault({ match: { method: 'POST', path: 'ticket_fields' }, kind: 'status', status: 403, times: 9 });
    const again = await createFields({ ...first.fields, csat: 4711 });
    expect(again.fields).toEqual(first.fields);
    await account.api('DELETE', `/ticket_fields/${first.fields.csat}`);
    const { fields, steps } = await createFields(first.fields);
    expect(fields).toEqual({ ...first.fields, csat: null });
    expect(steps.find((step) => step.startsWith(sessionFields.csat.title))).toContain('administrators');
  });

  it.each([403, 404])('FLD-1 an account without ticket forms (%i) still gets the fields', async (status) => {
    await account.fault({ match: { path: 'ticket_forms' }, kind: 'status', status, times: 9 });
    const { fields, steps } = await createFields();
    expect(Object.values(fields)).not.toContain(null);
    expect(steps.at(-1)).toContain('Ticket forms: none');
  });

  it('FLD-1 the report names an inactive field, and a key that a field of another type has', async () => {
    const { fields } = await createFields();
    await account.api('PUT', `/ticket_fields/${fields.csat}`, { ticket_field: { active: false } });
    await account.api('DELETE', `/user_fields/${identifierField.key}`);
    const integer = { key: identifierField.key, title: 'Number', type: 'integer' };
    await account.api('POST', '/user_fields', { user_field: integer });
    const again = await createFields(fields);
    expect(again.fields).toEqual({ ...fields, identifier: null });
    expect(again.steps).toContain(`${sessionFields.csat.title}: is there, but not active; make it active in Zendesk`);
    expect(again.steps.find((step) => step.startsWith('Identifier'))).toContain('integer');
  });
});
