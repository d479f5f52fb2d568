import { Context, log } from '@temporalio/activity';
import { isGrpcServiceError, WorkflowNotFoundError } from '@temporalio/client';
import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { fillDefaults } from '../domain/settings/defaults.ts';
import type { SavedSettings } from './sessions.ts';
import type { Settings } from '../domain/settings/settings.ts';
import type { Session } from '../domain/session/state.ts';
import { rebuilt } from '../domain/operations/rescue.ts';
import type { RescueReport } from '../domain/operations/rescue.ts';
import { planRescue, runsOf } from '../domain/operations/rescue-plan.ts';
import type { Run } from '../domain/operations/rescue-plan.ts';
import type { GivenUp } from '../domain/operations/unattached.ts';
import { readSessionHistory } from './session-history.ts';
import type { SessionMessageNames } from './session-history.ts';

/**
 * The workflow names and messages that the rescue needs. `activities/` may not import `workflows/`, so the worker
 * passes in an implementation that uses the message definitions of `workflows/`.
 */
export type RescueGateway = {
  readonly workflowType: string;
  /** A session's workflow id is this prefix followed by the session's id. */
  readonly idPrefix: string;
  readonly names: SessionMessageNames;
  /** The settings in force. */
  readonly savedSettings: (client: Client) => Promise<SavedSettings>;
  /** Starts the rescued session. False if another run of the session has begun meanwhile; then nothing was started. */
  readonly start: (
    client: Client,
    rescue: { readonly session: Session; readonly settings: Settings; readonly attempt: number },
  ) => Promise<boolean>;
  /** The session was given up before. `attached`: an operator has attached its data to a ticket since. Null: it was not. */
  readonly givenUp: (client: Client, sessionId: string) => Promise<(GivenUp & { readonly attached: boolean }) | null>;
  /** Keeps the data of a session that is given up, where operators find it. */
  readonly keepGivenUp: (
    client: Client,
    kept: { readonly session: Session; readonly settings: Settings; readonly givenUp: GivenUp },
  ) => Promise<void>;
};

/** The memo field that holds the number of the rescue that started a run. */
export const attemptMemo = 'rescue';

/** The reason with which the rescue terminates a session that can not be replayed. Such a session is not over by that. */
export const unreplayable = 'The history does not fit the workflow code.';

/** How far back to look for stopped sessions. Temporal usually deletes closed workflows earlier than that. */
const lookBackMs = 7 * 24 * 60 * 60_000;

const stoppedStatuses: readonly string[] = ['TERMINATED', 'FAILED', 'TIMED_OUT'];

type RescueResult =
  | { readonly kind: 'nothing' | 'wait' }
  | { readonly kind: 'pause'; readonly until: number }
  | { readonly kind: 'give_up'; readonly attempts: number }
  | { readonly kind: 'rescued'; readonly attempt: number };

export function createRescueActivities({
  client,
  gateway,
}: {
  readonly client: Client;
  readonly gateway: RescueGateway;
}) {
  return {
    /**
     * OPS-6: finds every session whose workflow was terminated, failed or timed out, or can not be replayed, and starts it
     * again so that it still gets its ticket and its writes. If one session cannot be rescued, the others still are.
     */
    async rescueSessions(): Promise<RescueReport> {
      const at = Date.now();
      const results: {
        readonly sessionId: string;
        readonly result: RescueResult | { kind: 'failed'; message: string };
      }[] = [];
      await stopUnreplayable(client, gateway);
      for (const workflowId of await stoppedIds(client, gateway, at - lookBackMs)) {
        Context.current().heartbeat(results.length);
        Context.current().cancellationSignal.throwIfAborted();
        const sessionId = workflowId.slice(gateway.idPrefix.length);
        const result = await rescueOne(client, gateway, workflowId).catch((error: unknown) => {
          const message = error instanceof Error ? error.message : 'unknown error';
          log.error('A stopped session could not be taken up', { sessionId, message });
          return { kind: 'failed', message } as const;
        });
        if (result.kind === 'rescued') log.warn('A stopped session is taken up', { sessionId, ...result });
        if (result.kind === 'give_up') log.error('A session stops again and again', { sessionId, ...result });
        results.push({ sessionId, result });
      }
      return toReport(at, results);
    },

    /**
     * OPS-6: gives a session up for an operator. It is terminated if it runs. Its data is kept where operators find it, and
     * the rescue does not start it again.
     * @returns false: Temporal has no such session
     */
    async giveUpSession({ sessionId, by }: { readonly sessionId: string; readonly by: string }): Promise<boolean> {
      const workflowId = `${gateway.idPrefix}${sessionId}`;
      const handle = client.workflow.getHandle(workflowId);
      try {
        if ((await handle.describe()).status.name === 'RUNNING') await handle.terminate(`given up by ${by}`);
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return false;
        throw error;
      }
      const runs = runsOf(await runsWithLatest(client, workflowId));
      if (runs === null) return false;
      const attempts = Math.max(...runs.map(({ attempt }) => attempt));
      const data = await rebuild(client, gateway, workflowId, runs);
      await gateway.keepGivenUp(client, { ...data, givenUp: { by, at: Date.now(), attempts } });
      return true;
    },
  };
}

export type RescueActivities = ReturnType<typeof createRescueActivities>;

async function stoppedIds(client: Client, gateway: RescueGateway, since: number): Promise<ReadonlySet<string>> {
  const query = `WorkflowType = '${gateway.workflowType}' AND ExecutionStatus IN ('Terminated', 'Failed', 'TimedOut') AND CloseTime > '${new Date(since).toISOString()}'`;
  const ids = new Set<string>();
  for await (const { workflowId } of client.workflow.list({ query })) ids.add(workflowId);
  return ids;
}

