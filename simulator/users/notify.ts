import type { Account } from '../core/account.ts';
import type { User } from '../core/records.ts';
import type { WebhookEventType } from '../core/webhooks.ts';

/** Publishes an event about a contact or an agent to the subscribed webhooks. */
export function notifyUserChanged(account: Account, type: WebhookEventType, user: User): void {
  account.webhooks.publish(type, {
    id: user.id,
    detail: {
      created_at: user.created_at,
      email: user.email,
      external_id: user.external_id,
      organization_id: user.organization_id === null ? null : String(user.organization_id),
      role: user.role.toUpperCase(),
      updated_at: user.updated_at,
    },
  });
}
