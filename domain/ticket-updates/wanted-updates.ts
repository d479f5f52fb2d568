import { takeOverFields } from '../fields/session-values.ts';
import { finishedComment } from '../comment/end-comments.ts';
import {
  agentUnknownComment,
  fieldsDroppedComment,
  lateFieldsComment,
  notMappedComments,
} from '../comment/note-comments.ts';
import { appendedComments } from '../comment/start-comments.ts';
import { wordingOf } from '../comment/wording.ts';
import type { Wording } from '../comment/wording.ts';
import { durationsOf } from '../fields/session-values.ts';
import { firstEntries, mapToContact, mapToTicket } from '../fields/mapping.ts';
import type { Settings } from '../settings/settings.ts';
import { sessionTag } from '../ticket/tags.ts';
import { lastAssigneeBefore, ticketOwner } from './ownership.ts';
import type { Owner } from './ownership.ts';
import { shortHash } from '../events/natural-keys.ts';
import { eventUpdates } from './event-updates.ts';
import { recordingUpdates } from './audio-updates.ts';
import { emptyChange } from '../zendesk/change.ts';
import { dueValues, checkBefore } from './ticket-checks.ts';
import type { Session, SessionTicket } from '../session/state.ts';
import { writeId } from './wanted-update.ts';
import type { WantedUpdate } from './wanted-update.ts';

/** Everything that ought to be on the ticket by now, in the order in which it happened; what is there already included. */
export function wantedUpdates(
  session: Session,
  ticket: SessionTicket,
  settings: Settings,
  now: number,
): readonly WantedUpdate[] {
  const wording = wordingOf(settings.language, settings.timeZone);
  const holder = ticketOwner(session, ticket, settings, now);
  const given = ticket.origin === 'made' ? (session.progress.draft?.facts ?? []) : [];
  return [
    ...appended(session, ticket, wording),
    ...mapped(session, ticket, settings, wording),
    ...tookOver(session, ticket, settings),
    ...movedHere(session, ticket),
    ...(holder?.kind === 'agent' ? givenToAgent(session, ticket, holder, wording) : []),
    ...happened(session, ticket, settings, wording),
    ...(holder?.kind === 'away' ? givenAway(session, ticket, holder, settings) : []),
    ...fieldsAtEnd(session, ticket, settings, wording, now),
    ...dropped(session, wording),
    ...notOnContact(session, ticket, settings, wording),
  ].filter(({ fact }) => !given.includes(writeId(session, fact)));
}

/** UPD-1, APP-8, TKT-13: an appended session says so, with its standard data; only some rules open the ticket (APP-2). */
function appended(session: Session, ticket: SessionTicket, wording: Wording): readonly WantedUpdate[] {
  if (ticket.origin !== 'appended') return [];
  return appendedComments(session, wording).map((comment, i) => ({
    fact: i === 0 ? 'appended' : `appended/${i}`,
    change:
      i === 0
        ? { ...emptyChange, comment, tags: [sessionTag(session.id)], status: ticket.reopens ? 'open' : 'keep' }
        : { ...emptyChange, comment },
  }));
}

/** UPD-6, UPD-7: the custom data that an appended session began with; a ticket that is made has it from the start. */
function mapped(
  session: Session,
  ticket: SessionTicket,
  settings: Settings,
  wording: Wording,
): readonly WantedUpdate[] {
  if (ticket.origin !== 'appended' || session.progress.ticketFields === null) return [];
  const { fields, notes } = mapToTicket(firstEntries(session), settings, session.progress.ticketFields);
  const [comment = null] = notMappedComments(notes, wording);
  return fields.length === 0 && comment === null
    ? []
    : [{ fact: 'mapped', change: { ...emptyChange, fields, comment } }];
}

/** FLD-3, FLD-6: the fields of a ticket that the session was appended to. */
function tookOver(session: Session, ticket: SessionTicket, settings: Settings): readonly WantedUpdate[] {
  const fields = ticket.origin === 'appended' ? takeOverFields(session, settings) : [];
  return fields.length === 0 ? [] : [{ fact: 'fields/start', change: { ...emptyChange, fields } }];
}

/** UPD-13, TKT-13: the ticket that another was merged into belongs to the session from now on. */
function movedHere(session: Session, ticket: SessionTicket): readonly WantedUpdate[] {
  if (session.progress.formerTickets.at(-1)?.why !== 'merged') return [];
  return [{ fact: `moved/${ticket.id}`, change: { ...emptyChange, tags: [sessionTag(session.id)] } }];
}

/** TKT-6, TKT-8, TKT-9: no agent has it any more; but never out of hands that a person put it into. */
function givenAway(
  session: Session,
  ticket: SessionTicket,
  { fact, abandoned }: Extract<Owner, { kind: 'away' }>,
  settings: Settings,
): readonly WantedUpdate[] {
  const seen = checkBefore(ticket, fact);
  if (seen === undefined) return [];
  const isUntouched = seen?.assigneeId === lastAssigneeBefore(session, ticket, fact);
  const earlier = ticket.origin === 'made' ? settings.tickets.defaultUserId : ticket.assigneeId;
  const assigneeId = isUntouched && seen?.assigneeId !== earlier ? earlier : 'keep';
  const tags = abandoned ? ['abandoned'] : [];
  if (assigneeId === 'keep' && tags.length === 0) return [];
  return [{ fact, change: { ...emptyChange, tags, assigneeId } }];
}