/**
 * Terminates the sessions whose history does not fit the workflow code (TKT-12). Without that they would stop until other
 * code is there. The server lists a workflow with this cause after its task has failed several times in a row. Servers
 * before 1.30 know no such list, and refuse the query.
 */
async function stopUnreplayable(client: Client, gateway: RescueGateway): Promise<void> {
  const cause = 'cause=WorkflowTaskFailedCauseNonDeterministicError';
  const query = `WorkflowType = '${gateway.workflowType}' AND ExecutionStatus = 'Running' AND TemporalReportedProblems = '${cause}'`;
  try {
    for await (const { workflowId, runId } of client.workflow.list({ query })) {
      Context.current().heartbeat(workflowId);
      const sessionId = workflowId.slice(gateway.idPrefix.length);
      log.error('A session can not be replayed, so its run is terminated', { sessionId });
      await client.workflow
        .getHandle(workflowId, runId)
        .terminate(unreplayable)
        .catch((error: unknown) => {
          if (!(error instanceof WorkflowNotFoundError)) throw error;
        });
    }
  } catch (error) {
    if (!isGrpcServiceError(error) || !invalidArgument.has(error.code)) throw error;
  }
}

/** The code of gRPC for a query that the server does not understand. */
const invalidArgument: ReadonlySet<number> = new Set([3]);

async function rescueOne(client: Client, gateway: RescueGateway, workflowId: string): Promise<RescueResult> {
  const latest = await client.workflow.getHandle(workflowId).describe();
  const runs: Run[] = [];
  for await (const info of client.workflow.list({ query: `WorkflowId = '${workflowId}'` })) runs.push(toRun(info));
  // Temporal's list of workflows lags behind their real state. Wait until it shows the latest run as closed.
  if (!runs.some(({ runId, closedAt }) => runId === latest.runId && closedAt !== null)) return { kind: 'wait' };
  const plan = planRescue(runs, Date.now());
  if (plan.kind !== 'rescue' && plan.kind !== 'give_up') return plan;
  const sessionId = workflowId.slice(gateway.idPrefix.length);
  const before = await gateway.givenUp(client, sessionId);
  if (before !== null) return before.attached ? { kind: 'nothing' } : { kind: 'give_up', attempts: before.attempts };
  const { session, settings } = await rebuild(client, gateway, workflowId, plan.runs);
  if (plan.kind === 'give_up') {
    const { attempts } = plan;
    await gateway.keepGivenUp(client, { session, settings, givenUp: { by: null, at: Date.now(), attempts } });
    return { kind: 'give_up', attempts };
  }
  const { attempt } = plan;
  return (await gateway.start(client, { session, settings, attempt }))
    ? { kind: 'rescued', attempt }
    : { kind: 'wait' };
}

/** All runs of a session. The list of workflows is a little late, so the latest run is asked for. */
async function runsWithLatest(client: Client, workflowId: string): Promise<readonly Run[]> {
  const latest = toRun(await client.workflow.getHandle(workflowId).describe());
  const runs: Run[] = [];
  for await (const info of client.workflow.list({ query: `WorkflowId = '${workflowId}'` })) runs.push(toRun(info));
  return [...runs.filter(({ runId }) => runId !== latest.runId), latest];
}

/** Builds the session anew from the histories of its runs. */
async function rebuild(
  client: Client,
  gateway: RescueGateway,
  workflowId: string,
  runs: readonly [Run, ...Run[]],
): Promise<{ readonly session: Session; readonly settings: Settings }> {
  const [run, ...others] = runs;
  const history = (runId: string) => readSessionHistory(client, workflowId, runId, gateway.names);
  const base = await history(run.runId);
  const later = await Promise.all(others.map(({ runId }) => history(runId)));
  const recorded = [base, ...later].flatMap((each) => each.recorded);
  const isEnded = run.terminated && base.terminatedFor !== unreplayable;
  const session = rebuilt(base.start, recorded, isEnded ? run.closedAt : null);
  const settings =
    base.settings === null ? (await gateway.savedSettings(client)).settings : fillDefaults(base.settings);
  return { session, settings };
}

type RunInfo = Pick<WorkflowExecutionInfo, 'runId' | 'status' | 'startTime' | 'closeTime' | 'memo'>;

function toRun({ runId, status, startTime, closeTime, memo }: RunInfo): Run {
  const attempt = memo?.[attemptMemo];
  return {
    runId,
    status: closeTime === undefined ? 'running' : stoppedStatuses.includes(status.name) ? 'stopped' : 'ended',
    terminated: status.name === 'TERMINATED',
    startedAt: startTime.getTime(),
    closedAt: closeTime?.getTime() ?? null,
    attempt: typeof attempt === 'number' ? attempt : 0,
  };
}

function toReport(
  at: number,
  results: readonly {
    readonly sessionId: string;
    readonly result: RescueResult | { readonly kind: 'failed'; readonly message: string };
  }[],
): RescueReport {
  return {
    at,
    rescued: results.flatMap(({ sessionId, result }) =>
      result.kind === 'rescued' ? [{ sessionId, attempt: result.attempt }] : [],
    ),
    waiting: results.flatMap(({ sessionId, result }) => (result.kind === 'wait' ? [sessionId] : [])),
    paused: results.flatMap(({ sessionId, result }) =>
      result.kind === 'pause' ? [{ sessionId, until: result.until }] : [],
    ),
    givenUp: results.flatMap(({ sessionId, result }) =>
      result.kind === 'give_up' ? [{ sessionId, attempts: result.attempts }] : [],
    ),
    failed: results.flatMap(({ sessionId, result }) =>
      result.kind === 'failed' ? [{ sessionId, message: result.message }] : [],
    ),
  };
}
