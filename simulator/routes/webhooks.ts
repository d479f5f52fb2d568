import type { FastifyInstance } from 'fastify';
import { invalidField, notFound } from '../core/errors.ts';
import { listIn, objectIn, textIn } from '../core/json.ts';
import type { Simulation } from '../core/simulation.ts';
import type { Webhook } from '../core/webhooks.ts';
import { meOf } from './context.ts';

function presentWebhook({ secret: _secret, ...shown }: Webhook): object {
  return { ...shown, http_method: 'POST', request_format: 'json', authentication: null };
}

/** Webhooks that follow events (event-connectors/webhooks): create, list, show, remove, and their signing secret. */
export function webhookRoutes(app: FastifyInstance, { account }: Simulation): void {
  const { webhooks } = account;
  const found = (params: unknown): Webhook => {
    const hook = webhooks.find(textIn(objectIn(params).id) ?? '');
    if (hook === undefined) throw notFound();
    return hook;
  };

  app.post('/webhooks', (request, reply) => {
    meOf(request);
    const given = objectIn(objectIn(request.body).webhook);
    const endpoint = textIn(given.endpoint);
    if (endpoint === undefined || !URL.canParse(endpoint))
      throw invalidField('endpoint', 'Endpoint: is not a valid URL');
    const hook = webhooks.create({
      name: textIn(given.name) ?? 'Webhook',
      endpoint,
      status: given.status === 'inactive' ? 'inactive' : 'active',
      subscriptions: listIn(given.subscriptions).flatMap((each) => textIn(each) ?? []),
    });
    void reply.code(201);
    return { webhook: presentWebhook(hook) };
  });
  app.get('/webhooks', (request) => {
    meOf(request);
    return { webhooks: webhooks.list().map(presentWebhook), meta: { has_more: false } };
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
    return reply.code(204).send();
  });
}
