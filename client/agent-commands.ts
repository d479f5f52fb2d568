import type { Client } from '@temporalio/client';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import type { UpdateDefinition } from '@temporalio/common';
import { ApplicationFailure, WorkflowNotFoundError } from '@temporalio/common';
import type { ContactPick, TicketMerge, TicketPick } from '../domain/events/agent-commands.ts';
import type { SessionView } from '../domain/session-view/view.ts';
import { mergeTicket, pickContact, pickTicket, sessionWorkflowId } from '../workflows/messages.ts';

export type CommandResult =
  /** The session as it is now. */
  | { readonly kind: 'done'; readonly session: SessionView }
  /** `rule` forbids it; nothing changed. */
  | { readonly kind: 'refused'; readonly rule: string; readonly because: string }
  /** No such session, or it is over. */
  | { readonly kind: 'unknown' };

/** ADP-3, UPD-13: commands of agents, answered at once. The same `key` again changes nothing and gives the same answer. */
export type AgentCommands = {
  readonly pickContact: (sessionId: string, pick: ContactPick) => Promise<CommandResult>;
  readonly pickTicket: (sessionId: string, pick: TicketPick) => Promise<CommandResult>;
  readonly mergeTicket: (sessionId: string, merge: TicketMerge) => Promise<CommandResult>;
};

export function agentCommands(client: Client): AgentCommands {
  return {
    pickContact: (sessionId, pick) => command(client, sessionId, pickContact, pick),
    pickTicket: (sessionId, pick) => command(client, sessionId, pickTicket, pick),
    mergeTicket: (sessionId, merge) => command(client, sessionId, mergeTicket, merge),
  };
}

async function command<Command extends { readonly key: string }>(
  client: Client,
  sessionId: string,
  definition: UpdateDefinition<SessionView, [Command]>,
  args: Command,
): Promise<CommandResult> {
  const handle = client.workflow.getHandle(sessionWorkflowId(sessionId));
  try {
    // The key makes the update itself the same one when it is sent again.
    return { kind: 'done', session: await handle.executeUpdate(definition, { args: [args], updateId: args.key }) };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return { kind: 'unknown' };
    const cause = error instanceof WorkflowUpdateFailedError ? error.cause : undefined;
    if (!(cause instanceof ApplicationFailure) || cause.type !== 'CommandRefused') throw error;
    const [rule] = cause.details ?? [];
    return { kind: 'refused', rule: typeof rule === 'string' ? rule : 'ADP-3', because: cause.message };
  }
}
