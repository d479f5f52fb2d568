import { Context, log } from '@temporalio/activity';
import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { defaultSettings } from '../domain/settings/defaults.ts';
import type { Settings } from '../domain/settings/settings.ts';
import type { Session } from '../domain/session/state.ts';
import { rebuilt } from '../domain/operations/rescue.ts';
import type { RescueReport } from '../domain/operations/rescue.ts';
import { planRescue } from '../domain/operations/rescue-plan.ts';
import type { Run } from '../domain/operations/rescue-plan.ts';
import { readSessionHistory } from './session-history.ts';
import type { SessionMessageNames } from './session-history.ts';

/** How the rescue reaches sessions. The worker binds it to the message definitions of `workflows/`. */
export type RescueGateway = {
  readonly workflowType: string;
  /** Workflow ids are this and the session's id. */
  readonly idPrefix: string;
  readonly names: SessionMessageNames;
  /** Null: nobody has saved settings yet. */
  readonly settings: (client: Client) => Promise<Settings | null>;
  /** False: a run of the session has begun meanwhile, and nothing was started. */
  readonly start: (
    client: Client,
    taken: { readonly session: Session; readonly settings: Settings; readonly attempt: number },
  ) => Promise<boolean>;
};

/** The name under which a run's memo says which rescue it is. */
export const attemptMemo = 'rescue';

/** The retention of a namespace is mostly shorter. */
const lookBackMs = 7 * 24 * 60 * 60_000;

const stopped: readonly string[] = ['TERMINATED', 'FAILED', 'TIMED_OUT'];

type Result =
  | { readonly kind: 'nothing' | 'wait' }
  | { readonly kind: 'give_up'; readonly attempts: number }
  | { readonly kind: 'rescued'; readonly attempt: number };

export function createRescueActivities({ client, side }: { readonly client: Client; readonly side: RescueGateway }) {
  return {
    /** OPS-6: takes up every session whose workflow was terminated, failed or timed out. One that can't be blocks no other. */
    async rescueSessions(): Promise<RescueReport> {
      const at = Date.now();
      const results: { readonly sessionId: string; readonly result: Result | { kind: 'failed'; message: string } }[] =
        [];
      for (const workflowId of await stoppedIds(client, side, at - lookBackMs)) {
        Context.current().heartbeat(results.length);
        Context.current().cancellationSignal.throwIfAborted();
        const sessionId = workflowId.slice(side.idPrefix.length);
        const result = await rescueOne(client, side, workflowId).catch((error: unknown) => {
          const message = error instanceof Error ? error.message : 'unknown error';
          log.error('A stopped session could not be taken up', { sessionId, message });
          return { kind: 'failed', message } as const;
        });
        if (result.kind === 'rescued') log.warn('A stopped session is taken up', { sessionId, ...result });
        if (result.kind === 'give_up') log.error('A session stops again and again', { sessionId, ...result });
        results.push({ sessionId, result });
      }
      return reportOf(at, results);
    },
  };
}

export type RescueActivities = ReturnType<typeof createRescueActivities>;

async function stoppedIds(client: Client, side: RescueGateway, since: number): Promise<ReadonlySet<string>> {
  const query = `WorkflowType = '${side.workflowType}' AND ExecutionStatus IN ('Terminated', 'Failed', 'TimedOut') AND CloseTime > '${new Date(since).toISOString()}'`;
  const ids = new Set<string>();
  for await (const { workflowId } of client.workflow.list({ query })) ids.add(workflowId);
  return ids;
}

async function rescueOne(client: Client, side: RescueGateway, workflowId: string): Promise<Result> {
  const latest = await client.workflow.getHandle(workflowId).describe();
  const runs: Run[] = [];
  for await (const info of client.workflow.list({ query: `WorkflowId = '${workflowId}'` })) runs.push(runOf(info));
  // What the server lists lags behind what it does.
  if (!runs.some(({ runId, closedAt }) => runId === latest.runId && closedAt !== null)) return { kind: 'wait' };
  const plan = planRescue(runs);
  if (plan.kind !== 'rescue') return plan;
  const [base, ...later] = await Promise.all(
    plan.runs.map(({ runId }) => readSessionHistory(client, workflowId, runId, side.names)),
  );
  if (base === undefined) return { kind: 'nothing' };
  const [run] = plan.runs;
  const recorded = [base, ...later].flatMap((history) => history.recorded);
  const session = rebuilt(base.start, recorded, run.terminated ? run.closedAt : null);
  const settings = base.settings ?? (await side.settings(client)) ?? defaultSettings;
  const { attempt } = plan;
  return (await side.start(client, { session, settings, attempt })) ? { kind: 'rescued', attempt } : { kind: 'wait' };
}

function runOf({ runId, status, startTime, closeTime, memo }: WorkflowExecutionInfo): Run {
  const attempt = memo?.[attemptMemo];
  return {
    runId,
    status: closeTime === undefined ? 'running' : stopped.includes(status.name) ? 'stopped' : 'ended',
    terminated: status.name === 'TERMINATED',
    startedAt: startTime.getTime(),
    closedAt: closeTime?.getTime() ?? null,
    attempt: typeof attempt === 'number' ? attempt : 0,
  };
}

function reportOf(
  at: number,
  results: readonly {
    readonly sessionId: string;
    readonly result: Result | { readonly kind: 'failed'; readonly message: string };
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
