import { randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from './clock.ts';
import { deliver, type Delivery, type News } from './delivery.ts';
import type { Json } from './json.ts';
import type { Webhook } from './records.ts';

/** Event types as Zendesk names them (webhooks/event-types), of which the simulator sends these. */
export const webhookEventTypes = [
  'ticket.merged',
  'ticket.soft_deleted',
  'ticket.status_changed',
  'user.merged',
  'user.deleted',
] as const;
export type WebhookEventType = (typeof webhookEventTypes)[number];

export const eventType = (type: WebhookEventType): string => `zen:event-type:${type}`;

/** Deliveries are at least once and in no order (webhooks documentation): how bad it gets can be chosen. */
export type Unreliability = {
  readonly doubled: boolean;
  /** What was told within a moment leaves in the opposite order. */
  readonly shuffled: boolean;
  readonly delayMs: number;
};

/** What happened to a record: its id, what is known of it, and what is special to this type of event. */
export type WebhookEvent = { readonly id: number; readonly detail?: Json; readonly event?: Json };

export type Webhooks = {
  readonly create: (given: Pick<Webhook, 'name' | 'endpoint' | 'status' | 'subscriptions'>, secret?: string) => Webhook;
  readonly list: () => readonly Webhook[];
  readonly find: (id: string) => Webhook | undefined;
  readonly remove: (id: string) => boolean;
  readonly unreliable: (how: Partial<Unreliability>) => void;
  readonly how: () => Unreliability;
  readonly tell: (type: WebhookEventType, happening: WebhookEvent) => void;
  /** The last attempts, oldest first. */
  readonly deliveries: () => readonly Delivery[];
  readonly restore: (hooks: readonly Webhook[]) => void;
  readonly reset: () => void;
};

const accountId = 1_357_911;
const shuffleMs = 50;
const keptDeliveries = 500;
const reliable: Unreliability = { doubled: false, shuffled: false, delayMs: 0 };

export function createWebhooks(clock: Clock): Webhooks {
  const hooks = new Map<string, Webhook>();
  const deliveries: Delivery[] = [];
  let how = reliable;
  let held: (() => void)[] = [];

  function attempted(delivery: Delivery): void {
    deliveries.push(delivery);
    if (deliveries.length > keptDeliveries) deliveries.shift();
  }

  function send(hook: Webhook, news: News): void {
    const times = how.doubled ? 2 : 1;
    const { delayMs } = how;
    const start = (): void => {
      const stillWanted = (): boolean => hooks.has(hook.id);
      for (let n = 0; n < times; n += 1) void deliver(clock, hook, news, { accountId, stillWanted, attempted });
    };
    const go = (): void => (delayMs > 0 ? clock.after(delayMs, start) : start());
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
    create(given, secret) {
      const hook = {
        ...given,
        id: randomUUID(),
        created_at: clock.stamp(),
        secret: secret ?? randomBytes(24).toString('base64'),
      };
      hooks.set(hook.id, hook);
      return hook;
    },
    list: () => [...hooks.values()],
    find: (id) => hooks.get(id),
    remove: (id) => hooks.delete(id),
    unreliable(chosen) {
      how = { ...reliable, ...chosen };
    },
    how: () => how,
    tell(newsType, { id, detail = {}, event = {} }) {
      const type = eventType(newsType);
      const wanted = [...hooks.values()].filter(
        (hook) => hook.status === 'active' && hook.subscriptions.includes(type),
      );
      if (wanted.length === 0) return;
      const [kind = ''] = newsType.split('.');
      const subject = `zen:${kind}:${id}`;
      // The envelope of every event: ids are text, values of lists are upper case (webhooks/event-types).
      const body = JSON.stringify({
        type,
        account_id: accountId,
        id: randomUUID(),
        time: clock.stamp(),
        zendesk_event_version: '2022-11-06',
        subject,
        detail: { ...detail, id: String(id) },
        event: { ...event, meta: { sequence: { id: randomUUID(), position: 1 } } },
      });
      for (const hook of wanted) send(hook, { type, subject, body });
    },
    deliveries: () => deliveries,
    restore(known) {
      for (const hook of known) hooks.set(hook.id, hook);
    },
    reset() {
      hooks.clear();
      deliveries.length = 0;
      held = [];
      how = reliable;
    },
  };
}
