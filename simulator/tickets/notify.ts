import type { Account } from '../core/account.ts';
import type { Json } from '../core/json.ts';
import type { Ticket } from '../core/records.ts';
import type { WebhookEventType } from '../core/webhooks.ts';

const idText = (id: number | null): string | null => (id === null ? null : String(id));

/**
 * Publishes an event about a ticket to the subscribed webhooks. All ticket events of Zendesk have the same detail.
 * `actorId`: the user who changed the ticket. `event`: the data that only this type of event has.
 */
export function notifyTicketChanged(
  account: Account,
  type: WebhookEventType,
  ticket: Ticket,
  { actorId, event = {} }: { readonly actorId: number; readonly event?: Json },
): void {
  account.webhooks.publish(type, {
    id: ticket.id,
    event,
    detail: {
      actor_id: String(actorId),
      assignee_id: idText(ticket.assignee_id),
      brand_id: idText(ticket.brand_id),
      created_at: ticket.created_at,
      custom_status: null,
      description: ticket.description,
      external_id: ticket.external_id,
      form_id: idText(ticket.ticket_form_id),
      group_id: idText(ticket.group_id),
      is_public: ticket.is_public,
      organization_id: idText(ticket.organization_id),
      priority: ticket.priority?.toUpperCase() ?? null,
      requester_id: String(ticket.requester_id),
      status: ticket.status.toUpperCase(),
      subject: ticket.subject,
      submitter_id: String(ticket.submitter_id),
      tags: ticket.tags,
      type: ticket.type?.toUpperCase() ?? null,
      updated_at: ticket.updated_at,
      via: { channel: ticket.via.channel },
    },
  });
}
