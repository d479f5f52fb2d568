import type { OpenedTicket } from '../../domain/zendesk/ticket.ts';
import { anyAnswer } from './answers.ts';
import { ZendeskError, isPermanent, perhapsApplied } from './http/errors.ts';
import type { Zendesk } from './http/zendesk.ts';

/** A screen pop that comes late disturbs the agent, so its request is given up after 3 s. */
const timeoutMs = 3_000;

/**
 * A ticket that is created later than this after it became due is not shown here: the session decides whether and to
 * whom.
 */
const popWithinMs = 8_000;

/**
 * ADP-1: opens the ticket in the agent's browser. The agent sees each repetition.
 * @throws ZendeskError
 */
export async function popScreen(
  zendesk: Zendesk,
  { agentId, ticketId }: { readonly agentId: number; readonly ticketId: number },
): Promise<void> {
  await zendesk.request(anyAnswer, 'POST', `channels/voice/agents/${agentId}/tickets/${ticketId}/display`, {
    timeoutMs,
  });
}

/**
 * ADP-1: shows a new ticket to its agent, in the activity that created it. Tries once, and never fails, because a
 * failure would repeat the activity that created the ticket.
 * @param dueAt when the ticket became due, ms since the epoch
 * @returns the ticket with the result in `pop`. `pop` is absent if nothing was tried, or if Zendesk certainly did not
 *   show the ticket and may do so later (for example 429): then the session tries once more.
 */
export async function popScreenForNewTicket(
  zendesk: Zendesk,
  opened: OpenedTicket,
  dueAt: number,
): Promise<OpenedTicket> {
  const { agentId, ticketId } = opened;
  if (agentId === null || Date.now() - dueAt > popWithinMs) return opened;
  try {
    await popScreen(zendesk, { agentId, ticketId });
    return { ...opened, pop: { kind: 'shown' } };
  } catch (error) {
    // The activity was cancelled. The ticket exists, so it is reported.
    if (!(error instanceof ZendeskError)) return opened;
    if (!isPermanent(error.code) && !perhapsApplied(error.code)) return opened;
    return { ...opened, pop: { kind: 'not_shown', code: error.code, message: error.message } };
  }
}
