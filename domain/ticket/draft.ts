import { commentHtml } from '../comment/comment.ts';
import { firstComment, notMappedComments, wordingOf } from '../comment/session-comments.ts';
import { mapCustomData } from '../fields/mapping.ts';
import type { Contact } from '../contact/contact.ts';
import { agentOf, channelOf, customerNumber, menuPathOf, queueOf, startOf } from '../session/readings.ts';
import { callerName } from '../contact/choose.ts';
import type { FormerTicket, Reason, Session } from '../session/session.ts';
import type { Settings } from '../settings/settings.ts';
import type { SubjectContext } from './subject.ts';
import { ticketTags, viaIdOf } from './tags.ts';
import type { Assignee, TicketDraft } from './ticket.ts';

/** What a session's ticket is created with (TKT-2, TKT-4, TKT-5, TKT-8, TKT-10, TKT-13). */
export function draftTicket(
  session: Session,
  contact: Pick<Contact, 'id' | 'name'>,
  abandoned: boolean,
  reasons: readonly Reason[],
  settings: Settings,
  now: number,
): TicketDraft {
  // A draft for another contact is another request: it needs a key of its own (CON-8).
  const mapped = mapCustomData(session, settings, session.done.fields ?? []);
  const again = session.done.troubles.find(({ key }) => key === 'requester')?.count ?? 0;
  return {
    key: `${session.id}/ticket${again === 0 ? '' : `/${again}`}`,
    dueAt: now,
    externalId: session.id,
    requesterId: contact.id,
    subject: { template: settings.tickets.subject, context: subjectContext(session, contact) },
    description: commentHtml([
      ...firstComment(session, reasons, wordingOf(settings.timeZone)),
      ...notMappedComments(mapped.notes, wordingOf(settings.timeZone)),
    ]),
    assignee: abandoned ? defaultAssignee(settings) : servingAgent(session),
    tags: ticketTags(session, abandoned),
    viaId: viaIdOf(session),
    fields: mapped.fields,
    followUpOf: null,
    bare: false,
  };
}

/** UPD-13, UPD-18: a further ticket of the session, in the place of one that can't be written to any more. */
export function draftFurtherTicket(
  session: Session,
  former: FormerTicket,
  reasons: readonly Reason[],
  settings: Settings,
  now: number,
): TicketDraft {
  const number = session.done.formerTickets.length + 1;
  const contact = { id: former.requesterId, name: startOf(session)?.end_user.name ?? callerName(null) };
  return {
    ...draftTicket(session, contact, false, reasons, settings, now),
    key: `${session.id}/ticket#${number}`,
    // A late run does not know whether an earlier one made it: it looks first.
    dueAt: session.earlierRun ? 0 : now,
    externalId: `${session.id}#${number}`,
    followUpOf: former.why === 'deleted' ? null : former.id,
  };
}

/** END-4: the second attempt, with only what Zendesk needs to make a ticket at all. */
export function bareDraft(draft: TicketDraft): TicketDraft {
  return {
    ...draft,
    key: `${draft.key}/bare`,
    assignee: { kind: 'nobody' },
    viaId: null,
    fields: [],
    followUpOf: null,
    bare: true,
  };
}

/** TKT-10: without a default user nobody, explicitly. */
function defaultAssignee(settings: Settings): Assignee {
  const { defaultUserId } = settings.tickets;
  return defaultUserId === null ? { kind: 'nobody' } : { kind: 'user', id: defaultUserId };
}

function servingAgent(session: Session): Assignee {
  const agent = agentOf(session)?.agent ?? startOf(session)?.agent ?? null;
  return agent === null ? { kind: 'nobody' } : { kind: 'agent', email: agent.email, name: agent.name };
}

function subjectContext(session: Session, contact: Pick<Contact, 'name'>): SubjectContext {
  const start = startOf(session);
  const queue = queueOf(session);
  return {
    session: {
      type: start?.session_type ?? 'Session',
      channel: start === null ? '' : channelOf(start),
      id: session.id,
      queue: queue?.name ?? queue?.id ?? '',
      menu_path: menuPathOf(session)?.name ?? '',
    },
    contact: { name: contact.name, phone: (start === null ? null : customerNumber(start)) ?? '' },
  };
}
