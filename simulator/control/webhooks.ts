import type { FastifyInstance } from 'fastify';
import { badRequest } from '../core/errors.ts';
import { numberIn, objectIn, textIn } from '../core/json.ts';
import { eventType, webhookEventTypes, type Webhooks } from '../core/webhooks.ts';

/**
 * A short way to register a webhook: `POST {url, secret?, doubled?, shuffled?, delayMs?}` registers an address for all event
 * types. `doubled`, `shuffled` and `delayMs` set how unreliable deliveries are; without `url` only these are set. `GET` gives
 * the webhooks and the deliveries so far.
 */
export function webhookControl(app: FastifyInstance, webhooks: Webhooks): void {
  app.post('/_sim/webhooks', (request, reply) => {
    const given = objectIn(request.body);
    const delayMs = numberIn(given.delayMs) ?? 0;
    if (delayMs < 0) throw badRequest('InvalidWebhook', 'delayMs must be a number of milliseconds, 0 or more');
    const url = textIn(given.url);
    if (url !== undefined && !URL.canParse(url)) throw badRequest('InvalidWebhook', `url is no address: ${url}`);
    const unreliability = { doubled: given.doubled === true, shuffled: given.shuffled === true, delayMs };
    webhooks.setUnreliability(unreliability);
    if (url === undefined) return unreliability;
    const subscriptions = webhookEventTypes.map(eventType);
    const webhook = { name: 'Of the control API', endpoint: url, status: 'active', subscriptions } as const;
    const { id, secret } = webhooks.create(webhook, textIn(given.secret));
    return reply.code(201).send({ id, url, secret, ...unreliability });
  });
  app.get('/_sim/webhooks', () => ({
    webhooks: webhooks.list(),
    ...webhooks.unreliability(),
    deliveries: webhooks.deliveries(),
  }));
}
