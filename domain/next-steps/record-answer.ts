import type { Contact } from '../zendesk/contact.ts';
import { bareDraft } from '../ticket/draft.ts';
import type { ZendeskProblem } from '../zendesk/error-codes.ts';
import type { WriteAnswer } from '../zendesk/ticket-write.ts';
import { recordTrace, refusedByTicket, switchTicket } from './trace-ticket.ts';
import { readStart } from '../session/selectors.ts';
import { screenPopKey } from './screen-pop.ts';
import type { Progress, Session, WriteState } from '../session/state.ts';
import type { Answer, AskingStep, ChoiceStep, Step } from '../session/step.ts';

/** Records that a step is begun: what must stay as it was first meant is kept from here on (TKT-12). */
export function recordStarted(session: Session, step: AskingStep, now: number): Session {
  switch (step.kind) {
    case 'openTicket':
      return session.progress.draft === null
        ? withProgress(session, { draft: step.input, reasons: [...session.progress.reasons, ...step.reasons] })
        : session;
    case 'write': {
      const { id, ticketId, dueAt } = step.input;
      // BAT-9: all that is held is handed over at once; what is not among it is wanted no more.
      const others = session.progress.writes.filter((write) => write.id !== id && write.parkedUntil === undefined);
      return withProgress(session, { writes: [...others, { id, ticketId, dueAt, sentAt: now, outcome: null }] });
    }
    // Best effort: tried once, whatever comes of it (ADP-1).
    case 'popScreen':
      return withProgress(session, { screenPops: [...session.progress.screenPops, step.key] });
    case 'lookUp':
    case 'hasNumber':
    case 'makeContact':
    case 'listTickets':
    case 'readTicket':
    case 'findTicket':
    case 'traceTicket':
    case 'listTicketFields':
    case 'listContactFields':
    case 'updateContact':
    case 'askSession':
    case 'claimOutboundChoice':
    case 'askDataKept':
    case 'findAgent':
      return session;
    default:
      return step satisfies never;
  }
}

/** A choice that needs nobody's answer. */
export function recordChoice(session: Session, step: ChoiceStep, ended: boolean, now: number): Session {
  const reasons = [...session.progress.reasons, ...step.reasons];
  if (step.kind === 'goWithoutTicket') return withProgress(session, { endedWithoutTicket: true, reasons });
  if (step.kind === 'switchTicket')
    return withProgress(session, { ...switchTicket(session.progress, step.why, step.into), reasons });
  const { id, requesterId, assigneeId } = step.ticket;
  const { reopens } = step;
  return withProgress(session, {
    reasons,
    ticket: { id, requesterId, origin: 'appended', at: now, assigneeId, reopens, checks: [], compensated: ended },
  });
}

