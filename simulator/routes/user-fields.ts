import type { FastifyInstance } from 'fastify';
import { notFound } from '../core/errors.ts';
import { idIn } from '../core/json.ts';
import { pageOf } from '../core/paging.ts';
import type { UserField } from '../core/records.ts';
import type { Simulation } from '../simulation/simulation.ts';
import { changeUserField, createUserField, deleteUserField, presentUserField } from '../users/fields.ts';
import { addressOf, bodyOf, linksOf, meOf, originOf, paramOf, queryOf } from '../http/context.ts';

/** The fields of users (ticketing/users/user_fields). */
export function userFieldRoutes(app: FastifyInstance, { account }: Simulation): void {
  // The path has "the ID or key of the user field".
  const found = (asked: string): UserField => {
    const byId = account.userFields.get(idIn(asked) ?? 0);
    const field = byId ?? [...account.userFields.values()].find(({ key }) => key === asked);
    if (field === undefined) throw notFound();
    return field;
  };
  app.get('/user_fields', (request) => {
    meOf(request);
    const page = pageOf([...account.userFields.values()], queryOf(request), addressOf(request));
    return { user_fields: page.items.map((field) => presentUserField(field, linksOf(request).api)), ...page.envelope };
  });
  app.get('/user_fields/:id', (request) => {
    meOf(request);
    return { user_field: presentUserField(found(paramOf(request, 'id')), linksOf(request).api) };
  });
  app.post('/user_fields', (request, reply) => {
    meOf(request);
    const field = createUserField(account, bodyOf(request, reply, 'user_field'), originOf(request));
    void reply.code(201).header('location', `${linksOf(request).api}/user_fields/${field.id}.json`);
    return { user_field: presentUserField(field, linksOf(request).api) };
  });
  app.put('/user_fields/:id', (request, reply) => {
    meOf(request);
    const before = found(paramOf(request, 'id'));
    const field = changeUserField(account, before, bodyOf(request, reply, 'user_field'), originOf(request));
    return { user_field: presentUserField(field, linksOf(request).api) };
  });
  app.delete('/user_fields/:id', (request, reply) => {
    meOf(request);
    deleteUserField(account, found(paramOf(request, 'id')));
    return reply.code(204).send();
  });
}
