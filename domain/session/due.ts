import { contactChange } from '../contact/change.ts';
import { chooseContact } from '../contact/choose.ts';
import type { ContactChoice } from '../contact/choose.ts';
import { callerName } from '../contact/make.ts';
import { reasonOf } from '../comment/session-comments.ts';
import type { Decision } from '../decision.ts';
import { decide } from '../decision.ts';
import { mappedFieldIds, mappedFieldKeys } from '../fields/mapping.ts';
import { chooseTicket, mayAppend } from '../ticket/choose.ts';
import type { TicketChoice } from '../ticket/choose.ts';
import { draftFurtherTicket, draftTicket } from '../ticket/draft.ts';
import { occasionOf } from '../ticket/occasion.ts';
import type { Occasion } from '../ticket/occasion.ts';
import { automaticTicket, chooseOutbound } from '../ticket/outbound.ts';
import type { Ticket } from '../ticket/ticket.ts';
import type { Settings } from '../settings/settings.ts';
import { shortHash } from './keys.ts';
import {
  abandonedAt,
  agentOf,
  connectedAgent,
  endedAt,
  firstAgent,
  lateUntil,
  metadataMissing,
  overdueAt,
  recordingsMissing,
  settingsOf,
  startOf,
  transcriptMissing,
  voicemailAt,
} from './readings.ts';
import { refusedFor } from './follow.ts';
import { keepsData } from './kept.ts';
import type { Note } from './notes.ts';
import type { FormerTicket, Reason, Session, SessionTicket, WriteState } from './session.ts';
import type { Step, WaitsFor } from './step.ts';
import { wantedWrites, writeId } from './writes.ts';
import { mustSeeTicket } from './sight.ts';

/** CON-12: older answers are asked for again before a ticket is chosen by them. */
const listGoodForMs = 60_000;
const statusGoodForMs = 5_000;
/** A ticket that refuses again and again, though it seems to be there, is left to refuse. */
const looksPerTicket = 5;
/** Half of the time for which Zendesk's idempotency key holds. */
const freshForMs = 60 * 60_000;
/** The ticket-writes workflow answers within seconds: a hand-over this old is repeated (its marker prevents a double). */
const handOverAgainMs = 15 * 60_000;

/**
 * What is due now: compares what is known of the session with what is done about it.
 * @param settings the document that the session started with
 * @param now ms since the epoch
 * @returns steps to begin side by side (those under way included, by the same key), and waits with their deadline;
 *   `settled` alone when nothing will ever be due again (END-6).
 */
export function due(session: Session, settings: Settings, now: number): readonly Step[] {
  const ours = settingsOf(session, settings);
  const steps = steppedOn(session, ours, now);
  const retrying = new Map(session.done.troubles.map(({ key, retryAt }) => [key, retryAt]));
  return steps.map((step): Step => {
    const retryAt = retrying.get(step.key);
    return retryAt !== undefined && retryAt > now ? wait('retry', retryAt) : step;
  });
}

function steppedOn(session: Session, settings: Settings, now: number): readonly Step[] {
  const { ticket, ticketRefused, left } = session.done;
  if (ticket !== null) return onTicket(session, ticket, settings, now);
  if (ticketRefused !== null || left) return unlessSettled(session, settings, now, []);
  return towardsTicket(session, settings, now);
}

function wait(reason: WaitsFor, until: number | null): Step {
  return { kind: 'wait', key: `wait/${reason}`, for: reason, until };
}

