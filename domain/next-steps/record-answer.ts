import type { Contact } from '../zendesk/contact.ts';
import { bareDraft } from '../ticket/draft.ts';
import type { WriteAnswer } from '../zendesk/ticket-write.ts';
import { follow, refusedByTicket, retarget } from './trace-ticket.ts';
import { startOf } from '../session/selectors.ts';
import { popKey } from './screen-pop.ts';
import type { Done, Session, WriteState } from '../session/state.ts';
import type { Answer, AskingStep, ChoiceStep, Step } from '../session/step.ts';

/** Records that a step is begun: what must stay as it was first meant is kept from here on (TKT-12). */
export function begin(session: Session, step: AskingStep, now: number): Session {
  switch (step.kind) {
    case 'openTicket':
      return session.done.draft === null
        ? withDone(session, { draft: step.input, reasons: [...session.done.reasons, ...step.reasons] })
        : session;
    case 'write': {
      const { id, ticketId, dueAt } = step.input;
      // BAT-9: all that is held is handed over at once; what is not among it is wanted no more.
      const others = session.done.writes.filter((write) => write.id !== id && write.heldUntil === undefined);
      return withDone(session, { writes: [...others, { id, ticketId, dueAt, sentAt: now, outcome: null }] });
    }
    // Best effort: tried once, whatever comes of it (ADP-1).
    case 'popScreen':
      return withDone(session, { pops: [...session.done.pops, step.key] });
    case 'lookUp':
    case 'hasNumber':
    case 'makeContact':
    case 'listTickets':
    case 'readTicket':
    case 'findTicket':
    case 'followTicket':
    case 'listTicketFields':
    case 'listContactFields':
    case 'updateContact':
    case 'askSession':
    case 'takeChoice':
    case 'askKept':
    case 'findAgent':
      return session;
    default:
      return step satisfies never;
  }
}

/** A choice that needs nobody's answer. */
export function choose(session: Session, step: ChoiceStep, ended: boolean, now: number): Session {
  const reasons = [...session.done.reasons, ...step.reasons];
  if (step.kind === 'leave') return withDone(session, { left: true, reasons });
  if (step.kind === 'retarget') return withDone(session, { ...retarget(session.done, step.why, step.into), reasons });
  const { id, requesterId, assigneeId } = step.ticket;
  const { reopens } = step;
  return withDone(session, {
    reasons,
    ticket: { id, requesterId, how: 'appended', at: now, assigneeId, reopens, seen: [], compensated: ended },
  });
}

