import { isTicketUnwritable } from '../zendesk/error-codes.ts';
import type { ZendeskProblem } from '../zendesk/error-codes.ts';
import type { TracedTicket } from '../zendesk/ticket.ts';
import type { WriteOutcome } from '../zendesk/ticket-write.ts';
import type { Progress, FormerTicket } from '../session/state.ts';

/** Bounds chains of merges and of follow-ups: whoever goes round in circles ends up with a ticket of the session's own. */
const mostFormerTickets = 5;

/** UPD-13, UPD-18: goes on to where the session's ticket went. Chains are followed hop by hop. */
export function recordTrace(known: Progress, ticketId: number, followed: TracedTicket, now: number): Partial<Progress> {
  const rechecks = [...known.rechecks, { ticketId, at: now }];
  // APP-2: a ticket of the contact that was merged away stands for its target.
  const into = followed.kind === 'merged' ? followed.into : null;
  const mergedInto = [...known.mergedInto.filter((merge) => merge.ticketId !== ticketId), { ticketId, into }];
  if (known.ticket?.id !== ticketId) return { ...known, rechecks, mergedInto };
  const done = { ...known, rechecks };
  switch (followed.kind) {
    case 'here':
      // Reopened, or a doubt that was none: what was refused meanwhile is sent again.
      return { ...done, writes: unrefused(done, ticketId) };
    case 'merged': {
      const been = done.formerTickets.some(({ id }) => id === followed.into);
      const into = been || done.formerTickets.length >= mostFormerTickets ? null : followed.into;
      return { ...done, ...switchTicket(done, into === null ? 'closed' : 'merged', into) };
    }
    case 'closed':
      return { ...done, ...switchTicket(done, 'closed', null) };
    case 'deleted': {
      if (!done.formerTickets.some(({ why }) => why === 'deleted'))
        return { ...done, ...switchTicket(done, 'deleted', null) };
      const ticketRefused: ZendeskProblem = {
        code: 'TicketGone',
        message: `Ticket ${ticketId} was deleted, as one before it was.`,
      };
      return { ...done, ticket: null, ticketRefused };
    }
    default:
      return followed satisfies never;
  }
}

/** Leaves the ticket: for the one it was merged into, or, with `into` null, for one that is still to be made. */
export function switchTicket(done: Progress, why: FormerTicket['why'], into: number | null): Partial<Progress> {
  const { ticket } = done;
  if (ticket === null) return {};
  return {
    formerTickets: [...done.formerTickets, { id: ticket.id, requesterId: ticket.requesterId, why }],
    // A deleted ticket took with it what was written to it (UPD-18).
    writes: why === 'deleted' ? [] : unrefused(done, ticket.id),
    ticket: into === null ? null : { ...ticket, id: into, checks: [] },
    draft: into === null ? null : done.draft,
  };
}

/** Whether it was this ticket that refused, and not what was written. */
export function refusedFor(outcome: WriteOutcome, ticketId: number): boolean {
  return refusedByTicket(outcome) && outcome.ticketId === ticketId;
}

/** Whether it was the ticket that refused, whichever it was, and not what was written. */
export function refusedByTicket(outcome: WriteOutcome): boolean {
  return outcome.kind === 'refused' && isTicketUnwritable(outcome.code);
}

/** Without what was refused because of the ticket itself: it becomes due again, on the ticket that follows. */
function unrefused(done: Progress, ticketId: number): Progress['writes'] {
  return done.writes.filter(({ outcome }) => outcome === null || !refusedFor(outcome, ticketId));
}
