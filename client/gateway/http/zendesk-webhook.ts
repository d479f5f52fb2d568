import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import fastifyPlugin from 'fastify-plugin';
import type { WebhookDelivery } from '../../../domain/api/zendesk-account.ts';
import { isTimeInRange } from '../../../domain/events/times.ts';
import type { SessionClient } from '../../sessions.ts';
import { bodyIsVerified, expectUnverifiedBody } from './bodies.ts';
import { bodyBytes } from './body.ts';
import type { Brakes } from './brakes.ts';
import { GatewayError } from './errors.ts';
import { equalInConstantTime, signatureMaxAgeMs } from './sign-in.ts';

const ticketEvents: ReadonlySet<string> = new Set([
  'zen:event-type:ticket.merged',
  'zen:event-type:ticket.soft_deleted',
  'zen:event-type:ticket.permanently_deleted',
]);
const contactEvents: ReadonlySet<string> = new Set(['zen:event-type:user.merged', 'zen:event-type:user.deleted']);

type ZendeskSignIn = { readonly secret: string | null; readonly brakes: Brakes };

/**
 * The sign-in of Zendesk's webhook. Before its body is read, a delivery is refused without a configured secret (404), and
 * without a signature of the right form and age (401). The signature is checked over the bytes of the body (401, or 429 after
 * too many wrong ones from the same address).
 */
export const zendeskSignIn = fastifyPlugin<ZendeskSignIn>(async (scope, { secret, brakes }) => {
  scope.addHook('onRequest', async (request) => {
    if (secret === null) throw new GatewayError('no_webhook_secret');
    await brakes.beforeSignIn(request.ip);
    requireRecent(signatureIn(request.headers));
    expectUnverifiedBody(request);
  });
  scope.addHook('preValidation', async (request) => {
    if (secret === null) return;
    if (!isSigned(signatureIn(request.headers), bodyBytes(request.body), secret)) {
      await brakes.afterWrongSignIn(request.ip);
      throw new GatewayError('unauthenticated');
    }
    brakes.afterRightSignIn(request.ip);
    bodyIsVerified(request);
  });
});

type Signature = { readonly signature: string; readonly timestamp: string };

/** The base64 form of an HMAC-SHA256. Nothing else can be a right signature, so that its body need not be read. */
const signatureForm = /^[\w+/]{43}=$/;

/** Throws a GatewayError (401) if the delivery has no signature, or one of another form. */
function signatureIn(headers: IncomingHttpHeaders): Signature {
  const signature = headers['x-zendesk-webhook-signature'];
  const timestamp = headers['x-zendesk-webhook-signature-timestamp'];
  if (typeof signature !== 'string' || typeof timestamp !== 'string' || !signatureForm.test(signature))
    throw new GatewayError('unauthenticated');
  return { signature, timestamp };
}

/** Throws a GatewayError (401) if the delivery was signed too long ago, or at no readable time. */
function requireRecent({ timestamp }: Signature): void {
  const age = Math.abs(Date.now() - Date.parse(timestamp));
  // The age is NaN if the timestamp is not a time. Such a delivery is refused too: without a readable time, an old
  // delivery could be sent again for ever.
  if (!(age <= signatureMaxAgeMs)) throw new GatewayError('stale_signature');
}

/** Whether the signature is the base64 HMAC-SHA256 of timestamp and body. */
function isSigned({ signature, timestamp }: Signature, body: Buffer, secret: string): boolean {
  const expected = createHmac('sha256', secret).update(timestamp).update(body).digest('base64');
  return equalInConstantTime(signature, expected);
}

/**
 * Notifies the running sessions of the ticket or contact that changed (UPD-13, UPD-18, CON-8). A delivery is only a hint:
 * each session asks Zendesk itself for the state of its ticket.
 *
 * @param delivery undefined: it could not be read
 * @param now ms since the epoch, for a delivery without a time
 * @returns the number of sessions that were notified; null: the delivery concerns no session
 */
export async function notifyOfDelivery(
  { notifyTicketChanged, notifyContactChanged }: SessionClient,
  delivery: WebhookDelivery | undefined,
  now: number,
): Promise<number | null> {
  const id = Number(delivery?.detail?.id ?? 0);
  const type = delivery?.type ?? '';
  const told = Date.parse(delivery?.time ?? '');
  const at = isTimeInRange(told, now) ? told : now;
  if (id > 0 && ticketEvents.has(type)) return await notifyTicketChanged(id, at);
  if (id > 0 && contactEvents.has(type)) return await notifyContactChanged(id, at);
  return null;
}