/** Folds in what a step was answered. `ended`: the session was over by then (END-1). */
export function learn(session: Session, answer: Answer, ended: boolean, now: number): Session {
  const { done } = session;
  switch (answer.kind) {
    case 'lookUp': {
      const { number, tickets } = answer.value;
      // CON-8: the search shows users who are gone for minutes.
      const isThere = ({ id }: Contact): boolean => !done.goneContacts.includes(id);
      const contacts = answer.value.contacts.filter(isThere);
      const unsure = answer.value.unsure.filter(isThere);
      const [only] = contacts;
      const listed = tickets === null || only === undefined ? done.tickets : listOf(only, tickets, now);
      // Asked again with what came later: the answer to the same kind of question gives way.
      const others = done.lookUps.filter(({ asked }) => asked.by !== answer.asked.by);
      const { free } = answer.value;
      const known = { asked: answer.asked, at: now, number, contacts, unsure };
      const looked = free === undefined ? known : { ...known, free };
      return withDone(session, { lookUps: [...others, looked], tickets: listed }, `lookUp/${answer.asked.by}`);
    }
    case 'hasNumber': {
      const lookUps = done.lookUps.map((looked) => {
        if (looked.unsure.every(({ id }) => id !== answer.contact.id)) return looked;
        const contacts = answer.value ? [...looked.contacts, answer.contact] : looked.contacts;
        return { ...looked, contacts, unsure: looked.unsure.filter(({ id }) => id !== answer.contact.id) };
      });
      return withDone(session, { lookUps }, `hasNumber/${answer.contact.id}`);
    }
    case 'makeContact': {
      const { shared, value } = answer;
      const { contact, created } = value;
      // Whoever was just made has no tickets yet; one that another session made may.
      const tickets = created ? listOf(contact, [], now) : done.tickets;
      return withDone(session, { made: { contact, shared }, tickets }, 'makeContact');
    }
    case 'listTickets': {
      const { contactId, value } = answer;
      const key = `listTickets/${contactId}`;
      // CON-8: merged away, deleted or suspended since: chosen again among the others.
      if (value.contact === null) return withDone(session, { ...without(done, contactId), tickets: null }, key);
      return withDone(session, { tickets: listOf(value.contact, value.tickets, now) }, key);
    }
    case 'readTicket': {
      const { ticketId, before, value } = answer;
      const key = `readTicket/${ticketId}`;
      if (before !== null) {
        if (done.ticket?.id !== ticketId) return withDone(session, {}, key);
        const seen = [...done.ticket.seen, { before, ticket: value }];
        return withDone(session, { ticket: { ...done.ticket, seen } }, key);
      }
      const named = [
        ...done.named.filter((known) => known.ticketId !== ticketId),
        { ticketId, ticket: value, at: now },
      ];
      if (done.tickets === null) return withDone(session, { named }, key);
      const list = done.tickets.list.flatMap((known) =>
        known.id !== ticketId ? [known] : value === null ? [] : [value],
      );
      return withDone(session, { named, tickets: { ...done.tickets, list, seenAt: now } }, key);
    }
    case 'findTicket': {
      const { value, sessionId } = answer;
      if (sessionId !== session.id) {
        const searchedFor = [...done.searchedFor, { sessionId, ticketId: value?.id ?? null }];
        return withDone(session, { searchedFor }, `findTicket/${sessionId}`);
      }
      const searched = { ticketId: value?.id ?? null };
      // One that this run knows by now is known better: it was made while the search was under way.
      if (value === null || done.ticket !== null) return withDone(session, { searched }, 'findTicket');
      const ticket = {
        id: value.id,
        requesterId: value.requesterId,
        how: 'found',
        at: now,
        assigneeId: value.assigneeId,
        reopens: false,
        seen: [{ before: 'found', ticket: value }],
        compensated: false,
      } as const;
      return withDone(session, { searched, ticket }, 'findTicket');
    }
    // PLT-4: whose data is kept had an earlier run, though Temporal remembers none: nothing that comes late makes a ticket.
    case 'askKept':
      return withDone(
        { ...session, earlierRun: session.earlierRun || answer.value },
        { kept: answer.value },
        'askKept',
      );
    case 'askSession': {
      const { sessionId, value } = answer;
      const others = done.followed.filter((known) => known.sessionId !== sessionId);
      return withDone(session, { followed: [...others, { sessionId, value, at: now }] }, `askSession/${sessionId}`);
    }
    case 'takeChoice':
      return withDone(session, { choice: { value: answer.value } }, 'takeChoice');
    case 'updateContact': {
      const change = { key: answer.key, dropped: answer.value.dropped };
      return withDone(session, { contactChanges: [...done.contactChanges, change] }, answer.key);
    }
    case 'listContactFields':
      return withDone(session, { contactFields: answer.value }, 'listContactFields');
    case 'followTicket':
      return withDone(session, follow(done, answer.ticketId, answer.value, now), `followTicket/${answer.ticketId}`);
    case 'listTicketFields':
      return withDone(session, { fields: answer.value }, 'listTicketFields');
    case 'findAgent':
      return withDone(
        session,
        { agents: knowing(done, answer.email, answer.value.agentId) },
        `findAgent/${answer.email}`,
      );
    case 'openTicket': {
      const { draft, value } = answer;
      const { ticketId: id, assigneeId, agentId, pop } = value;
      const { assignee } = draft;
      const agents =
        assignee.kind === 'agent' && assignee.email !== null && !draft.bare
          ? knowing(done, assignee.email, agentId)
          : done.agents;
      const { requesterId } = value;
      const ticket = {
        id,
        requesterId,
        how: 'made',
        at: now,
        assigneeId,
        reopens: false,
        seen: [],
        compensated: ended,
      } as const;
      const droppedFields = [...done.droppedFields, ...value.droppedFields];
      // Tried once like any other, whatever came of it (ADP-1).
      const pops = pop === undefined || agentId === null ? done.pops : [...done.pops, popKey(agentId, id)];
      return withDone(session, { ticket, agents, pops, droppedFields }, 'openTicket');
    }
    case 'popScreen':
    case 'write':
      return withDone(session, {}, answer.kind === 'popScreen' ? answer.key : `write/${answer.id}`);
    default:
      return answer satisfies never;
  }
}

