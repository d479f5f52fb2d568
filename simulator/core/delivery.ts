import { createHmac, randomUUID } from 'node:crypto';
import { isoSeconds, type Clock } from './clock.ts';
import type { Webhook } from './records.ts';

/** One attempt to bring news to an address; `status` is null when nobody answered. */
export type Delivery = {
  readonly at: string;
  readonly webhook_id: string;
  readonly type: string;
  readonly subject: string;
  readonly attempt: number;
  readonly status: number | null;
};

/** "Up to three retries" (webhooks documentation); how far apart is not said. */
const mostAttempts = 4;
const retryMs = 200;
/** A receiver has ten seconds (webhooks documentation). */
const timeoutMs = 10_000;

/** Base64 of HMAC-SHA256 over timestamp and body (webhooks/verifying). */
export const signatureOf = (secret: string, timestamp: string, body: string): string =>
  createHmac('sha256', secret)
    .update(timestamp + body)
    .digest('base64');

const isWorthRetrying = (status: number | undefined): boolean =>
  status === undefined || status >= 500 || status === 409 || status === 429;

async function attemptTo(hook: Webhook, body: string, accountId: number): Promise<number | undefined> {
  // The receiver judges the age of a signature by a clock that nobody moves: this time is the machine's.
  const timestamp = isoSeconds(Date.now());
  const answered = await fetch(hook.endpoint, {
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
  await answered?.body?.cancel();
  return answered?.status;
}

export type News = { readonly type: string; readonly subject: string; readonly body: string };

/** Brings news to one address, again after a refusal that may pass, as long as `stillWanted`. */
export async function deliver(
  clock: Clock,
  hook: Webhook,
  { type, subject, body }: News,
  how: {
    readonly accountId: number;
    readonly stillWanted: () => boolean;
    readonly attempted: (delivery: Delivery) => void;
  },
): Promise<void> {
  for (let attempt = 1; attempt <= mostAttempts && how.stillWanted(); attempt += 1) {
    const status = await attemptTo(hook, body, how.accountId);
    how.attempted({ at: clock.stamp(), webhook_id: hook.id, type, subject, attempt, status: status ?? null });
    if (!isWorthRetrying(status)) return;
    await clock.sleep(retryMs * attempt);
  }
}
