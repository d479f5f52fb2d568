import type { SessionReading } from '../session/read-session.ts';
import { finishedComment } from '../comment/end-comments.ts';
import {
  agentUnknownComment,
  fieldsDroppedComment,
  lateFieldsComment,
  leftOutComment,
  notMappedComments,
} from '../comment/note-comments.ts';
import { appendedComments } from '../comment/start-comments.ts';
import { wordingOf } from '../comment/wording.ts';
import type { Wording } from '../comment/wording.ts';
import { durationsOf, takeOverFields } from '../fields/session-values.ts';
import { startEntries, mapToContact, mapToTicket } from '../fields/mapping.ts';
import { laterFields, namedValues, refusedValues } from './refused-values.ts';
import { sessionTag } from '../ticket/tags.ts';
import { isAssigneeOurs, mustSeeAssignee } from './late-owner.ts';
import { lastAssigneeBefore, ticketOwner } from './ownership.ts';
import type { Owner } from './ownership.ts';
import { customValueFacts } from '../session/custom-values.ts';
import { printFact } from '../events/fact-key.ts';
import { shortHash } from '../events/natural-keys.ts';
import { eventUpdates } from './event-updates.ts';
import { recordingUpdates } from './audio-updates.ts';
import { emptyChange } from '../zendesk/change.ts';
import { checkBefore, dueValues } from './ticket-checks.ts';
import { hasLeftOut } from '../session/kept.ts';
import type { Session, SessionTicket } from '../session/state.ts';
import { commentUpdate, isDrafted } from './wanted-update.ts';
import type { WantedUpdate } from './wanted-update.ts';

/** Every update that the ticket should have by now, in the order of events. Updates that were written before are included. */
export function wantedUpdates(reading: SessionReading, ticket: SessionTicket): readonly WantedUpdate[] {
  const { session, settings } = reading;
  const wording = wordingOf(settings.language, settings.timeZone);
  const owner = ticketOwner(reading, ticket);
  // A ticket that was given back was perhaps made from another draft, so its markers show which facts it has.
  const isDraftKnown = ticket.origin === 'made' && ticket.givenBack !== true;
  return [
    ...appendUpdates(reading, ticket, wording),
    ...mappedFields(reading, ticket, wording),
    ...startFieldsOfAppended(reading, ticket),
    ...laterFields(session, ticket),
    ...mergeTarget(session, ticket),
    ...(owner?.kind === 'agent' ? assignToAgent(reading, ticket, owner, wording) : []),
    ...eventsInOrder(reading, ticket, wording),
    ...(owner?.kind === 'away' ? unassign(reading, ticket, owner) : []),
    ...fieldsAtEnd(reading, ticket, wording),
    ...droppedFields(session, wording),
    ...refusedValues(reading, ticket, wording),
    ...notOnContact(reading, ticket, wording),
    ...leftOut(session, wording),
  ].filter(({ fact }) => !isDraftKnown || !isDrafted(session, fact));
}

/** UPD-1, APP-8, TKT-13: the first comment of an appended session. Only some rules open the ticket again (APP-2). */
function appendUpdates(reading: SessionReading, ticket: SessionTicket, wording: Wording): readonly WantedUpdate[] {
  const { session } = reading;
  if (ticket.origin !== 'appended') return [];
  return appendedComments(reading, wording).map((comment, i) => ({
    fact: printFact(i === 0 ? { kind: 'appended' } : { kind: 'appended', key: String(i) }),
    change:
      i === 0
        ? { ...emptyChange, comment, tags: [sessionTag(session.id)], status: ticket.reopens ? 'open' : 'keep' }
        : { ...emptyChange, comment },
    ...(i > 0 && { includes: customValueFacts(startEntries(reading)) }),
  }));
}

/** UPD-6, UPD-7: the first custom data of an appended session. A new ticket has it in its draft. */
function mappedFields(reading: SessionReading, ticket: SessionTicket, wording: Wording): readonly WantedUpdate[] {
  const { session, settings } = reading;
  if (ticket.origin !== 'appended' || session.progress.ticketFields === null) return [];
  const { fields, problems: notes } = mapToTicket(startEntries(reading), settings, session.progress.ticketFields);
  const [comment = null] = notMappedComments(notes, wording);
  return fields.length === 0 && comment === null
    ? []
    : [{ fact: printFact({ kind: 'mapped' }), change: { ...emptyChange, fields, comment } }];
}

