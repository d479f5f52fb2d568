import { createSessionActivities } from '../../activities/sessions.ts';
import type { WorkflowGateway } from '../../activities/sessions.ts';
import { createZendeskActivities } from '../../activities/zendesk/zendesk-activities.ts';
import { readLongText, workflowGateway } from '../../workers/workflow-gateway.ts';
import { failedWriteWorkflowId, unattachedWorkflowId } from '../../workflows/messages.ts';
import { requestTemporal, simulatedClient } from './client.ts';
import type { ClientOf } from './client.ts';
import type { Worker } from './temporal/model-options.ts';
import { fileHost, zendeskUrl } from './network.ts';

export type WorkersOf = ClientOf & {
  /** Called when a write, or the draft of a ticket, is handed over. */
  readonly onWanted: (id: string) => void;
};

/** Starts a worker process with the product's own activities. What they keep in memory is lost with the process. */
export function startWorker(world: WorkersOf): Worker {
  const client = simulatedClient(world);
  const zendesk = createZendeskActivities({
    zendesk: { url: zendeskUrl, credentials: { kind: 'token', email: 'admin@example.com', token: 'local-only' } },
    fileHosts: [fileHost],
    readLongText: async (sessionId, fact) => await readLongText(client, sessionId, fact),
  });
  const sessions = createSessionActivities({ client, gateway: gatewayOf(world), accountTimeZone: async () => 'UTC' });
  return {
    ...zendesk,
    ...sessions,
    openTicket: async (...given: Parameters<typeof zendesk.openTicket>) => {
      world.onWanted(given[0].key);
      return await zendesk.openTicket(...given);
    },
    handOver: async (...given: Parameters<typeof sessions.handOver>) => {
      for (const { id } of given[0].writes) world.onWanted(id);
      await sessions.handOver(...given);
    },
  };
}

/** The product's own messages, except those that read what the model of Temporal does not have. */
function gatewayOf({ time, leftBehind, saved }: WorkersOf): WorkflowGateway {
  return {
    ...workflowGateway,
    readSessionTicket: async () => await requestTemporal(time, () => ({ kind: 'none' as const })),
    isDataKept: async (_, sessionId) =>
      await requestTemporal(time, () =>
        [unattachedWorkflowId(sessionId), failedWriteWorkflowId(`${sessionId}/ticket`)].some((id) =>
          leftBehind.kept.has(id),
        ),
      ),
    claimOutboundChoice: async () => await requestTemporal(time, () => null),
    shardState: async () => await requestTemporal(time, () => null),
    limitRate: async () => undefined,
    savedSettings: async () => await requestTemporal(time, () => saved),
  };
}
