import type { Session } from '../session/state.ts';
import { readTicketStep, traceTicketStep } from '../session/step.ts';
import type { AskingStep } from '../session/step.ts';
import type { Ticket } from '../zendesk/ticket.ts';

/** A ticket is followed through at most this many merges. */
const longestChain = 5;

/** APP-2: the ticket itself, or the ticket into which it was merged, or the step that finds that ticket. */
export function resolveMerged(session: Session, ticket: Ticket): { readonly ticket: Ticket } | AskingStep {
  const { mergedInto, ticketsRead } = session.progress;
  let current = ticket;
  for (let hops = 0; hops < longestChain && current.tags.includes('closed_by_merge'); hops += 1) {
    const from = current.id;
    const merge = mergedInto.find(({ ticketId }) => ticketId === from);
    if (merge === undefined) return traceTicketStep(from);
    const { into } = merge;
    if (into === null) break;
    const target = ticketsRead.find(({ ticketId }) => ticketId === into);
    if (target === undefined) return readTicketStep(into);
    if (target.ticket === null) break;
    current = target.ticket;
  }
  return { ticket: current };
}
