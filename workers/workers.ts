import type { Client } from '@temporalio/client';
import type { NativeConnection, WorkerOptions } from '@temporalio/worker';
import { Worker } from '@temporalio/worker';
import type { DataConverter } from '@temporalio/common';
import { createRescueActivities } from '../activities/rescue.ts';
import { createSessionActivities } from '../activities/sessions.ts';
import { createAccountTimeZone } from '../activities/zendesk/time-zone.ts';
import type { ZendeskActivityDeps } from '../activities/zendesk/zendesk-activities.ts';
import { createZendeskActivities } from '../activities/zendesk/zendesk-activities.ts';
import { taskQueues } from '../workflows/messages.ts';
import { readLongText, workflowGateway } from './workflow-gateway.ts';
import { rescueGateway } from './rescue-gateway.ts';

export type WorkersOptions = {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly client: Client;
  /** The same as the client's; the bundle must be made for it. */
  readonly dataConverter: DataConverter;
  readonly bundle: { readonly codePath: string };
  readonly zendesk: Omit<ZendeskActivityDeps, 'readLongText'>;
  /** Shared by all workers of the task queue, and kept by the server; its own configuration goes before it. */
  readonly requestsPerMinute: number;
  /** For tests that run many workers on one server; default: the names in `workflows/messages.ts`. */
  readonly tuning?: Partial<WorkerOptions>;
};

/** How long running activities may take to end when the worker is told to stop. */
const graceTime = '20s';

/**
 * A workflow's next task first goes to the worker that has it in its cache. If that one was killed, an agent waits this
 * long until another takes over (the SDK's default is 10 s); a living worker answers within milliseconds.
 */
const stickyFor = '3s';

/**
 * The two workers of a process: one runs workflows and what speaks to Temporal, the other what speaks to Zendesk, under
 * a rate that the server enforces over all processes.
 */
export async function createWorkers(options: WorkersOptions): Promise<readonly [Worker, Worker]> {
  const { connection, namespace, client, dataConverter, bundle, zendesk, requestsPerMinute, tuning } = options;
  const common = { connection, namespace, dataConverter, shutdownGraceTime: graceTime, ...tuning };
  const sessions = await Worker.create({
    ...common,
    taskQueue: taskQueues.sessions,
    workflowBundle: bundle,
    activities: {
      ...createSessionActivities({
        client,
        gateway: workflowGateway,
        accountTimeZone: createAccountTimeZone(zendesk.zendesk),
      }),
      ...createRescueActivities({ client, gateway: rescueGateway }),
    },
    maxCachedWorkflows: 1_000,
    stickyQueueScheduleToStartTimeout: stickyFor,
  });
  const toZendesk = await Worker.create({
    ...common,
    taskQueue: taskQueues.zendesk,
    activities: {
      ...createZendeskActivities({ ...zendesk, readLongText: (session, fact) => readLongText(client, session, fact) }),
    },
    maxConcurrentActivityTaskExecutions: 100,
    maxTaskQueueActivitiesPerSecond: requestsPerMinute / 60,
  });
  return [sessions, toZendesk];
}
