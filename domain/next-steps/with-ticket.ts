import { contactChange } from '../contact/change.ts';
import { reasonOf } from '../comment/reasons.ts';
import { decide } from '../decision.ts';
import { mappedFieldIds, mappedFieldKeys } from '../fields/mapping.ts';
import type { Settings } from '../settings/settings.ts';
import { refusedFor } from './trace-ticket.ts';
import { shortHash } from '../events/natural-keys.ts';
import { firstAgent, agentInCharge, lateUntil, voicemailAt } from '../session/selectors.ts';
import { screenPopDue } from './screen-pop.ts';
import type { Session, SessionTicket, WriteState } from '../session/state.ts';
import { requiredCheck } from '../ticket-updates/ticket-checks.ts';
import { waitFor } from '../session/step.ts';
import type { Step } from '../session/step.ts';
import { writeId } from '../ticket-updates/wanted-update.ts';
import { wantedUpdates } from '../ticket-updates/wanted-updates.ts';

/** A ticket that refuses again and again, though it seems to be there, is left to refuse. */
const looksPerTicket = 5;
/** The ticket-writes workflow answers within seconds: a hand-over this old is repeated (its marker prevents a double). */
const handOverAgainMs = 15 * 60_000;

/** What a session that has its ticket owes it: writes, the screen pop, and what must be looked at before. */
export function stepsWithTicket(
  session: Session,
  ticket: SessionTicket,
  settings: Settings,
  now: number,
): readonly Step[] {
  const steps: Step[] = [...agentSteps(session, ticket, settings, now)];
  steps.push(...contactSteps(session, ticket, settings), ...fieldSteps(session, settings));
  const required = requiredCheck(session, ticket, settings, now);
  if (required !== null) {
    const input = { ticketId: ticket.id, fieldIds: required.fieldIds };
    steps.push({ kind: 'readTicket', key: `readTicket/${ticket.id}`, input, before: required.before });
  }
  const wanted = wantedUpdates(session, ticket, settings, now).map((write) => ({
    ...write,
    id: writeId(session, write.fact),
  }));
  // END-6: what news has overtaken is on its way all the same, and its outcome is waited for, though not for ever.
  const heldUntil = parkedUntil(session);
  const stillWanted = new Set(wanted.map(({ id }) => id));
  for (const { id, outcome, sentAt, parkedUntil: held } of session.progress.writes) {
    const until = lateUntil(sentAt, settings);
    if (outcome === null && held === undefined && now < until && !stillWanted.has(id))
      steps.push(waitFor('writes', until));
  }
  const states = new Map(session.progress.writes.map((write) => [write.id, write]));
  const last = new Map<number, string>();
  for (const { id, change } of wanted) {
    const state = states.get(id);
    if (state?.outcome !== undefined && state.outcome !== null) continue;
    const ticketId = staysOn(session, state) ?? ticket.id;
    const after = last.get(ticketId);
    last.set(ticketId, id);
    const isTaken = state !== undefined && state.parkedUntil === undefined;
    if (!isTaken && heldUntil !== null && now < heldUntil) {
      steps.push(waitFor('writes', heldUntil));
      continue;
    }
    if (isTaken && now - state.sentAt < handOverAgainMs) {
      steps.push(waitFor('writes', state.sentAt + handOverAgainMs));
      continue;
    }
    const check = ticket.origin === 'found' || session.rescued || state !== undefined;
    const dueAt = state?.dueAt ?? now;
    const input = { id, sessionId: session.id, ticketId, dueAt, check, change, ...(after !== undefined && { after }) };
    steps.push({ kind: 'write', key: `write/${id}`, input });
  }
  return steps;
}

/**
 * BAT-9: until when the ticket-writes workflow has no room. What becomes due meanwhile waits with the rest: then all of
 * it is handed over at once, in its order, what was overtaken left out.
 */
function parkedUntil({ progress }: Session): number | null {
  const held = progress.writes.flatMap(({ parkedUntil }) => parkedUntil ?? []);
  return held.length === 0 ? null : Math.min(...held);
}

