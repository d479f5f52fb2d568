import type { FastifyInstance } from 'fastify';
import { notFound } from '../core/errors.ts';
import { flagIn, idsIn } from '../core/json.ts';
import { pageOf } from '../core/paging.ts';
import type { TicketForm } from '../core/records.ts';
import type { Simulation } from '../simulation/simulation.ts';
import { changeForm, createForm, deleteForm, formsInOrder, presentForm } from '../tickets/forms.ts';
import { addressOf, bodyOf, idOf, linksOf, meOf, originOf, queryOf } from '../http/context.ts';

/** Ticket forms (ticketing/tickets/ticket_forms). A test simulates a plan without forms by a fault with status 403 or 404. */
export function formRoutes(app: FastifyInstance, { account }: Simulation): void {
  const found = (id: number): TicketForm => {
    const form = account.forms.get(id);
    if (form === undefined) throw notFound();
    return form;
  };
  app.get('/ticket_forms', (request) => {
    meOf(request);
    const query = queryOf(request);
    const [active, visible] = [flagIn(query.active), flagIn(query.end_user_visible)];
    const forms = formsInOrder(account).filter(
      (form) =>
        (active === undefined || form.active === active) &&
        (visible === undefined || form.end_user_visible === visible),
    );
    const page = pageOf(forms, query, addressOf(request));
    return { ticket_forms: page.items.map((form) => presentForm(form, linksOf(request).api)), ...page.envelope };
  });
  app.get('/ticket_forms/show_many', (request) => {
    meOf(request);
    const forms = idsIn(queryOf(request).ids).flatMap((id) => account.forms.get(id) ?? []);
    return { ticket_forms: forms.map((form) => presentForm(form, linksOf(request).api)) };
  });
  app.get('/ticket_forms/:id', (request) => {
    meOf(request);
    return { ticket_form: presentForm(found(idOf(request)), linksOf(request).api) };
  });
  app.post('/ticket_forms', (request, reply) => {
    meOf(request);
    const form = createForm(account, bodyOf(request, reply, 'ticket_form'), originOf(request));
    void reply.code(201).header('location', `${linksOf(request).api}/ticket_forms/${form.id}.json`);
    return { ticket_form: presentForm(form, linksOf(request).api) };
  });
  app.put('/ticket_forms/:id', (request, reply) => {
    meOf(request);
    const form = found(idOf(request));
    const changed = changeForm(account, form, bodyOf(request, reply, 'ticket_form'), originOf(request));
    return { ticket_form: presentForm(changed, linksOf(request).api) };
  });
  app.delete('/ticket_forms/:id', (request, reply) => {
    meOf(request);
    deleteForm(account, found(idOf(request)));
    return reply.code(204).send();
  });
}
