import { createHmac, randomUUID } from 'node:crypto';
import { isoSeconds, type Clock } from './clock.ts';
import type { Webhook } from './records.ts';

/** One attempt to deliver a message. `status` is that of the answer; null: there was no answer. */
export type Delivery = {
  readonly at: string;
  readonly webhook_id: string;
  readonly type: string;
  readonly subject: string;
  readonly attempt: number;
  readonly status: number | null;
};

/** Zendesk makes "up to three retries" (webhooks documentation). The time between them is not published. */
const maxAttempts = 4;
const retryMs = 200;
/** A receiver must answer within ten seconds (webhooks documentation). */
const timeoutMs = 10_000;

/** The signature of a message: the base64 HMAC-SHA256 of timestamp and body (webhooks/verifying). */
export const signatureOf = (secret: string, timestamp: string, body: string): string =>
  createHmac('sha256', secret)
    .update(timestamp + body)
    .digest('base64');

const isWorthRetrying = (status: number | undefined): boolean =>
  status === undefined || status >= 500 || status === 409 || status === 429;

/** Posts the message once. Gives the status of the answer; undefined: there was none. */
async function post(hook: Webhook, body: string, accountId: number): Promise<number | undefined> {
  // The receiver checks the age of the signature by the real time. So this is the clock of the machine, which tests do not
  // move.
  const timestamp = isoSeconds(Date.now());
  const response = await fetch(hook.endpoint, {
    method: 'POST',
    body,
    redirect: 'manual',
    headers: {
      'content-type': 'application/json',
      'x-zendesk-account-id': String(accountId),
      'x-zendesk-webhook-id': hook.id,
      'x-zendesk-webhook-invocation-id': randomUUID(),
      'x-zendesk-webhook-signature': signatureOf(hook.secret, timestamp, body),
      'x-zendesk-webhook-signature-timestamp': timestamp,
    },
    signal: AbortSignal.timeout(timeoutMs),
  }).catch(() => undefined);
  await response?.body?.cancel();
  return response?.status;
}

export type WebhookMessage = { readonly type: string; readonly subject: string; readonly body: string };

/**
 * Delivers a message to one webhook. A delivery that may succeed later is repeated, as long as the webhook `isRegistered`.
 * `onAttempt` is called after each attempt.
 */
export async function deliver(
  clock: Clock,
  hook: Webhook,
  { type, subject, body }: WebhookMessage,
  {
    accountId,
    isRegistered,
    onAttempt,
  }: {
    readonly accountId: number;
    readonly isRegistered: () => boolean;
    readonly onAttempt: (delivery: Delivery) => void;
  },
): Promise<void> {
  for (let attempt = 1; attempt <= maxAttempts && isRegistered(); attempt += 1) {
    const status = await post(hook, body, accountId);
    onAttempt({ at: clock.stamp(), webhook_id: hook.id, type, subject, attempt, status: status ?? null });
    if (!isWorthRetrying(status)) return;
    await clock.sleep(retryMs * attempt);
  }
}
