import type { KeptChoice } from '../../../domain/outbound/open-choice.ts';
import type {
  FieldName,
  OutboundOptions,
  OutboundRefusal,
  PageFields,
  Preselection,
} from '../../../domain/session/outbound-choice.ts';
import type { NoAnswer } from '../../../domain/zendesk/error-codes.ts';
import type { OutboundCallAnswer, OutboundOptionsAnswer } from '../../../domain/api/outbound.ts';

type RefusalAnswer = OutboundOptionsAnswer['refusals'][number];

const fieldNames: Readonly<Record<FieldName, RefusalAnswer['field']>> = {
  lookupNumber: 'lookup_number',
  dialNumber: 'dial_number',
  enterNumber: 'enter_number',
  contact: 'contact',
  ticket: 'ticket',
  ticketId: 'ticket_id',
  outboundNumber: 'outbound_number',
  language: 'language',
};

/** The options, with the names that the HTTP API uses. */
export function optionsAnswer(options: OutboundOptions, trouble: NoAnswer | null): OutboundOptionsAnswer {
  const { auto, existing, new: another, none } = options.choices;
  return {
    fields: fieldsAnswer(options.fields),
    choices: { auto, existing, new: another, none },
    preselection: preselectionAnswer(options.preselection),
    contacts: options.contacts.map(({ id, name, phone, email, createdAt: created_at }) => ({
      id,
      name,
      phone,
      email,
      created_at,
    })),
    new_contact: options.newContact,
    tickets: options.tickets.map(({ id, status, requesterId, assigneeId, createdAt, updatedAt }) => ({
      id,
      status,
      requester_id: requesterId,
      assignee_id: assigneeId,
      created_at: createdAt,
      updated_at: updatedAt,
    })),
    numbers: [...options.numbers],
    outbound_numbers: options.outboundNumbers.map(({ number, label, languages }) => ({
      number,
      label,
      languages: [...languages],
    })),
    languages: [...options.languages],
    dial: options.dial,
    refusals: options.refusals.map(refusalAnswer),
    unanswered: options.unanswered.map(refusalAnswer),
    notices: options.notices.map(refusalAnswer),
    may_call: options.mayCall,
    trouble,
  };
}

/** A kept choice, with the names that the HTTP API uses. */
export function callAnswer({ key, choice }: KeptChoice): OutboundCallAnswer {
  const { dialNumber, outboundNumber, lang } = choice;
  return { choice_id: key, dial: dialNumber, outbound_number: outboundNumber, lang };
}

export function refusalAnswer({ field, rule, because }: OutboundRefusal): RefusalAnswer {
  return { field: fieldNames[field], rule, because };
}

function fieldsAnswer(fields: PageFields): OutboundOptionsAnswer['fields'] {
  return {
    lookup_number: fields.lookupNumber,
    dial_number: fields.dialNumber,
    enter_number: fields.enterNumber,
    contact: fields.contact,
    ticket: { ...fields.ticket, default: preselectionAnswer(fields.ticket.default) },
    ticket_id: fields.ticketId,
    outbound_number: fields.outboundNumber,
    language: fields.language,
  };
}

function preselectionAnswer(preselection: Preselection | null): OutboundOptionsAnswer['preselection'] {
  return preselection === null ? null : { choice: preselection.choice, ticket_id: preselection.ticketId };
}
