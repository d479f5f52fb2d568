import { chooseContact } from '../contact/choose.ts';
import type { ContactChoice } from '../contact/choose.ts';
import { reasonOf } from '../comment/session-comments.ts';
import type { Decision } from '../decision.ts';
import { decide } from '../decision.ts';
import { mappedFieldIds } from '../fields/mapping.ts';
import { chooseTicket, occasionOf } from '../ticket/choose.ts';
import { draftFurtherTicket, draftTicket } from '../ticket/draft.ts';
import type { Settings } from '../settings/settings.ts';
import {
  abandonedAt,
  agentOf,
  connectedAgent,
  endedAt,
  lateUntil,
  overdueAt,
  recordingsMissing,
  settingsOf,
  startOf,
} from './readings.ts';
import { refusedFor } from './follow.ts';
import type { FormerTicket, Session, SessionTicket } from './session.ts';
import type { Step, WaitsFor } from './step.ts';
import { mustSeeTicket, wantedWrites, writeId } from './writes.ts';

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
  if (mustSearch(session, now)) return [{ kind: 'findTicket', key: 'findTicket', input: { sessionId: session.id } }];
  if (session.earlierRun && session.done.formerTickets.length === 0) {
    const because = 'An earlier run of this session has ended without a ticket: a late event makes none.';
    return [{ kind: 'leave', key: 'leave', reasons: [reasonOf('ticket', decide(null, 'LATE-1', because), now)] }];
  }
  const { draft, reasons } = session.done;
  if (draft !== null) return [{ kind: 'openTicket', key: 'openTicket', input: draft, reasons }];
  const former = session.done.formerTickets.at(-1);
  if (former !== undefined) return [furtherTicket(session, former, settings, now)];

  const contact = chooseContact(session, settings, now);
  const occasion = occasionOf(session, settings, now);
  const waitsForOccasion = occasion.choice.kind === 'wait' ? [wait(occasion.choice.for, occasion.choice.until)] : [];
  switch (contact.choice.kind) {
    case 'ask':
      return [...contact.choice.steps, ...waitsForOccasion];
    case 'wait':
      return [wait(contact.choice.for, contact.choice.until ?? overdueAt(session, settings)), ...waitsForOccasion];
    case 'make': {
      const { contact: input, shared } = contact.choice;
      return [{ kind: 'makeContact', key: 'makeContact', input, shared }, ...waitsForOccasion];
    }
    case 'nobody':
      return occasion.choice.kind === 'wait'
        ? waitsForOccasion
        : [{ kind: 'leave', key: 'leave', reasons: [reasonOf('contact', contact, now)] }];
    case 'use':
      if (waitsForOccasion.length > 0) return waitsForOccasion;
      return withContact(session, contact, contact.choice, occasion, settings, now);
    default:
      return contact.choice satisfies never;
  }
}

/** UPD-13, UPD-18: the session's ticket can't be written to any more, and no other took its place. */
function furtherTicket(session: Session, former: FormerTicket, settings: Settings, now: number): Step {
  const decision =
    former.why === 'deleted'
      ? decide(null, 'UPD-18', `Ticket ${former.id} was deleted: this one takes its place, with all data so far.`)
      : decide(null, 'UPD-13', `Ticket ${former.id} is closed: this one follows it.`);
  const reasons = [reasonOf('ticket', decision, now)];
  const input = draftFurtherTicket(session, former, reasons, settings, now);
  return { kind: 'openTicket', key: 'openTicket', input, reasons };
}

/**
 * LATE-1, TKT-12: whether the session may have a ticket that this run does not know of: an earlier run ended, or what
 * is heard is so old, or begins so late in the session, that one may have ended beyond Temporal's memory.
 */
function mustSearch(session: Session, now: number): boolean {
  if (session.done.searched !== null) return false;
  const { start, end, recordings, firstAt } = session.heard;
  const beginsLate = start === null && (end !== null || recordings.length > 0);
  return session.earlierRun || beginsLate || (firstAt !== null && now - firstAt > freshForMs);
}

