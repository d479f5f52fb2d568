import type { SessionReading } from '../session/read-session.ts';
import { callerName } from '../contact/make.ts';
import { reasonOf } from '../comment/reasons.ts';
import { decide } from '../decision.ts';
import type { Decision } from '../decision.ts';
import { mappedFieldIds } from '../fields/mapping.ts';
import { draftFurtherTicket, draftTicket } from '../ticket/draft.ts';
import type { DraftCause, TicketDraft } from '../zendesk/ticket.ts';
import type { FormerTicket, Reason } from '../session/state.ts';
import { openTicketStep } from '../session/step.ts';
import type { Step } from '../session/step.ts';
import { isShownWhenMade } from './screen-pop.ts';

type NewTicket = {
  /** Null: the end user's name is not known from Zendesk. */
  readonly contact: { readonly id: number; readonly name: string | null };
  readonly cause: DraftCause;
  /** The closed ticket that the new one follows (APP-2). */
  readonly followUpOf: number | null;
};

/** UPD-6: the fields are read first if the settings map custom data to them; then the ticket is made. */
export function openNewTicket(
  reading: SessionReading,
  { contact, cause, followUpOf }: NewTicket,
  reasons: readonly Reason[],
): Step {
  const ids = mappedFieldIds(reading);
  if (ids.length > 0 && reading.session.progress.ticketFields === null)
    return { kind: 'listTicketFields', key: 'listTicketFields', input: { ids } };
  const named = { id: contact.id, name: contact.name ?? reading.start?.end_user.name ?? callerName(null) };
  const draft = draftTicket(reading, named, { cause, followUpOf, reasons });
  return openTicket(reading, draft, reasons);
}

/** TKT-12: makes the ticket from this draft. ADP-1: the agent sees the ticket at once. */
export function openTicket(reading: SessionReading, draft: TicketDraft, reasons: readonly Reason[]): Step {
  return openTicketStep(draft, { show: isShownWhenMade(reading, draft), reasons });
}

/** UPD-13, UPD-18, TKT-9: the session can not write to its ticket any more, and no other ticket took its place. */
export function openFurtherTicket(reading: SessionReading, former: FormerTicket): Step {
  const reasons = [reasonOf('ticket', whyFurther(former), reading.now)];
  return openTicket(reading, draftFurtherTicket(reading, former, reasons), reasons);
}

/** The draft of the ticket that follows the former one (UPD-13, UPD-18). */
export function furtherDraft(reading: SessionReading, former: FormerTicket): TicketDraft {
  return draftFurtherTicket(reading, former, [reasonOf('ticket', whyFurther(former), reading.now)]);
}

function whyFurther({ why, id }: FormerTicket): Decision<null> {
  switch (why) {
    case 'deleted':
      return decide(null, 'UPD-18', `Ticket ${id} was deleted: this one takes its place, with all data so far.`);
    case 'voicemail':
      return decide(null, 'TKT-9', `The session was appended to ticket ${id}; its voicemail has a ticket of its own.`);
    case 'closed':
    case 'merged':
      return decide(null, 'UPD-13', `Ticket ${id} is closed: this one follows it.`);
    default:
      return why satisfies never;
  }
}
