import {
  ScheduleAlreadyRunning,
  ScheduleOverlapPolicy,
  WorkflowExecutionAlreadyStartedError,
} from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import { attemptMemo } from '../activities/rescue.ts';
import type { RescueGateway } from '../activities/rescue.ts';
import { eventTypes } from '../domain/events/event-list.ts';
import type { SessionStart } from '../workflows/messages.ts';
import {
  mergeTicket,
  pickContact,
  pickTicket,
  sessionWorkflowId,
  taskQueues,
  workflowTypes,
  writesSettled,
  zendeskContact,
  zendeskTicket,
} from '../workflows/messages.ts';
import { startAttributes } from '../workflows/search-attributes.ts';
import { workflowGateway } from './workflow-gateway.ts';

/** OPS-6, bound to the message definitions. */
export const rescueGateway: RescueGateway = {
  workflowType: workflowTypes.session,
  idPrefix: sessionWorkflowId(''),
  names: {
    events: eventTypes,
    ticketNews: zendeskTicket.name,
    contactNews: zendeskContact.name,
    writesSettled: writesSettled.name,
    commands: {
      [pickContact.name]: 'contact.pick',
      [pickTicket.name]: 'ticket.pick',
      [mergeTicket.name]: 'ticket.merge',
    },
  },
  settings: workflowGateway.settings,

  async start(client, { session, settings, attempt }) {
    const carried = { version: 1, session, settings } as const;
    const start: SessionStart = { sessionId: session.id, earlierRun: session.earlierRun, carried };
    try {
      await client.workflow.start(workflowTypes.session, {
        workflowId: sessionWorkflowId(session.id),
        taskQueue: taskQueues.sessions,
        args: [start],
        workflowIdConflictPolicy: 'FAIL',
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        memo: { [attemptMemo]: attempt },
        typedSearchAttributes: new TypedSearchAttributes([...startAttributes]),
        staticSummary: `Session ${session.id}, taken up again (${attempt})`,
      });
      return true;
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
      throw error;
    }
  },
};

/** How long a stopped session waits at most until it is looked for. */
const lookEvery = '5 minutes';

/** Has the server look for stopped sessions. Safe to run again, and by several processes at once; one that is there stays as it is. */
export async function scheduleRescue(client: Client): Promise<'made' | 'there'> {
  try {
    await client.schedule.create({
      scheduleId: workflowTypes.rescue,
      spec: { intervals: [{ every: lookEvery }] },
      action: {
        type: 'startWorkflow',
        workflowType: workflowTypes.rescue,
        workflowId: workflowTypes.rescue,
        taskQueue: taskQueues.sessions,
        workflowRunTimeout: '30 minutes',
      },
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: lookEvery },
    });
    return 'made';
  } catch (error) {
    if (error instanceof ScheduleAlreadyRunning) return 'there';
    throw error;
  }
}
