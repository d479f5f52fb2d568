import {
  allHandlersFinished,
  condition,
  continueAsNew,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { askForWaiting, expectForgottenWrites, isGap } from '../domain/ticket-writes/gaps.ts';
import { countsOf, toJson } from '../domain/ticket-writes/queue.ts';
import { markInFlightUnknown } from '../domain/ticket-writes/send-results.ts';
import { temporalLocal } from './activities.ts';
import { deadlines } from './deadlines.ts';
import { Deliveries } from './deliver-answers.ts';
import { configureBatching, enqueueWrites, writesRestored, writesState } from './messages.ts';
import type { TicketWritesStart } from './messages.ts';
import { performTask } from './send-writes.ts';
import { WritesRun } from './writes-run.ts';

/** To replay thousands of events takes seconds, and writes would have to wait for it (BAT-7). */
const longHistory = 1_000;
/** Continue-as-new waits this long for updates that are under way. The next run looks for the markers of those that are left. */
const longestWaitMs = 30_000;
/** Continue-as-new waits no longer when so many events came meanwhile. */
const longestHistory = 1_500;

/**
 * Sends the writes of all sessions to the tickets of one shard (BAT-1 to BAT-9). The rules are in `domain/ticket-writes/`:
 * `intake.ts` takes writes in, `due-tasks.ts` chooses what to send and when, `send-results.ts` judges the answers.
 */
export async function ticketWrites(start: TicketWritesStart): Promise<void> {
  const run = new WritesRun(start);
  const deliveries = new Deliveries(run);
  const timer = deadlines(() => {
    run.hasNews = true;
  });
  setHandler(enqueueWrites, (writes) => run.enqueue(writes));
  setHandler(configureBatching, (batching) => run.configure(batching));
  setHandler(writesRestored, ({ until }) => run.record({ queue: expectForgottenWrites(run.queue, until) }));
  setHandler(writesState, () => run.view());
  if (!run.isConfigured) await readBatching(run);
  for (;;) {
    run.hasNews = false;
    if (isLong()) return await continueInNewRun(run, deliveries);
    for (const task of run.takeDueTasks()) void performTask(run, task).then(() => run.end(task));
    deliveries.sendAnswers();
    deliveries.forwardWrites();
    setCurrentDetails(detailsOf(run));
    const at = run.wakeAt();
    // The timer may go on after the writes were sent in another way, so its text names no wait.
    timer.wakeAt(at === null ? [] : [{ at, summary: 'Looks again which writes are due' }]);
    await condition(() => run.hasNews);
  }
}

async function readBatching(run: WritesRun): Promise<void> {
  const batching = await temporalLocal.readBatching.executeWithOptions(
    { summary: 'Read the settings of batching' },
    [],
  );
  // A signal with newer settings may have arrived meanwhile. It is not overwritten.
  if (!run.isConfigured) run.configure(batching);
}

function isLong(): boolean {
  return workflowInfo().continueAsNewSuggested || workflowInfo().historyLength > longHistory;
}

async function continueInNewRun(run: WritesRun, deliveries: Deliveries): Promise<never> {
  const mustEnd = (): boolean => !run.queue.legacy && workflowInfo().historyLength > longestHistory;
  const latest = Date.now() + longestWaitMs;
  await condition(() => countsOf(run.queue).underWay === 0 || mustEnd(), longestWaitMs);
  if (isGap(latest, Date.now())) run.queue = askForWaiting(run.queue);
  await condition(() => (deliveries.isIdle() || (deliveries.isForwarded() && mustEnd())) && allHandlersFinished());
  await deliveries.finish();
  return await continueAsNew<typeof ticketWrites>({
    shard: run.shard,
    // The next run plans its waking itself: the wait above may have been longer than the plan.
    queue: toJson({ ...markInFlightUnknown(run.queue, Date.now()), wakesAt: Date.now() }),
    // An answer that a session gets twice changes nothing.
    answers: [...deliveries.underWay(), ...run.answers],
  });
}

/** The text for the Temporal UI. */
function detailsOf({ queue }: WritesRun): string {
  const { batching, isParking, parkedSlots } = queue;
  const { waiting, underWay } = countsOf(queue);
  const window = batching.addComment || batching.updateTicket ? `window ${batching.windowSeconds} s` : 'batching off';
  const back = isParking || parkedSlots.length > 0 ? `; sessions hold ${parkedSlots.length} or more back (BAT-9)` : '';
  return `${waiting} write(s) waiting, ${underWay} ticket(s) under way; ${window}${back}`;
}
