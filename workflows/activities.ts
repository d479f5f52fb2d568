import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { ActivityInterfaceFor } from '@temporalio/workflow';
import type { ZendeskActivities } from '../activities/contract.ts';
import type { RescueActivities } from '../activities/rescue.ts';
import type { SessionActivities } from '../activities/sessions.ts';
import { taskQueues } from './messages.ts';

/**
 * Who waits for it: an agent with a customer on the line comes before everything else, files come last. Of the steps
 * towards a ticket the later ones come first: in a rush one call after the other gets its ticket, instead of all callers
 * being looked up before the first agent sees anything (BAT-8).
 */
const priorities = { agent: 1, nextLook: 2, firstLook: 3, afterwards: 4, files: 5 } as const;

/** A worker that died is noticed by its missing heartbeat, long before the time-out. */
const lifeSigns = { startToCloseTimeout: '40s', heartbeatTimeout: '8s' } as const;

const patient = { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '60s' } as const;

/** What must happen: tried again for as long as it takes (END-4). */
const untilItSucceeds = (priorityKey: number): ActivityInterfaceFor<ZendeskActivities> =>
  proxyActivities<ZendeskActivities>({
    ...lifeSigns,
    taskQueue: taskQueues.zendesk,
    retry: patient,
    priority: { priorityKey },
  });

export const zendeskForAgent = untilItSucceeds(priorities.agent);

/** Who it is: asked while the customer may still wait in a queue. */
export const zendeskFirstLook = untilItSucceeds(priorities.firstLook);

/** What else must be known before there is a ticket. */
export const zendeskNextLook = untilItSucceeds(priorities.nextLook);

/** When the customer has gone and nobody waits any more; and what the writes must know. */
export const zendeskBackground = untilItSucceeds(priorities.afterwards);

/** ADP-1, ADP-3: tried briefly, never late. */
export const zendeskBriefly = proxyActivities<Pick<ZendeskActivities, 'popScreen' | 'readTicket'>>({
  startToCloseTimeout: '4s',
  scheduleToCloseTimeout: '8s',
  taskQueue: taskQueues.zendesk,
  retry: { initialInterval: '500ms', maximumAttempts: 3 },
  priority: { priorityKey: priorities.agent },
});

/** Writes are sent once a call: whoever calls decides, by what may have been applied, how to go on. */
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

/** A person waits for the answer, and is told when there is none. */
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

/** FLD-1: a dozen requests and more. What broke off is taken up again, so it may be tried a few times while a person waits. */
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

/** Fails until it is done, for as long as Zendesk takes. */
export const temporalDrain = proxyActivities<Pick<SessionActivities, 'drainShards'>>({
  startToCloseTimeout: '2 minutes',
  heartbeatTimeout: '30s',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '15s' },
});

/** OPS-6: nobody waits for it, and the next look is minutes away. */
export const temporalRescue = proxyActivities<RescueActivities>({
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '60s',
  retry: { maximumAttempts: 3 },
});

/** Local: one event of history instead of three, and no queue between. They only speak to Temporal. */
export const temporalLocal = proxyLocalActivities<
  Pick<
    SessionActivities,
    'handOver' | 'readSettings' | 'readBatching' | 'checkSettings' | 'askSession' | 'askDataKept' | 'keepOutstanding'
  >
>({
  startToCloseTimeout: '10s',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '10s' },
});

/** What must not keep a ticket waiting. */
export const temporalBriefly = proxyLocalActivities<Pick<SessionActivities, 'claimOutboundChoice'>>({
  startToCloseTimeout: '5s',
  scheduleToCloseTimeout: '20s',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '5s' },
});
