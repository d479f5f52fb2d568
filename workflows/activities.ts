import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { ActivityInterfaceFor } from '@temporalio/workflow';
import type { ZendeskActivities } from '../activities/contract.ts';
import type { RescueActivities } from '../activities/rescue.ts';
import type { SessionActivities, SettingsInForce } from '../activities/sessions.ts';
import { handOverWords } from '../domain/ticket-writes/hand-over-words.ts';
import type { TicketWrite } from '../domain/zendesk/ticket-write.ts';
import { taskQueues } from './messages.ts';

/**
 * An agent with a customer on the line comes before everything else, and files come last. Later steps towards a ticket come
 * before earlier ones: in a rush one call after the other gets its ticket. Otherwise all callers would be looked up before
 * the first agent sees a ticket (BAT-8).
 */
const priorities = { agent: 1, nextLook: 2, firstLook: 3, afterwards: 4, files: 5 } as const;

/** When a worker dies, its heartbeats stop. This shows long before the time-out ends. */
const withHeartbeat = { startToCloseTimeout: '40s', heartbeatTimeout: '8s' } as const;

const retryUntilDone = { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '60s' } as const;

/** Activities that a session needs. They are repeated until they succeed (END-4). A lower key goes first. */
const untilItSucceeds = (priorityKey: number): ActivityInterfaceFor<ZendeskActivities> =>
  proxyActivities<ZendeskActivities>({
    ...withHeartbeat,
    taskQueue: taskQueues.zendesk,
    retry: retryUntilDone,
    priority: { priorityKey },
  });

/** Steps that an agent with a customer on the line waits for. */
export const zendeskForAgent = untilItSucceeds(priorities.agent);

/** Looks up the contact, while the customer may still wait in a queue. */
export const zendeskFirstLook = untilItSucceeds(priorities.firstLook);

/** Reads the other facts that the choice of the ticket needs. */
export const zendeskNextLook = untilItSucceeds(priorities.nextLook);

/** Steps after the end of a session, when nobody waits any more. The ticket-writes workflow looks for markers and reads bulk jobs with this priority. */
export const zendeskBackground = untilItSucceeds(priorities.afterwards);

/** Requests that are repeated for a few seconds only, because a late result would be useless (ADP-1, ADP-3). */
export const zendeskBriefly = proxyActivities<Pick<ZendeskActivities, 'popScreen' | 'readTicket'>>({
  startToCloseTimeout: '4s',
  scheduleToCloseTimeout: '8s',
  taskQueue: taskQueues.zendesk,
  retry: { initialInterval: '500ms', maximumAttempts: 3 },
  priority: { priorityKey: priorities.agent },
});

/** Updates of tickets. Temporal never retries them: a failed attempt may have been applied, so the caller decides how to go on. */
export const zendeskSingleAttempt = proxyActivities<Pick<ZendeskActivities, 'sendUpdate' | 'sendUpdates'>>({
  ...withHeartbeat,
  taskQueue: taskQueues.zendesk,
  retry: { maximumAttempts: 1 },
  priority: { priorityKey: priorities.afterwards },
});

/** Uploads of files, which take minutes, in a run that an earlier version started. */
export const zendeskFiles = proxyActivities<Pick<ZendeskActivities, 'uploadFile'>>({
  startToCloseTimeout: '12 minutes',
  heartbeatTimeout: '15s',
  taskQueue: taskQueues.zendesk,
  retry: retryUntilDone,
  priority: { priorityKey: priorities.files },
});

/** The same, attempted once: the ticket-writes workflow decides when it is tried again, and meanwhile keeps no place for it. */
export const zendeskFileOnce = proxyActivities<Pick<ZendeskActivities, 'uploadFile'>>({
  startToCloseTimeout: '12 minutes',
  heartbeatTimeout: '15s',
  taskQueue: taskQueues.zendesk,
  retry: { maximumAttempts: 1 },
  priority: { priorityKey: priorities.files },
});

