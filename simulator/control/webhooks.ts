import type { FastifyInstance } from 'fastify';
import { badRequest } from '../core/errors.ts';
import { numberIn, objectIn, textIn } from '../core/json.ts';
import { eventType, webhookEventTypes, type Webhooks } from '../core/webhooks.ts';

/**
 * Webhooks without the API's ceremony: `POST {url, secret?, doubled?, shuffled?, delayMs?}` registers an address for all that
 * the simulator tells; without `url` only how unreliable deliveries are is set. `GET` shows what was delivered.
 */
export function webhookControl(app: FastifyInstance, webhooks: Webhooks): void {
  app.post('/_sim/webhooks', (request, reply) => {
    const given = objectIn(request.body);
    const delayMs = numberIn(given.delayMs) ?? 0;
    if (delayMs < 0) throw badRequest('InvalidWebhook', 'delayMs must be a number of milliseconds, 0 or more');
    const url = textIn(given.url);
    if (url !== undefined && !URL.canParse(url)) throw badRequest('InvalidWebhook', `url is no address: ${url}`);
    const how = { doubled: given.doubled === true, shuffled: given.shuffled === true, delayMs };
    webhooks.unreliable(how);
    if (url === undefined) return how;
    const subscriptions = webhookEventTypes.map(eventType);
    const chosen = { name: 'Of the control API', endpoint: url, status: 'active', subscriptions } as const;
    const { id, secret } = webhooks.create(chosen, textIn(given.secret));
    return reply.code(201).send({ id, url, secret, ...how });
  });
  app.get('/_sim/webhooks', () => ({
    webhooks: webhooks.list(),
    ...webhooks.how(),
    deliveries: webhooks.deliveries(),
  }));
}
