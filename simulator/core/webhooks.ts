import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from './clock.ts';

/** Event types as Zendesk names them (webhooks/event-types), of which the simulator sends these. */
export type News = 'ticket.merged' | 'ticket.soft_deleted' | 'user.merged' | 'user.deleted';

export type Webhook = {
  readonly id: string;
  readonly name: string;
  readonly endpoint: string;
  readonly status: 'active' | 'inactive';
  /** `zen:event-type:ticket.merged` and the like. */
  readonly subscriptions: readonly string[];
  readonly created_at: string;
  readonly secret: string;
};

/** Deliveries are at least once and in no order (webhooks documentation): how bad it gets can be chosen. */
export type Unreliability = { readonly doubled: boolean; readonly shuffled: boolean };

export type Webhooks = {
  readonly create: (given: Pick<Webhook, 'name' | 'endpoint' | 'status' | 'subscriptions'>) => Webhook;
  readonly list: () => readonly Webhook[];
  readonly find: (id: string) => Webhook | undefined;
  readonly remove: (id: string) => boolean;
  readonly unreliable: (how: Unreliability) => void;
  readonly tell: (news: News, recordId: number) => void;
  readonly reset: () => void;
};

/** "Up to three retries" (webhooks documentation); how far apart is not said. */
const mostAttempts = 4;
const retryMs = 200;
const timeoutMs = 10_000;
const accountId = 1_357_911;

/** Out of order: news told within this time leaves in the opposite order. */
const shuffleMs = 50;

export function createWebhooks(clock: Clock): Webhooks {
  const hooks = new Map<string, Webhook>();
  let how: Unreliability = { doubled: false, shuffled: false };
  let held: (() => void)[] = [];

  async function deliver(hook: Webhook, body: string): Promise<void> {
    for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
      const timestamp = clock.stamp();
      // Base64 of HMAC-SHA256 over timestamp and body (webhooks/verifying).
      const signature = createHmac('sha256', hook.secret)
        .update(timestamp + body)
        .digest('base64');
      const answered = await fetch(hook.endpoint, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/json',
          'x-zendesk-account-id': String(accountId),
          'x-zendesk-webhook-id': hook.id,
          'x-zendesk-webhook-signature': signature,
          'x-zendesk-webhook-signature-timestamp': timestamp,
        },
        signal: AbortSignal.timeout(timeoutMs),
      }).catch(() => undefined);
      if (answered !== undefined && answered.status < 500 && answered.status !== 409 && answered.status !== 429) return;
      await clock.sleep(retryMs * attempt);
    }
  }

  function send(hook: Webhook, body: string): void {
    const times = how.doubled ? 2 : 1;
    const go = (): void => {
      for (let n = 0; n < times; n += 1) void deliver(hook, body);
    };
    if (!how.shuffled) return go();
    held.push(go);
    if (held.length === 1)
      clock.after(shuffleMs, () => {
        const waiting = held.toReversed();
        held = [];
        for (const each of waiting) each();
      });
  }

  return {
    create(given) {
      const hook = {
        ...given,
        id: randomUUID(),
        created_at: clock.stamp(),
        secret: randomBytes(24).toString('base64'),
      };
      hooks.set(hook.id, hook);
      return hook;
    },
    list: () => [...hooks.values()],
    find: (id) => hooks.get(id),
    remove: (id) => hooks.delete(id),
    unreliable(chosen) {
      how = chosen;
    },
    tell(news, recordId) {
      const type = `zen:event-type:${news}`;
      const [kind = ''] = news.split('.');
      const body = JSON.stringify({
        type,
        account_id: accountId,
        id: randomUUID(),
        time: clock.stamp(),
        zendesk_event_version: '2022-11-06',
        subject: `zen:${kind}:${recordId}`,
        detail: { id: String(recordId) },
        event: { meta: { sequence: { id: randomUUID(), position: 1 } } },
      });
      for (const hook of hooks.values())
        if (hook.status === 'active' && hook.subscriptions.includes(type)) send(hook, body);
    },
    reset() {
      hooks.clear();
      held = [];
      how = { doubled: false, shuffled: false };
    },
  };
}