/** CON-8: Zendesk's own word that the contact was merged or deleted: while no ticket depends on it, it is chosen anew. */
export function doubtContact(session: Session, contactId: number): Session {
  const { done } = session;
  const known =
    done.made?.contact.id === contactId ||
    done.lookUps.some(({ contacts }) => contacts.some(({ id }) => id === contactId)) ||
    startOf(session)?.outbound?.contact_id === contactId;
  if (!known || done.draft !== null || done.ticket !== null) return session;
  return withDone(session, { lookUps: [], made: null, tickets: null });
}

/** What became of writes, as the ticket-writes workflow answers. An answer that came before changes nothing. */
export function settleWrites(session: Session, answers: readonly WriteAnswer[]): Session {
  const current = session.done.ticket?.id ?? null;
  const writes = session.done.writes.flatMap((write): readonly WriteState[] => {
    if (write.outcome !== null) return [write];
    const answer = answers.findLast(({ id, ticketId }) => id === write.id && ticketId === write.ticketId);
    if (answer?.kind === 'held') return [{ ...write, heldUntil: answer.until }];
    const { heldUntil: _held, ...taken } = write;
    const outcome = answer ?? null;
    // Refused by a ticket that the session has left meanwhile: due again on the one that follows (UPD-13).
    const left = outcome !== null && refusedByTicket(outcome) && outcome.ticketId !== current;
    return left ? [] : [outcome === null ? write : { ...taken, outcome }];
  });
  return withDone(session, { writes });
}

const firstRetryMs = 60_000;
const longestRetryMs = 60 * 60_000;

/**
 * Zendesk refused a step for good. What must happen is tried again by another way where there is one (END-4), else the
 * same way later: a remedy may come from a person.
 */
export function refuse(
  session: Session,
  step: AskingStep,
  problem: { readonly code: string; readonly message: string },
  now: number,
): Session {
  const { done } = session;
  if (step.kind === 'openTicket') {
    if (problem.code === 'RequesterInvalid' && troubled(done, 'requester') < 3) {
      const again = withTrouble(done, 'requester', problem, now, 0);
      return withDone(session, { ...again, ...without(done, step.input.requesterId), draft: null, tickets: null });
    }
    return step.input.bare
      ? withDone(session, { ticketRefused: problem })
      : withDone(session, { draft: bareDraft(step.input) });
  }
  if (step.kind === 'popScreen') return session;
  // No choice is worth a ticket that comes late.
  if (step.kind === 'takeChoice') return withDone(session, { choice: { value: null } });
  // No field is worth a ticket: the values are noted instead (UPD-7).
  if (step.kind === 'listTicketFields') return withDone(session, { fields: [] });
  if (step.kind === 'listContactFields') return withDone(session, { contactFields: [] });
  // The contact stays as it is; what was to be changed is noted on the ticket.
  if (step.kind === 'updateContact') {
    const dropped = step.input.fields.map(({ key }) => key);
    return withDone(session, { contactChanges: [...done.contactChanges, { key: step.key, dropped }] });
  }
  const delay = Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(troubled(done, step.key), 10));
  return withDone(session, withTrouble(done, step.key, problem, now, delay));
}

function troubled(done: Done, key: string): number {
  return done.troubles.find((trouble) => trouble.key === key)?.count ?? 0;
}

function withTrouble(
  done: Done,
  key: string,
  { code, message }: { readonly code: string; readonly message: string },
  now: number,
  delayMs: number,
): Pick<Done, 'troubles'> {
  const trouble = { key, code, message, count: troubled(done, key) + 1, retryAt: now + delayMs };
  return { troubles: [...done.troubles.filter((known) => known.key !== key), trouble] };
}

function without(done: Done, contactId: number): Pick<Done, 'lookUps' | 'made' | 'goneContacts'> {
  const goneContacts = [...done.goneContacts, contactId];
  // Looked up anew, as for a new caller: whoever it was merged into has the number and the address now.
  return { lookUps: [], made: done.made?.contact.id === contactId ? null : done.made, goneContacts };
}

function listOf(contact: Contact, list: NonNullable<Done['tickets']>['list'], now: number): Done['tickets'] {
  return { contactId: contact.id, contact, list, listedAt: now, seenAt: now };
}

function knowing(done: Done, email: string, zendeskId: number | null): Done['agents'] {
  return [...done.agents.filter((agent) => agent.email !== email), { email, zendeskId }];
}

/** `answered`: the key of the step, whose trouble is over. */
function withDone(session: Session, change: Partial<Done>, answered: Step['key'] | null = null): Session {
  const done = { ...session.done, ...change };
  const troubles = answered === null ? done.troubles : done.troubles.filter(({ key }) => key !== answered);
  return { ...session, done: { ...done, troubles } };
}