function towardsTicket(session: Session, settings: Settings, now: number): readonly Step[] {
  if (mustSearch(session, now)) {
    const input = { sessionId: session.id };
    const askKept: Step = { kind: 'askKept', key: 'askKept', input };
    return [
      ...(session.done.searched === null ? [{ kind: 'findTicket', key: 'findTicket', input } as const] : []),
      ...(isKnownToBeKept(session) ? [] : [askKept]),
    ];
  }
  if (session.earlierRun && session.done.formerTickets.length === 0) {
    const because = 'An earlier run of this session has ended without a ticket: a late event makes none.';
    return [{ kind: 'leave', key: 'leave', reasons: [reasonOf('ticket', decide(null, 'LATE-1', because), now)] }];
  }
  const { draft, reasons } = session.done;
  if (draft !== null) return [{ kind: 'openTicket', key: 'openTicket', input: draft, reasons }];
  const former = session.done.formerTickets.at(-1);
  if (former !== undefined) return [furtherTicket(session, former, settings, now)];

  const occasion = occasionOf(session, settings, now);
  if (startOf(session)?.direction === 'outbound' && occasion.choice.kind === 'served') {
    const named = onNamedTicket(session, settings, now);
    if (named !== null) return named;
  }
  const contact = chooseContact(session, settings, now);
  const { kind } = occasion.choice;
  const waits = kind === 'wait' ? [wait(occasion.choice.for, occasion.choice.until)] : [];
  switch (contact.choice.kind) {
    case 'ask':
      return [...contact.choice.steps, ...waits];
    case 'wait':
      return [wait(contact.choice.for, contact.choice.until ?? overdueAt(session, settings)), ...waits];
    case 'make': {
      const { contact: input, shared } = contact.choice;
      return [{ kind: 'makeContact', key: 'makeContact', input, shared }, ...waits];
    }
    case 'nobody':
      return waits.length > 0 ? waits : [{ kind: 'leave', key: 'leave', reasons: [reasonOf('contact', contact, now)] }];
    case 'use':
      if (occasion.choice.kind === 'wait') return waits;
      return withContact(session, contact, contact.choice, { ...occasion, choice: occasion.choice }, settings, now);
    default:
      return contact.choice satisfies never;
  }
}

/** TEAM-7: an outbound call that names its ticket, or that is to have none; null: its contact is needed first. */
function onNamedTicket(session: Session, settings: Settings, now: number): readonly Step[] | null {
  const decision = chooseOutbound(session, settings, now);
  const reasons = [reasonOf('ticket', decision, now)];
  const { choice } = decision;
  switch (choice.kind) {
    case 'ask':
      return [choice.step];
    case 'wait':
      return [wait(choice.for, choice.until ?? overdueAt(session, settings))];
    case 'none':
      return [{ kind: 'leave', key: 'leave', reasons }];
    case 'append':
      return [{ kind: 'append', key: 'append', ticket: choice.ticket, reopens: choice.reopens, reasons }];
    case 'followUp':
    case 'new': {
      const followUpOf = choice.kind === 'followUp' ? choice.ticket.id : null;
      const id = choice.kind === 'followUp' ? choice.ticket.requesterId : choice.requesterId;
      if (id === null) return null;
      if (!settings.tickets.create) return [leaveWithout(now)];
      return [newTicket(session, { id, name: nameOf(session) }, 'served', followUpOf, reasons, settings, now)];
    }
    case 'automatic':
      return null;
    default:
      return choice satisfies never;
  }
}

function leaveWithout(now: number): Step {
  const decision = decide(null, 'TKT-11', 'The settings say that no ticket is made, and none can be appended to.');
  return { kind: 'leave', key: 'leave', reasons: [reasonOf('ticket', decision, now)] };
}

function nameOf(session: Session): string {
  return startOf(session)?.end_user.name ?? callerName(null);
}

function newTicket(
  session: Session,
  contact: { readonly id: number; readonly name: string },
  occasion: 'served' | 'abandoned' | 'voicemail',
  followUpOf: number | null,
  reasons: readonly Reason[],
  settings: Settings,
  now: number,
): Step {
  const ids = mappedFieldIds(session, settings);
  if (ids.length > 0 && session.done.fields === null)
    return { kind: 'listTicketFields', key: 'listTicketFields', input: { ids } };
  const input = draftTicket(session, contact, { occasion, followUpOf, reasons }, settings, now);
  return { kind: 'openTicket', key: 'openTicket', input, reasons };
}