/** FLD-3, FLD-6: the fields of a ticket that the session was appended to. */
function startFieldsOfAppended(reading: SessionReading, ticket: SessionTicket): readonly WantedUpdate[] {
  const fields = ticket.origin === 'appended' ? takeOverFields(reading) : [];
  return fields.length === 0
    ? []
    : [{ fact: printFact({ kind: 'fields', key: 'start' }), change: { ...emptyChange, fields } }];
}

/** UPD-13, TKT-13: the session's ticket was merged into this one, which gets the session's tag. */
function mergeTarget(session: Session, ticket: SessionTicket): readonly WantedUpdate[] {
  if (session.progress.formerTickets.at(-1)?.why !== 'merged') return [];
  return [
    {
      fact: printFact({ kind: 'moved', key: String(ticket.id) }),
      change: { ...emptyChange, tags: [sessionTag(session.id)] },
    },
  ];
}

/** TKT-6, TKT-8, TKT-9: no agent has the session any more. An assignee that a person chose in Zendesk stays. */
function unassign(
  reading: SessionReading,
  ticket: SessionTicket,
  { fact, ownerChange }: Extract<Owner, { kind: 'away' }>,
): readonly WantedUpdate[] {
  const { session, settings } = reading;
  const seen = checkBefore(ticket, fact);
  if (seen === undefined) return [];
  const isUntouched = seen?.assigneeId === lastAssigneeBefore(session, ticket, fact);
  const earlier = ticket.origin === 'made' ? settings.tickets.defaultUserId : ticket.assigneeId;
  const assigneeId = isUntouched && seen?.assigneeId !== earlier ? earlier : 'keep';
  const tags = ownerChange.why === 'abandoned' ? ['abandoned'] : [];
  if (assigneeId === 'keep' && tags.length === 0) return [];
  return [{ fact, change: { ...emptyChange, tags, assigneeId }, ownerChange }];
}

/** ADP-2, APP-8, UPD-2: the agent becomes the assignee. If Zendesk does not know the agent, a comment says so. */
function assignToAgent(
  reading: SessionReading,
  ticket: SessionTicket,
  owner: Extract<Owner, { kind: 'agent' }>,
  wording: Wording,
): readonly WantedUpdate[] {
  const { session } = reading;
  const { agent, fact, ownerChange, isFirst, at } = owner;
  // Without an e-mail address no agent can be found in Zendesk (ADP-5).
  const known =
    agent.email === null ? { zendeskId: null } : session.progress.agents.find(({ email }) => email === agent.email);
  if (known === undefined) return [];
  if (owner.mayBeGiven) {
    const seen = mustSeeAssignee(reading, ticket, owner) ? checkBefore(ticket, fact) : null;
    if (seen === null || seen === undefined || !isAssigneeOurs(reading, owner, seen)) return [];
    return [{ fact, change: { ...emptyChange, assigneeId: known.zendeskId ?? 'keep' }, ownerChange, at }];
  }
  if (known.zendeskId !== null) {
    if (isFirst && known.zendeskId === ticket.assigneeId) return [];
    return [{ fact, change: { ...emptyChange, assigneeId: known.zendeskId }, ownerChange, at }];
  }
  // The first comment of a ticket that was made for this agent says it already (ADP-5). So does a transfer's comment (UPD-2).
  const drafted = session.progress.draft?.assignee;
  const isSaid = isFirst && ticket.origin === 'made' && drafted?.kind === 'agent' && drafted.email === agent.email;
  const isReceiver = session.received.timeline.some(
    (entry) => entry.type === 'transfer.finished' && entry.item.to_agent?.id === agent.id,
  );
  const comment = agentUnknownComment(agent, wording);
  return isSaid || isReceiver ? [] : [{ fact, change: { ...emptyChange, comment }, ownerChange, at }];
}

/** The timeline, the end and the recordings, in the order of their times. */
function eventsInOrder(reading: SessionReading, ticket: SessionTicket, wording: Wording): readonly WantedUpdate[] {
  const { session } = reading;
  const { end, recordings } = session.received;
  const moments = [
    ...eventUpdates(reading, ticket, wording),
    ...(end === null ? [] : [{ at: end.at, wanted: endUpdates(reading, end, wording) }]),
    ...recordings.map((recording) => ({
      at: recording.at,
      wanted: recordingUpdates(reading, recording, wording),
    })),
  ];
  return moments.sort((a, b) => a.at - b.at).flatMap(({ at, wanted }) => wanted.map((each) => ({ ...each, at })));
}