/** Questions of a person who waits for the answer. They fail soon if Zendesk does not answer. */
export const zendeskForPerson = proxyActivities<
  Pick<
    ZendeskActivities,
    | 'readBudget'
    | 'checkConnection'
    | 'traceTicket'
    | 'lookUp'
    | 'hasNumber'
    | 'listTickets'
    | 'listNumbers'
    | 'readTicket'
  >
>({
  startToCloseTimeout: '30s',
  heartbeatTimeout: '8s',
  taskQueue: taskQueues.zendesk,
  retry: { maximumAttempts: 2 },
  priority: { priorityKey: priorities.agent },
});

/**
 * Creates the fields (FLD-1). A person waits for the twelve or more requests that this takes. A further attempt continues
 * where the last one failed.
 */
export const zendeskFields = proxyActivities<Pick<ZendeskActivities, 'createFields'>>({
  startToCloseTimeout: '2 minutes',
  scheduleToCloseTimeout: '150s',
  heartbeatTimeout: '8s',
  taskQueue: taskQueues.zendesk,
  retry: { initialInterval: '1s', maximumAttempts: 4 },
  priority: { priorityKey: priorities.agent },
});

/** Activities that send messages to many workflows. */
export const temporalActivities = proxyActivities<Pick<SessionActivities, 'answerSessions' | 'announceLimits'>>({
  startToCloseTimeout: '60s',
  heartbeatTimeout: '10s',
  retry: retryUntilDone,
});

/** Empties the shards. Each attempt fails until all of them are empty, which takes as long as Zendesk needs. */
export const temporalDrain = proxyActivities<Pick<SessionActivities, 'drainShards'>>({
  startToCloseTimeout: '2 minutes',
  heartbeatTimeout: '30s',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '15s' },
});

/** The search for stopped sessions (OPS-6). Nobody waits for it, and the next search starts in a few minutes. */
export const temporalRescue = proxyActivities<RescueActivities>({
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '60s',
  retry: { maximumAttempts: 3 },
});

/**
 * Requests to Temporal itself. They are local activities, which need one history event instead of three, and no task
 * queue. The Temporal server answers each of them alone, because a workflow task waits for the answer: in a backlog it
 * would wait for ever for another workflow of the same worker.
 */
export const temporalLocal = proxyLocalActivities<
  Pick<
    SessionActivities,
    'handOver' | 'readSettings' | 'readBatching' | 'checkSettings' | 'askSession' | 'askDataKept' | 'keepOutstanding'
  >
>({
  startToCloseTimeout: '10s',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '10s' },
});

/** The settings in force, with a text for readers of the Temporal UI. */
export async function readSettings(): Promise<SettingsInForce> {
  return await temporalLocal.readSettings.executeWithOptions({ summary: 'Read the settings in force' }, []);
}

/** Hands writes over to the ticket-writes workflows of their shards. */
export async function handOver(writes: readonly TicketWrite[], shards: number): Promise<void> {
  await temporalLocal.handOver.executeWithOptions({ summary: handOverWords(writes) }, [{ writes, shards }]);
}

/**
 * Claims an agent's choice, which another workflow keeps. A local activity would hold one of the worker's few places for
 * workflow tasks while it waits for that workflow, and in a backlog all places would wait for each other.
 */
export const temporalForClaim = proxyActivities<Pick<SessionActivities, 'claimOutboundChoice'>>({
  startToCloseTimeout: '5s',
  scheduleToCloseTimeout: '20s',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '5s' },
});

/** The same for sessions that an earlier version started. It is repeated for a few seconds only, because the ticket waits for it. */
export const temporalBriefly = proxyLocalActivities<Pick<SessionActivities, 'claimOutboundChoice'>>({
  startToCloseTimeout: '5s',
  scheduleToCloseTimeout: '20s',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '5s' },
});
