import { valuesRefusedComment } from '../comment/note-comments.ts';
import type { Wording } from '../comment/wording.ts';
import { sessionFieldNames } from '../fields/session-fields.ts';
import { printFact } from '../events/fact-key.ts';
import { shortHash } from '../events/natural-keys.ts';
import type { SessionReading } from '../session/read-session.ts';
import type { Session, SessionTicket } from '../session/state.ts';
import { emptyChange } from '../zendesk/change.ts';
import { fieldName } from '../zendesk/refusal.ts';
import type { RefusedValue } from '../zendesk/refusal.ts';
import { commentUpdate } from './wanted-update.ts';
import type { WantedUpdate } from './wanted-update.ts';

type Line = { readonly label: string; readonly value: string };

/** UPD-6, END-4: each refused value with a name that a person knows, and the reason in Zendesk's own words (END-5). */
export function namedValues(
  reading: SessionReading,
  values: readonly RefusedValue[],
  wording: Wording,
): readonly Line[] {
  return values.map(({ name, words }) => ({
    label: labelOf(reading, name, wording),
    value: `${words === '' ? wording.texts.noReason : words} (${isField(reading, name) ? 'UPD-6' : 'END-4'})`,
  }));
}

/** Whether the value belongs to a field that a person made in Zendesk, and not to the contact or the ticket itself. */
function isField({ session }: SessionReading, name: string): boolean {
  return name.startsWith('field ') || session.progress.contactFields?.some(({ key }) => key === name) === true;
}

/** The title of a ticket field with its id, the word for another value, or the name itself. */
function labelOf({ session, settings }: SessionReading, name: string, { texts }: Wording): string {
  if (name === 'assignee') return texts.assignee;
  if (name === 'name') return texts.label.customerName;
  if (name === 'email') return texts.label.customerEmail;
  if (name === 'phone') return texts.label.customerPhone;
  const ofContact = session.progress.contactFields?.find(({ key }) => key === name);
  if (ofContact !== undefined) return `${ofContact.title} (${name})`;
  const mapped = session.progress.ticketFields?.find(({ id }) => fieldName(id) === name);
  if (mapped !== undefined) return `${mapped.title} (${name})`;
  const own = sessionFieldNames.find((key) => fieldName(settings.fields[key] ?? 0) === name);
  const title = own === undefined ? null : titleOf(own, texts);
  return title === null ? name : `${title} (${name})`;
}

function titleOf(name: string, { field }: Wording['texts']): string | null {
  const titles: Readonly<Record<string, string>> = field;
  return titles[name] ?? null;
}

/** UPD-6: Zendesk refused the ticket with all its field values. They follow by themselves, and each is judged by itself. */
export function laterFields({ progress }: Session, ticket: SessionTicket): readonly WantedUpdate[] {
  const { laterFields: fields = [] } = progress;
  return ticket.origin !== 'made' || fields.length === 0
    ? []
    : [{ fact: printFact({ kind: 'fields', key: 'later' }), change: { ...emptyChange, fields } }];
}

/** UPD-6, END-4: a note for each write, and for the making of the ticket, of which Zendesk refused some values. */
export function refusedValues(
  reading: SessionReading,
  ticket: SessionTicket,
  wording: Wording,
): readonly WantedUpdate[] {
  const { progress } = reading.session;
  const ofTicket = ticket.origin === 'made' ? (progress.leftOutOfTicket ?? []) : [];
  const ofWrites = progress.writes.flatMap(({ id, outcome }) =>
    outcome?.kind === 'written' && outcome.refusedFields !== undefined
      ? [{ of: id, values: outcome.refusedFields }]
      : [],
  );
  const { madeContact } = progress;
  const isRequester = madeContact?.contact.id === ticket.requesterId && ticket.origin !== 'found';
  const ofContact = isRequester ? (madeContact?.leftOut ?? []) : [];
  const refused = ofTicket.length === 0 ? ofWrites : [{ of: JSON.stringify(ofTicket), values: ofTicket }, ...ofWrites];
  const all =
    ofContact.length === 0 ? refused : [{ of: `contact ${JSON.stringify(ofContact)}`, values: ofContact }, ...refused];
  return all.map(({ of, values }) =>
    commentUpdate(
      { kind: 'refused-values', key: shortHash(of) },
      valuesRefusedComment(namedValues(reading, values, wording), wording),
    ),
  );
}
