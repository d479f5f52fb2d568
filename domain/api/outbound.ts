import { z } from 'zod';
import { limits } from '../limits.ts';
import type { OutboundQuestion } from '../session/outbound-choice.ts';
import { optionalSessionId } from '../events/schema-fields.ts';
import { zendeskTrouble } from './zendesk-account.ts';

/** The requests and answers of the agent's page before an outbound call. The keys are those of the HTTP API. */

const text = z
  .string()
  .max(limits.request.field.value)
  .nullish()
  .transform((value) => (value === undefined || value === null || value.trim() === '' ? null : value));
const zendeskId = z
  .int()
  .positive()
  .nullish()
  .transform((id) => id ?? null);
const sources = ['dialpad', 'contact', 'ticket', 'call_back', 'callback_button', 'team_ticket'] as const;

/** The form that the agent has filled in so far. A part that is still empty is left out or null. */
export const outboundQuestionSchema = z
  .object({
    source: z.enum(sources).describe('The place from which the agent starts the call.'),
    lookup_number: text.describe(
      'The number by which the contact is found. The default is the number to dial (OUT-8).',
    ),
    dial_number: text.describe('The number to dial, as it was typed, pasted or taken from a record (OUT-9).'),
    enter_number: z
      .boolean()
      .nullish()
      .transform((value) => value ?? false)
      .describe('Whether the number to dial was entered for this call only (OUT-8, OUT-13).'),
    contact_id: z
      .union([z.int().positive(), z.literal('new')])
      .nullish()
      .transform((id) => id ?? null)
      .describe('A Zendesk user id, or `new`.'),
    ticket_id: zendeskId.describe(
      'The ticket from which the call starts, or which was chosen, or whose id was entered.',
    ),
    ticket_choice: z
      .enum(['auto', 'existing', 'new', 'none'])
      .nullish()
      .transform((choice) => choice ?? null)
      .describe('The ticket that the agent chose. The id of an `existing` one is in `ticket_id`.'),
    outbound_number: text.describe('The number that the callee sees (OUT-10).'),
    lang: text.describe('The language of the call, from `languages` of the answer.'),
    follows_session_id: optionalSessionId.describe('The call that this one follows (APP-5, APP-6).'),
    previous_call_seconds: z
      .number()
      .nonnegative()
      .max(limits.number.seconds.value)
      .nullish()
      .transform((seconds) => seconds ?? null)
      .describe('The duration of that call.'),
  })
  .transform((body): OutboundQuestion => ({
    source: body.source,
    lookupNumber: body.lookup_number,
    dialNumber: body.dial_number,
    enterNumber: body.enter_number,
    contactId: body.contact_id,
    ticketId: body.ticket_id,
    ticketChoice: body.ticket_choice,
    outboundNumber: body.outbound_number,
    lang: body.lang,
    followsSessionId: body.follows_session_id,
    previousCallSeconds: body.previous_call_seconds,
  }))
  .meta({ id: 'OutboundQuestion', description: "The agent's page so far. Parts that are empty are left out or null." });

const pageFieldNames = [
  'lookup_number',
  'dial_number',
  'enter_number',
  'contact',
  'ticket',
  'ticket_id',
  'outbound_number',
  'language',
] as const;

const because = z.string().describe('The reason, and what the agent can do.');
const ruleId = z.string().describe('The id of the rule.');
const refusal = z.object({
  field: z.enum(pageFieldNames).describe('The field of the page.'),
  rule: ruleId,
  because,
});
const verdict = z.object({
  allowed: z.boolean().describe('Whether the agent may choose it.'),
  rule: ruleId,
  because,
});
const preselection = z.object({
  choice: z.enum(['auto', 'existing', 'new', 'none']).describe('The choice.'),
  ticket_id: z.int().nullable().describe('The ticket, if it is known before the call.'),
});

/** A field of the page. The default applies until the agent enters another value. */
function pageField<Value extends z.ZodType>(value: Value) {
  return z.object({
    shown: z.boolean().describe('Whether the page shows the field.'),
    required: z.boolean().describe('Whether the agent must fill it in.'),
    default: value.nullable().describe('The value until the agent enters another one. Null: none.'),
  });
}