/** TKT-9: what was on its way to the ticket that the session was appended to stays there. */
function staysOn(session: Session, state: WriteState | undefined): number | null {
  const left = session.progress.formerTickets.find(({ id, why }) => id === state?.ticketId && why === 'voicemail');
  return left?.id ?? null;
}

/** UPD-13, UPD-18: whether the session's ticket went elsewhere, or must be looked at because it may have. */
export function switchToMerged(session: Session, ticket: SessionTicket, now: number): Step | null {
  const { merges, recheckRequests } = session.received;
  const { formerTickets, rechecks, writes } = session.progress;
  const merge = merges.find(({ from, into }) => from === ticket.id && !formerTickets.some(({ id }) => id === into));
  if (merge !== undefined && merge.into !== ticket.id) {
    const because = `The agent merged ticket ${merge.from} into ${merge.into}.`;
    const reasons = [reasonOf('ticket', decide(null, 'UPD-13', because), now)];
    return { kind: 'switchTicket', key: 'switchTicket', why: 'merged', into: merge.into, reasons };
  }
  if (
    ticket.origin === 'appended' &&
    voicemailAt(session) !== null &&
    formerTickets.every(({ why }) => why !== 'voicemail')
  ) {
    const because = 'A voicemail has a ticket of its own, also where the session was appended to another.';
    const reasons = [reasonOf('ticket', decide(null, 'TKT-9', because), now)];
    return { kind: 'switchTicket', key: 'switchTicket', why: 'voicemail', into: null, reasons };
  }
  const looks = rechecks.filter(({ ticketId }) => ticketId === ticket.id);
  const isDoubted = recheckRequests.filter(({ ticketId }) => ticketId === ticket.id).length > looks.length;
  const refused = writes.some(({ outcome }) => outcome !== null && refusedFor(outcome, ticket.id));
  if (!isDoubted && !(refused && looks.length < looksPerTicket)) return null;
  return { kind: 'traceTicket', key: `traceTicket/${ticket.id}`, input: { ticketId: ticket.id } };
}

/** Who the agents are in Zendesk (ADP-5), and the screen pop. */
function agentSteps(session: Session, ticket: SessionTicket, settings: Settings, now: number): readonly Step[] {
  if (ticket.origin === 'found') return [];
  const asked = [agentInCharge(session), firstAgent(session)?.agent ?? null].flatMap((agent) => agent?.email ?? []);
  const unknown = [...new Set(asked)].filter((email) =>
    session.progress.agents.every((agent) => agent.email !== email),
  );
  const steps = unknown.map((email): Step => ({ kind: 'findAgent', key: `findAgent/${email}`, input: { email } }));
  const pop = screenPopDue(session, ticket, settings, now);
  return pop === null ? steps : [...steps, pop];
}

/** UPD-6: fields are looked at before values are put into them. */
function fieldSteps(session: Session, settings: Settings): readonly Step[] {
  const ids = mappedFieldIds(session, settings);
  const keys = mappedFieldKeys(session, settings);
  return [
    ...(ids.length > 0 && session.progress.ticketFields === null
      ? [{ kind: 'listTicketFields', key: 'listTicketFields', input: { ids } } as const]
      : []),
    ...(keys.length > 0 && session.progress.contactFields === null
      ? [{ kind: 'listContactFields', key: 'listContactFields', input: { keys } } as const]
      : []),
  ];
}

/** CON-4, UPD-6: what is learnt of the contact goes to the contact, once. */
function contactSteps(session: Session, ticket: SessionTicket, settings: Settings): readonly Step[] {
  const input = contactChange(session, ticket, settings);
  if (input === null) return [];
  const key = `updateContact/${input.contactId}/${shortHash(JSON.stringify(input))}`;
  return session.progress.contactChanges.some((change) => change.key === key)
    ? []
    : [{ kind: 'updateContact', key, input }];
}
