import {
  agentUnknownComment,
  appendedComments,
  fieldsDroppedComment,
  finishedComment,
  notMappedComments,
  recordingComment,
  wordingOf,
} from '../comment/session-comments.ts';
import type { Wording } from '../comment/session-comments.ts';
import { sessionTag } from '../ticket/tags.ts';
import { mapCustomData } from '../fields/mapping.ts';
import type { Settings } from '../settings/settings.ts';
import type { Change, WriteOutcome } from '../writes/write.ts';
import { recordingKey } from './absorb.ts';
import { abandonedAt, agentOf, connectedAgent, customerNumber, isCall, queueOf, startOf } from './readings.ts';
import type { Session, SessionTicket } from './session.ts';

/** Something that ought to be on the session's ticket. `fact` names it, whatever told it and however often. */
export type Wanted = { readonly fact: string; readonly change: Change };

const nothing: Change = {
  comment: null,
  tags: [],
  fields: [],
  assigneeId: 'keep',
  status: 'keep',
  voice: null,
  file: null,
};

/** UPD-12: Zendesk takes no larger upload. */
export const largestFileBytes = 50 * 1024 * 1024;

/** Everything that ought to be on the ticket by now, in the order in which it happened; what is there already included. */
export function wantedWrites(
  session: Session,
  ticket: SessionTicket,
  settings: Settings,
  now: number,
): readonly Wanted[] {
  const wording = wordingOf(settings.timeZone);
  return [
    ...appended(session, ticket, wording),
    ...mapped(session, ticket, settings, wording),
    ...movedHere(session, ticket),
    ...assigned(session, ticket, wording, isAbandoned(session, settings, now)),
    ...finished(session, wording),
    ...abandoned(session, ticket, settings, now),
    ...session.heard.recordings.flatMap((recording) => recordingWrites(session, recording, settings, wording)),
    ...dropped(session, wording),
  ];
}

/** UPD-1, APP-8, TKT-13: an appended session says so, with its standard data. */
function appended(session: Session, ticket: SessionTicket, wording: Wording): readonly Wanted[] {
  if (ticket.how !== 'appended') return [];
  return appendedComments(session, wording).map((comment, i) => ({
    fact: i === 0 ? 'appended' : `appended/${i}`,
    change: { ...nothing, comment, tags: i === 0 ? [sessionTag(session.id)] : [] },
  }));
}

/** UPD-6, UPD-7: custom data of an appended session; a ticket that is made has it from the start. */
function mapped(session: Session, ticket: SessionTicket, settings: Settings, wording: Wording): readonly Wanted[] {
  if (ticket.how !== 'appended' || session.done.fields === null) return [];
  const { fields, notes } = mapCustomData(session, settings, session.done.fields);
  const [comment = null] = notMappedComments(notes, wording);
  return fields.length === 0 && comment === null ? [] : [{ fact: 'mapped', change: { ...nothing, fields, comment } }];
}

/** UPD-7: Zendesk drops values without a word; the answer shows it. */
function dropped(session: Session, wording: Wording): readonly Wanted[] {
  const ids = session.done.writes.flatMap(({ outcome }) => (outcome?.kind === 'written' ? outcome.droppedFields : []));
  const all = [...new Set([...session.done.droppedFields, ...ids])].sort((a, b) => a - b);
  if (all.length === 0) return [];
  return [{ fact: `dropped/${all.join('-')}`, change: { ...nothing, comment: fieldsDroppedComment(all, wording) } }];
}

/** UPD-13, TKT-13: the ticket that another was merged into belongs to the session from now on. */
function movedHere(session: Session, ticket: SessionTicket): readonly Wanted[] {
  if (session.done.formerTickets.at(-1)?.why !== 'merged') return [];
  return [{ fact: `moved/${ticket.id}`, change: { ...nothing, tags: [sessionTag(session.id)] } }];
}

