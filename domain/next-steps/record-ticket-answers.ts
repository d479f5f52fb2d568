import { screenPopKey } from './screen-pop.ts';
import { forgetIfJustMade } from '../session/late-facts.ts';
import type { Session, SessionTicket } from '../session/state.ts';
import { withAgent, withProgress } from './progress.ts';
import type { Recorder } from './progress.ts';

/** Copies of tickets that a session keeps of each kind. Only the newest ones are used. */
const mostCopies = 20;

/**
 * Records a ticket that was read. If a write to the session's own ticket needed it, the copy is stored with that ticket.
 * Any other copy is stored in `ticketsRead`.
 */
export const recordReadTicket: Recorder<'readTicket'> = (session, { step, value: ticket }, { now }) => {
  const { progress } = session;
  const { before } = step;
  const { ticketId } = step.input;
  if (before !== null) {
    if (progress.ticket?.id !== ticketId) return session;
    return withProgress(session, {
      ticket: { ...progress.ticket, checks: [...progress.ticket.checks.slice(1 - mostCopies), { before, ticket }] },
    });
  }
  const others = progress.ticketsRead.filter((known) => known.ticketId !== ticketId).slice(1 - mostCopies);
  const ticketsRead = [...others, { ticketId, ticket, at: now }];
  if (progress.contactTickets === null) return withProgress(session, { ticketsRead });
  const list = progress.contactTickets.list.flatMap((known) =>
    known.id !== ticketId ? [known] : ticket === null ? [] : [ticket],
  );
  return withProgress(session, { ticketsRead, contactTickets: { ...progress.contactTickets, list, seenAt: now } });
};

/** Records the session's own ticket (LATE-1), or the ticket of the call that this session follows (APP-5, APP-6). */
export const recordFoundTicket: Recorder<'findTicket'> = (session, { step, value: found }, { now }) => {
  const { progress } = session;
  const { sessionId } = step.input;
  if (sessionId !== session.id)
    return withProgress(session, {
      ticketSearches: [...progress.ticketSearches, { sessionId, ticketId: found?.id ?? null }],
    });
  const earlierTicket = { ticketId: found?.id ?? null };
  // A ticket that this run got while the search was under way is known better than the one that was found.
  if (found === null || progress.ticket !== null) return withProgress(session, { earlierTicket });
  const { id, requesterId, assigneeId } = found;
  const ticket: SessionTicket = {
    id,
    requesterId,
    origin: 'found',
    at: now,
    assigneeId,
    reopens: false,
    checks: [],
    compensated: false,
    ...(session.looksBack === true && { givenBack: true }),
  };
  return withProgress(session, { earlierTicket, ticket });
};

/** TKT-12: the session has its ticket. The activity has looked up the agent too, and perhaps shown the ticket (ADP-1). */
export const recordOpenedTicket: Recorder<'openTicket'> = (session, { step, value }, { ended, now }) => {
  const { progress } = session;
  const { assignee, bare } = step.input;
  const { ticketId: id, requesterId, assigneeId, agentId, pop } = value;
  const ticket: SessionTicket = {
    id,
    requesterId,
    origin: 'made',
    at: now,
    assigneeId,
    reopens: false,
    checks: [],
    compensated: ended,
    ...(value.existed === true && { givenBack: true }),
  };
  const isAgentKnown = assignee.kind === 'agent' && assignee.email !== null && !bare;
  // A refused screen pop counts as well: a ticket is shown only once (ADP-1).
  const hasPopped = pop !== undefined && agentId !== null;
  const known = forgetIfJustMade(session, value.madeAt, now);
  return withProgress(withSubjectWarning(known, value.subjectProblem), {
    ticket,
    agents: isAgentKnown ? withAgent(progress, assignee.email, agentId) : progress.agents,
    screenPops: hasPopped ? [...progress.screenPops, screenPopKey(agentId, id)] : progress.screenPops,
    droppedFields: [...progress.droppedFields, ...value.droppedFields],
  });
};

/** TKT-4: a template that the settings still hold, but that may not be used, is shown to operators as a warning. */
function withSubjectWarning(session: Session, problem: string | undefined): Session {
  if (problem === undefined) return session;
  const warning = `The ticket has the default subject, because of the template in tickets.subject: ${problem}`;
  const warnings = [...new Set([...session.received.warnings, warning])].sort();
  return { ...session, received: { ...session.received, warnings } };
}
