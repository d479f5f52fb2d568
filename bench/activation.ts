import { Worker } from '@temporalio/worker';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { ReusableVMWorkflow } from '@temporalio/worker/lib/workflow/reusable-vm.js';
import { eventTypes } from '../domain/events/event-list.ts';
import type { EventType, SessionEvent } from '../domain/events/parse-events.ts';
import { applyEvents } from '../domain/session/apply-event.ts';
import { greatest } from '../domain/session/greatest-events.testkit.ts';
import { packSession } from '../domain/session/pack.ts';
import { newSession } from '../domain/session/state.ts';
import type { Session } from '../domain/session/state.ts';
import { defaultSettings } from '../domain/settings/defaults.ts';
import type { Measure } from '../tools/bench-page.ts';
import { workflowBundle } from '../workers/bundle.ts';
import type { SessionStart } from '../workflows/messages.ts';
import type { Bench } from './account.ts';
import { measure } from './measure.ts';

const events = 5_000;
const sessionId = 'call-1';
const settings = { ...defaultSettings, dap: { ...defaultSettings.dap, postToTicket: true } };

/** While a workflow task runs, the server keeps at most so many signals back. They are all in the next task. */
const eventsOfOneTask = 100;

/**
 * Measures the longest activation of a session that gets 5,000 events of one kind, for each kind. The session has its ticket.
 * - With a running worker the last 100 events come in one workflow task, and the session has received all others. Its
 *   activation takes them in, and hands over all writes.
 * - After an outage of the workers all events may be in one workflow task. Then nearly all of the time is that of the SDK,
 *   which records a stack trace for each of the promises that a signal costs.
 */
export async function measureActivation({ log }: Pick<Bench, 'log'>): Promise<readonly Measure[]> {
  const bundle = await workflowBundle();
  const longest: { readonly type: EventType; readonly ms: number }[] = [];
  for (const type of eventTypes) {
    const list = Array.from({ length: events }, (_, n) => greatest(type, n, { text: 60, list: 2 }));
    const received = list.slice(0, -eventsOfOneTask);
    longest.push({ type, ms: await longestActivation(bundle, list.slice(-eventsOfOneTask), received) });
  }
  longest.sort((a, b) => b.ms - a.ms);
  for (const { type, ms } of longest.slice(0, 5)) log(`activation: ${events} of ${type}: ${Math.round(ms)} ms`);
  const [worst] = longest;
  const atOnce = Array.from({ length: events }, (_, n) => greatest('custom_data.received', n, { text: 60, list: 2 }));
  return [
    measure({
      name: `activation: longest with ${events.toLocaleString('en')} events of one kind, each kind`,
      value: (worst?.ms ?? Number.NaN) / 1_000,
      unit: 's',
      better: 'lower',
      target: 1,
    }),
    measure({
      name: `activation: ${events.toLocaleString('en')} events at once, after an outage`,
      value: (await longestActivation(bundle, atOnce)) / 1_000,
      unit: 's',
      better: 'lower',
    }),
  ];
}

/**
 * Replays a history whose only workflow task has these events, in this thread. The session has received others before.
 * @returns the processor time of its longest activation in ms, so that other work on the machine does not count
 */
export async function longestActivation(
  bundle: { readonly codePath: string },
  list: readonly SessionEvent[],
  received: readonly SessionEvent[] = [],
): Promise<number> {
  let longest = 0;
  const activate: typeof ReusableVMWorkflow.prototype.activate = Reflect.get(ReusableVMWorkflow.prototype, 'activate');
  ReusableVMWorkflow.prototype.activate = async function timed(...args) {
    const begun = process.cpuUsage();
    try {
      return await activate.apply(this, args);
    } finally {
      const { user, system } = process.cpuUsage(begun);
      longest = Math.max(longest, (user + system) / 1_000);
    }
  };
  try {
    // The history ends with the task, so its commands do not fit. They are not needed: the task itself has been measured.
    const options = { workflowBundle: bundle, debugMode: true };
    await Worker.runReplayHistory(options, historyWith(list, received), `session/${sessionId}`).catch(() => undefined);
  } finally {
    ReusableVMWorkflow.prototype.activate = activate;
  }
  return longest;
}

/** A session with a ticket, as it is carried over to a new run. */
function carriedSession(received: readonly SessionEvent[]): Session {
  const start = greatest('session.started', 0, { text: 10, list: 1 });
  const session = applyEvents(newSession(sessionId, false), [start, ...received]);
  const at = Date.now();
  const ticket = {
    id: 9,
    requesterId: 1,
    origin: 'appended',
    at,
    assigneeId: null,
    reopens: false,
    checks: [],
    compensated: false,
  } as const;
  return { ...session, progress: { ...session.progress, earlierTicket: { ticketId: null }, dataKept: false, ticket } };
}

/** A history with one workflow task, which has all events. */
function historyWith(
  list: readonly SessionEvent[],
  received: readonly SessionEvent[],
): ReturnType<typeof historyFromJSON> {
  const start: SessionStart = {
    sessionId,
    earlierRun: false,
    carried: { version: 1, session: packSession(carriedSession(received)), settings },
  };
  const eventTime = new Date().toISOString();
  const all = [
    {
      eventType: 'EVENT_TYPE_WORKFLOW_EXECUTION_STARTED',
      workflowExecutionStartedEventAttributes: {
        workflowType: { name: 'session' },
        taskQueue: { name: 'sessions', kind: 'TASK_QUEUE_KIND_NORMAL' },
        input: { payloads: [payload(start)] },
        originalExecutionRunId: 'run',
        firstExecutionRunId: 'run',
        attempt: 1,
        workflowTaskTimeout: '10s',
        workflowId: `session/${sessionId}`,
      },
    },
    ...list.map((event) => ({
      eventType: 'EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED',
      workflowExecutionSignaledEventAttributes: {
        signalName: event.type,
        input: { payloads: [payload(event)] },
        identity: 'bench',
      },
    })),
    {
      eventType: 'EVENT_TYPE_WORKFLOW_TASK_SCHEDULED',
      workflowTaskScheduledEventAttributes: { taskQueue: { name: 'sessions' }, startToCloseTimeout: '10s', attempt: 1 },
    },
    {
      eventType: 'EVENT_TYPE_WORKFLOW_TASK_STARTED',
      workflowTaskStartedEventAttributes: { scheduledEventId: String(list.length + 2), identity: 'bench' },
    },
    {
      eventType: 'EVENT_TYPE_WORKFLOW_TASK_COMPLETED',
      workflowTaskCompletedEventAttributes: {
        scheduledEventId: String(list.length + 2),
        startedEventId: String(list.length + 3),
        identity: 'bench',
      },
    },
    {
      eventType: 'EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED',
      workflowExecutionTerminatedEventAttributes: { reason: 'bench' },
    },
  ];
  return historyFromJSON({ events: all.map((event, i) => ({ eventId: String(i + 1), eventTime, ...event })) });
}

function payload(value: unknown): { readonly metadata: { readonly encoding: string }; readonly data: string } {
  const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
  return { metadata: { encoding: base64('json/plain') }, data: base64(JSON.stringify(value)) };
}
