import {
  type SessionFieldName,
  identifierField,
  sessionFieldNames,
  sessionFields,
} from '../../domain/fields/session-fields.ts';
import type { FieldSettings } from '../../domain/settings/settings.ts';
import type { CreatedFields } from '../contract.ts';
import { anyAnswer } from './answers.ts';
import { ZendeskError, isPermanent } from './http/errors.ts';
import { type TicketFieldRecord, ticketFieldAnswer } from './field-answers.ts';
import { readTicketFields, readUserFields } from './fields.ts';
import { addToForms } from './forms.ts';
import type { Zendesk } from './http/zendesk.ts';

type FieldResult<Id> = { readonly id: Id | null; readonly step: string };

/**
 * FLD-1: makes what is not there yet and tells about each. A field is known by its id in the settings, else by its type and the
 * mark in its description for agents, so that a run that broke off, or whose ids were never saved, is taken up again. What
 * Zendesk refuses is told too, and keeps nothing else from being made.
 * Two runs at the same moment can both find a field missing and make it: afterwards all go by the oldest, and the doubles are
 * named. The user field can't be doubled: its key is unique in an account.
 * @throws ZendeskError where asking again may help
 */
export async function createFields(zendesk: Zendesk, known: FieldSettings): Promise<CreatedFields> {
  const before = await readTicketFields(zendesk);
  const made: (readonly [SessionFieldName, FieldResult<number>])[] = [];
  for (const name of sessionFieldNames) {
    made.push([name, await reportRefusal(titleOf(name), () => findOrCreateTicketField(zendesk, before, name, known[name]))]);
  }
  const settled = made.some(([, { step }]) => step.endsWith(created)) ? await readTicketFields(zendesk) : before;
  const doubles = made.map(([name, done]) => [name, withoutDuplicates(settled, name, done, known[name])] as const);

  const identifier = await reportRefusal(identifierField.title, () => findOrCreateContactField(zendesk, known.identifier));
  const ids = doubles.map(([, { id }]) => id).filter((id) => id !== null);
  const forms = await addToForms(zendesk, ids);
  const idOf = (name: SessionFieldName): number | null => doubles.find(([one]) => one === name)?.[1].id ?? null;
  return {
    fields: {
      sessionType: idOf('sessionType'),
      from: idOf('from'),
      sessionId: idOf('sessionId'),
      callDuration: idOf('callDuration'),
      waitTime: idOf('waitTime'),
      holdTime: idOf('holdTime'),
      queueName: idOf('queueName'),
      csat: idOf('csat'),
      verification: idOf('verification'),
      textInput: idOf('textInput'),
      identifier: identifier.id,
    },
    steps: [...doubles.map(([, { step }]) => step), identifier.step, ...forms],
  };
}

const created = 'created';

function titleOf(name: SessionFieldName): string {
  return sessionFields[name].title;
}

/** Only agents see it. What stands in brackets must not change: fields of earlier versions are found by it. */
function markOf(name: SessionFieldName): string {
  return `[contact-centre:${name}]`;
}

function isSessionField(field: TicketFieldRecord, name: SessionFieldName): boolean {
  return field.type === sessionFields[name].type && (field.agent_description ?? '').includes(markOf(name));
}

async function findOrCreateTicketField(
  zendesk: Zendesk,
  fields: readonly TicketFieldRecord[],
  name: SessionFieldName,
  known: number | null,
): Promise<FieldResult<number>> {
  const title = titleOf(name);
  const found = fields.find(({ id }) => id === known) ?? oldest(fields.filter((field) => isSessionField(field, name)));
  if (found !== undefined) {
    const step =
      found.active === false ? `${title}: is there, but not active; make it active in Zendesk` : `${title}: is there`;
    return { id: found.id, step };
  }
  const { body } = await zendesk.post('ticket_fields', ticketFieldAnswer, {
    body: {
      ticket_field: {
        type: sessionFields[name].type,
        title,
        agent_description: `Filled in by the contact centre. ${markOf(name)}`,
      },
    },
  });
  return { id: body.ticket_field.id, step: `${title}: ${created}` };
}

function oldest(fields: readonly TicketFieldRecord[]): TicketFieldRecord | undefined {
  return fields.toSorted((a, b) => a.id - b.id)[0];
}

/** Whoever made one at the same moment sees both now, and goes by the same one. */
function withoutDuplicates(
  fields: readonly TicketFieldRecord[],
  name: SessionFieldName,
  done: FieldResult<number>,
  known: number | null,
): FieldResult<number> {
  const marked = fields.filter((field) => isSessionField(field, name));
  if (done.id === null || marked.length < 2) return done;
  const id = done.id === known ? known : (oldest(marked)?.id ?? done.id);
  const others = marked.filter((field) => field.id !== id).map((field) => field.id);
  return { id, step: `${done.step}; delete its doubles in Zendesk: ${others.join(', ')}` };
}

async function findOrCreateContactField(zendesk: Zendesk, known: string | null): Promise<FieldResult<string>> {
  const { key, title, type } = identifierField;
  const there = await findContactField(zendesk, known);
  if (there !== null) return there;
  try {
    await zendesk.post('user_fields', anyAnswer, {
      body: { user_field: { key, type, title, description: "The app's identifier of the customer." } },
    });
    return { id: key, step: `${title}: ${created}` };
  } catch (error) {
    if (!(error instanceof ZendeskError) || error.code !== 'Invalid') throw error;
    // Somebody made it at the same moment, or it is really refused.
    const meanwhile = await findContactField(zendesk, known);
    if (meanwhile === null) throw error;
    return meanwhile;
  }
}

async function findContactField(zendesk: Zendesk, known: string | null): Promise<FieldResult<string> | null> {
  const { key, title, type } = identifierField;
  const fields = await readUserFields(zendesk);
  const found = fields.find((field) => field.key === known) ?? fields.find((field) => field.key === key);
  if (found === undefined) return null;
  if (found.type !== type) {
    const remedy = `the user field ${found.key} has the type ${found.type}; name one of type text as \`fields.identifier\``;
    return { id: null, step: `${title}: not created, ${remedy}` };
  }
  const step = found.active === false ? 'is there, but not active; make it active in Zendesk' : 'is there';
  return { id: found.key, step: `${title}: ${step}` };
}

async function reportRefusal<Id>(title: string, work: () => Promise<FieldResult<Id>>): Promise<FieldResult<Id>> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ZendeskError) || !isPermanent(error.code)) throw error;
    const remedy = error.code === 'Forbidden' ? 'Only administrators of Zendesk may create fields.' : error.message;
    return { id: null, step: `${title}: refused. ${remedy}` };
  }
}
