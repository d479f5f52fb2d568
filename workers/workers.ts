import type { Client } from '@temporalio/client';
import type { NativeConnection, WorkerOptions } from '@temporalio/worker';
import { Worker } from '@temporalio/worker';
import type { DataConverter } from '@temporalio/common';
import { createRescueActivities } from '../activities/rescue.ts';
import { createSessionActivities } from '../activities/sessions.ts';
import type { WorkflowGateway } from '../activities/sessions.ts';
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
  /** The data converter of `client`. If it encrypts, `bundle` must be built with `encrypted`. */
  readonly dataConverter: DataConverter;
  readonly bundle: { readonly codePath: string };
  readonly zendesk: Omit<ZendeskActivityDeps, 'readLongText'>;
  /** Limit over all workers of the Zendesk task queue together. A rate configured on the server takes precedence. */
  readonly requestsPerMinute: number;
  /** Further options of both workers, for tests. */
  readonly tuning?: Partial<WorkerOptions>;
  /** Sends messages to workflows, for tests. Left out: as the product does. */
  readonly gateway?: WorkflowGateway;
};

/** Running activities may take this long to end after a worker was asked to shut down. */
const shutdownGraceTime = '20s';

/**
 * Temporal offers a workflow's next task first to the worker that has the workflow in its cache. If that worker was killed,
 * another one gets the task after this time, and an agent may be waiting for it. A running worker takes its task within
 * milliseconds. The SDK's default is 10 s.
 */
const stickyTimeout = '3s';

/**
 * The SDK ends synchronous code of a workflow after this time. Its default of 5 s is too near to the time that a busy
 * machine needs, and an end in the middle of such code can put commands of one workflow into the history of another. So
 * this is only a net: `domain/limits.ts` bounds the work of an activation. The SDK takes this option, but leaves it out of
 * its type.
 */
export const isolateLimit: { readonly isolateExecutionTimeout: string } = { isolateExecutionTimeout: '120s' };

/**
 * Creates the two workers of a process. The first runs the workflows and the activities that call Temporal. The second runs
 * the activities that call Zendesk; the server limits their rate over all processes.
 */
export async function createWorkers(options: WorkersOptions): Promise<readonly [Worker, Worker]> {
  const { connection, namespace, client, dataConverter, bundle, zendesk, requestsPerMinute, tuning } = options;
  const common = { connection, namespace, dataConverter, shutdownGraceTime, ...isolateLimit, ...tuning };
  const sessionWorker = await Worker.create({
    ...common,
    taskQueue: taskQueues.sessions,
    workflowBundle: bundle,
    activities: {
      ...createSessionActivities({
        client,
        gateway: options.gateway ?? workflowGateway,
        accountTimeZone: createAccountTimeZone(zendesk.zendesk),
        zendeskUrl: zendesk.zendesk.url,
      }),
      ...createRescueActivities({ client, gateway: rescueGateway }),
    },
    maxCachedWorkflows: 1_000,
    stickyQueueScheduleToStartTimeout: stickyTimeout,
  });
  const zendeskWorker = await Worker.create({
    ...common,
    taskQueue: taskQueues.zendesk,
    activities: {
      ...createZendeskActivities({ ...zendesk, readLongText: (session, fact) => readLongText(client, session, fact) }),
    },
    maxConcurrentActivityTaskExecutions: 100,
    maxTaskQueueActivitiesPerSecond: requestsPerMinute / 60,
  });
  return [sessionWorker, zendeskWorker];
}
