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
 * FLD-1: creates the missing fields and adds them to the ticket forms. A field exists if the account has the id from
 * the settings, or else a field of the right type with our mark in its description for agents. So a run that broke off,
 * or whose ids were never saved, creates nothing twice. If Zendesk refuses one field, the others are still created.
 *
 * Two runs at the same time can both create a field. Afterwards each run uses the oldest of the duplicates and names
 * the others in its report. The user field cannot have duplicates: its key is unique in an account.
 * @param known ids from the settings; null for a field that was not created yet
 * @returns the ids, and one sentence for each field and form
 * @throws ZendeskError where a retry may help
 */
export async function createFields(zendesk: Zendesk, known: FieldSettings): Promise<CreatedFields> {
  const before = await readTicketFields(zendesk);
  const results: (readonly [SessionFieldName, FieldResult<number>])[] = [];
  for (const name of sessionFieldNames) {
    results.push([
      name,
      await reportRefusal(titleOf(name), () => findOrCreateTicketField(zendesk, before, name, known[name])),
    ]);
  }
  const after = results.some(([, { step }]) => step.endsWith(created)) ? await readTicketFields(zendesk) : before;
  const chosen = results.map(([name, done]) => [name, withoutDuplicates(after, name, done, known[name])] as const);

  const identifier = await reportRefusal(identifierField.title, () =>
    findOrCreateContactField(zendesk, known.identifier),
  );
  const ids = chosen.map(([, { id }]) => id).filter((id) => id !== null);
  const forms = await addToForms(zendesk, ids);
  const idOf = (name: SessionFieldName): number | null => chosen.find(([one]) => one === name)?.[1].id ?? null;
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
    steps: [...chosen.map(([, { step }]) => step), identifier.step, ...forms],
  };
}

const created = 'created';

function titleOf(name: SessionFieldName): string {
  return sessionFields[name].title;
}

/** The text by which our fields are found. It must not change, or fields of earlier versions would be created again. */
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
  const { ticket_field: field } = await zendesk.send(ticketFieldAnswer, ({ ticketfields }) =>
    ticketfields.create({
      ticket_field: {
        type: sessionFields[name].type,
        title,
        agent_description: `Filled in by the contact centre. ${markOf(name)}`,
      },
    }),
  );
  return { id: field.id, step: `${title}: ${created}` };
}

function oldest(fields: readonly TicketFieldRecord[]): TicketFieldRecord | undefined {
  return fields.toSorted((a, b) => a.id - b.id)[0];
}

/**
 * Chooses one of several fields with the same mark: the one in the settings if this run used it, else the oldest. Every
 * run chooses the same one.
 */
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
    await zendesk.send(anyAnswer, ({ userfields }) =>
      userfields.create({ user_field: { key, type, title, description: "The app's identifier of the customer." } }),
    );
    return { id: key, step: `${title}: ${created}` };
  } catch (error) {
    if (!(error instanceof ZendeskError) || error.code !== 'Invalid') throw error;
    // Either another run has created the field meanwhile, or Zendesk refuses it.
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