/** Folds in what a step was answered. `ended`: the session was over by then (END-1). */
export function recordAnswer(session: Session, answer: Answer, ended: boolean, now: number): Session {
  const { progress } = session;
  switch (answer.kind) {
    case 'lookUp': {
      const { number, tickets } = answer.value;
      // CON-8: the search shows users who are gone for minutes.
      const isThere = ({ id }: Contact): boolean => !progress.goneContacts.includes(id);
      const contacts = answer.value.contacts.filter(isThere);
      const unsure = answer.value.unsure.filter(isThere);
      const [only] = contacts;
      const listed = tickets === null || only === undefined ? progress.contactTickets : ticketList(only, tickets, now);
      // Asked again with what came later: the answer to the same kind of question gives way.
      const others = progress.lookUps.filter(({ asked }) => asked.by !== answer.asked.by);
      const { unusedExternalId } = answer.value;
      const known = { asked: answer.asked, at: now, number, contacts, unsure };
      const looked = unusedExternalId === undefined ? known : { ...known, unusedExternalId };
      return withProgress(
        session,
        { lookUps: [...others, looked], contactTickets: listed },
        `lookUp/${answer.asked.by}`,
      );
    }
    case 'hasNumber': {
      const lookUps = progress.lookUps.map((looked) => {
        if (looked.unsure.every(({ id }) => id !== answer.contact.id)) return looked;
        const contacts = answer.value ? [...looked.contacts, answer.contact] : looked.contacts;
        return { ...looked, contacts, unsure: looked.unsure.filter(({ id }) => id !== answer.contact.id) };
      });
      return withProgress(session, { lookUps }, `hasNumber/${answer.contact.id}`);
    }
    case 'makeContact': {
      const { shared, value } = answer;
      const { contact, created } = value;
      // Whoever was just made has no tickets yet; one that another session made may.
      const contactTickets = created ? ticketList(contact, [], now) : progress.contactTickets;
      return withProgress(session, { madeContact: { contact, shared }, contactTickets }, 'makeContact');
    }
    case 'listTickets': {
      const { contactId, value } = answer;
      const key = `listTickets/${contactId}`;
      // CON-8: merged away, deleted or suspended since: chosen again among the others.
      if (value.contact === null)
        return withProgress(session, { ...withoutContact(progress, contactId), contactTickets: null }, key);
      return withProgress(session, { contactTickets: ticketList(value.contact, value.tickets, now) }, key);
    }
    case 'readTicket': {
      const { ticketId, before, value } = answer;
      const key = `readTicket/${ticketId}`;
      if (before !== null) {
        if (progress.ticket?.id !== ticketId) return withProgress(session, {}, key);
        const checks = [...progress.ticket.checks, { before, ticket: value }];
        return withProgress(session, { ticket: { ...progress.ticket, checks } }, key);
      }
      const ticketsRead = [
        ...progress.ticketsRead.filter((known) => known.ticketId !== ticketId),
        { ticketId, ticket: value, at: now },
      ];
      if (progress.contactTickets === null) return withProgress(session, { ticketsRead }, key);
      const list = progress.contactTickets.list.flatMap((known) =>
        known.id !== ticketId ? [known] : value === null ? [] : [value],
      );
      return withProgress(
        session,
        { ticketsRead, contactTickets: { ...progress.contactTickets, list, seenAt: now } },
        key,
      );
    }
    case 'findTicket': {
      const { value, sessionId } = answer;
      if (sessionId !== session.id) {
        const ticketSearches = [...progress.ticketSearches, { sessionId, ticketId: value?.id ?? null }];
        return withProgress(session, { ticketSearches }, `findTicket/${sessionId}`);
      }
      const earlierTicket = { ticketId: value?.id ?? null };
      // One that this run knows by now is known better: it was made while the search was under way.
      if (value === null || progress.ticket !== null) return withProgress(session, { earlierTicket }, 'findTicket');
      const ticket = {
        id: value.id,
        requesterId: value.requesterId,
        origin: 'found',
        at: now,
        assigneeId: value.assigneeId,
        reopens: false,
        checks: [],
        compensated: false,
      } as const;
      return withProgress(session, { earlierTicket, ticket }, 'findTicket');
    }
    // PLT-4: whose data is kept had an earlier run, though Temporal remembers none: nothing that comes late makes a ticket.
    case 'askDataKept':
      return withProgress(
        { ...session, earlierRun: session.earlierRun || answer.value },
        { dataKept: answer.value },
        'askDataKept',
      );
    case 'askSession': {
      const { sessionId, value } = answer;
      const others = progress.followedCalls.filter((known) => known.sessionId !== sessionId);
      return withProgress(
        session,
        { followedCalls: [...others, { sessionId, value, at: now }] },
        `askSession/${sessionId}`,
      );
    }
    case 'claimOutboundChoice':
      return withProgress(session, { claimedChoice: { value: answer.value } }, 'claimOutboundChoice');
    case 'updateContact': {
      const change = { key: answer.key, dropped: answer.value.dropped };
      return withProgress(session, { contactChanges: [...progress.contactChanges, change] }, answer.key);
    }
    case 'listContactFields':
      return withProgress(session, { contactFields: answer.value }, 'listContactFields');
    case 'traceTicket':
      return withProgress(
        session,
        recordTrace(progress, answer.ticketId, answer.value, now),
        `traceTicket/${answer.ticketId}`,
      );
    case 'listTicketFields':
      return withProgress(session, { ticketFields: answer.value }, 'listTicketFields');
    case 'findAgent':
      return withProgress(
        session,
        { agents: withAgent(progress, answer.email, answer.value.agentId) },
        `findAgent/${answer.email}`,
      );
    case 'openTicket': {
      const { draft, value } = answer;
      const { ticketId: id, assigneeId, agentId, pop } = value;
      const { assignee } = draft;
      const agents =
        assignee.kind === 'agent' && assignee.email !== null && !draft.bare
          ? withAgent(progress, assignee.email, agentId)
          : progress.agents;
      const { requesterId } = value;
      const ticket = {
        id,
        requesterId,
        origin: 'made',
        at: now,
        assigneeId,
        reopens: false,
        checks: [],
        compensated: ended,
      } as const;
      const droppedFields = [...progress.droppedFields, ...value.droppedFields];
      // Tried once like any other, whatever came of it (ADP-1).
      const screenPops =
        pop === undefined || agentId === null
          ? progress.screenPops
          : [...progress.screenPops, screenPopKey(agentId, id)];
      return withProgress(session, { ticket, agents, screenPops, droppedFields }, 'openTicket');
    }
    case 'popScreen':
    case 'write':
      return withProgress(session, {}, answer.kind === 'popScreen' ? answer.key : `write/${answer.id}`);
    default:
      return answer satisfies never;
  }
}