/** ADP-2, APP-8: whoever answers gets the ticket; of a ticket that the session made, whoever has it now. */
function assigned(session: Session, ticket: SessionTicket, wording: Wording, gone: boolean): readonly Wanted[] {
  // Whoever was offered it and never answered has no claim once the customer has gone (TKT-8).
  if (ticket.how === 'found' || gone) return [];
  const holder = ticket.how === 'made' ? agentOf(session) : connectedAgent(session);
  const agent = holder?.agent;
  if (agent === undefined) return [];
  // Without an address nobody in Zendesk can be found (ADP-5).
  const known =
    agent.email === null ? { zendeskId: null } : session.done.agents.find(({ email }) => email === agent.email);
  if (known === undefined) return [];
  const { fact, isFirst } = handingTo(session, agent.id);
  if (known.zendeskId !== null) {
    if (isFirst && known.zendeskId === ticket.assigneeId) return [];
    return [{ fact, change: { ...nothing, assigneeId: known.zendeskId } }];
  }
  // The first comment of a ticket made for this agent says it already (ADP-5).
  if (
    isFirst &&
    ticket.how === 'made' &&
    session.done.draft?.assignee.kind === 'agent' &&
    session.done.draft.assignee.email === agent.email
  )
    return [];
  return [{ fact, change: { ...nothing, comment: agentUnknownComment(agent, wording) } }];
}

/**
 * The fact that gives the ticket to this agent: the last such write if it was theirs already, else a new one, so that
 * an agent who comes back after others gets the ticket again. `isFirst`: the ticket was given to nobody since it was made.
 */
function handingTo(session: Session, agentId: string): { readonly fact: string; readonly isFirst: boolean } {
  const own = `assigned/${agentId}`;
  const given = handovers(session);
  const last = given.at(-1);
  if (last !== undefined && isFor(last, agentId)) return { fact: last, isFirst: false };
  const times = given.filter((fact) => isFor(fact, agentId)).length;
  return { fact: times === 0 ? own : `${own}/${times + 1}`, isFirst: last === undefined };
}

function finished(session: Session, wording: Wording): readonly Wanted[] {
  const { end } = session.heard;
  if (end === null) return [];
  return [{ fact: 'finished', change: { ...nothing, comment: finishedComment(session, end.item, end.at, wording) } }];
}

/** TKT-8: made for an agent who never answered: it goes to the default user, unless a person changed the assignee. */
function abandoned(session: Session, ticket: SessionTicket, settings: Settings, now: number): readonly Wanted[] {
  if (ticket.how !== 'made' || ticket.seen === null || !isAbandoned(session, settings, now)) return [];
  if (session.done.draft?.tags.includes('abandoned') === true) return [];
  const untouched = ticket.seen.ticket?.assigneeId === givenTo(session, ticket);
  const assigneeId = untouched ? settings.tickets.defaultUserId : 'keep';
  return [{ fact: 'abandoned', change: { ...nothing, tags: ['abandoned'], assigneeId } }];
}

/** Whether the ticket must be read again before `wantedWrites` can tell what is wanted. */
export function mustSeeTicket(session: Session, ticket: SessionTicket, settings: Settings, now: number): boolean {
  const forAgent = session.done.draft?.tags.includes('abandoned') !== true;
  return ticket.how === 'made' && ticket.seen === null && forAgent && isAbandoned(session, settings, now);
}

function isAbandoned(session: Session, settings: Settings, now: number): boolean {
  const at = abandonedAt(session, settings, now);
  return at !== null && at <= now;
}

/** The Zendesk user to whom the session gave the ticket last: at its making, or since. */
function givenTo(session: Session, ticket: SessionTicket): number | null {
  const last = handovers(session).at(-1);
  const agent = session.heard.agents.find((offer) => last !== undefined && isFor(last, offer.agent.id))?.agent;
  return (
    session.done.agents.find(({ email }) => agent !== undefined && email === agent.email)?.zendeskId ??
    ticket.assigneeId
  );
}

