import type { FastifyInstance } from 'fastify';
import { invalidField, notFound } from '../core/errors.ts';
import { presentOption } from '../core/field-options.ts';
import { record } from '../core/ledger.ts';
import { pageOf } from '../core/paging.ts';
import type { TicketField } from '../core/records.ts';
import type { Simulation } from '../simulation/simulation.ts';
import { changeField, createField, deleteField, isCustom, putOption, removeOption } from '../tickets/fields.ts';
import { presentField } from '../tickets/present.ts';
import { addressOf, bodyOf, idOf, linksOf, meOf, originOf, queryOf } from '../http/context.ts';

/** The fields of tickets (ticketing/tickets/ticket_fields), and the options of drop-down fields. */
export function fieldRoutes(app: FastifyInstance, { account }: Simulation): void {
  const found = (id: number): TicketField => {
    const field = account.fields.get(id);
    if (field === undefined) throw notFound();
    return field;
  };
  app.get('/ticket_fields', (request) => {
    meOf(request);
    const page = pageOf([...account.fields.values()], queryOf(request), addressOf(request));
    return { ticket_fields: page.items.map((field) => presentField(field, linksOf(request))), ...page.envelope };
  });
  app.get('/ticket_fields/count', (request) => {
    meOf(request);
    return { count: { value: account.fields.size, refreshed_at: account.clock.stamp() } };
  });
  app.get('/ticket_fields/:id', (request) => {
    meOf(request);
    return { ticket_field: presentField(found(idOf(request)), linksOf(request)) };
  });
  app.post('/ticket_fields', (request, reply) => {
    meOf(request);
    const { id: _, ...given } = bodyOf(request, reply, 'ticket_field');
    const field = createField(account, given, originOf(request));
    void reply.header('location', `${linksOf(request).api}/ticket_fields/${field.id}.json`);
    return reply.code(201).send({ ticket_field: presentField(field, linksOf(request)) });
  });
  app.put('/ticket_fields/:id', (request, reply) => {
    meOf(request);
    const given = bodyOf(request, reply, 'ticket_field');
    const field = changeField(account, found(idOf(request)), given);
    record(account, originOf(request), { kind: 'ticket_field.update', applied: { id: field.id, ...given } });
    return { ticket_field: presentField(field, linksOf(request)) };
  });
  app.delete('/ticket_fields/:id', (request, reply) => {
    meOf(request);
    const field = found(idOf(request));
    if (!isCustom(field)) throw invalidField('base', 'A system field cannot be deleted');
    deleteField(account, field);
    return reply.code(204).send();
  });
  app.get('/ticket_fields/:id/options', (request) => {
    meOf(request);
    const field = found(idOf(request));
    const page = pageOf([...field.custom_field_options.entries()], queryOf(request), addressOf(request));
    const address = `${linksOf(request).api}/ticket_fields/${field.id}`;
    const options = page.items.map(([i, option]) => presentOption(option, i, address));
    return { custom_field_options: options, ...page.envelope };
  });
  app.get('/ticket_fields/:id/options/:option', (request) => {
    meOf(request);
    const field = found(idOf(request));
    const position = field.custom_field_options.findIndex((option) => option.id === idOf(request, 'option'));
    const option = field.custom_field_options[position];
    if (option === undefined) throw notFound();
    const address = `${linksOf(request).api}/ticket_fields/${field.id}`;
    return { custom_field_option: presentOption(option, position, address) };
  });
  app.post('/ticket_fields/:id/options', (request, reply) => {
    meOf(request);
    const field = found(idOf(request));
    const { option, isNew } = putOption(account, field, bodyOf(request, reply, 'custom_field_option'));
    record(account, originOf(request), { kind: 'ticket_field.update', applied: { id: field.id, option } });
    const address = `${linksOf(request).api}/ticket_fields/${field.id}`;
    const after = found(field.id).custom_field_options.findIndex((each) => each.id === option.id);
    void reply.header('location', `${address}/options.json`).code(isNew ? 201 : 200);
    return { custom_field_option: presentOption(option, after, address) };
  });
  app.delete('/ticket_fields/:id/options/:option', (request, reply) => {
    meOf(request);
    if (!removeOption(account, found(idOf(request)), idOf(request, 'option'))) throw notFound();
    return reply.code(204).send();
  });
}
