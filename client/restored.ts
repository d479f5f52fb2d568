import type { Client } from '@temporalio/client';
import type { Settings } from '../domain/settings/settings.ts';
import type { TicketWritesStart } from '../workflows/messages.ts';
import {
  sessionWorkflowId,
  taskQueues,
  ticketWritesWorkflowId,
  workflowTypes,
  writesRestored,
} from '../workflows/messages.ts';
import { readSavedSettings } from './saved-settings.ts';
import type { Guards } from './guard.ts';

/** What an operator needs after a restore of Temporal's database (TKT-12). */
export type RestoredClient = {
  /**
   * Has every write that becomes due until then looked for on its ticket before it is sent. Needs no worker.
   *
   * @param until ms since the epoch
   * @returns the number of ticket-writes workflows that know it now
   */
  readonly announce: (until: number) => Promise<number>;
  /**
   * The sessions about which the database may have forgotten something.
   *
   * @param dumpedAt when the copy of the database was made, ms since the epoch
   */
  readonly concerned: (dumpedAt: number) => Promise<ConcernedSessions>;
};

export type ConcernedSessions = {
  /** They were under way when the copy was made, and still are. */
  readonly underWay: readonly string[];
  /** They had ended less than `session.lateHours` before the copy, so late data may have come after it. */
  readonly over: readonly string[];
  readonly lateHours: Settings['session']['lateHours'];
  /** Open failed writes, and sessions whose data is kept without a ticket. Some may have been settled after the copy. */
  readonly failedWrites: number;
  readonly unattached: number;
};

const hourMs = 60 * 60_000;

export function restoredClient(client: Client, { server }: Guards): RestoredClient {
  const idsOf = async (query: string): Promise<readonly string[]> => {
    const ids: string[] = [];
    const prefix = sessionWorkflowId('');
    for await (const { workflowId } of client.workflow.list({ query })) ids.push(workflowId.slice(prefix.length));
    return [...new Set(ids)].sort();
  };
  const countOpen = async (type: string): Promise<number> =>
    (await client.workflow.count(`WorkflowType = '${type}' AND ExecutionStatus = 'Running'`)).count;

  return {
    announce: server(async (until) => {
      const { sharding } = await readSavedSettings(client);
      for (let shard = 0; shard < sharding.most; shard += 1) {
        const start: TicketWritesStart = { shard, queue: null };
        await client.workflow.signalWithStart(workflowTypes.ticketWrites, {
          workflowId: ticketWritesWorkflowId(shard),
          taskQueue: taskQueues.sessions,
          args: [start],
          staticSummary: 'Writes of all sessions to their tickets, grouped',
          signal: writesRestored,
          signalArgs: [{ until }],
        });
      }
      return sharding.most;
    }),
    concerned: server(async (dumpedAt) => {
      const { settings } = await readSavedSettings(client);
      const { lateHours } = settings.session;
      const type = `WorkflowType = '${workflowTypes.session}'`;
      const at = new Date(dumpedAt).toISOString();
      const since = new Date(dumpedAt - lateHours * hourMs).toISOString();
      return {
        underWay: await idsOf(`${type} AND ExecutionStatus = 'Running' AND StartTime <= '${at}'`),
        over: await idsOf(`${type} AND CloseTime >= '${since}' AND CloseTime <= '${at}'`),
        lateHours,
        failedWrites: await countOpen(workflowTypes.failedWrite),
        unattached: await countOpen(workflowTypes.unattached),
      };
    }),
  };
}
