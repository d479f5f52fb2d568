import type { Client } from '@temporalio/client';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import type { UpdateDefinition } from '@temporalio/common';
import { ApplicationFailure, WorkflowNotFoundError } from '@temporalio/common';
import type { ContactPick, TicketMerge, TicketPick } from '../domain/events/agent-commands.ts';
import type { SessionView } from '../domain/session-view/view.ts';
import type { Guards } from './guard.ts';
import { mergeTicket, pickContact, pickTicket, sessionWorkflowId } from '../workflows/messages.ts';
import type { WithBodyHash } from '../workflows/messages.ts';
import { isOtherBody } from './body-hash.ts';

export type CommandResult =
  /** The command was carried out; `session` is the session after it. */
  | { readonly kind: 'done'; readonly session: SessionView }
  /** The rule `rule` forbids the command. Nothing changed. */
  | { readonly kind: 'refused'; readonly rule: string; readonly because: string }
  /** The key was used for a command with another body. This command was not carried out. */
  | { readonly kind: 'key_reused' }
  /** There is no such session, or it is over. */
  | { readonly kind: 'unknown' };

/**
 * ADP-3, UPD-13: commands of agents to their sessions. A command that is sent again with the same `key` changes nothing and
 * gets the same answer.
 */
export type AgentCommands = {
  readonly pickContact: (sessionId: string, pick: ContactPick) => Promise<CommandResult>;
  readonly pickTicket: (sessionId: string, pick: TicketPick) => Promise<CommandResult>;
  readonly mergeTicket: (sessionId: string, merge: TicketMerge) => Promise<CommandResult>;
};

export function agentCommands(client: Client, { worker }: Guards): AgentCommands {
  return {
    pickContact: worker((sessionId, pick) => sendCommand(client, sessionId, pickContact, pick), sessionWorkflowId),
    pickTicket: worker((sessionId, pick) => sendCommand(client, sessionId, pickTicket, pick), sessionWorkflowId),
    mergeTicket: worker((sessionId, merge) => sendCommand(client, sessionId, mergeTicket, merge), sessionWorkflowId),
  };
}

async function sendCommand<Command extends { readonly key: string; readonly bodyHash?: string }>(
  client: Client,
  sessionId: string,
  definition: UpdateDefinition<WithBodyHash<SessionView>, [Command]>,
  command: Command,
): Promise<CommandResult> {
  const handle = client.workflow.getHandle(sessionWorkflowId(sessionId));
  try {
    // Temporal runs an update id once. A command that is sent again with the same key gets the first answer.
    const answer = await handle.executeUpdate(definition, { args: [command], updateId: command.key });
    const { bodyHash, ...session } = answer;
    return isOtherBody(command, { bodyHash }) ? { kind: 'key_reused' } : { kind: 'done', session };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return { kind: 'unknown' };
    const cause = error instanceof WorkflowUpdateFailedError ? error.cause : undefined;
    if (!(cause instanceof ApplicationFailure) || cause.type !== 'CommandRefused') throw error;
    const [rule] = cause.details ?? [];
    return { kind: 'refused', rule: typeof rule === 'string' ? rule : 'ADP-3', because: cause.message };
  }
}
