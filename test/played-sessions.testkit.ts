import type { Client } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { Context } from '@temporalio/activity';
import { createSessionActivities } from '../activities/sessions.ts';
import { sessionClient } from '../client/sessions.ts';
import { settings as settingsWith } from '../domain/events/examples.testkit.ts';
import type { Plan } from '../domain/next-steps/play.testkit.ts';
import type { SessionView } from '../domain/session-view/view.ts';
import { workflowBundle } from '../workers/bundle.ts';
import { workflowGateway } from '../workers/workflow-gateway.ts';
import { registerSearchAttributes } from '../workers/temporal-setup.ts';
import { sessionState, sessionWorkflowId, taskQueues } from '../workflows/messages.ts';
import { firstTicketId, modelledActivities, modelledSession } from './modelled-zendesk.testkit.ts';
import type { ModelledSession } from './modelled-zendesk.testkit.ts';

/** Plans of the property tests, played through the real workflows on the time-skipping server, many at once. */

/** Sessions begin one after the other, so that the work of one never delays another's moments by the machine's time. */
const apartMs = 10 * 60_000;

export type PlayedRun = { readonly view: SessionView; readonly status: string };
export type Played = ModelledSession & { readonly runs: readonly PlayedRun[] };

/** A plan as the real server can play it: at its time, with ids that no other session has. */
export type Placed = { readonly id: string; readonly plan: Plan; readonly place: number };

/**
 * @param startsAt of the first of all sessions, ms since the epoch
 * @param place the number of this session among them
 */
export function placed(plan: Plan, startsAt: number, place: number): Placed {
  const id = `played-${place}`;
  const [first] = plan.told;
  const moveBy = startsAt + place * apartMs - (first?.arrivesAt ?? 0);
  return { id, place, plan: moved(plan, id, moveBy, firstTicketId(place)) };
}

/** The same plan at another time. Tickets of the account get ids of their own, and files an address that names the session. */
function moved(plan: Plan, id: string, byMs: number, ticketIds: number): Plan {
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

/** Tells every session what its plan says, at the server's time that it says. */
export async function playThrough(
  placedPlans: readonly Placed[],
  env: TestWorkflowEnvironment,
): Promise<readonly Played[]> {
  const sessions = new Map(placedPlans.map(({ id, plan, place }) => [id, modelledSession(id, plan, place)]));
  const { client } = env;
  const workers = await startWorkers(env, sessions);
  const runIds = new Map<string, Set<string>>();
  const agenda = placedPlans
    .flatMap(({ id, plan }) =>
      plan.told.map(({ arrivesAt, event }) => ({ arrivesAt, event: { ...event, session_id: id } })),
    )
    .map(({ arrivesAt, event }) => ({
      arrivesAt,
      event: event.type === 'session.started' ? { ...event, item: { ...event.item, id: event.session_id } } : event,
    }))
    .sort((a, b) => a.arrivesAt - b.arrivesAt);
  const { send } = sessionClient(client);
  for (const { arrivesAt, event } of agenda) {
    const wait = arrivesAt - (await env.currentTimeMs());
    if (wait > 0) await env.sleep(wait);
    await send(event);
    const { runId } = await client.workflow.getHandle(sessionWorkflowId(event.session_id)).describe();
    runIds.set(event.session_id, (runIds.get(event.session_id) ?? new Set()).add(runId));
  }
  try {
    // One after the other: the server counts who lets its time skip, and takes one at a time.
    const played: Played[] = [];
    for (const session of sessions.values()) {
      const ofSession: PlayedRun[] = [];
      for (const runId of runIds.get(session.id) ?? []) ofSession.push(await runOf(client, session.id, runId));
      played.push({ ...session, runs: ofSession });
    }
    return played;
  } finally {
    await workers.stop();
  }
}

async function runOf(client: Client, id: string, runId: string): Promise<PlayedRun> {
  const handle = client.workflow.getHandle(sessionWorkflowId(id), runId);
  await handle.result().catch(() => null);
  const { status } = await handle.describe();
  return { view: await handle.query(sessionState), status: status.name };
}

async function startWorkers(
  env: TestWorkflowEnvironment,
  sessions: ReadonlyMap<string, ModelledSession>,
): Promise<{ readonly stop: () => Promise<void> }> {
  await registerSearchAttributes(env.connection, env.namespace ?? 'default', []);
  const common = { connection: env.nativeConnection, namespace: env.namespace ?? 'default', shutdownGraceTime: '1s' };
  const workers = await Promise.all([
    Worker.create({
      ...common,
      taskQueue: taskQueues.sessions,
      workflowBundle: await workflowBundle(),
      activities: {
        ...createSessionActivities({ accountTimeZone: async () => null, client: env.client, gateway: workflowGateway }),
        // Each session by the settings of its plan; the writes of all by the defaults.
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
