import type { SessionReading } from '../session/read-session.ts';
import { limits } from '../limits.ts';
import { customValueFacts } from '../session/custom-values.ts';
import { factOf } from '../session/timeline.ts';
import { shownNumber } from '../session/customer.ts';
import { channelOf } from '../session/start.ts';
import type { FormerTicket, Reason, Session } from '../session/state.ts';
import { commentHtml, lengthOf, maxCommentLength } from '../zendesk/comment.ts';
import type { Comment } from '../zendesk/comment.ts';
import type { Contact } from '../zendesk/contact.ts';
import type { Assignee, DraftCause, TicketDraft } from '../zendesk/ticket.ts';
import { agentUnknownComment, notMappedComments, notesComment } from '../comment/note-comments.ts';
import { customDataComment, firstComment } from '../comment/start-comments.ts';
import { wordingOf } from '../comment/wording.ts';
import type { Wording } from '../comment/wording.ts';
import { startEntries, laterEntries, mapToTicket } from '../fields/mapping.ts';
import { startFields } from '../fields/session-values.ts';
import { callerName } from '../contact/make.ts';
import type { Settings } from '../settings/settings.ts';
import type { SubjectContext } from '../settings/subject-template.ts';
import { ticketTags, viaIdOf } from './tags.ts';

/** Why the ticket is made, and which closed ticket it follows. */
export type DraftFor = {
  readonly cause: DraftCause;
  readonly followUpOf: number | null;
  readonly reasons: readonly Reason[];
};

/** The content with which the session's ticket is created (TKT-2, TKT-4, TKT-5, TKT-8 to TKT-10, TKT-13, APP-2). */
export function draftTicket(
  reading: SessionReading,
  contact: Pick<Contact, 'id' | 'name'>,
  { cause, followUpOf, reasons }: DraftFor,
): TicketDraft {
  const { session, settings, now } = reading;
  const wording = wordingOf(settings.language, settings.timeZone);
  const later = laterEntries(reading);
  const entries = [...startEntries(reading), ...later.flatMap((each) => each.entries)];
  const mapped = mapToTicket(entries, settings, session.progress.ticketFields ?? []);
  const recovered = reading.start?.told_by === 'metadata' ? [wording.texts.recovered] : [];
  const opening = firstComment(reading, reasons, wording);
  const closing = [
    ...notMappedComments(mapped.problems, wording),
    ...(recovered.length === 0 ? [] : [notesComment(recovered, wording)]),
  ];
  const included = entriesThatFit({ opening, later, closing }, wording);
  const shown = [...startEntries(reading), ...included.flatMap((each) => each.entries)];
  const valueFacts = session.looksBack === true ? customValueFacts(shown) : [];
  const assignee = cause === 'served' ? servingAgent(reading) : defaultAssignee(settings);
  const ifUnknown = assignee.kind === 'agent' ? commentHtml([agentUnknownComment(assignee, wording)]) : '';
  // CON-8: a draft for another contact is another request to Zendesk, so it has another key.
  const again = session.progress.failingSteps.find(({ key }) => key === 'requester')?.count ?? 0;
  return {
    cause,
    key: `${session.id}/ticket${again === 0 ? '' : `/${again}`}`,
    dueAt: dueAtOf(session, now),
    externalId: session.id,
    requesterId: contact.id,
    subject: { template: settings.tickets.subject, context: subjectContext(reading, contact) },
    description: commentHtml(
      [...opening, ...included.flatMap(({ comment }) => comment ?? []), ...closing],
      maxCommentLength - ifUnknown.length,
    ),
    assignee,
    noteIfAgentUnknown: ifUnknown,
    tags: ticketTags(reading, cause === 'abandoned'),
    viaId: viaIdOf(reading),
    fields: [...mapped.fields, ...startFields(reading)],
    facts: [...included.map(({ event }) => factOf(event)), ...valueFacts].map((fact) => `${session.id}/${fact}`),
    followUpOf,
    bare: false,
  };
}

const keyAgeMs = limits.restore.keyAge.value * 1000;

/**
 * When the ticket became due. Zero, if a run may have made it of which this one knows nothing: an earlier run, or one that
 * Temporal has forgotten, and Zendesk may have forgotten the key of the request too (TKT-12). Then the ticket is looked for
 * before it is made.
 */
function dueAtOf({ earlierRun, rescued, looksBack, received: { firstAt } }: Session, now: number): number {
  const isKeyOld = looksBack === true && firstAt !== null && now - firstAt > keyAgeMs;
  return earlierRun || rescued || isKeyOld ? 0 : now;
}

type LaterEntries = ReturnType<typeof laterEntries>[number];

type DescriptionParts = {
  readonly opening: readonly Comment[];
  readonly later: readonly LaterEntries[];
  readonly closing: readonly Comment[];
};

/** UPD-5: the later custom data for which the description has room. The rest follows as comments. */
function entriesThatFit(
  { opening, later, closing }: DescriptionParts,
  wording: Wording,
): readonly (LaterEntries & { readonly comment: Comment | null })[] {
  const candidates = later.map((each) => ({
    ...each,
    comment: customDataComment(each.entries, wording, each.event.item.custom_data.leftOut),
  }));
  let length = [...opening, ...closing].reduce((sum, section) => sum + lengthOf(section), 0);
  const firstTooMuch = candidates.findIndex(({ comment }) => {
    length += comment === null ? 0 : lengthOf(comment);
    return length > maxCommentLength;
  });
  return firstTooMuch === -1 ? candidates : candidates.slice(0, firstTooMuch);
}

/** UPD-13, UPD-18, TKT-9: the draft of a further ticket, which replaces one that the session no longer writes to. */
export function draftFurtherTicket(
  reading: SessionReading,
  former: FormerTicket,
  reasons: readonly Reason[],
): TicketDraft {
  const { session } = reading;
  const number = session.progress.formerTickets.length + 1;
  const contact = { id: former.requesterId, name: reading.start?.end_user.name ?? callerName(null) };
  const isVoicemail = reading.voicemailAt !== null;
  const followUpOf = former.why === 'deleted' || former.why === 'voicemail' ? null : former.id;
  const cause = isVoicemail ? 'voicemail' : 'served';
  return {
    ...draftTicket(reading, contact, { cause, followUpOf, reasons }),
    key: `${session.id}/ticket#${number}`,
    externalId: `${session.id}#${number}`,
  };
}

/** END-4: the draft of the second attempt. It has only the values that Zendesk needs to make a ticket. */
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

/** TKT-10: without a default user, the draft explicitly names nobody. */
function defaultAssignee(settings: Settings): Assignee {
  const { defaultUserId } = settings.tickets;
  return defaultUserId === null ? { kind: 'nobody' } : { kind: 'user', id: defaultUserId };
}

function servingAgent(reading: SessionReading): Assignee {
  const agent = reading.agents.inCharge;
  return agent === null ? { kind: 'nobody' } : { kind: 'agent', email: agent.email, name: agent.name };
}

function subjectContext(reading: SessionReading, contact: Pick<Contact, 'name'>): SubjectContext {
  const { session, start, queue, settings } = reading;
  const phone = shownNumber(reading.customer?.phone ?? null, settings.contacts.defaultCountry);
  return {
    session: {
      type: start?.session_type ?? 'Session',
      channel: start === null ? '' : channelOf(start),
      id: session.id,
      queue: queue?.name ?? queue?.id ?? '',
      menu_path: reading.menuPath?.name ?? '',
    },
    contact: { name: contact.name, phone: phone ?? '' },
  };
}
