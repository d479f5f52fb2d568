import type { Contact } from '../zendesk/contact.ts';
import { limits } from '../limits.ts';
import { isActive } from '../zendesk/ticket.ts';
import type { Ticket } from '../zendesk/ticket.ts';
import type { Progress, Session } from '../session/state.ts';
import type { Answer, AskingKind } from '../session/step.ts';

/** When an answer came. `ended`: the session was over by then (END-1). `now`: ms since the epoch. */
export type AnsweredAt = { readonly ended: boolean; readonly now: number };

/** Changes the session by an answer to one kind of step. */
export type Recorder<Kind extends AskingKind> = (session: Session, answer: Answer<Kind>, at: AnsweredAt) => Session;

/** The session with some members of its progress replaced. */
export function withProgress(session: Session, change: Partial<Progress>): Session {
  return { ...session, progress: { ...session.progress, ...change } };
}

/**
 * CON-8: the contact can not be used any more. Everybody is looked up again as for a new caller: the contact that it was
 * merged into has the number and the address now.
 */
export function withoutContact(
  progress: Progress,
  contactId: number,
): Pick<Progress, 'lookUps' | 'madeContact' | 'goneContacts'> {
  return {
    lookUps: [],
    madeContact: progress.madeContact?.contact.id === contactId ? null : progress.madeContact,
    goneContacts: [...progress.goneContacts, contactId],
  };
}

/**
 * The contact's tickets as Zendesk listed them now.
 * @param now ms since the epoch
 */
export function listedTickets(
  contact: Contact,
  list: readonly Ticket[],
  now: number,
): NonNullable<Progress['contactTickets']> {
  return { contactId: contact.id, contact, list: limitTickets(list), listedAt: now, seenAt: now };
}

/** The tickets among which the session chooses. If there are too many, active ones go before others. Their order stays. */
function limitTickets(list: readonly Ticket[]): readonly Ticket[] {
  const most = limits.session.tickets.value;
  if (list.length <= most) return list;
  const active = list.filter(({ status }) => isActive(status)).slice(0, most - 1);
  const others = new Set([...active, ...list.filter(({ status }) => !isActive(status)).slice(0, most - active.length)]);
  return list.filter((ticket) => others.has(ticket));
}

/**
 * The agents of the session with the Zendesk user of one of them (ADP-5).
 * @param zendeskId null: Zendesk has no agent with this address
 */
export function withAgent(progress: Progress, email: string, zendeskId: number | null): Progress['agents'] {
  return [...progress.agents.filter((agent) => agent.email !== email), { email, zendeskId }];
}