/** ADP-2, APP-8, UPD-2. */
function givenToAgent(
  session: Session,
  ticket: SessionTicket,
  { agent, fact, isFirst }: Extract<Owner, { kind: 'agent' }>,
  wording: Wording,
): readonly WantedUpdate[] {
  // Without an address nobody in Zendesk can be found (ADP-5).
  const known =
    agent.email === null ? { zendeskId: null } : session.progress.agents.find(({ email }) => email === agent.email);
  if (known === undefined) return [];
  if (known.zendeskId !== null) {
    if (isFirst && known.zendeskId === ticket.assigneeId) return [];
    return [{ fact, change: { ...emptyChange, assigneeId: known.zendeskId } }];
  }
  // The first comment of a ticket made for this agent says it already (ADP-5), and that of a transfer too (UPD-2).
  const drafted = session.progress.draft?.assignee;
  const isSaid = isFirst && ticket.origin === 'made' && drafted?.kind === 'agent' && drafted.email === agent.email;
  const isReceiver = session.received.timeline.some(
    (note) => note.type === 'transfer.finished' && note.item.to_agent?.id === agent.id,
  );
  return isSaid || isReceiver
    ? []
    : [{ fact, change: { ...emptyChange, comment: agentUnknownComment(agent, wording) } }];
}

/** What happened, in the order in which it did. */
function happened(
  session: Session,
  ticket: SessionTicket,
  settings: Settings,
  wording: Wording,
): readonly WantedUpdate[] {
  const { end, recordings } = session.received;
  const moments = [
    ...eventUpdates(session, ticket, settings, wording),
    ...(end === null ? [] : [{ at: end.at, wanted: finished(session, end, wording) }]),
    ...recordings.map((recording) => ({
      at: recording.at,
      wanted: recordingUpdates(session, recording, settings, wording),
    })),
  ];
  return moments.sort((a, b) => a.at - b.at).flatMap(({ wanted }) => wanted);
}

/** UPD-11, UPD-17. */
function finished(
  session: Session,
  end: NonNullable<Session['received']['end']>,
  wording: Wording,
): readonly WantedUpdate[] {
  const { participants, holds } = session.received;
  const joined = participants.filter(({ kind }) => kind === 'joined');
  const names = joined.map(({ participant, consult }) => ({
    name: participant.name ?? participant.id ?? '?',
    consult,
  }));
  const during = {
    participants: names.filter(
      ({ name, consult }, i) => names.findIndex((each) => each.name === name && each.consult === consult) === i,
    ),
    holds: holds.filter(({ kind }) => kind === 'started').length,
    ...durationsOf(session),
  };
  const comment = finishedComment(session, end.item, end.at, wording, during);
  return [{ fact: 'finished', change: { ...emptyChange, comment } }];
}

/** FLD-4 to FLD-6: written only while the ticket's Session ID is still this session's; else they become a comment. */
function fieldsAtEnd(
  session: Session,
  ticket: SessionTicket,
  settings: Settings,
  wording: Wording,
  now: number,
): readonly WantedUpdate[] {
  const values = dueValues(session, settings, now);
  const { sessionId } = settings.fields;
  return [...new Set(values.map(({ fact }) => fact))].flatMap((fact): readonly WantedUpdate[] => {
    const own = values.filter((value) => value.fact === fact);
    const fields = own.map(({ field }) => field);
    if (sessionId === null) return session.earlierRun ? [] : [{ fact, change: { ...emptyChange, fields } }];
    const seen = checkBefore(ticket, fact);
    if (seen === undefined) return [];
    const holder = seen?.fields.find(({ id }) => id === sessionId)?.value ?? null;
    if (holder === session.id) return [{ fact, change: { ...emptyChange, fields } }];
    // The rating of a session that was none of an app's is a comment already.
    if (session.received.start === null) return [];
    const named = own.map(({ name, field }) => ({ label: wording.texts.field[name], value: String(field.value) }));
    return [{ fact, change: { ...emptyChange, comment: lateFieldsComment(named, wording) } }];
  });
}

/** UPD-7: Zendesk drops values without a word; the answer shows it. */
function dropped(session: Session, wording: Wording): readonly WantedUpdate[] {
  const ids = session.progress.writes.flatMap(({ outcome }) =>
    outcome?.kind === 'written' ? outcome.droppedFields : [],
  );
  const all = [...new Set([...session.progress.droppedFields, ...ids])].sort((a, b) => a - b);
  if (all.length === 0) return [];
  return [
    { fact: `dropped/${all.join('-')}`, change: { ...emptyChange, comment: fieldsDroppedComment(all, wording) } },
  ];
}

/** UPD-6, UPD-7: what did not fit the contact's fields is told on the ticket. */
function notOnContact(
  session: Session,
  ticket: SessionTicket,
  settings: Settings,
  wording: Wording,
): readonly WantedUpdate[] {
  if (ticket.origin === 'found') return [];
  const keys = [...new Set(session.progress.contactChanges.flatMap((change) => change.dropped))];
  const notes = [
    ...mapToContact(session, settings).notes,
    ...keys.map((key) => ({ label: key, problem: 'Zendesk did not keep it on the contact (UPD-7)' })),
  ];
  const [comment] = notMappedComments(notes, wording);
  if (comment === undefined) return [];
  return [{ fact: `contact-fields/${shortHash(JSON.stringify(notes))}`, change: { ...emptyChange, comment } }];
}
