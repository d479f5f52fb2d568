import type { Client } from '@temporalio/client';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { TypedSearchAttributes, WorkflowNotFoundError } from '@temporalio/common';
import type { RescueReport } from '../domain/operations/rescue.ts';
import type { SessionEvent } from '../domain/events/parse-events.ts';
import type { SessionView } from '../domain/session-view/view.ts';
import { startSummary } from '../domain/session-view/start-summary.ts';
import type { SessionStart } from '../workflows/messages.ts';
import {
  eventSignal,
  sessionState,
  sessionChanges,
  sessionWorkflowId,
  taskQueues,
  workflowTypes,
  zendeskContact,
  zendeskTicket,
} from '../workflows/messages.ts';
import { searchAttributes, startAttributes } from '../workflows/search-attributes.ts';
import type { SessionListing } from './session-listing.ts';
import { sessionListing } from './session-listing.ts';
import type { AgentCommands } from './agent-commands.ts';
import { agentCommands } from './agent-commands.ts';
import { temporalGuards } from './guard.ts';
import type { DryRunClient } from './dry-run.ts';
import { dryRunClient } from './dry-run.ts';
import type { FailedWritesClient } from './failed-writes.ts';
import { failedWritesClient } from './failed-writes.ts';
import type { UnattachedClient } from './unattached.ts';
import { unattachedClient } from './unattached.ts';
import type { OperationsClient } from './operations.ts';
import { operationsClient } from './operations.ts';
import type { OutboundClient } from './outbound.ts';
import { outboundClient } from './outbound.ts';
import { giveUpSession, lastRescue } from './rescue.ts';
import type { RestoredClient } from './restored.ts';
import { restoredClient } from './restored.ts';
import type { SessionFilter } from '../domain/api/sessions.ts';
import type { SessionPage } from './session-search.ts';
import { searchSessions } from './session-search.ts';
import type { SettingsClient } from './settings.ts';
import { settingsClient } from './settings.ts';

/** Every call may throw a TemporalProblem. A call that threw may be repeated without harm. */
export type SessionClient = AgentCommands & {
  /**
   * Resolves once Temporal holds the event durably. The first event of a session starts its workflow (END-6); an event
   * after the end of the session starts a second run of it (LATE-1).
   */
  readonly send: (event: SessionEvent) => Promise<void>;
  /** The present state of a session. Null: there is no such session, or Temporal no longer keeps it. */
  readonly state: (sessionId: string) => Promise<SessionView | null>;
  /**
   * UPD-13, UPD-18: notifies every running session of this ticket that the ticket may have changed in Zendesk.
   *
   * @param at ms since the epoch
   * @returns the number of sessions that were notified
   */
  readonly notifyTicketChanged: (ticketId: number, at: number) => Promise<number>;
  /** CON-8: the same for every running session that may belong to this contact. */
  readonly notifyContactChanged: (contactId: number, at: number) => Promise<number>;
  /** ADP-3: the sessions of an agent, and the sessions that changed. */
  readonly listing: SessionListing;
  readonly settings: SettingsClient;
  readonly operations: OperationsClient;
  readonly dryRun: DryRunClient;
  readonly outbound: OutboundClient;
  /** Searches running and closed sessions: newest first, page by page. Null: the cursor is not one of this search. */
  readonly search: (filter: SessionFilter) => Promise<SessionPage | null>;
  /** OPS-6: the report of the last search for stopped sessions. Null: there is none. */
  readonly lastRescue: () => Promise<RescueReport | null>;
  /** OPS-6: gives a session up that harms. `by`: the operator. False: there is no such session. */
  readonly giveUp: (sessionId: string, by: string) => Promise<boolean>;
  readonly failedWrites: FailedWritesClient;
  readonly unattached: UnattachedClient;
  readonly restored: RestoredClient;
};

async function signalSession(client: Client, event: SessionEvent, earlierRun: boolean): Promise<void> {
  const start: SessionStart = { sessionId: event.session_id, changes: sessionChanges, earlierRun, carried: null };
  await client.workflow.signalWithStart(workflowTypes.session, {
    workflowId: sessionWorkflowId(event.session_id),
    taskQueue: taskQueues.sessions,
    args: [start],
    signal: eventSignal(event.type),
    signalArgs: [event],
    workflowIdReusePolicy: earlierRun ? 'ALLOW_DUPLICATE' : 'REJECT_DUPLICATE',
    typedSearchAttributes: new TypedSearchAttributes([...startAttributes]),
    staticSummary: startSummary(event, earlierRun),
  });
}

async function send(client: Client, event: SessionEvent): Promise<void> {
  try {
    await signalSession(client, event, false);
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    // LATE-1: the session is over. A second run brings the event to the ticket.
    await signalSession(client, event, true);
  }
}

async function state(client: Client, sessionId: string): Promise<SessionView | null> {
  try {
    return await client.workflow.getHandle(sessionWorkflowId(sessionId)).query(sessionState);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

/**
 * Signals every running session that has the search attribute with this value. A session that ends before its signal
 * arrives needs no signal any more.
 *
 * @returns the number of sessions that were signalled
 */
async function signalMatching(
  client: Client,
  attribute: string,
  id: number,
  signal: (workflowId: string) => Promise<void>,
): Promise<number> {
  const query = `WorkflowType = '${workflowTypes.session}' AND ExecutionStatus = 'Running' AND ${attribute} = '${id}'`;
  let signalled = 0;
  for await (const { workflowId } of client.workflow.list({ query })) {
    try {
      await signal(workflowId);
      signalled += 1;
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }
  return signalled;
}

/**
 * Sessions and settings for a Node service, over a connected Temporal client.
 *
 * `callMs`: how long one call may take, its retries included.
 */
export function sessionClient(client: Client, { callMs = 10_000 }: { readonly callMs?: number } = {}): SessionClient {
  const guards = temporalGuards(client, callMs);
  const settings = settingsClient(client, guards);
  return {
    send: guards.server((event) => send(client, event)),
    state: guards.worker((sessionId) => state(client, sessionId), sessionWorkflowId),
    notifyTicketChanged: guards.server((ticketId, at) =>
      signalMatching(client, searchAttributes.ticketId.name, ticketId, (workflowId) =>
        client.workflow.getHandle(workflowId).signal(zendeskTicket, { ticketId, at }),
      ),
    ),
    notifyContactChanged: guards.server((contactId, at) =>
      signalMatching(client, searchAttributes.contactId.name, contactId, (workflowId) =>
        client.workflow.getHandle(workflowId).signal(zendeskContact, { contactId, at }),
      ),
    ),
    ...agentCommands(client, guards),
    listing: sessionListing(client, guards),
    settings,
    operations: operationsClient(client, guards),
    dryRun: dryRunClient(client, guards, settings),
    outbound: outboundClient(client, guards, settings),
    search: guards.server((filter) => searchSessions(client, filter)),
    lastRescue: guards.server(() => lastRescue(client)),
    giveUp: guards.workflowRun((sessionId, by) => giveUpSession(client, sessionId, by)),
    failedWrites: failedWritesClient(client, guards),
    unattached: unattachedClient(client, guards),
    restored: restoredClient(client, guards),
  };
}