function withContact(
  session: Session,
  contact: Decision<ContactChoice>,
  { contact: chosen, shared }: Extract<ContactChoice, { kind: 'use' }>,
  occasion: ReturnType<typeof occasionOf>,
  settings: Settings,
  now: number,
): readonly Step[] {
  const tickets = session.done.tickets?.contactId === chosen.id ? session.done.tickets : null;
  const choosable = occasion.choice.kind !== 'never' && occasion.choice.kind !== 'abandoned' && !shared;
  if (choosable && (tickets === null || now - tickets.listedAt > listGoodForMs))
    return [{ kind: 'listTickets', key: `listTickets/${chosen.id}`, input: { contactId: chosen.id } }];

  const fieldIds = mappedFieldIds(session, settings);
  if (occasion.choice.kind !== 'never' && fieldIds.length > 0 && session.done.fields === null)
    return [{ kind: 'listTicketFields', key: 'listTicketFields', input: { ids: fieldIds } }];

  const choice = chooseTicket(session, occasion, tickets?.list ?? [], shared, settings);
  const reasons = [reasonOf('contact', contact, now), reasonOf('ticket', choice, now)];
  switch (choice.choice.kind) {
    case 'none':
      return [{ kind: 'leave', key: 'leave', reasons }];
    case 'append': {
      const { ticket } = choice.choice;
      if (tickets !== null && now - tickets.seenAt > statusGoodForMs)
        return [{ kind: 'readTicket', key: `readTicket/${ticket.id}`, input: { ticketId: ticket.id } }];
      return [{ kind: 'append', key: 'append', ticket, reasons }];
    }
    case 'new': {
      const abandoned = occasion.choice.kind === 'abandoned';
      const input = draftTicket(session, chosen, abandoned, reasons, settings, now);
      return [{ kind: 'openTicket', key: 'openTicket', input, reasons }];
    }
    default:
      return choice.choice satisfies never;
  }
}

function onTicket(session: Session, ticket: SessionTicket, settings: Settings, now: number): readonly Step[] {
  const moved = movedOn(session, ticket, now);
  if (moved !== null) return [moved];
  const steps: Step[] = [...agentSteps(session, ticket, settings, now)];
  if (mustSeeTicket(session, ticket, settings, now))
    steps.push({ kind: 'readTicket', key: `readTicket/${ticket.id}`, input: { ticketId: ticket.id } });
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
    const check = ticket.how === 'found' || state !== undefined;
    const dueAt = state?.dueAt ?? now;
    const input = { id, sessionId: session.id, ticketId: ticket.id, dueAt, check, change };
    steps.push({ kind: 'write', key: `write/${id}`, input });
  }
  return unlessSettled(session, settings, now, steps);
}

/** UPD-13, UPD-18: whether the session's ticket went elsewhere, or must be looked at because it may have. */
function movedOn(session: Session, ticket: SessionTicket, now: number): Step | null {
  const { merges, doubts } = session.heard;
  const { formerTickets, followed, writes } = session.done;
  const merge = merges.find(({ from, into }) => from === ticket.id && !formerTickets.some(({ id }) => id === into));
  if (merge !== undefined && merge.into !== ticket.id) {
    const because = `The agent merged ticket ${merge.from} into ${merge.into}.`;
    const reasons = [reasonOf('ticket', decide(null, 'UPD-13', because), now)];
    return { kind: 'retarget', key: 'retarget', into: merge.into, reasons };
  }
  const looks = followed.filter(({ ticketId }) => ticketId === ticket.id);
  const doubted = doubts.filter(({ ticketId }) => ticketId === ticket.id).length > looks.length;
  const refused = writes.some(({ outcome }) => outcome !== null && refusedFor(outcome, ticket.id));
  if (!doubted && !(refused && looks.length < looksPerTicket)) return null;
  return { kind: 'followTicket', key: `followTicket/${ticket.id}`, input: { ticketId: ticket.id } };
}

/** Who the agent is in Zendesk, and their screen pop: while the session lives, never later (ADP-1, ADP-5). */
function agentSteps(session: Session, ticket: SessionTicket, settings: Settings, now: number): readonly Step[] {
  const offered = agentOf(session)?.agent ?? startOf(session)?.agent ?? null;
  const email = (connectedAgent(session)?.agent ?? offered)?.email ?? null;
  if (email === null || ticket.how === 'found') return [];
  const known = session.done.agents.find((agent) => agent.email === email);
  if (known === undefined) return [{ kind: 'findAgent', key: `findAgent/${email}`, input: { email } }];
  if (known.zendeskId === null || endedAt(session, settings, now) !== null) return [];
  const key = `popScreen/${known.zendeskId}/${ticket.id}`;
  if (session.done.pops.includes(key)) return [];
  return [{ kind: 'popScreen', key, input: { agentId: known.zendeskId, ticketId: ticket.id } }];
}

/** END-6, LATE-1: adds what the session still waits for; without any of it, and nothing due, it is settled. */
function unlessSettled(session: Session, settings: Settings, now: number, steps: readonly Step[]): readonly Step[] {
  const waits: Step[] = [];
  const abandoned = abandonedAt(session, settings, now);
  if (abandoned !== null && now < abandoned) waits.push(wait('agent', abandoned));
  const ended = session.earlierRun ? (session.heard.firstAt ?? now) : endedAt(session, settings, now);
  if (ended === null) waits.push(wait('end', overdueAt(session, settings)));
  else if (session.done.ticket !== null && !session.earlierRun && recordingsMissing(session) > 0) {
    const until = lateUntil(ended, settings);
    if (now < until) waits.push(wait('recording', until));
  }
  const all = [...steps, ...waits];
  return all.length === 0 ? [{ kind: 'settled', key: 'settled' }] : all;
}