const pageFields = z.object({
  lookup_number: pageField(z.string()).describe('The number by which the contact is found (OUT-8).'),
  dial_number: pageField(z.string()).describe('The number to dial (OUT-9).'),
  enter_number: pageField(z.boolean()).describe('Whether the number was entered for this call only (OUT-8).'),
  contact: pageField(z.union([z.int(), z.literal('new')])).describe('A Zendesk user id, or `new`.'),
  ticket: pageField(preselection).describe('The ticket of the call.'),
  ticket_id: pageField(z.int()).describe('The ticket id that a team must or may enter (TEAM-1).'),
  outbound_number: pageField(z.string()).describe('The number that the callee sees (OUT-10).'),
  language: pageField(z.string()).describe('The language of the call.'),
});

const contact = z.object({
  id: z.int().describe('The Zendesk user id.'),
  name: z.string().describe('The name.'),
  phone: z.string().nullable().describe('The number on the user record.'),
  email: z.string().nullable().describe('The e-mail address.'),
  created_at: z.string().describe('When the contact was created, ISO 8601.'),
});
const ticket = z.object({
  id: z.int().describe('The id of the ticket.'),
  status: z.string().describe('The status of the ticket.'),
  requester_id: z.int().describe('The requester.'),
  assignee_id: z.int().nullable().describe('The assignee. Null: nobody.'),
  created_at: z.string().describe('When the ticket was created, ISO 8601.'),
  updated_at: z.string().describe('When the ticket was changed last, ISO 8601.'),
});
const outboundNumber = z.object({
  number: z.string().describe('The number in E.164.'),
  label: z.string().describe('The name of the number for agents.'),
  languages: z.array(z.string()).describe('The languages that the number serves. None: all languages.'),
});

/** `POST /v1/adapter/outbound/options`: the fields of the page and the choices that the rules allow (OUT-4). */
export const outboundOptionsSchema = z
  .object({
    fields: pageFields.describe('Each field of the page. The default applies until the agent enters another value.'),
    choices: z
      .object({
        auto: verdict.describe('The ticket is found automatically (TEAM-7).'),
        existing: verdict.describe('One of `tickets`.'),
        new: verdict.describe('A new ticket.'),
        none: verdict.describe('No ticket.'),
      })
      .describe('`existing` applies to each of `tickets`.'),
    preselection: preselection.nullable().describe('Null: the agent has to choose.'),
    contacts: z.array(contact).describe('The contacts with the number, newest first.'),
    new_contact: verdict.describe('Whether the agent may choose a new contact.'),
    tickets: z.array(ticket).describe('The open tickets of the contact, newest first.'),
    numbers: z.array(z.string()).describe('The numbers of the contact, in E.164.'),
    outbound_numbers: z.array(outboundNumber).describe('The numbers that the callee may see.'),
    languages: z.array(z.string()).describe('The languages to choose from.'),
    dial: z.string().nullable().describe('The number to dial, in E.164. Null: no number can be dialled yet.'),
    refusals: z.array(refusal).describe('The errors in the fields, and how to correct them.'),
    unanswered: z.array(refusal).describe('The fields that the agent must still fill in.'),
    may_call: z.boolean().describe('Whether the call may start.'),
    trouble: zendeskTrouble,
  })
  .meta({ id: 'OutboundOptions', description: 'The page of the agent before a call.' });

/** `POST /v1/adapter/outbound/calls`: the choice is kept, and the agent may dial (OUT-14). */
export const outboundCallSchema = z
  .object({
    choice_id: z.string().describe('The value for `outbound.choice_id` of the session object.'),
    dial: z.string().describe('The number to dial, in E.164.'),
    outbound_number: z.string().nullable().describe('Null: the platform chooses the number.'),
    lang: z.string().nullable().describe('The language of the call.'),
  })
  .meta({ id: 'OutboundCall', description: 'A choice that is kept for its call.' });

/** `POST /v1/adapter/outbound/calls/{key}/cancel`: the choice is given up (OUT-11). */
export const outboundCancelledSchema = z
  .object({
    choice_id: z.string().describe('The key of the choice.'),
    cancelled: z.boolean().describe('Always true: the choice is not open any more.'),
  })
  .meta({ id: 'OutboundCancelled', description: 'A choice that is cancelled.' });

export type OutboundOptionsAnswer = z.output<typeof outboundOptionsSchema>;
export type OutboundCallAnswer = z.output<typeof outboundCallSchema>;
export type OutboundCancelledAnswer = z.output<typeof outboundCancelledSchema>;
