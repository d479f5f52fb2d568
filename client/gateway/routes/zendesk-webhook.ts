import type { FastifyInstance } from 'fastify';
import { answer } from '../../../domain/api/open-api.ts';
import { webhookDeliverySchema } from '../../../domain/api/zendesk-account.ts';
import { bodyBytes, bodyJson } from '../http/body.ts';
import type { GatewayDeps } from '../http/deps.ts';
import { GatewayError } from '../http/errors.ts';
import { checkZendeskSignature, notifyOfDelivery } from '../http/zendesk-webhook.ts';

/** `POST /v1/zendesk/webhook`: Zendesk reports that a ticket or a contact was merged or deleted. */
export function zendeskWebhookRoutes(app: FastifyInstance, { sessions, config }: GatewayDeps): void {
  app.route({
    method: 'POST',
    url: '/v1/zendesk/webhook',
    schema: {
      tags: ['zendesk'],
      summary: 'Zendesk reports that a ticket or a contact was merged or deleted',
      description:
        'Signed by Zendesk with the secret of its webhook (`ZENDESK_WEBHOOK_SECRET`). At least once, unordered.',
      response: {
        202: answer('Accepted; `sessions` is the number of sessions that were notified.', 'Told'),
        400: answer('Not JSON.', 'Error'),
        401: answer('Not signed by Zendesk, or more than 5 minutes ago.', 'Error'),
        404: answer('No secret is configured, so nothing is believed.', 'Error'),
        503: answer('Temporal is not there. Zendesk sends it again.', 'Error'),
      },
    },
    handler: async (request, reply) => {
      const secret = config.zendeskWebhookSecret;
      if (secret === null) throw new GatewayError('no_webhook_secret');
      checkZendeskSignature(request.headers, bodyBytes(request.body), secret);
      const { data } = webhookDeliverySchema.safeParse(bodyJson(request.body));
      const notified = await notifyOfDelivery(sessions, data, Date.now());
      if (notified === null)
        request.log.info({ type: data?.type ?? '' }, 'a delivery of Zendesk that concerns no session');
      return await reply.code(202).send({ sessions: notified ?? 0 });
    },
  });
}