/** CON-8: Zendesk's own word that the contact was merged or deleted: while no ticket depends on it, it is chosen anew. */
export function requestContactCheck(session: Session, contactId: number): Session {
  const { progress } = session;
  const known =
    progress.madeContact?.contact.id === contactId ||
    progress.lookUps.some(({ contacts }) => contacts.some(({ id }) => id === contactId)) ||
    readStart(session)?.outbound?.contact_id === contactId;
  if (!known || progress.draft !== null || progress.ticket !== null) return session;
  return withProgress(session, { lookUps: [], madeContact: null, contactTickets: null });
}

/** What became of writes, as the ticket-writes workflow answers. An answer that came before changes nothing. */
export function recordWriteResults(session: Session, answers: readonly WriteAnswer[]): Session {
  const current = session.progress.ticket?.id ?? null;
  const writes = session.progress.writes.flatMap((write): readonly WriteState[] => {
    if (write.outcome !== null) return [write];
    const answer = answers.findLast(({ id, ticketId }) => id === write.id && ticketId === write.ticketId);
    if (answer?.kind === 'parked') return [{ ...write, parkedUntil: answer.until }];
    const { parkedUntil: _held, ...taken } = write;
    const outcome = answer ?? null;
    // Refused by a ticket that the session has left meanwhile: due again on the one that follows (UPD-13).
    const left = outcome !== null && refusedByTicket(outcome) && outcome.ticketId !== current;
    return left ? [] : [outcome === null ? write : { ...taken, outcome }];
  });
  return withProgress(session, { writes });
}

const firstRetryMs = 60_000;
const longestRetryMs = 60 * 60_000;

/**
 * Zendesk refused a step for good. What must happen is tried again by another way where there is one (END-4), else the
 * same way later: a remedy may come from a person.
 */
export function recordRefusal(session: Session, step: AskingStep, problem: ZendeskProblem, now: number): Session {
  const { progress } = session;
  if (step.kind === 'openTicket') {
    if (problem.code === 'RequesterInvalid' && failureCount(progress, 'requester') < 3) {
      const again = withFailingStep(progress, 'requester', problem, now, 0);
      return withProgress(session, {
        ...again,
        ...withoutContact(progress, step.input.requesterId),
        draft: null,
        contactTickets: null,
      });
    }
    return step.input.bare
      ? withProgress(session, { ticketRefused: problem })
      : withProgress(session, { draft: bareDraft(step.input) });
  }
  if (step.kind === 'popScreen') return session;
  // No choice is worth a ticket that comes late.
  if (step.kind === 'claimOutboundChoice') return withProgress(session, { claimedChoice: { value: null } });
  // No field is worth a ticket: the values are noted instead (UPD-7).
  if (step.kind === 'listTicketFields') return withProgress(session, { ticketFields: [] });
  if (step.kind === 'listContactFields') return withProgress(session, { contactFields: [] });
  // The contact stays as it is; what was to be changed is noted on the ticket.
  if (step.kind === 'updateContact') {
    const dropped = step.input.fields.map(({ key }) => key);
    return withProgress(session, { contactChanges: [...progress.contactChanges, { key: step.key, dropped }] });
  }
  const delay = Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(failureCount(progress, step.key), 10));
  return withProgress(session, withFailingStep(progress, step.key, problem, now, delay));
}

function failureCount(done: Progress, key: string): number {
  return done.failingSteps.find((trouble) => trouble.key === key)?.count ?? 0;
}

function withFailingStep(
  done: Progress,
  key: string,
  { code, message }: ZendeskProblem,
  now: number,
  delayMs: number,
): Pick<Progress, 'failingSteps'> {
  const trouble = { key, code, message, count: failureCount(done, key) + 1, retryAt: now + delayMs };
  return { failingSteps: [...done.failingSteps.filter((known) => known.key !== key), trouble] };
}

function withoutContact(done: Progress, contactId: number): Pick<Progress, 'lookUps' | 'madeContact' | 'goneContacts'> {
  const goneContacts = [...done.goneContacts, contactId];
  // Looked up anew, as for a new caller: whoever it was merged into has the number and the address now.
  return {
    lookUps: [],
    madeContact: done.madeContact?.contact.id === contactId ? null : done.madeContact,
    goneContacts,
  };
}

function ticketList(
  contact: Contact,
  list: NonNullable<Progress['contactTickets']>['list'],
  now: number,
): Progress['contactTickets'] {
  return { contactId: contact.id, contact, list, listedAt: now, seenAt: now };
}

function withAgent(done: Progress, email: string, zendeskId: number | null): Progress['agents'] {
  return [...done.agents.filter((agent) => agent.email !== email), { email, zendeskId }];
}

/** `answered`: the key of the step, whose trouble is over. */
function withProgress(session: Session, change: Partial<Progress>, answered: Step['key'] | null = null): Session {
  const done = { ...session.progress, ...change };
  const failingSteps = answered === null ? done.failingSteps : done.failingSteps.filter(({ key }) => key !== answered);
  return { ...session, progress: { ...done, failingSteps } };
}
