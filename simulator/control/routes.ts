import type { FastifyInstance } from 'fastify';
import { auditsOf, ticketsIn } from '../core/account.ts';
import { badRequest, notFound } from '../core/errors.ts';
import { idIn, numberIn, objectIn, textIn } from '../core/json.ts';
import type { LedgerEntry } from '../core/ledger-entry.ts';
import { resetAccount } from '../simulation/state.ts';
import type { Simulation } from '../simulation/simulation.ts';
import { presentAudit, presentComments, presentTicket } from '../tickets/present.ts';
import { presentUser } from '../users/present.ts';
import { linksOf, queryOf } from '../http/context.ts';
import { seed } from './seed.ts';
import { triggerControl } from './triggers.ts';
import { webhookControl } from './webhooks.ts';

/** The control endpoints under `/_sim`, with which tests and operators steer a simulator. They need no sign-in. */
export function controlRoutes(app: FastifyInstance, simulation: Simulation): void {
  const { account, faults, limits, triggers, requests } = simulation;

  app.post('/_sim/reset', () => {
    resetAccount(account);
    faults.clear();
    triggers.clear();
    limits.reset();
    requests.clear();
    return { reset: true };
  });

  app.post('/_sim/seed', (request, reply) => {
    const seeded = seed(account, objectIn(request.body));
    const links = linksOf(request);
    return reply.code(201).send({
      users: seeded.users.map((user) => presentUser(user, links.api)),
      tickets: seeded.tickets.map((ticket) => presentTicket(account, ticket, links)),
      ticket_fields: seeded.ticket_fields,
      ticket_forms: seeded.ticket_forms,
      user_fields: seeded.user_fields,
    });
  });

  webhookControl(app, account.webhooks);
  triggerControl(app, triggers);

  app.post('/_sim/faults', (request, reply) => {
    const fault = faults.add(objectIn(request.body));
    return reply.code(201).send({ id: fault.id });
  });
  app.get('/_sim/faults', () => ({ faults: faults.list() }));
  app.delete('/_sim/faults', (_request, reply) => {
    faults.clear();
    return reply.code(204).send();
  });
  app.delete('/_sim/faults/:id', (request, reply) => {
    if (!faults.remove(idIn(objectIn(request.params).id) ?? 0)) throw notFound();
    return reply.code(204).send();
  });

  app.post('/_sim/clock', (request) => {
    const advanceMs = numberIn(objectIn(request.body).advanceMs);
    if (advanceMs === undefined || advanceMs < 0) {
      throw badRequest('InvalidClock', 'advanceMs must be a number of milliseconds, 0 or more');
    }
    account.clock.advance(advanceMs);
    account.changed();
    return { now: new Date(account.clock.now()).toISOString() };
  });
  app.get('/_sim/clock', () => ({ now: new Date(account.clock.now()).toISOString() }));

  // Options can be changed while the simulator runs. An unknown option and a value of another type are refused.
  app.post('/_sim/options', (request) => {
    const given = objectIn(request.body);
    for (const [name, value] of Object.entries(given)) {
      const known: unknown = Reflect.get(account.settings, name);
      if (known === undefined || typeof known !== typeof value || fixedOptions.has(name)) {
        throw badRequest('InvalidOption', `${name} is no option that can be changed to ${JSON.stringify(value)}`);
      }
    }
    Object.assign(account.settings, given);
    return { options: shownOptions(account.settings) };
  });
  app.get('/_sim/options', () => ({ options: shownOptions(account.settings) }));

  app.get('/_sim/ledger', (request) => {
    const query = queryOf(request);
    const since = numberIn(query.since) ?? 0;
    const ticket = idIn(query.ticket);
    const kind = textIn(query.kind);
    const session = textIn(query.session)?.toLowerCase();
    const matches = (entry: LedgerEntry): boolean =>
      entry.seq > since &&
      (ticket === undefined || entry.ticket_id === ticket) &&
      (kind === undefined || entry.kind === kind) &&
      (session === undefined || isOfSession(entry, session));
    return { entries: account.ledger.filter(matches) };
  });

  /**
   * Whether a line of the ledger belongs to a session: by the session of the line, by the external id of its ticket, or by a
   * tag of its ticket. A session that was appended to a ticket has only the tag there.
   */
  const isOfSession = (entry: LedgerEntry, session: string): boolean => {
    if (entry.session?.toLowerCase() === session) return true;
    const ticket = account.tickets.get(entry.ticket_id ?? 0);
    return ticket?.external_id?.toLowerCase() === session || (ticket?.tags.includes(`session_${session}`) ?? false);
  };

  app.get('/_sim/requests/summary', () => ({
    total: [...requests.values()].reduce((sum, count) => sum + count, 0),
    requests: Object.fromEntries([...requests].sort(([a], [b]) => a.localeCompare(b))),
  }));

  app.get('/_sim/state/tickets', (request) => {
    const links = linksOf(request);
    const query = queryOf(request);
    const externalId = textIn(query.external_id);
    const ids = externalId === undefined ? account.tickets.keys() : account.byExternalTicketId.get(externalId);
    const tickets = query.deleted === 'true' ? [...account.tickets.values()] : ticketsIn(account, ids);
    return {
      tickets: tickets.map((ticket) => ({
        ...presentTicket(account, ticket, links),
        deleted: ticket.deleted,
        solved_at: ticket.solved_at,
        comments: presentComments(auditsOf(account, ticket), links),
        audits: auditsOf(account, ticket).map((audit) => presentAudit(audit, links)),
      })),
    };
  });

  app.get('/_sim/state/users', (request) => ({
    users: [...account.users.values()].map((user) => ({
      ...presentUser(user, linksOf(request).api),
      identities: user.identities,
    })),
  }));
}

const fixedOptions: ReadonlySet<string> = new Set(['port', 'host', 'dataFile']);
const secretOptions: ReadonlySet<string> = new Set(['apiToken', 'clientSecret']);

function shownOptions(settings: object): object {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !secretOptions.has(name)));
}