/** The facts by which the ticket changed hands, in order. */
function handovers(session: Session): readonly string[] {
  return session.done.writes
    .map(({ id, dueAt }) => ({ dueAt, fact: id.slice(session.id.length + 1) }))
    .filter(({ fact }) => fact.startsWith('assigned/') || fact === 'abandoned')
    .sort((a, b) => a.dueAt - b.dueAt)
    .map(({ fact }) => fact);
}

function isFor(fact: string, agentId: string): boolean {
  return fact === `assigned/${agentId}` || fact.startsWith(`assigned/${agentId}/`);
}

/** UPD-12: the file as an internal comment, then a voice comment that links it; else a voice comment with the platform's address. */
function recordingWrites(
  session: Session,
  { item, at }: Session['heard']['recordings'][number],
  settings: Settings,
  wording: Wording,
): readonly Wanted[] {
  const key = factKey(recordingKey(item));
  const voice = (recordingUrl: string): Wanted => ({
    fact: `voice/${key}`,
    change: {
      ...nothing,
      voice: {
        from: callEnds(session).from,
        to: callEnds(session).to,
        recordingUrl,
        startedAt: item.started_at ?? new Date(session.heard.start?.at ?? at).toISOString(),
        durationSeconds: Math.round(item.duration_s ?? session.heard.end?.item.durations?.call_s ?? 0),
        answeredById:
          session.done.agents.find(({ email }) => email === connectedAgent(session)?.agent.email)?.zendeskId ?? null,
      },
    },
  });
  const tooLarge = item.size !== null && item.size > largestFileBytes;
  if (settings.recordings.store === 'link' || tooLarge || !isCall(session)) return [voice(item.url)];

  const fact = `recording/${key}`;
  const file = {
    url: item.url,
    name: `${session.id}-${key}${extensionOf(item.content_type)}`,
    contentType: item.content_type ?? 'audio/wav',
  };
  const upload: Wanted = { fact, change: { ...nothing, comment: recordingComment(item, wording), file } };
  const outcome = outcomeOf(session, fact);
  switch (outcome?.kind) {
    case undefined:
    case 'refused':
      return [upload];
    case 'written':
      return [upload, voice(outcome.contentUrl ?? item.url)];
    case 'file_refused': {
      const comment = recordingComment(item, wording, outcome.message);
      return [upload, { fact: `recording-note/${key}`, change: { ...nothing, comment } }, voice(item.url)];
    }
    default:
      return outcome satisfies never;
  }
}

export function writeId(session: Session, fact: string): string {
  return `${session.id}/${fact}`;
}

function outcomeOf(session: Session, fact: string): WriteOutcome | null {
  return session.done.writes.find(({ id }) => id === writeId(session, fact))?.outcome ?? null;
}

function callEnds(session: Session): { readonly from: string; readonly to: string } {
  const start = startOf(session);
  const customer = start === null ? null : customerNumber(start);
  const ours = (start?.direction === 'outbound' ? start.outbound_number : start?.to) ?? queueOf(session)?.name ?? '';
  return start?.direction === 'outbound' ? { from: ours, to: customer ?? '' } : { from: customer ?? '', to: ours };
}

/** Keeps short plain ids as they are; what had to be changed carries its hash, so that no two become one. */
function factKey(key: string): string {
  const plain = key
    .replace(/^https?:\/\//, '')
    .replace(/[^A-Za-z0-9._-]+/g, '_')
    .slice(-60);
  return plain === key ? key : `${plain}-${shortHash(key)}`;
}

/** FNV-1a over the UTF-16 units: no secret, only short and the same everywhere. */
function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash.toString(36);
}

const extensions: Readonly<Record<string, string>> = {
  'audio/wav': '.wav',
  'audio/x-wav': '.wav',
  'audio/mpeg': '.mp3',
  'audio/mp3': '.mp3',
  'audio/ogg': '.ogg',
  'audio/mp4': '.m4a',
};

function extensionOf(contentType: string | null): string {
  return extensions[contentType ?? 'audio/wav'] ?? '';
}
