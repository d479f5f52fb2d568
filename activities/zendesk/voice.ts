import { anything } from './answers.ts';
import type { Zendesk } from './zendesk.ts';

/** A pop that comes late is worse than none. */
const timeoutMs = 3_000;

/** ADP-1: opens the ticket in the agent's browser. Not repeatable without being seen; answers with an empty body. */
export async function popScreen(
  zendesk: Zendesk,
  { agentId, ticketId }: { readonly agentId: number; readonly ticketId: number },
): Promise<void> {
  await zendesk.post(`channels/voice/agents/${agentId}/tickets/${ticketId}/display`, anything, { timeoutMs });
}
