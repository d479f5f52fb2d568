import type { FastifyInstance } from 'fastify';
import { notFound, Refusal } from '../core/errors.ts';
import { isObject, listIn, objectIn, textIn, type Json } from '../core/json.ts';
import { pageOf } from '../core/paging.ts';
import type { Simulation } from '../simulation/simulation.ts';
import type { Webhook } from '../core/records.ts';
import { addressOf, meOf, queryOf } from '../http/context.ts';

function presentWebhook({ secret: _secret, ...shown }: Webhook): object {
  return { ...shown, http_method: 'POST', request_format: 'json', authentication: null, updated_at: shown.created_at };
}

/** This part of the API answers refusals with a list of errors: `{errors: [{code, title, detail}]}`. */
const invalidWebhook = (detail: string): Refusal =>
  new Refusal(400, { errors: [{ code: 'InvalidWebhook', title: 'Invalid webhook', detail }] });

function webhookIn(given: Json): Pick<Webhook, 'name' | 'endpoint' | 'status' | 'subscriptions'> {
  const name = textIn(given.name);
  const endpoint = textIn(given.endpoint);
  if (name === undefined || name === '') throw invalidWebhook('name is missing');
  if (endpoint === undefined || !URL.canParse(endpoint)) throw invalidWebhook('endpoint is no valid address');
  // A webhook that is subscribed to events always posts JSON.
  if ((given.http_method ?? 'POST') !== 'POST') throw invalidWebhook('http_method must be POST for events');
  if ((given.request_format ?? 'json') !== 'json') throw invalidWebhook('request_format must be json for events');
  return {
    name,
    endpoint,
    status: given.status === 'inactive' ? 'inactive' : 'active',
    subscriptions: listIn(given.subscriptions).flatMap((each) => textIn(each) ?? []),
  };
}

/** Webhooks that are subscribed to events (event-connectors/webhooks): create, list, show, delete, read the signing secret. */
export function webhookRoutes(app: FastifyInstance, { account }: Simulation): void {
  const { webhooks } = account;
  const found = (params: unknown): Webhook => {
    const hook = webhooks.find(textIn(objectIn(params).id) ?? '');
    if (hook === undefined) throw notFound();
    return hook;
  };

  app.post('/webhooks', (request, reply) => {
    meOf(request);
    const given = objectIn(request.body).webhook;
    if (!isObject(given)) throw invalidWebhook('webhook is missing');
    const hook = webhooks.create(webhookIn(given));
    account.changed();
    return reply.code(201).send({ webhook: presentWebhook(hook) });
  });
  app.get('/webhooks', (request) => {
    meOf(request);
    // This list has pages by cursor only.
    const page = pageOf(webhooks.list(), { 'page[size]': '100', ...queryOf(request) }, addressOf(request));
    return { webhooks: page.items.map(presentWebhook), ...page.envelope };
  });
  app.get('/webhooks/:id', (request) => {
    meOf(request);
    return { webhook: presentWebhook(found(request.params)) };
  });
  app.get('/webhooks/:id/signing_secret', (request) => {
    meOf(request);
    return { signing_secret: { algorithm: 'SHA256', secret: found(request.params).secret } };
  });
  app.delete('/webhooks/:id', (request, reply) => {
    meOf(request);
    webhooks.remove(found(request.params).id);
    account.changed();
    return reply.code(204).send();
  });
}
