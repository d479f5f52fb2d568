import { z } from 'zod';
import type { OutboundQuestion } from '../session/outbound-choice.ts';
import { optionalSessionId } from '../events/schema-fields.ts';

/** The requests and answers of the agent's page before an outbound call. The keys are those of the HTTP API. */

const maxTextLength = 200;
const text = z
  .string()
  .max(maxTextLength)
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
    source: z.enum(sources).describe('Where the agent starts the call from.'),
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
      .transform((choice) => choice ?? null),
    outbound_number: text.describe('The number that the callee sees (OUT-10).'),
    lang: text,
    follows_session_id: optionalSessionId.describe('The call that this one follows (APP-5, APP-6).'),
    previous_call_seconds: z
      .number()
      .nonnegative()
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
  }));

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

const refusal = z.object({ field: z.enum(pageFieldNames), rule: z.string(), because: z.string() });
const verdict = z.object({ allowed: z.boolean(), rule: z.string(), because: z.string() });
const preselection = z.object({
  choice: z.enum(['auto', 'existing', 'new', 'none']),
  ticket_id: z.int().nullable().describe('The ticket, if it is known before the call.'),
});

/** `POST /v1/adapter/outbound/options`: the fields of the page and the choices that the rules allow (OUT-4). */
export const outboundOptionsSchema = z.object({
  fields: z
    .record(z.enum(pageFieldNames), z.object({ shown: z.boolean(), required: z.boolean(), default: z.unknown() }))
    .describe('Each field of the page. The default applies until the agent enters another value.'),
  choices: z
    .object({ auto: verdict, existing: verdict, new: verdict, none: verdict })
    .describe('`existing` applies to each of `tickets`.'),
  preselection: preselection.nullable().describe('Null: the agent has to choose.'),
  contacts: z.array(
    z.object({
      id: z.int(),
      name: z.string(),
      phone: z.string().nullable(),
      email: z.string().nullable(),
      created_at: z.string(),
    }),
  ),
  new_contact: verdict,
  tickets: z.array(
    z.object({
      id: z.int(),
      status: z.string(),
      requester_id: z.int(),
      assignee_id: z.int().nullable(),
      created_at: z.string(),
      updated_at: z.string(),
    }),
  ),
  numbers: z.array(z.string()).describe('The numbers of the contact, in E.164.'),
  outbound_numbers: z.array(z.object({ number: z.string(), label: z.string(), languages: z.array(z.string()) })),
  languages: z.array(z.string()),
  dial: z.string().nullable().describe('The number to dial, in E.164. Null: no number can be dialled yet.'),
  refusals: z.array(refusal).describe('The errors in the fields, and how to correct them.'),
  unanswered: z.array(refusal).describe('The fields that the agent must still fill in.'),
  may_call: z.boolean(),
  trouble: z
    .object({ code: z.string(), message: z.string() })
    .nullable()
    .describe('Why Zendesk could not be asked. The answer is then made without data from Zendesk.'),
});

/** `POST /v1/adapter/outbound/calls`: the choice is kept, and the agent may dial (OUT-14). */
export const outboundCallSchema = z.object({
  choice_id: z.string().describe('The value for `outbound.choice_id` of the session object.'),
  dial: z.string().describe('The number to dial, in E.164.'),
  outbound_number: z.string().nullable().describe('Null: the platform chooses the number.'),
  lang: z.string().nullable(),
});

/** `POST /v1/adapter/outbound/calls/{key}/cancel`: the choice is given up (OUT-11). */
export const outboundCancelledSchema = z.object({ choice_id: z.string(), cancelled: z.boolean() });

export type OutboundOptionsAnswer = z.output<typeof outboundOptionsSchema>;
export type OutboundCallAnswer = z.output<typeof outboundCallSchema>;
export type OutboundCancelledAnswer = z.output<typeof outboundCancelledSchema>;
