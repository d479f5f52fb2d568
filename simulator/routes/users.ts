import type { FastifyInstance } from 'fastify';
import { putTicket, putUser, ticketsIn, userByExternalId } from '../core/account.ts';
import { invalidField, notFound } from '../core/errors.ts';
import { idIn, idsIn, objectIn, textIn, type Json } from '../core/json.ts';
import { record } from '../core/ledger.ts';
import { includes, pageOf, sorted } from '../core/paging.ts';
import type { User } from '../core/records.ts';
import type { Simulation } from '../simulation/simulation.ts';
import { presentMetricSet, presentTicket } from '../tickets/present.ts';
import { notifyUserChanged } from '../users/notify.ts';
import { anonymous, presentIdentity, presentUser } from '../users/present.ts';
import {
  createUser,
  deactivateUser,
  isMailAddress,
  matchUser,
  updateUser,
  writableUserKeys,
} from '../users/profile.ts';
import { searchUsers } from '../users/search.ts';
import { addressOf, bodyOf, contextOf, idOf, linksOf, meOf, originOf, queryOf } from '../http/context.ts';

export function userRoutes(app: FastifyInstance, { account, limits }: Simulation): void {
  const found = (id: number): User => {
    const user = account.users.get(id);
    if (user === undefined) throw notFound();
    return user;
  };

  app.get('/users/me', (request) => {
    const { me } = contextOf(request);
    return { user: me === undefined ? anonymous : presentUser(me, linksOf(request).api) };
  });

  app.get('/users/search', (request) => {
    meOf(request);
    const query = queryOf(request);
    const externalId = textIn(query.external_id);
    // A search by external id does not use the search index, and is always current.
    const byExternalId = externalId === undefined ? undefined : userByExternalId(account, externalId);
    const users =
      externalId === undefined
        ? searchUsers(account, textIn(query.query) ?? '')
        : byExternalId === undefined
          ? []
          : [byExternalId];
    const page = pageOf(users, query, addressOf(request));
    return { users: page.items.map((user) => presentUser(user, linksOf(request).api)), ...page.envelope };
  });

  app.get('/users/show_many', (request) => {
    meOf(request);
    const query = queryOf(request);
    const byIds = idsIn(query.ids).flatMap((id) => account.users.get(id) ?? []);
    const external = (textIn(query.external_ids) ?? '').split(',').flatMap((id) => userByExternalId(account, id) ?? []);
    const page = pageOf([...byIds, ...external], query, addressOf(request));
    return { users: page.items.map((user) => presentUser(user, linksOf(request).api)), ...page.envelope };
  });

  app.get('/users', (request) => {
    meOf(request);
    const query = queryOf(request);
    const role = textIn(query.role);
    const users = [...account.users.values()].filter(
      (user) => user.active && (role === undefined || user.role === role),
    );
    const page = pageOf(sorted(users, query), query, addressOf(request));
    return { users: page.items.map((user) => presentUser(user, linksOf(request).api)), ...page.envelope };
  });

  app.get('/users/:id', (request) => {
    meOf(request);
    return { user: presentUser(found(idOf(request)), linksOf(request).api) };
  });

  app.post('/users', (request, reply) => {
    meOf(request);
    const user = createUser(account, bodyOf(request, reply, 'user', writableUserKeys), originOf(request));
    const shown = { user: presentUser(user, linksOf(request).api) };
    return reply
      .code(201)
      .header('location', `${linksOf(request).api}/users/${user.id}.json`)
      .send(shown);
  });

  app.post('/users/create_or_update', (request, reply) => {
    meOf(request);
    const given: Json = bodyOf(request, reply, 'user', writableUserKeys);
    const known = matchUser(account, given);
    if (known !== undefined) limits.oneUser(known.id);
    const user =
      known === undefined
        ? createUser(account, given, originOf(request))
        : updateUser(account, known, given, originOf(request));
    void reply.header('location', `${linksOf(request).api}/users/${user.id}.json`);
    return reply.code(known === undefined ? 201 : 200).send({ user: presentUser(user, linksOf(request).api) });
  });

  app.put('/users/:id', (request, reply) => {
    meOf(request);
    const before = found(idOf(request));
    if (!before.active) throw notFound();
    limits.oneUser(before.id);
    const user = updateUser(account, before, bodyOf(request, reply, 'user', writableUserKeys), originOf(request));
    return { user: presentUser(user, linksOf(request).api) };
  });

  app.delete('/users/:id', (request) => {
    meOf(request);
    const user = deactivateUser(account, found(idOf(request)));
    record(account, originOf(request), { kind: 'user.delete', user_id: user.id });
    notifyUserChanged(account, 'user.deleted', user);
    return { user: presentUser(user, linksOf(request).api) };
  });

  // The user of the path is merged into the user of the body: it becomes inactive, and its tickets move.
  app.put('/users/:id/merge', (request) => {
    meOf(request);
    const loser = found(idOf(request));
    const winner = found(idIn(objectIn(objectIn(request.body).user).id) ?? 0);
    if (loser.id === winner.id || !winner.active) throw invalidField('base', 'The users cannot be merged');
    for (const ticket of ticketsIn(account, account.byRequester.get(loser.id))) {
      putTicket(account, { ...ticket, requester_id: winner.id });
    }
    const gone = deactivateUser(account, loser);
    const moved = loser.identities.map((identity) => ({ ...identity, user_id: winner.id, primary: false }));
    const phone = winner.phone ?? loser.phone;
    putUser(account, { ...winner, phone, identities: [...winner.identities, ...moved] });
    record(account, originOf(request), { kind: 'user.merge', user_id: winner.id, applied: { from: loser.id } });
    notifyUserChanged(account, 'user.merged', gone);
    return { user: presentUser(found(winner.id), linksOf(request).api) };
  });

  app.get('/users/:id/identities', (request) => {
    meOf(request);
    const page = pageOf(found(idOf(request)).identities, queryOf(request), addressOf(request));
    const identities = page.items.map((identity) => presentIdentity(identity, linksOf(request).api));
    return { identities, ...page.envelope };
  });

  app.post('/users/:id/identities', (request, reply) => {
    meOf(request);
    const before = found(idOf(request));
    const given = bodyOf(request, reply, 'identity');
    const value = textIn(given.value) ?? '';
    const taken = given.type === 'email' ? account.byEmail.has(value.toLowerCase()) : account.byPhone.get(value)?.size;
    if (taken === true || (typeof taken === 'number' && taken > 0)) {
      throw invalidField('value', `Value: ${value} is already being used by another user`, 'DuplicateValue');
    }
    if (given.type === 'email' && !isMailAddress(value)) {
      throw invalidField('value', `Value: ${value} is not properly formatted`, 'InvalidFormat');
    }
    const user = updateUser(account, before, { identities: [given] }, originOf(request));
    const identity = user.identities.at(-1);
    if (identity === undefined) throw invalidField('type', 'Type: email and phone_number are known here');
    return reply.code(201).send({ identity: presentIdentity(identity, linksOf(request).api) });
  });

  app.get('/users/:id/tickets/requested', (request) => {
    meOf(request);
    const user = found(idOf(request));
    const query = queryOf(request);
    const links = linksOf(request);
    const tickets = sorted(ticketsIn(account, account.byRequester.get(user.id)), query);
    const page = pageOf(tickets, query, addressOf(request));
    const withMetrics = includes(query, 'metric_sets') && account.settings.metricSets;
    const withUsers = includes(query, 'users') && account.settings.requestedIncludesUsers;
    const people = new Set(
      page.items.flatMap((t) => [t.requester_id, t.submitter_id, ...(t.assignee_id === null ? [] : [t.assignee_id])]),
    );
    return {
      tickets: page.items.map((ticket) => ({
        ...presentTicket(account, ticket, links),
        ...(withMetrics ? { metric_set: presentMetricSet(ticket, links) } : {}),
      })),
      ...(withUsers
        ? {
            users: [...people]
              .flatMap((id) => account.users.get(id) ?? [])
              .map((person) => presentUser(person, links.api)),
          }
        : {}),
      ...page.envelope,
    };
  });
}
