import { randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from './clock.ts';
import { deliver, type Delivery, type WebhookMessage } from './delivery.ts';
import type { Json } from './json.ts';
import type { Webhook } from './records.ts';

/** The event types that the simulator sends, with the names of Zendesk (webhooks/event-types). */
export const webhookEventTypes = [
  'ticket.merged',
  'ticket.soft_deleted',
  'ticket.status_changed',
  'user.merged',
  'user.deleted',
] as const;
export type WebhookEventType = (typeof webhookEventTypes)[number];

export const eventType = (type: WebhookEventType): string => `zen:event-type:${type}`;

/** Zendesk delivers at least once and in no order (webhooks documentation). A test chooses how unreliable it is. */
export type Unreliability = {
  /** Each message is sent twice. */
  readonly doubled: boolean;
  /** Messages that are published within 50 ms are sent in the opposite order. */
  readonly shuffled: boolean;
  readonly delayMs: number;
};

/** A change of a record: its id, its properties (`detail`), and the values that only this event type has (`event`). */
export type WebhookEvent = { readonly id: number; readonly detail?: Json; readonly event?: Json };

export type Webhooks = {
  readonly create: (given: Pick<Webhook, 'name' | 'endpoint' | 'status' | 'subscriptions'>, secret?: string) => Webhook;
  readonly list: () => readonly Webhook[];
  readonly find: (id: string) => Webhook | undefined;
  readonly remove: (id: string) => boolean;
  readonly setUnreliability: (chosen: Partial<Unreliability>) => void;
  readonly unreliability: () => Unreliability;
  /** Sends the event to all active webhooks that are subscribed to its type. */
  readonly publish: (type: WebhookEventType, event: WebhookEvent) => void;
  /** The last 500 attempts, the oldest first. */
  readonly deliveries: () => readonly Delivery[];
  readonly restore: (hooks: readonly Webhook[]) => void;
  readonly reset: () => void;
};

const accountId = 1_357_911;
const shuffleMs = 50;
const maxDeliveries = 500;
const reliable: Unreliability = { doubled: false, shuffled: false, delayMs: 0 };

export function createWebhooks(clock: Clock): Webhooks {
  const hooks = new Map<string, Webhook>();
  const deliveries: Delivery[] = [];
  let unreliability = reliable;
  /** Sends that wait to be done in the opposite order. */
  let toShuffle: (() => void)[] = [];

  function onAttempt(delivery: Delivery): void {
    deliveries.push(delivery);
    if (deliveries.length > maxDeliveries) deliveries.shift();
  }

  function send(hook: Webhook, message: WebhookMessage): void {
    const times = unreliability.doubled ? 2 : 1;
    const { delayMs } = unreliability;
    const start = (): void => {
      const isRegistered = (): boolean => hooks.has(hook.id);
      for (let n = 0; n < times; n += 1) void deliver(clock, hook, message, { accountId, isRegistered, onAttempt });
    };
    const startAfterDelay = (): void => (delayMs > 0 ? clock.after(delayMs, start) : start());
    if (!unreliability.shuffled) return startAfterDelay();
    toShuffle.push(startAfterDelay);
    if (toShuffle.length === 1)
      clock.after(shuffleMs, () => {
        const reversed = toShuffle.toReversed();
        toShuffle = [];
        for (const each of reversed) each();
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
    setUnreliability(chosen) {
      unreliability = { ...reliable, ...chosen };
    },
    unreliability: () => unreliability,
    publish(shortType, { id, detail = {}, event = {} }) {
      const type = eventType(shortType);
      const subscribed = [...hooks.values()].filter(
        (hook) => hook.status === 'active' && hook.subscriptions.includes(type),
      );
      if (subscribed.length === 0) return;
      const [kind = ''] = shortType.split('.');
      const subject = `zen:${kind}:${id}`;
      // All events have this envelope. Ids are text in it, and enumerated values are upper case (webhooks/event-types).
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
      for (const hook of subscribed) send(hook, { type, subject, body });
    },
    deliveries: () => deliveries,
    restore(known) {
      for (const hook of known) hooks.set(hook.id, hook);
    },
    reset() {
      hooks.clear();
      deliveries.length = 0;
      toShuffle = [];
      unreliability = reliable;
    },
  };
}
