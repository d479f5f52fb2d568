import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { bytesOf, jsonOf } from '../http/body.ts';
import type { GatewayDeps } from '../http/deps.ts';
import { GatewayError } from '../http/errors.ts';
import { answer } from '../../../domain/api/schemas.ts';
import { same, signatureMaxAgeMs } from '../http/sign-in.ts';

/** What a delivery says, as far as it concerns sessions; ids are text there. Other types are taken and do nothing. */
const delivery = z.looseObject({
  type: z.string(),
  time: z.iso.datetime({ offset: true }).nullish(),
  detail: z.looseObject({ id: z.union([z.string().regex(/^\d{1,15}$/), z.int().positive()]) }).nullish(),
});

const ticketNews: ReadonlySet<string> = new Set([
  'zen:event-type:ticket.merged',
  'zen:event-type:ticket.soft_deleted',
  'zen:event-type:ticket.permanently_deleted',
]);
const contactNews: ReadonlySet<string> = new Set(['zen:event-type:user.merged', 'zen:event-type:user.deleted']);

/** Throws a GatewayError (401) unless the delivery is signed as Zendesk signs: base64 HMAC-SHA256 of timestamp and body. */
function checkSignature(headers: IncomingHttpHeaders, body: Buffer, secret: string): void {
  const signature = headers['x-zendesk-webhook-signature'];
  const timestamp = headers['x-zendesk-webhook-signature-timestamp'];
  if (typeof signature !== 'string' || typeof timestamp !== 'string') throw new GatewayError('unauthenticated');
  const expected = createHmac('sha256', secret).update(timestamp).update(body).digest('base64');
  if (!same(signature, expected)) throw new GatewayError('unauthenticated');
  const age = Math.abs(Date.now() - Date.parse(timestamp));
  // A time that can't be read is as good as none: the signature alone could be replayed for ever.
  if (!(age <= signatureMaxAgeMs)) throw new GatewayError('stale_signature');
}

/**
 * `POST /v1/zendesk/webhook`: what happened to tickets and contacts at Zendesk, brought to the sessions that it concerns
 * (UPD-13, UPD-18, CON-8). The news itself is only a hint: each session asks Zendesk what became of its ticket.
 */
export function zendeskWebhookRoutes(app: FastifyInstance, { sessions, config }: GatewayDeps): void {
  app.route({
    method: 'POST',
    url: '/v1/zendesk/webhook',
    schema: {
      tags: ['zendesk'],
      summary: 'Zendesk tells that a ticket or a contact was merged or deleted',
      description:
        'Signed by Zendesk with the secret of its webhook (`ZENDESK_WEBHOOK_SECRET`). At least once, unordered.',
      response: {
        202: answer('Taken; `sessions` counts those that were told.', 'Told'),
        400: answer('Not JSON.', 'Error'),
        401: answer('Not signed by Zendesk, or more than 5 minutes ago.', 'Error'),
        404: answer('No secret is configured, so nothing is believed.', 'Error'),
        503: answer('Temporal is not there. Zendesk sends it again.', 'Error'),
      },
    },
    handler: async (request, reply) => {
      const secret = config.zendeskWebhookSecret;
      if (secret === null) throw new GatewayError('no_webhook_secret');
      checkSignature(request.headers, bytesOf(request.body), secret);
      const parsed = delivery.safeParse(jsonOf(request.body));
      const id = Number(parsed.data?.detail?.id ?? 0);
      const type = parsed.data?.type ?? '';
      const at = Date.parse(parsed.data?.time ?? '') || Date.now();
      let told = 0;
      if (id > 0 && ticketNews.has(type)) told = await sessions.tellOfTicket(id, at);
      else if (id > 0 && contactNews.has(type)) told = await sessions.tellOfContact(id, at);
      else request.log.info({ type }, 'a delivery of Zendesk that concerns no session');
      return await reply.code(202).send({ sessions: told });
    },
  });
}
