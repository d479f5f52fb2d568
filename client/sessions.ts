import type { Client } from '@temporalio/client';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { TypedSearchAttributes, WorkflowNotFoundError } from '@temporalio/common';
import type { RescueReport } from '../domain/operations/rescue.ts';
import type { SessionEvent } from '../domain/events/parse-events.ts';
import type { SessionView } from '../domain/session-view/view.ts';
import type { SessionStart } from '../workflows/messages.ts';
import {
  eventSignal,
  sessionState,
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
import { temporalReady } from './connect.ts';
import { TemporalProblem, temporalProblem } from './errors.ts';
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
import { lastRescue } from './rescue.ts';
import type { SessionFilter, SessionPage } from './session-search.ts';
import { searchSessions } from './session-search.ts';
import type { SettingsClient } from './settings.ts';
import { settingsClient } from './settings.ts';

/** Every call may throw a TemporalProblem; repeating a call that threw is harmless. */
export type SessionClient = AgentCommands & {
  /** Resolves once Temporal has the event durably. Starts the session where it is the first (END-6, LATE-1). */
  readonly send: (event: SessionEvent) => Promise<void>;
  /** What is known and done by now; null: no such session, or its retention is over. */
  readonly state: (sessionId: string) => Promise<SessionView | null>;
  /** UPD-13, UPD-18: to every running session of this ticket; `at`: ms since the epoch. How many were told. */
  readonly tellOfTicket: (ticketId: number, at: number) => Promise<number>;
  /** CON-8: to every running session that may be this contact's. */
  readonly tellOfContact: (contactId: number, at: number) => Promise<number>;
  /** ADP-3: which sessions are whose, and which changed. */
  readonly listing: SessionListing;
  readonly settings: SettingsClient;
  readonly operations: OperationsClient;
  readonly dryRun: DryRunClient;
  readonly outbound: OutboundClient;
  /** Running and closed ones, newest first, page by page. */
  readonly search: (filter: SessionFilter) => Promise<SessionPage>;
  /** OPS-6: what the last look for stopped sessions came to; null: none is known. */
  readonly lastRescue: () => Promise<RescueReport | null>;
  readonly failedWrites: FailedWritesClient;
  readonly unattached: UnattachedClient;
};

async function signalSession(client: Client, event: SessionEvent, earlierRun: boolean): Promise<void> {
  const start: SessionStart = { sessionId: event.session_id, earlierRun, carried: null };
  await client.workflow.signalWithStart(workflowTypes.session, {
    workflowId: sessionWorkflowId(event.session_id),
    taskQueue: taskQueues.sessions,
    args: [start],
    signal: eventSignal(event.type),
    signalArgs: [event],
    workflowIdReusePolicy: earlierRun ? 'ALLOW_DUPLICATE' : 'REJECT_DUPLICATE',
    typedSearchAttributes: new TypedSearchAttributes([...startAttributes]),
    staticSummary: `Session ${event.session_id}`,
  });
}

async function send(client: Client, event: SessionEvent): Promise<void> {
  try {
    await signalSession(client, event, false);
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    // LATE-1: the session is over; a run of its own brings the event to the ticket.
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

/** Signals every running session that carries the attribute; one that ends meanwhile needs no news any more. */
async function tell(
  client: Client,
  attribute: string,
  id: number,
  signal: (workflowId: string) => Promise<void>,
): Promise<number> {
  const query = `WorkflowType = '${workflowTypes.session}' AND ExecutionStatus = 'Running' AND ${attribute} = '${id}'`;
  let told = 0;
  for await (const { workflowId } of client.workflow.list({ query })) {
    try {
      await signal(workflowId);
      told += 1;
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }
  return told;
}

/**
 * Sessions and settings as a Node service reaches them, over a connected Temporal client.
 *
 * @param callMs how long one call may take, its retries included
 */
export function sessionClient(client: Client, { callMs = 10_000 }: { readonly callMs?: number } = {}): SessionClient {
  const call = async <Result>(asked: 'server' | 'worker', what: () => Promise<Result>): Promise<Result> => {
    try {
      return await client.withDeadline(Date.now() + callMs, what);
    } catch (error) {
      const problem = temporalProblem(error);
      // Without a worker, a server that is well keeps the caller waiting until its deadline, with more than one status.
      if (problem?.code === 'unreachable' && asked === 'worker' && (await temporalReady(client)))
        throw new TemporalProblem('no_worker', { cause: error });
      throw problem ?? error;
    }
  };
  const commands = agentCommands(client);
  const listing = sessionListing(client);
  const settings = settingsClient(client);
  const failedWrites = failedWritesClient(client);
  const unattached = unattachedClient(client);
  return {
    send: (event) => call('server', () => send(client, event)),
    state: (sessionId) => call('worker', () => state(client, sessionId)),
    pickContact: (sessionId, pick) => call('worker', () => commands.pickContact(sessionId, pick)),
    pickTicket: (sessionId, pick) => call('worker', () => commands.pickTicket(sessionId, pick)),
    mergeTicket: (sessionId, merge) => call('worker', () => commands.mergeTicket(sessionId, merge)),
    listing: {
      ofAgent: (agentId) => call('server', () => listing.ofAgent(agentId)),
      changedSince: (since) => call('server', () => listing.changedSince(since)),
    },
    operations: operationsClient(client),
    dryRun: dryRunClient(client, () => call('worker', () => settings.get())),
    outbound: outboundClient(
      client,
      () => call('worker', () => settings.get()),
      (what) => call('worker', what),
    ),
    search: (filter) => call('server', () => searchSessions(client, filter)),
    lastRescue: () => call('server', () => lastRescue(client)),
    tellOfTicket: (ticketId, at) =>
      call('server', () =>
        tell(client, searchAttributes.ticketId.name, ticketId, (workflowId) =>
          client.workflow.getHandle(workflowId).signal(zendeskTicket, { ticketId, at }),
        ),
      ),
    tellOfContact: (contactId, at) =>
      call('server', () =>
        tell(client, searchAttributes.contactId.name, contactId, (workflowId) =>
          client.workflow.getHandle(workflowId).signal(zendeskContact, { contactId, at }),
        ),
      ),
    failedWrites: {
      list: (request) => call('server', () => failedWrites.list(request)),
      show: (id) => call('worker', () => failedWrites.show(id)),
      edit: (id, changes, command) => call('worker', () => failedWrites.edit(id, changes, command)),
      replay: (id, command) => call('worker', () => failedWrites.replay(id, command)),
      discard: (id, why, command) => call('worker', () => failedWrites.discard(id, why, command)),
    },
    unattached: {
      list: (request) => call('server', () => unattached.list(request)),
      attach: (sessionId, ticketId, command) => call('worker', () => unattached.attach(sessionId, ticketId, command)),
    },
    settings: {
      get: () => call('worker', () => settings.get()),
      set: (document, by) => call('worker', () => settings.set(document, by)),
      history: () => call('worker', () => settings.history()),
      preview: (document) => call('worker', () => settings.preview(document)),
    },
  };
}
