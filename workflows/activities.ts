import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { ActivityInterfaceFor } from '@temporalio/workflow';
import type { ZendeskActivities } from '../activities/contract.ts';
import type { RescueActivities } from '../activities/rescue.ts';
import type { SessionActivities } from '../activities/sessions.ts';
import { taskQueues } from './messages.ts';

/**
 * An agent with a customer on the line comes before everything else, and files come last. Later steps towards a ticket come
 * before earlier ones: in a rush one call after the other gets its ticket. Otherwise all callers would be looked up before
 * the first agent sees a ticket (BAT-8).
 */
const priorities = { agent: 1, nextLook: 2, firstLook: 3, afterwards: 4, files: 5 } as const;

/** The missing heartbeat shows that a worker has died, long before the time-out does. */
const lifeSigns = { startToCloseTimeout: '40s', heartbeatTimeout: '8s' } as const;

const patient = { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '60s' } as const;

/** Necessary activities are tried until they succeed (END-4). */
const untilItSucceeds = (priorityKey: number): ActivityInterfaceFor<ZendeskActivities> =>
  proxyActivities<ZendeskActivities>({
    ...lifeSigns,
    taskQueue: taskQueues.zendesk,
    retry: patient,
    priority: { priorityKey },
  });

export const zendeskForAgent = untilItSucceeds(priorities.agent);

/** Looks up the contact, while the customer may still wait in a queue. */
export const zendeskFirstLook = untilItSucceeds(priorities.firstLook);

/** Asks for the other facts that the choice of the ticket needs. */
export const zendeskNextLook = untilItSucceeds(priorities.nextLook);

/** After the end nobody waits any more. Readings before a write are made with this priority too. */
export const zendeskBackground = untilItSucceeds(priorities.afterwards);

/** ADP-1, ADP-3: tried only briefly, because a late result would be useless. */
export const zendeskBriefly = proxyActivities<Pick<ZendeskActivities, 'popScreen' | 'readTicket'>>({
  startToCloseTimeout: '4s',
  scheduleToCloseTimeout: '8s',
  taskQueue: taskQueues.zendesk,
  retry: { initialInterval: '500ms', maximumAttempts: 3 },
  priority: { priorityKey: priorities.agent },
});

/** Tried only once. The caller decides how to go on, since a failed attempt may have been applied. */
export const zendeskSingleAttempt = proxyActivities<Pick<ZendeskActivities, 'sendUpdate' | 'sendUpdates'>>({
  ...lifeSigns,
  taskQueue: taskQueues.zendesk,
  retry: { maximumAttempts: 1 },
  priority: { priorityKey: priorities.afterwards },
});

export const zendeskFiles = proxyActivities<Pick<ZendeskActivities, 'uploadFile'>>({
  startToCloseTimeout: '12 minutes',
  heartbeatTimeout: '15s',
  taskQueue: taskQueues.zendesk,
  retry: patient,
  priority: { priorityKey: priorities.files },
});

/** A person waits for the answer, so the activity fails soon if there is none. */
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

/** FLD-1: twelve requests or more while a person waits. A further attempt continues where the last one failed. */
export const zendeskFields = proxyActivities<Pick<ZendeskActivities, 'createFields'>>({
  startToCloseTimeout: '2 minutes',
  scheduleToCloseTimeout: '150s',
  heartbeatTimeout: '8s',
  taskQueue: taskQueues.zendesk,
  retry: { initialInterval: '1s', maximumAttempts: 4 },
  priority: { priorityKey: priorities.agent },
});

export const temporalActivities = proxyActivities<Pick<SessionActivities, 'answerSessions' | 'announceLimits'>>({
  startToCloseTimeout: '60s',
  heartbeatTimeout: '10s',
  retry: patient,
});

/** Fails until all shards are empty, which takes as long as Zendesk needs. */
export const temporalDrain = proxyActivities<Pick<SessionActivities, 'drainShards'>>({
  startToCloseTimeout: '2 minutes',
  heartbeatTimeout: '30s',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '15s' },
});

/** OPS-6: nobody waits for it, and the next search comes in a few minutes. */
export const temporalRescue = proxyActivities<RescueActivities>({
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '60s',
  retry: { maximumAttempts: 3 },
});

/** Local activities need one history event instead of three, and no task queue. These speak to Temporal only. */
export const temporalLocal = proxyLocalActivities<
  Pick<
    SessionActivities,
    'handOver' | 'readSettings' | 'readBatching' | 'checkSettings' | 'askSession' | 'askDataKept' | 'keepOutstanding'
  >
>({
  startToCloseTimeout: '10s',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '10s' },
});

/** The ticket waits for this, so it is tried only briefly. */
export const temporalBriefly = proxyLocalActivities<Pick<SessionActivities, 'claimOutboundChoice'>>({
  startToCloseTimeout: '5s',
  scheduleToCloseTimeout: '20s',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '5s' },
});
