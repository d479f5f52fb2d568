import { z } from 'zod';
import { limits } from '../limits.ts';
import { eventTypes } from '../events/parse-events.ts';
import { anyValue } from '../events/schema-fields.ts';
import { sessionObject } from '../events/session-object.ts';
import type { DryRunAnswer } from '../operations/dry-run-answer.ts';
import type { NoAnswer } from '../zendesk/error-codes.ts';
import type { WithReasons } from './sessions.ts';
import { decidedReason, sessionWait } from './sessions.ts';
import { settingsBodySchema } from './settings.ts';
import { zendeskTrouble } from './zendesk-account.ts';

/**
 * `POST /v1/ops/dry-run`: the question, for the OpenAPI document only. `parseDryRun` reads it, because it needs the
 * settings in force.
 */
export const dryRunBodySchema = z.object({
  session: sessionObject.partial({ id: true }).describe('The item of session.started. `id` may be left out.'),
  events: z
    .array(
      z.object({
        type: z.enum(eventTypes).describe('The type of the event.'),
        item: z.record(z.string(), anyValue).describe('The data of the event, as `SessionEvent` describes it.'),
      }),
    )
    .max(limits.request.dryRunEvents.value)
    .optional()
    .describe('The events after the start. Their envelopes may be left out. By default an agent answers.'),
  settings: settingsBodySchema
    .optional()
    .describe('Values that replace those of the current settings. A list is replaced as a whole.'),
});

const contact = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('existing').describe('A contact that exists.'),
    id: z.int().describe('The Zendesk user id.'),
    name: z.string().nullable().describe('The name. Null: not known.'),
  }),
  z.object({
    kind: z.literal('new').describe('A contact would be made.'),
    name: z.string().nullable().describe('The name of the new contact.'),
    phone: z.string().nullable().describe('The number of the new contact, in E.164.'),
  }),
  z.object({
    kind: z.literal('pick').describe('The agent would be asked.'),
    candidates: z
      .array(z.object({ id: z.int().describe('The Zendesk user id.'), name: z.string().describe('The name.') }))
      .describe('The contacts to choose from, newest first.'),
  }),
  z.object({ kind: z.literal('none').describe('No contact is known yet.') }),
]);

const assignee = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('agent').describe('The agent of the session.'),
    email: z.string().nullable().describe('The e-mail address of the agent.'),
    name: z.string().nullable().describe('The name of the agent.'),
    zendeskId: z.int().nullable().describe('Null: nobody in Zendesk has the address, so the ticket stays unassigned.'),
  }),
  z.object({
    kind: z.literal('user').describe('A user whom the settings name.'),
    id: z.int().describe('The Zendesk user id.'),
  }),
  z.object({ kind: z.literal('nobody').describe('The ticket stays unassigned.') }),
]);

const ticket = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('new').describe('A ticket would be made.'),
    subject: z.string().describe('The subject of the ticket.'),
    assignee: assignee.describe('The assignee of the ticket.'),
    tags: z.array(z.string()).describe('The tags of the ticket.'),
    followUpOf: z.int().nullable().describe('The closed ticket that it follows. Null: none.'),
  }),
  z.object({
    kind: z.literal('append').describe('The session would be appended to a ticket.'),
    id: z.int().describe('The id of the ticket.'),
    status: z.enum(['new', 'open', 'pending', 'hold', 'solved', 'closed']).describe('The status of the ticket.'),
  }),
  z.object({ kind: z.literal('none').describe('A rule says that the session gets no ticket.') }),
  z.object({ kind: z.literal('wait').describe('The session would wait before it decides.') }),
]);

/** `POST /v1/ops/dry-run`: the contact and the ticket that a session would get, and why (OPS-2). */
export const dryRunSchema: z.ZodType<WithReasons<DryRunAnswer> & { readonly trouble: NoAnswer | null }> = z
  .object({
    contact: contact.describe('The contact of the session.'),
    ticket: ticket.describe('The ticket of the session.'),
    reasons: z.array(decidedReason.omit({ at: true })).describe('The reasons of both decisions.'),
    waitsFor: z.array(sessionWait).describe('Everything that the session would wait for.'),
    trouble: zendeskTrouble,
  })
  .meta({ id: 'DryRun', description: 'The contact and the ticket that a session would get.' });