/** UPD-11, UPD-17: the comment at the end, with the times on hold and the participants. */
function endUpdates(
  reading: SessionReading,
  end: NonNullable<Session['received']['end']>,
  wording: Wording,
): readonly WantedUpdate[] {
  const { session } = reading;
  const { participants, holds } = session.received;
  const joined = participants.filter(({ kind }) => kind === 'joined');
  const names = joined.map(({ participant, consult }) => ({
    name: participant.name ?? participant.id ?? '?',
    consult,
  }));
  const totals = {
    // The comment shows each name once.
    participants: names,
    holds: holds.filter(({ kind }) => kind === 'started').length,
    ...durationsOf(reading),
  };
  const comment = finishedComment(reading, { ...end, totals }, wording);
  return [{ fact: printFact({ kind: 'finished' }), change: { ...emptyChange, comment } }];
}

/** FLD-4 to FLD-6: the fields are written if the ticket's Session ID is this session's. Else the values become a comment. */
function fieldsAtEnd(reading: SessionReading, ticket: SessionTicket, wording: Wording): readonly WantedUpdate[] {
  const { session, settings } = reading;
  const values = dueValues(reading);
  const { sessionId } = settings.fields;
  return [...new Set(values.map(({ fact }) => fact))].flatMap((fact): readonly WantedUpdate[] => {
    const own = values.filter((value) => value.fact === fact);
    const fields = own.map(({ field }) => field);
    if (sessionId === null) return session.earlierRun ? [] : [{ fact, change: { ...emptyChange, fields } }];
    const seen = checkBefore(ticket, fact);
    if (seen === undefined) return [];
    const fieldOwner = seen?.fields.find(({ id }) => id === sessionId)?.value ?? null;
    if (fieldOwner === session.id) return [{ fact, change: { ...emptyChange, fields } }];
    // A run that has not received the start has only the rating, which is a comment already.
    if (session.received.start === null) return [];
    const named = own.map(({ name, field }) => ({ label: wording.texts.field[name], value: String(field.value) }));
    return [{ fact, change: { ...emptyChange, comment: lateFieldsComment(named, wording) } }];
  });
}

/** UPD-7: Zendesk reports no error for values that it does not keep. Its answer shows that they are missing. */
function droppedFields(session: Session, wording: Wording): readonly WantedUpdate[] {
  const ids = session.progress.writes.flatMap(({ outcome }) =>
    outcome?.kind === 'written' ? outcome.droppedFields : [],
  );
  const all = [...new Set([...session.progress.droppedFields, ...ids])].sort((a, b) => a - b);
  if (all.length === 0) return [];
  return [
    {
      fact: printFact({ kind: 'dropped', key: all.join('-') }),
      change: { ...emptyChange, comment: fieldsDroppedComment(all, wording) },
    },
  ];
}

/** SEC-2: one note for everything that was cut or left out, because the session may keep no more. */
function leftOut(session: Session, wording: Wording): readonly WantedUpdate[] {
  if (!hasLeftOut(session)) return [];
  return [commentUpdate({ kind: 'left-out' }, leftOutComment(wording))];
}

/** UPD-6, UPD-7: a comment with the custom data that did not fit the contact's fields. */
function notOnContact(reading: SessionReading, ticket: SessionTicket, wording: Wording): readonly WantedUpdate[] {
  const { session } = reading;
  if (ticket.origin === 'found') return [];
  const keys = [...new Set(session.progress.contactChanges.flatMap((change) => change.dropped))];
  const refused = session.progress.contactChanges.flatMap((change) => change.refused ?? []);
  const notes = [
    ...mapToContact(reading).problems,
    ...keys.map((key) => ({ label: key, problem: 'Zendesk did not keep it on the contact (UPD-7)' })),
    ...namedValues(reading, refused, wording).map(({ label, value }) => ({ label, problem: value })),
  ];
  const [comment] = notMappedComments(notes, wording);
  if (comment === undefined) return [];
  return [
    {
      fact: printFact({ kind: 'contact-fields', key: shortHash(JSON.stringify(notes)) }),
      change: { ...emptyChange, comment },
    },
  ];
}