/** UPD-13, UPD-18: the session's ticket can't be written to any more, and no other took its place. */
function furtherTicket(session: Session, former: FormerTicket, settings: Settings, now: number): Step {
  const reasons = [reasonOf('ticket', whyFurther(former), now)];
  const input = draftFurtherTicket(session, former, reasons, settings, now);
  return { kind: 'openTicket', key: 'openTicket', input, reasons };
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

/**
 * LATE-1, TKT-12: whether the session may have a ticket that this run does not know of: an earlier run ended, or what
 * is heard is so old, or begins so late in the session, that one may have ended beyond Temporal's memory.
 */
function mustSearch(session: Session, now: number): boolean {
  if (session.done.searched !== null && isKnownToBeKept(session)) return false;
  const { start, end, recordings, notes, metadata, firstAt } = session.told ?? session.heard;
  const beginsLate =
    start === null && (end !== null || recordings.length > 0 || notes.some(isLate) || metadata !== null);
  return session.earlierRun || session.rescued || beginsLate || (firstAt !== null && now - firstAt > freshForMs);
}

function withContact(
  session: Session,
  contact: Decision<ContactChoice>,
  { contact: chosen, shared }: Extract<ContactChoice, { kind: 'use' }>,
  occasion: Decision<Exclude<Occasion, { kind: 'wait' }>>,
  settings: Settings,
  now: number,
): readonly Step[] {
  const { kind } = occasion.choice;
  const tickets = session.done.tickets?.contactId === chosen.id ? session.done.tickets : null;
  const given = startOf(session)?.outbound?.contact_id === chosen.id;
  const mustList = mayAppend(session, kind, shared, settings) || (given && kind !== 'never');
  if (mustList && (tickets === null || now - tickets.listedAt > listGoodForMs))
    return [{ kind: 'listTickets', key: `listTickets/${chosen.id}`, input: { contactId: chosen.id } }];

  const choice = ticketFor(session, occasion, tickets?.list ?? [], shared, settings, now);
  const reasons = [reasonOf('contact', contact, now), reasonOf('ticket', choice, now)];
  switch (choice.choice.kind) {
    case 'ask':
      return [choice.choice.step];
    case 'none':
      return [{ kind: 'leave', key: 'leave', reasons }];
    case 'append': {
      const { ticket, reopens } = choice.choice;
      if (tickets !== null && now - tickets.seenAt > statusGoodForMs) {
        const input = { ticketId: ticket.id, fieldIds: [] };
        return [{ kind: 'readTicket', key: `readTicket/${ticket.id}`, input, before: null }];
      }
      return [{ kind: 'append', key: 'append', ticket, reopens, reasons }];
    }
    case 'new': {
      if (kind === 'never') return [{ kind: 'leave', key: 'leave', reasons }];
      return [newTicket(session, chosen, kind, choice.choice.followUpOf, reasons, settings, now)];
    }
    default:
      return choice.choice satisfies never;
  }
}

/** TEAM-7, steps 5 and 6, for outbound calls; the rules of appending for the others. */
function ticketFor(
  session: Session,
  occasion: Decision<Exclude<Occasion, { kind: 'wait' }>>,
  tickets: readonly Ticket[],
  shared: boolean,
  settings: Settings,
  now: number,
): Decision<TicketChoice> {
  if (startOf(session)?.direction === 'outbound' && occasion.choice.kind === 'served' && !shared) {
    const named = chooseOutbound(session, settings, now);
    const automatic = named.choice.kind === 'automatic' ? automaticTicket(tickets, settings) : null;
    if (automatic?.choice.kind === 'append') return { ...automatic, choice: automatic.choice };
    if (named.choice.kind === 'new')
      return chooseTicket(session, { ...occasion, ...why(named) }, [], true, settings, now);
  }
  return chooseTicket(session, occasion, tickets, shared, settings, now);
}

function why({ rule, because }: Decision<unknown>): Pick<Decision<unknown>, 'rule' | 'because'> {
  return { rule, because };
}

function onTicket(session: Session, ticket: SessionTicket, settings: Settings, now: number): readonly Step[] {
  const moved = movedOn(session, ticket, now);
  if (moved !== null) return [moved];
  const steps: Step[] = [...agentSteps(session, ticket, settings, now)];
  steps.push(...contactSteps(session, ticket, settings), ...fieldSteps(session, settings));
  const look = mustSeeTicket(session, ticket, settings, now);
  if (look !== null) {
    const input = { ticketId: ticket.id, fieldIds: look.fieldIds };
    steps.push({ kind: 'readTicket', key: `readTicket/${ticket.id}`, input, before: look.before });
  }
  const wanted = wantedWrites(session, ticket, settings, now).map((write) => ({
    ...write,
    id: writeId(session, write.fact),
  }));
  // END-6: what news has overtaken is on its way all the same, and its outcome is waited for, though not for ever.
  for (const { id, outcome, sentAt } of session.done.writes) {
    const until = lateUntil(sentAt, settings);
    if (outcome === null && now < until && wanted.every((w) => w.id !== id)) steps.push(wait('writes', until));
  }
  for (const { id, change } of wanted) {
    const state = session.done.writes.find((write) => write.id === id);
    if (state?.outcome !== undefined && state.outcome !== null) continue;
    if (state !== undefined && now - state.sentAt < handOverAgainMs) {
      steps.push(wait('writes', state.sentAt + handOverAgainMs));
      continue;
    }
    const check = ticket.how === 'found' || session.rescued || state !== undefined;
    const dueAt = state?.dueAt ?? now;
    const ticketId = staysOn(session, state) ?? ticket.id;
    const input = { id, sessionId: session.id, ticketId, dueAt, check, change };
    steps.push({ kind: 'write', key: `write/${id}`, input });
  }
  return unlessSettled(session, settings, now, steps);
}

/** TKT-9: what was on its way to the ticket that the session was appended to stays there. */
function staysOn(session: Session, state: WriteState | undefined): number | null {
  const left = session.done.formerTickets.find(({ id, why }) => id === state?.ticketId && why === 'voicemail');
  return left?.id ?? null;
}

/** UPD-13, UPD-18: whether the session's ticket went elsewhere, or must be looked at because it may have. */
function movedOn(session: Session, ticket: SessionTicket, now: number): Step | null {
  const { merges, doubts } = session.heard;
  const { formerTickets, doubted, writes } = session.done;
  const merge = merges.find(({ from, into }) => from === ticket.id && !formerTickets.some(({ id }) => id === into));
  if (merge !== undefined && merge.into !== ticket.id) {
    const because = `The agent merged ticket ${merge.from} into ${merge.into}.`;
    const reasons = [reasonOf('ticket', decide(null, 'UPD-13', because), now)];
    return { kind: 'retarget', key: 'retarget', why: 'merged', into: merge.into, reasons };
  }
  if (
    ticket.how === 'appended' &&
    voicemailAt(session) !== null &&
    formerTickets.every(({ why }) => why !== 'voicemail')
  ) {
    const because = 'A voicemail has a ticket of its own, also where the session was appended to another.';
    const reasons = [reasonOf('ticket', decide(null, 'TKT-9', because), now)];
    return { kind: 'retarget', key: 'retarget', why: 'voicemail', into: null, reasons };
  }
  const looks = doubted.filter(({ ticketId }) => ticketId === ticket.id);
  const isDoubted = doubts.filter(({ ticketId }) => ticketId === ticket.id).length > looks.length;
  const refused = writes.some(({ outcome }) => outcome !== null && refusedFor(outcome, ticket.id));
  if (!isDoubted && !(refused && looks.length < looksPerTicket)) return null;
  return { kind: 'followTicket', key: `followTicket/${ticket.id}`, input: { ticketId: ticket.id } };
}

/** Who the agents are in Zendesk, and the screen pop: while the session lives, never later (ADP-1, ADP-5). */
function agentSteps(session: Session, ticket: SessionTicket, settings: Settings, now: number): readonly Step[] {
  if (ticket.how === 'found') return [];
  const offered = agentOf(session)?.agent ?? startOf(session)?.agent ?? null;
  const holder = connectedAgent(session)?.agent ?? offered;
  const asked = [holder, firstAgent(session)?.agent ?? null].flatMap((agent) => agent?.email ?? []);
  const unknown = [...new Set(asked)].filter((email) => session.done.agents.every((agent) => agent.email !== email));
  const steps = unknown.map((email): Step => ({ kind: 'findAgent', key: `findAgent/${email}`, input: { email } }));
  const known = session.done.agents.find(({ email }) => email === (holder?.email ?? null)) ?? null;
  if (known === null || known.zendeskId === null || endedAt(session, settings, now) !== null) return steps;
  const key = `popScreen/${known.zendeskId}/${ticket.id}`;
  if (session.done.pops.includes(key)) return steps;
  return [...steps, { kind: 'popScreen', key, input: { agentId: known.zendeskId, ticketId: ticket.id } }];
}

/** UPD-6: fields are looked at before values are put into them. */
function fieldSteps(session: Session, settings: Settings): readonly Step[] {
  const ids = mappedFieldIds(session, settings);
  const keys = mappedFieldKeys(session, settings);
  return [
    ...(ids.length > 0 && session.done.fields === null
      ? [{ kind: 'listTicketFields', key: 'listTicketFields', input: { ids } } as const]
      : []),
    ...(keys.length > 0 && session.done.contactFields === null
      ? [{ kind: 'listContactFields', key: 'listContactFields', input: { keys } } as const]
      : []),
  ];
}

/** CON-4, UPD-6: what is learnt of the contact goes to the contact, once. */
function contactSteps(session: Session, ticket: SessionTicket, settings: Settings): readonly Step[] {
  const input = contactChange(session, ticket, settings);
  if (input === null) return [];
  const key = `updateContact/${input.contactId}/${shortHash(JSON.stringify(input))}`;
  return session.done.contactChanges.some((change) => change.key === key)
    ? []
    : [{ kind: 'updateContact', key, input }];
}

/** END-6, LATE-1: adds what the session still waits for; without any of it, and nothing due, it is settled. */
function unlessSettled(session: Session, settings: Settings, now: number, steps: readonly Step[]): readonly Step[] {
  const waits: Step[] = [];
  const abandoned = abandonedAt(session, settings, now);
  if (abandoned !== null && now < abandoned) waits.push(wait('agent', abandoned));
  const ended = session.earlierRun ? (session.heard.firstAt ?? now) : endedAt(session, settings, now);
  if (ended === null) waits.push(wait('end', overdueAt(session, settings)));
  else if (!session.earlierRun && (session.done.ticket !== null || keepsData(session))) {
    const until = lateUntil(ended, settings);
    if (now < until) waits.push(...expected(session).map((reason) => wait(reason, until)));
  }
  const all = [...steps, ...waits];
  return all.length === 0 ? [{ kind: 'settled', key: 'settled' }] : all;
}

/** PLT-4: of a run that follows another it goes without saying. */
function isKnownToBeKept({ earlierRun, rescued, done }: Session): boolean {
  return earlierRun || rescued || done.kept !== null;
}

/** What may be the first that is heard of a session in good order is no sign of a late run. */
function isLate({ type }: Note): boolean {
  return type !== 'custom_data.received' && type !== 'dap.responded';
}

/** LATE-1: what is still to come. */
function expected(session: Session): readonly WaitsFor[] {
  return [
    ...(recordingsMissing(session) > 0 ? (['recording'] as const) : []),
    ...(transcriptMissing(session) ? (['transcript'] as const) : []),
    ...(metadataMissing(session) ? (['metadata'] as const) : []),
  ];
}
