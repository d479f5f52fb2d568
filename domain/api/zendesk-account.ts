import { z } from 'zod';

const fieldIds = z
  .record(z.string(), z.union([z.int(), z.string()]).nullable())
  .describe('The id of each ticket field. `identifier` is the key of the contact field. Null: there is no such field.');

/** `GET /v1/ops/budget`: requests to Zendesk against its limits (OPS-4). */
export const requestBudgetSchema = z.object({
  at: z.int().describe('Milliseconds since the epoch.'),
  account: z.object({ limit: z.int(), remaining: z.int(), at: z.int() }).nullable(),
  lastMinute: z.array(z.object({ endpoint: z.string(), requests: z.int(), limited: z.int() })),
});

/** `GET /v1/admin/check`: whether Zendesk is set up as the product needs it (OPS-5). */
export const connectionCheckSchema = z.object({
  findings: z.array(z.object({ what: z.string(), ok: z.boolean(), seen: z.string(), remedy: z.string().nullable() })),
});

/** `GET /v1/admin/fields`: the fields that sessions fill (FLD-1). */
export const sessionFieldsSchema = z.object({ fields: fieldIds });

/** `POST /v1/admin/fields`: the fields after they were created (FLD-1). */
export const createdFieldsSchema = z.object({
  fields: fieldIds,
  steps: z.array(z.string()).describe('A sentence for each field about the result.'),
});

/**
 * `POST /v1/zendesk/webhook`: the parts of a delivery that concern sessions. Zendesk sends ids as text. Deliveries of
 * other event types are accepted too and change nothing.
 */
export const webhookDeliverySchema = z.looseObject({
  type: z.string(),
  time: z.iso.datetime({ offset: true }).nullish(),
  detail: z.looseObject({ id: z.union([z.string().regex(/^\d{1,15}$/), z.int().positive()]) }).nullish(),
});

/** `POST /v1/zendesk/webhook`: how many running sessions were notified. */
export const notifiedSessionsSchema = z.object({ sessions: z.int() });

export type RequestBudget = z.output<typeof requestBudgetSchema>;
export type ConnectionCheck = z.output<typeof connectionCheckSchema>;
export type SessionFields = z.output<typeof sessionFieldsSchema>;
export type CreatedFields = z.output<typeof createdFieldsSchema>;
export type WebhookDelivery = z.output<typeof webhookDeliverySchema>;
export type NotifiedSessions = z.output<typeof notifiedSessionsSchema>;
