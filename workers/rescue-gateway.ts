import {
  ScheduleAlreadyRunning,
  ScheduleOverlapPolicy,
  WorkflowNotFoundError,
  WorkflowExecutionAlreadyStartedError,
} from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import { z } from 'zod';
import { attemptMemo } from '../activities/rescue.ts';
import type { RescueGateway } from '../activities/rescue.ts';
import { eventTypes } from '../domain/events/event-list.ts';
import { packSession } from '../domain/session/pack.ts';
import type { SessionStart, UnattachedStart } from '../workflows/messages.ts';
import {
  givenUpMemo,
  keepUnattached,
  markGivenUp,
  memoKey,
  mergeTicket,
  pickContact,
  pickTicket,
  sessionChanges,
  sessionWorkflowId,
  taskQueues,
  unattachedWorkflowId,
  workflowTypes,
  writesSettled,
  zendeskContact,
  zendeskTicket,
} from '../workflows/messages.ts';
import { startAttributes } from '../workflows/search-attributes.ts';
import { workflowGateway } from './workflow-gateway.ts';

/** OPS-6 (sessions that were terminated or failed are found and continued): what the rescue activities need from `workflows/`. */
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
  savedSettings: workflowGateway.savedSettings,

  async start(client, { session, settings, attempt }) {
    const carried = { version: 1, session: packSession(session), settings } as const;
    const { id: sessionId, earlierRun } = session;
    const start: SessionStart = { sessionId, changes: sessionChanges, earlierRun, carried };
    try {
      await client.workflow.start(workflowTypes.session, {
        workflowId: sessionWorkflowId(session.id),
        taskQueue: taskQueues.sessions,
        args: [start],
        workflowIdConflictPolicy: 'FAIL',
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        memo: { [attemptMemo]: attempt },
        typedSearchAttributes: new TypedSearchAttributes([...startAttributes]),
        staticSummary: `Session taken up again after its workflow was stopped, rescue ${attempt} (OPS-6)`,
      });
      return true;
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
      throw error;
    }
  },

  async givenUp(client, sessionId) {
    try {
      const { memo } = await client.workflow.getHandle(unattachedWorkflowId(sessionId)).describe();
      const known = z.object({ [givenUpMemo]: givenUpShape, [memoKey]: attachedShape.optional() }).safeParse(memo);
      if (!known.success) return null;
      return { ...known.data[givenUpMemo], attached: (known.data[memoKey]?.attached ?? null) !== null };
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return null;
      throw error;
    }
  },

  async keepGivenUp(client, { session, settings, givenUp }) {
    const workflowId = unattachedWorkflowId(session.id);
    const start: UnattachedStart = { sessionId: session.id, settings, givenUp };
    await client.workflow.signalWithStart(workflowTypes.unattached, {
      workflowId,
      taskQueue: taskQueues.sessions,
      args: [start],
      signal: keepUnattached,
      signalArgs: [packSession(session)],
      memo: { [givenUpMemo]: givenUp },
      staticSummary: `Data of session ${session.id}, which was given up`,
    });
    // If the workflow ran already, it did not get the start.
    await client.workflow.getHandle(workflowId).signal(markGivenUp, givenUp);
  },
};

const givenUpShape = z.object({ by: z.string().nullable(), at: z.number(), attempts: z.number() });
const attachedShape = z.object({ attached: z.unknown() });

/** The Schedule searches for stopped sessions at this interval. */
const searchInterval = '5 minutes';

/**
 * OPS-6: creates the Temporal Schedule that searches for stopped sessions. It may be called again, and by several processes
 * at once.
 *
 * @returns `made` if the Schedule was created, `there` if it existed before and was left unchanged
 */
export async function scheduleRescue(client: Client): Promise<'made' | 'there'> {
  try {
    await client.schedule.create({
      scheduleId: workflowTypes.rescue,
      spec: { intervals: [{ every: searchInterval }] },
      action: {
        type: 'startWorkflow',
        workflowType: workflowTypes.rescue,
        workflowId: workflowTypes.rescue,
        taskQueue: taskQueues.sessions,
        workflowRunTimeout: '30 minutes',
      },
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: searchInterval },
    });
    return 'made';
  } catch (error) {
    if (error instanceof ScheduleAlreadyRunning) return 'there';
    throw error;
  }
}
