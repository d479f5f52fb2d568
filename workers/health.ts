import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { once } from 'node:events';
import type { Worker, WorkerStatus } from '@temporalio/worker';

/** The parts of a worker's status that show whether it works. */
export type WorkerSign = Pick<
  WorkerStatus,
  | 'runState'
  | 'workflowPollerState'
  | 'activityPollerState'
  | 'hasOutstandingWorkflowPoll'
  | 'hasOutstandingActivityPoll'
  | 'numInFlightWorkflowActivations'
  | 'numInFlightActivities'
  | 'numCachedWorkflows'
>;

/** One look at a worker. */
export type Look = {
  /** The task queue. */
  readonly name: string;
  /** Whether the worker runs workflows, and not only activities. */
  readonly runsWorkflows: boolean;
  readonly sign: WorkerSign;
};

/** The last signs of life of one worker; ms since the epoch. */
type Memory = { polledAt: number; work: string; movedAt: number };

/** A worker without an open poll for this long receives no tasks. A busy worker polls again within milliseconds. */
const longestWithoutPollMs = 30_000;
/** No workflow task takes that long, even if the server does not answer. */
const longestTaskMs = 60_000;

/**
 * Judges whether the workers of a process still work: whether they run, whether they ask for tasks, and whether the last
 * workflow task has come to its end. It must be asked every few seconds.
 *
 * @param now ms since the epoch
 * @returns a function that gives the reasons why the process does not work; an empty list: it works
 */
export function healthJudge(now: number): (looks: readonly Look[], now: number) => readonly string[] {
  const memories = new Map<string, Memory>();
  return (looks, at) => looks.flatMap((look) => judge(look, memoryOf(memories, look.name, now), at));
}

function memoryOf(memories: Map<string, Memory>, name: string, now: number): Memory {
  const known = memories.get(name) ?? { polledAt: now, work: '', movedAt: now };
  memories.set(name, known);
  return known;
}

function judge({ name, runsWorkflows, sign }: Look, memory: Memory, at: number): readonly string[] {
  if (sign.runState !== 'RUNNING') return [`${name}: the worker is ${sign.runState}`];
  const pollers = runsWorkflows ? [sign.workflowPollerState, sign.activityPollerState] : [sign.activityPollerState];
  if (pollers.some((state) => state !== 'POLLING')) return [`${name}: it asks for no tasks any more`];
  const polls = runsWorkflows
    ? sign.hasOutstandingWorkflowPoll && sign.hasOutstandingActivityPoll
    : sign.hasOutstandingActivityPoll;
  if (polls) memory.polledAt = at;
  // On a worker that works, tasks come and go, so one of these numbers is another one within seconds.
  const work = [sign.numInFlightWorkflowActivations, sign.numInFlightActivities, sign.numCachedWorkflows].join();
  if (sign.numInFlightWorkflowActivations === 0 || work !== memory.work) {
    memory.work = work;
    memory.movedAt = at;
  }
  const problems: string[] = [];
  if (at - memory.polledAt > longestWithoutPollMs) problems.push(`${name}: it asks for no tasks`);
  if (at - memory.movedAt > longestTaskMs) problems.push(`${name}: a workflow task does not come to its end`);
  return problems;
}

/** Looks at the workers of this process. */
export type LookAtWorkers = () => readonly Look[];

/** How often the workers are looked at. */
const lookEveryMs = 1_000;

export type Health = {
  /** The port on which `GET /healthz` is answered. */
  readonly port: number;
  readonly close: () => void;
};

export type HealthOptions = {
  readonly host: string;
  /** Port 0 means any free port. */
  readonly port: number;
  readonly onStopped: (why: string) => void;
  /** The port can not be used. */
  readonly onUnserved: (error: unknown) => void;
};

/**
 * Answers `GET /healthz`: 200 while the workers of this process work, else 503 with the reasons. If the workers stop
 * without being told, `onStopped` is called once with the reason.
 */
export async function serveHealth(
  look: LookAtWorkers,
  { host, port, onStopped, onUnserved }: HealthOptions,
): Promise<Health> {
  const judgeNow = healthJudge(Date.now());
  let problems: readonly string[] = [];
  const timer = setInterval(() => {
    const looks = look();
    problems = judgeNow(looks, Date.now());
    const stopped = looks.find(({ sign }) => sign.runState !== 'RUNNING' && sign.runState !== 'INITIALIZED');
    if (stopped === undefined) return;
    clearInterval(timer);
    onStopped(`${stopped.name}: the worker is ${stopped.sign.runState}`);
  }, lookEveryMs);
  timer.unref();
  const server: Server = createServer((request, response) => {
    const isKnown = request.url === '/healthz' && (request.method === 'GET' || request.method === 'HEAD');
    const status = isKnown ? (problems.length === 0 ? 200 : 503) : 404;
    const body = isKnown ? { ok: status === 200, problems } : { ok: false, problems: ['GET /healthz is all there is'] };
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  });
  server.listen(port, host);
  // A worker whose port is taken works all the same; only its health check fails.
  await once(server, 'listening').catch(onUnserved);
  server.unref();
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () => {
      clearInterval(timer);
      server.close();
      server.closeAllConnections();
    },
  };
}

export function looksAt([sessions, zendesk]: readonly [Worker, Worker]): LookAtWorkers {
  return () => [
    { name: 'sessions', runsWorkflows: true, sign: sessions.getStatus() },
    { name: 'zendesk', runsWorkflows: false, sign: zendesk.getStatus() },
  ];
}
