import { limits } from '../limits.ts';
import { isTicketUnwritable } from '../zendesk/error-codes.ts';
import type { ZendeskProblem } from '../zendesk/error-codes.ts';
import type { TracedTicket } from '../zendesk/ticket.ts';
import type { WriteOutcome } from '../zendesk/ticket-write.ts';
import type { Progress, FormerTicket } from '../session/state.ts';

/** Bounds chains of merges, follow-ups and replacements, counted together. */
const mostFormerTickets = limits.chain.tickets.value;

/**
 * UPD-13, UPD-18: records where a ticket went. If it is the session's ticket, the session follows it; in a chain of merges
 * it does so ticket by ticket.
 * @param now ms since the epoch
 */
export function recordTrace(
  progress: Progress,
  ticketId: number,
  traced: TracedTicket,
  now: number,
): Partial<Progress> {
  const rechecks = [...progress.rechecks, { ticketId, at: now }];
  // APP-2: the session appends to the target if a ticket of the contact was merged.
  const into = traced.kind === 'merged' ? traced.into : null;
  const mergedInto = [...progress.mergedInto.filter((merge) => merge.ticketId !== ticketId), { ticketId, into }];
  if (progress.ticket?.id !== ticketId) return { ...progress, rechecks, mergedInto };
  const done = { ...progress, rechecks };
  switch (traced.kind) {
    case 'here':
      // The ticket was reopened, or nothing had happened to it. Writes that it refused meanwhile are sent again.
      return { ...done, writes: unrefused(done, ticketId) };
    case 'merged': {
      // A session that meets a circle gets a ticket of its own.
      const wasThere = done.formerTickets.some(({ id }) => id === traced.into);
      const into = wasThere ? null : traced.into;
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
      return traced satisfies never;
  }
}

/**
 * Leaves the ticket for the ticket `into`; null: for a ticket that is not made yet. At the end of a chain the session goes to
 * no further ticket: its data becomes a failed write, and an operator decides (OPS-3). A voicemail gets its ticket even then.
 */
export function switchTicket(done: Progress, why: FormerTicket['why'], into: number | null): Partial<Progress> {
  const { ticket } = done;
  if (ticket === null) return {};
  const isChainOver = why !== 'voicemail' && done.formerTickets.length >= mostFormerTickets;
  return {
    formerTickets: [...done.formerTickets, { id: ticket.id, requesterId: ticket.requesterId, why }],
    ...(isChainOver ? { ticketRefused: chainIsOver(ticket.id) } : {}),
    // UPD-18: the writes on a deleted ticket are lost, so all are sent again.
    writes: why === 'deleted' ? [] : unrefused(done, ticket.id),
    ticket: into === null || isChainOver ? null : { ...ticket, id: into, checks: [] },
    draft: into === null || isChainOver ? null : done.draft,
  };
}

function chainIsOver(ticketId: number): ZendeskProblem {
  const message = `Ticket ${ticketId} takes no more changes, as ${mostFormerTickets} before it. Does a trigger in Zendesk close, merge or delete new tickets?`;
  return { code: 'TicketClosed', message };
}

/** Whether this ticket refused the write because it is closed or gone. */
export function refusedFor(outcome: WriteOutcome, ticketId: number): boolean {
  return refusedByTicket(outcome) && outcome.ticketId === ticketId;
}

/** Whether a ticket refused the write because it is closed or gone. */
export function refusedByTicket(outcome: WriteOutcome): boolean {
  return outcome.kind === 'refused' && isTicketUnwritable(outcome.code);
}

/** Forgets the writes that this ticket refused, so that the session sends them again to its next ticket. */
function unrefused(done: Progress, ticketId: number): Progress['writes'] {
  return done.writes.filter(({ outcome }) => outcome === null || !refusedFor(outcome, ticketId));
}
