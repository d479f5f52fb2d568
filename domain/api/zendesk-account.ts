import { z } from 'zod';
import { limits } from '../limits.ts';
import type { Budget, Finding } from '../operations/budget.ts';
import { isZendeskErrorCode, zendeskErrors } from '../zendesk/error-codes.ts';

const fieldIds = z
  .record(z.string(), z.union([z.int(), z.string()]).nullable().describe('The id, or the key. Null: there is none.'))
  .describe('The id of each ticket field. `identifier` is the key of the contact field. Null: there is no such field.');

const zendeskCodes = Object.keys(zendeskErrors).filter(isZendeskErrorCode);

/** The code of a request to Zendesk that failed for good. */
export const zendeskProblemCode = z
  .enum([...zendeskCodes, 'Unknown'])
  .describe('The code of the error. docs/errors.md explains it.');

/** The reason why Zendesk gave no answer to a question of an agent or operator. Null: it answered. */
export const zendeskTrouble = z
  .object({
    code: z
      .enum([...zendeskCodes, 'Unknown', 'Unavailable'])
      .describe('The code of the error. docs/errors.md explains it.'),
    message: z.string().describe('The error, and what to do.'),
  })
  .nullable()
  .describe('Why Zendesk could not be asked. The answer is then made without data from Zendesk.');

/** `GET /v1/ops/budget`: requests to Zendesk against its limits (OPS-4). */
export const requestBudgetSchema: z.ZodType<Budget> = z
  .object({
    at: z.number().describe('Milliseconds since the epoch.'),
    account: z
      .object({
        limit: z.number().describe('The requests that the account may make in a minute.'),
        remaining: z.number().describe('The requests that are left.'),
        at: z.number().describe('When Zendesk said so, milliseconds since the epoch.'),
      })
      .nullable()
      .describe('The limit as Zendesk named it last. Null: no answer has named it yet.'),
    lastMinute: z
      .array(
        z.object({
          endpoint: z.string().describe('The endpoint, such as `PUT /tickets/{id}`.'),
          requests: z.int().describe('The number of requests.'),
          limited: z.int().describe('The number of requests that Zendesk answered with 429.'),
        }),
      )
      .describe('The requests of one worker in the last 60 seconds.'),
  })
  .meta({ id: 'Budget', description: 'Requests to Zendesk against its limits.' });

/** `GET /v1/admin/check`: whether Zendesk is set up as the product needs it (OPS-5). */
export const connectionCheckSchema: z.ZodType<{ readonly findings: readonly Finding[] }> = z
  .object({
    findings: z
      .array(
        z.object({
          what: z
            .enum([
              'sign_in',
              'role',
              'voice',
              'audits',
              'ticket_fields',
              'contact_fields',
              'ticket_forms',
              'default_user',
              'retention',
            ])
            .describe('The subject of the check.'),
          ok: z.boolean().describe('Whether the product can work like this.'),
          seen: z.string().describe('The observation, without secrets.'),
          remedy: z.string().nullable().describe('What to do. Null: nothing.'),
        }),
      )
      .describe('The result of each check.'),
  })
  .meta({ id: 'Check', description: 'The results of the connection check.' });

/** `GET /v1/admin/fields`: the fields that sessions fill (FLD-1). */
export const sessionFieldsSchema = z
  .object({ fields: fieldIds })
  .meta({ id: 'Fields', description: 'The fields that sessions fill.' });

/** `POST /v1/admin/fields`: the fields after they were created (FLD-1). */
export const createdFieldsSchema = z
  .object({ fields: fieldIds, steps: z.array(z.string()).describe('A sentence for each field about the result.') })
  .meta({ id: 'FieldsCreated', description: 'The fields after they were created.' });

/**
 * `POST /v1/zendesk/webhook`: the parts of a delivery that concern sessions. Zendesk sends ids as text. Deliveries of
 * other event types are accepted too and change nothing.
 */
export const webhookDeliverySchema = z.object({
  type: z
    .string()
    .max(limits.request.field.value)
    .describe('The type of the event, such as `zen:event-type:ticket.merged`.'),
  time: z.iso.datetime({ offset: true }).max(limits.text.time.value).nullish().describe('When it happened.'),
  detail: z
    .object({
      id: z
        .union([z.string().regex(/^\d{1,15}$/), z.int().positive()])
        .describe('The id of the ticket or of the user.'),
    })
    .nullish()
    .describe('The ticket or the user that the event is about.'),
});

/** `POST /v1/zendesk/webhook`: how many running sessions were notified. */
export const notifiedSessionsSchema = z
  .object({ sessions: z.int().describe('The number of running sessions that were notified.') })
  .meta({ id: 'Told', description: 'A delivery of Zendesk was accepted.' });

export type CreatedFields = z.output<typeof createdFieldsSchema>;
export type WebhookDelivery = z.output<typeof webhookDeliverySchema>;
