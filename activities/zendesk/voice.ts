import type { OpenedTicket } from '../../domain/zendesk/ticket.ts';
import { anyAnswer } from './answers.ts';
import { ZendeskError, isPermanent, perhapsApplied } from './http/errors.ts';
import type { Zendesk } from './http/zendesk.ts';

/** A pop that comes late is worse than none. */
const timeoutMs = 3_000;

/** As long as a pop by itself may take. Whom a ticket made later is shown to, and whether at all, its session must say. */
const popWithinMs = 8_000;

/** ADP-1: opens the ticket in the agent's browser. Not repeatable without being seen; answers with an empty body. */
export async function popScreen(
  zendesk: Zendesk,
  { agentId, ticketId }: { readonly agentId: number; readonly ticketId: number },
): Promise<void> {
  await zendesk.post(`channels/voice/agents/${agentId}/tickets/${ticketId}/display`, anyAnswer, { timeoutMs });
}

/**
 * ADP-1: shows a ticket to its agent in the same activity that made it: one attempt, which neither fails nor repeats the
 * ticket. What came of it is in the answer; nothing where it was not tried or certainly not shown, as in a second without
 * budget: then the session's own step tries it, briefly.
 * @param dueAt when the ticket became due, ms since the epoch
 */
export async function popScreenForNewTicket(zendesk: Zendesk, opened: OpenedTicket, dueAt: number): Promise<OpenedTicket> {
  const { agentId, ticketId } = opened;
  if (agentId === null || Date.now() - dueAt > popWithinMs) return opened;
  try {
    await popScreen(zendesk, { agentId, ticketId });
    return { ...opened, pop: { kind: 'shown' } };
  } catch (error) {
    // Cancelled: the ticket is there all the same, and is told.
    if (!(error instanceof ZendeskError)) return opened;
    if (!isPermanent(error.code) && !perhapsApplied(error.code)) return opened;
    return { ...opened, pop: { kind: 'not_shown', code: error.code, message: error.message } };
  }
}
