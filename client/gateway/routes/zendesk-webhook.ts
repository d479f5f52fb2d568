import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { notifiedSessionsSchema, webhookDeliverySchema } from '../../../domain/api/zendesk-account.ts';
import { bodyJson } from '../http/body.ts';
import type { Brakes } from '../http/brakes.ts';
import type { GatewayDeps } from '../http/deps.ts';
import { answer, documentedBody, errorAnswers } from '../http/open-api.ts';
import { notifyOfDelivery, zendeskSignIn } from '../http/zendesk-webhook.ts';

type Deps = Pick<GatewayDeps, 'sessions' | 'config'> & { readonly brakes: Brakes };

/** `POST /v1/zendesk/webhook`: Zendesk reports that a ticket or a contact was merged or deleted. */
export const zendeskWebhookRoutes: FastifyPluginAsyncZod<Deps> = async (app, { sessions, config, brakes }) => {
  await app.register(zendeskSignIn, { secret: config.zendeskWebhookSecret, brakes });

  app.route({
    method: 'POST',
    url: '/v1/zendesk/webhook',
    schema: {
      tags: ['zendesk'],
      operationId: 'reportZendeskChange',
      summary: 'Zendesk reports that a ticket or a contact was merged or deleted',
      description:
        'Signed by Zendesk with the secret of its webhook (`ZENDESK_WEBHOOK_SECRET`). At least once, unordered.',
      response: {
        202: answer('Accepted; `sessions` is the number of sessions that were notified.', notifiedSessionsSchema),
        ...errorAnswers({
          400: 'Not JSON.',
          401: 'Not signed by Zendesk, or more than 5 minutes ago.',
          404: 'No secret is configured, so nothing is believed.',
          429: 'Too many wrong signatures. Try again after Retry-After.',
          503: 'Temporal is not there. Zendesk sends it again.',
        }),
      },
    },
    config: documentedBody(webhookDeliverySchema),
    handler: async (request, reply) => {
      const { data } = webhookDeliverySchema.safeParse(bodyJson(request.body));
      const notified = await notifyOfDelivery(sessions, data, Date.now());
      if (notified === null)
        request.log.info({ type: data?.type ?? '' }, 'a delivery of Zendesk that concerns no session');
      return await reply.code(202).send({ sessions: notified ?? 0 });
    },
  });
};
