import type { Client } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { Context } from '@temporalio/activity';
import { createSessionActivities } from '../../activities/sessions.ts';
import { sessionClient } from '../../client/sessions.ts';
import { settings as settingsWith } from '../../domain/events/examples.testkit.ts';
import type { Plan } from '../../domain/next-steps/play.testkit.ts';
import type { SessionView } from '../../domain/session-view/view.ts';
import { workflowBundle } from '../../workers/bundle.ts';
import { workflowGateway } from '../../workers/workflow-gateway.ts';
import { sessionState, sessionWorkflowId, taskQueues } from '../../workflows/messages.ts';
import { firstTicketId, modelledActivities, modelledSession } from './modelled-zendesk.ts';
import type { ModelledSession } from './modelled-zendesk.ts';

/** Runs plans of the property tests through the real workflows on the time-skipping server, many at once. */

/**
 * The time between the starts of two sessions, in ms. So the work for one session does not delay the events of another.
 */
const timeBetweenStartsMs = 10 * 60_000;

export type FinishedRun = { readonly view: SessionView; readonly status: string };
export type FinishedSession = ModelledSession & { readonly runs: readonly FinishedRun[] };

/** A plan that the real server can run: its times are in the future of the server, and no other session has its ids. */
export type ScheduledPlan = { readonly id: string; readonly plan: Plan; readonly index: number };

/**
 * @param startsAt when the first of all sessions begins, ms since the epoch
 * @param index the place of this session among them
 */
export function schedulePlan(plan: Plan, startsAt: number, index: number): ScheduledPlan {
  const id = `played-${index}`;
  const [first] = plan.arrivals;
  const moveBy = startsAt + index * timeBetweenStartsMs - (first?.arrivesAt ?? 0);
  return { id, index, plan: shiftPlan(plan, id, moveBy, firstTicketId(index)) };
}

/**
 * The same plan at another time. The tickets of the account get new ids, and the addresses of files name the session.
 */
function shiftPlan(plan: Plan, id: string, byMs: number, ticketIds: number): Plan {
  const isTime = (value: number): boolean => value > 1_500_000_000_000;
  const text = JSON.stringify(plan, (name, value: unknown) => {
    if (typeof value === 'number' && isTime(value)) return value + byMs;
    if (name === 'ticket_id' && typeof value === 'number') return value + ticketIds;
    if (typeof value !== 'string') return value;
    if (/^\d{4}-\d\d-\d\dT/.test(value)) return new Date(Date.parse(value) + byMs).toISOString();
    return value.replace('https://files.example.com/', `https://files.example.com/${id}/`);
  });
  const copy: Plan = JSON.parse(text);
  const tickets = copy.account.tickets.map((ticket) => ({ ...ticket, id: ticket.id + ticketIds }));
  return { ...copy, account: { ...copy.account, tickets } };
}

/** Sends the events of every plan, each at the server time that the plan gives. */
export async function runPlans(
  scheduledPlans: readonly ScheduledPlan[],
  env: TestWorkflowEnvironment,
): Promise<readonly FinishedSession[]> {
  const sessions = new Map(scheduledPlans.map(({ id, plan, index }) => [id, modelledSession(id, plan, index)]));
  const { client } = env;
  const workers = await startWorkers(env, sessions);
  const runIds = new Map<string, Set<string>>();
  const arrivals = scheduledPlans
    .flatMap(({ id, plan }) =>
      plan.arrivals.map(({ arrivesAt, event }) => ({ arrivesAt, event: { ...event, session_id: id } })),
    )
    .map(({ arrivesAt, event }) => ({
      arrivesAt,
      event: event.type === 'session.started' ? { ...event, item: { ...event.item, id: event.session_id } } : event,
    }))
    .sort((a, b) => a.arrivesAt - b.arrivesAt);
  const { send } = sessionClient(client);
  for (const { arrivesAt, event } of arrivals) {
    const wait = arrivesAt - (await env.currentTimeMs());
    if (wait > 0) await env.sleep(wait);
    await send(event);
    const { runId } = await client.workflow.getHandle(sessionWorkflowId(event.session_id)).describe();
    runIds.set(event.session_id, (runIds.get(event.session_id) ?? new Set()).add(runId));
  }
  try {
    // Wait for one session at a time, because the server lets time skip for one waiting caller at a time.
    const finished: FinishedSession[] = [];
    for (const session of sessions.values()) {
      const finishedRuns: FinishedRun[] = [];
      for (const runId of runIds.get(session.id) ?? []) finishedRuns.push(await runOf(client, session.id, runId));
      finished.push({ ...session, runs: finishedRuns });
    }
    return finished;
  } finally {
    await workers.stop();
  }
}

async function runOf(client: Client, id: string, runId: string): Promise<FinishedRun> {
  const handle = client.workflow.getHandle(sessionWorkflowId(id), runId);
  await handle.result().catch(() => null);
  const { status } = await handle.describe();
  return { view: await handle.query(sessionState), status: status.name };
}

async function startWorkers(
  env: TestWorkflowEnvironment,
  sessions: ReadonlyMap<string, ModelledSession>,
): Promise<{ readonly stop: () => Promise<void> }> {
  const common = { connection: env.nativeConnection, namespace: env.namespace ?? 'default', shutdownGraceTime: '1s' };
  const workers = await Promise.all([
    Worker.create({
      ...common,
      taskQueue: taskQueues.sessions,
      workflowBundle: await workflowBundle(),
      activities: {
        ...createSessionActivities({ accountTimeZone: async () => null, client: env.client, gateway: workflowGateway }),
        // Each session uses the settings of its plan. The ticket-writes workflow uses the defaults.
        async readSettings() {
          const id = Context.current().info.workflowExecution?.workflowId.replace('session/', '') ?? '';
          return sessions.get(id)?.plan.settings ?? settingsWith();
        },
      },
    }),
    Worker.create({ ...common, taskQueue: taskQueues.zendesk, activities: modelledActivities(sessions) }),
  ]);
  const done = Promise.all(workers.map(async (worker) => worker.run()));
  return {
    async stop() {
      for (const worker of workers) worker.shutdown();
      await done;
    },
  };
}
