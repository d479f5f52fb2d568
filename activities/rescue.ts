import { Context, log } from '@temporalio/activity';
import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { fillDefaults } from '../domain/settings/defaults.ts';
import type { SavedSettings } from './sessions.ts';
import type { Settings } from '../domain/settings/settings.ts';
import type { Session } from '../domain/session/state.ts';
import { rebuilt } from '../domain/operations/rescue.ts';
import type { RescueReport } from '../domain/operations/rescue.ts';
import { planRescue } from '../domain/operations/rescue-plan.ts';
import type { Run } from '../domain/operations/rescue-plan.ts';
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
};

/** The memo field that holds the number of the rescue that started a run. */
export const attemptMemo = 'rescue';

/** How far back to look for stopped sessions. Temporal usually deletes closed workflows earlier than that. */
const lookBackMs = 7 * 24 * 60 * 60_000;

const stoppedStatuses: readonly string[] = ['TERMINATED', 'FAILED', 'TIMED_OUT'];

type RescueResult =
  | { readonly kind: 'nothing' | 'wait' }
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
     * OPS-6: finds every session whose workflow was terminated, failed or timed out, and starts it again so that it
     * still gets its ticket and its writes. If one session cannot be rescued, the others still are.
     */
    async rescueSessions(): Promise<RescueReport> {
      const at = Date.now();
      const results: {
        readonly sessionId: string;
        readonly result: RescueResult | { kind: 'failed'; message: string };
      }[] = [];
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
  };
}

export type RescueActivities = ReturnType<typeof createRescueActivities>;

async function stoppedIds(client: Client, gateway: RescueGateway, since: number): Promise<ReadonlySet<string>> {
  const query = `WorkflowType = '${gateway.workflowType}' AND ExecutionStatus IN ('Terminated', 'Failed', 'TimedOut') AND CloseTime > '${new Date(since).toISOString()}'`;
  const ids = new Set<string>();
  for await (const { workflowId } of client.workflow.list({ query })) ids.add(workflowId);
  return ids;
}

async function rescueOne(client: Client, gateway: RescueGateway, workflowId: string): Promise<RescueResult> {
  const latest = await client.workflow.getHandle(workflowId).describe();
  const runs: Run[] = [];
  for await (const info of client.workflow.list({ query: `WorkflowId = '${workflowId}'` })) runs.push(toRun(info));
  // Temporal's list of workflows lags behind their real state. Wait until it shows the latest run as closed.
  if (!runs.some(({ runId, closedAt }) => runId === latest.runId && closedAt !== null)) return { kind: 'wait' };
  const plan = planRescue(runs);
  if (plan.kind !== 'rescue') return plan;
  const [base, ...later] = await Promise.all(
    plan.runs.map(({ runId }) => readSessionHistory(client, workflowId, runId, gateway.names)),
  );
  if (base === undefined) return { kind: 'nothing' };
  const [run] = plan.runs;
  const recorded = [base, ...later].flatMap((history) => history.recorded);
  const session = rebuilt(base.start, recorded, run.terminated ? run.closedAt : null);
  const settings =
    base.settings === null ? (await gateway.savedSettings(client)).settings : fillDefaults(base.settings);
  const { attempt } = plan;
  return (await gateway.start(client, { session, settings, attempt }))
    ? { kind: 'rescued', attempt }
    : { kind: 'wait' };
}

function toRun({ runId, status, startTime, closeTime, memo }: WorkflowExecutionInfo): Run {
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
    givenUp: results.flatMap(({ sessionId, result }) =>
      result.kind === 'give_up' ? [{ sessionId, attempts: result.attempts }] : [],
    ),
    failed: results.flatMap(({ sessionId, result }) =>
      result.kind === 'failed' ? [{ sessionId, message: result.message }] : [],
    ),
  };
}
