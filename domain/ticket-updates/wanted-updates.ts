import { takeOverFields } from '../fields/session-values.ts';
import {
  agentUnknownComment,
  appendedComments,
  fieldsDroppedComment,
  finishedComment,
  lateFieldsComment,
  notMappedComments,
  wordingOf,
} from '../comment/session-comments.ts';
import type { Wording } from '../comment/session-comments.ts';
import { durationsOf } from '../fields/session-values.ts';
import { firstEntries, mapToContact, mapToTicket } from '../fields/mapping.ts';
import type { Settings } from '../settings/settings.ts';
import { sessionTag } from '../ticket/tags.ts';
import { givenTo, holderOf } from './ownership.ts';
import type { Holder } from './ownership.ts';
import { shortHash } from '../events/natural-keys.ts';
import { noteWrites } from './event-updates.ts';
import { recordingWrites } from './audio-updates.ts';
import { dueValues, seenBefore } from './ticket-checks.ts';
import type { Session, SessionTicket } from '../session/state.ts';
import { nothing, writeId } from './wanted-update.ts';
import type { Wanted } from './wanted-update.ts';

/** Everything that ought to be on the ticket by now, in the order in which it happened; what is there already included. */
export function wantedWrites(
  session: Session,
  ticket: SessionTicket,
  settings: Settings,
  now: number,
): readonly Wanted[] {
  const wording = wordingOf(settings.language, settings.timeZone);
  const holder = holderOf(session, ticket, settings, now);
  const given = ticket.how === 'made' ? (session.done.draft?.facts ?? []) : [];
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
function appended(session: Session, ticket: SessionTicket, wording: Wording): readonly Wanted[] {
  if (ticket.how !== 'appended') return [];
  return appendedComments(session, wording).map((comment, i) => ({
    fact: i === 0 ? 'appended' : `appended/${i}`,
    change:
      i === 0
        ? { ...nothing, comment, tags: [sessionTag(session.id)], status: ticket.reopens ? 'open' : 'keep' }
        : { ...nothing, comment },
  }));
}

/** UPD-6, UPD-7: the custom data that an appended session began with; a ticket that is made has it from the start. */
function mapped(session: Session, ticket: SessionTicket, settings: Settings, wording: Wording): readonly Wanted[] {
  if (ticket.how !== 'appended' || session.done.fields === null) return [];
  const { fields, notes } = mapToTicket(firstEntries(session), settings, session.done.fields);
  const [comment = null] = notMappedComments(notes, wording);
  return fields.length === 0 && comment === null ? [] : [{ fact: 'mapped', change: { ...nothing, fields, comment } }];
}

/** FLD-3, FLD-6: the fields of a ticket that the session was appended to. */
function tookOver(session: Session, ticket: SessionTicket, settings: Settings): readonly Wanted[] {
  const fields = ticket.how === 'appended' ? takeOverFields(session, settings) : [];
  return fields.length === 0 ? [] : [{ fact: 'fields/start', change: { ...nothing, fields } }];
}

/** UPD-13, TKT-13: the ticket that another was merged into belongs to the session from now on. */
function movedHere(session: Session, ticket: SessionTicket): readonly Wanted[] {
  if (session.done.formerTickets.at(-1)?.why !== 'merged') return [];
  return [{ fact: `moved/${ticket.id}`, change: { ...nothing, tags: [sessionTag(session.id)] } }];
}

/** TKT-6, TKT-8, TKT-9: no agent has it any more; but never out of hands that a person put it into. */
function givenAway(
  session: Session,
  ticket: SessionTicket,
  { fact, abandoned }: Extract<Holder, { kind: 'away' }>,
  settings: Settings,
): readonly Wanted[] {
  const seen = seenBefore(ticket, fact);
  if (seen === undefined) return [];
  const isUntouched = seen?.assigneeId === givenTo(session, ticket, fact);
  const earlier = ticket.how === 'made' ? settings.tickets.defaultUserId : ticket.assigneeId;
  const assigneeId = isUntouched && seen?.assigneeId !== earlier ? earlier : 'keep';
  const tags = abandoned ? ['abandoned'] : [];
  if (assigneeId === 'keep' && tags.length === 0) return [];
  return [{ fact, change: { ...nothing, tags, assigneeId } }];
}

/** ADP-2, APP-8, UPD-2. */
function givenToAgent(
  session: Session,
  ticket: SessionTicket,
  { agent, fact, isFirst }: Extract<Holder, { kind: 'agent' }>,
  wording: Wording,
): readonly Wanted[] {
  // Without an address nobody in Zendesk can be found (ADP-5).
  const known =
    agent.email === null ? { zendeskId: null } : session.done.agents.find(({ email }) => email === agent.email);
  if (known === undefined) return [];
  if (known.zendeskId !== null) {
    if (isFirst && known.zendeskId === ticket.assigneeId) return [];
    return [{ fact, change: { ...nothing, assigneeId: known.zendeskId } }];
  }
  // The first comment of a ticket made for this agent says it already (ADP-5), and that of a transfer too (UPD-2).
  const drafted = session.done.draft?.assignee;
  const isSaid = isFirst && ticket.how === 'made' && drafted?.kind === 'agent' && drafted.email === agent.email;
  const isReceiver = session.heard.notes.some(
    (note) => note.type === 'transfer.finished' && note.item.to_agent?.id === agent.id,
  );
  return isSaid || isReceiver ? [] : [{ fact, change: { ...nothing, comment: agentUnknownComment(agent, wording) } }];
}

/** What happened, in the order in which it did. */
function happened(session: Session, ticket: SessionTicket, settings: Settings, wording: Wording): readonly Wanted[] {
  const { end, recordings } = session.heard;
  const moments = [
    ...noteWrites(session, ticket, settings, wording),
    ...(end === null ? [] : [{ at: end.at, wanted: finished(session, end, wording) }]),
    ...recordings.map((recording) => ({
      at: recording.at,
      wanted: recordingWrites(session, recording, settings, wording),
    })),
  ];
  return moments.sort((a, b) => a.at - b.at).flatMap(({ wanted }) => wanted);
}

/** UPD-11, UPD-17. */
function finished(session: Session, end: NonNullable<Session['heard']['end']>, wording: Wording): readonly Wanted[] {
  const { participants, holds } = session.heard;
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
  return [{ fact: 'finished', change: { ...nothing, comment } }];
}

/** FLD-4 to FLD-6: written only while the ticket's Session ID is still this session's; else they become a comment. */
function fieldsAtEnd(
  session: Session,
  ticket: SessionTicket,
  settings: Settings,
  wording: Wording,
  now: number,
): readonly Wanted[] {
  const values = dueValues(session, settings, now);
  const { sessionId } = settings.fields;
  return [...new Set(values.map(({ fact }) => fact))].flatMap((fact): readonly Wanted[] => {
    const own = values.filter((value) => value.fact === fact);
    const fields = own.map(({ field }) => field);
    if (sessionId === null) return session.earlierRun ? [] : [{ fact, change: { ...nothing, fields } }];
    const seen = seenBefore(ticket, fact);
    if (seen === undefined) return [];
    const holder = seen?.fields.find(({ id }) => id === sessionId)?.value ?? null;
    if (holder === session.id) return [{ fact, change: { ...nothing, fields } }];
    // The rating of a session that was none of an app's is a comment already.
    if (session.heard.start === null) return [];
    const named = own.map(({ name, field }) => ({ label: wording.texts.field[name], value: String(field.value) }));
    return [{ fact, change: { ...nothing, comment: lateFieldsComment(named, wording) } }];
  });
}

/** UPD-7: Zendesk drops values without a word; the answer shows it. */
function dropped(session: Session, wording: Wording): readonly Wanted[] {
  const ids = session.done.writes.flatMap(({ outcome }) => (outcome?.kind === 'written' ? outcome.droppedFields : []));
  const all = [...new Set([...session.done.droppedFields, ...ids])].sort((a, b) => a - b);
  if (all.length === 0) return [];
  return [{ fact: `dropped/${all.join('-')}`, change: { ...nothing, comment: fieldsDroppedComment(all, wording) } }];
}

/** UPD-6, UPD-7: what did not fit the contact's fields is told on the ticket. */
function notOnContact(
  session: Session,
  ticket: SessionTicket,
  settings: Settings,
  wording: Wording,
): readonly Wanted[] {
  if (ticket.how === 'found') return [];
  const keys = [...new Set(session.done.contactChanges.flatMap((change) => change.dropped))];
  const notes = [
    ...mapToContact(session, settings).notes,
    ...keys.map((key) => ({ label: key, problem: 'Zendesk did not keep it on the contact (UPD-7)' })),
  ];
  const [comment] = notMappedComments(notes, wording);
  if (comment === undefined) return [];
  return [{ fact: `contact-fields/${shortHash(JSON.stringify(notes))}`, change: { ...nothing, comment } }];
}
