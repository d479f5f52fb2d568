import { limits } from '../limits.ts';
import type { TicketBacklog, WriteQueue } from './queue.ts';

/**
 * A queue that wakes up late may be an old copy of itself, from a restored database. Then writes that wait here may have
 * been sent already, so the tickets are asked first (TKT-12).
 */

const queueDelayMs = limits.restore.queueDelay.value * 1000;

/** Whether so much time has passed since a planned moment that it must be asked what happened meanwhile. Both in ms. */
export function isGap(plannedAt: number, now: number): boolean {
  return now - plannedAt > queueDelayMs;
}

/** Whether the queue wakes up long after the time that it had planned. */
export function wokeLate({ wakesAt }: WriteQueue, now: number): boolean {
  return wakesAt !== undefined && wakesAt !== null && isGap(wakesAt, now);
}

/**
 * Notes when the queue is to wake up next. If more is due now than may begin now, the queue wakes as soon as a request ends.
 *
 * @param now ms since the epoch
 */
export function planWake(queue: WriteQueue, now: number): WriteQueue {
  const wakesAt = queue.dueAt === null ? null : Math.max(queue.dueAt, now);
  return queue.wakesAt === wakesAt ? queue : { ...queue, wakesAt };
}

/** The markers of all waiting writes are looked for before they are sent. A bulk job with them may still run. */
export function askForWaiting(queue: WriteQueue): WriteQueue {
  const backlogs = [...queue.backlogs.values()].map((backlog) => asked(backlog, true));
  return { ...queue, backlogs: new Map(backlogs.map((backlog) => [backlog.ticketId, backlog])) };
}

/** The same for the writes that wait behind a request of one ticket. */
export function askForWaitingOf(queue: WriteQueue, ticketId: number): WriteQueue {
  const backlog = queue.backlogs.get(ticketId);
  if (backlog === undefined || backlog.waiting.length === 0) return queue;
  return { ...queue, backlogs: new Map(queue.backlogs).set(ticketId, asked(backlog, false)) };
}

function asked(backlog: TicketBacklog, afterBulk: boolean): TicketBacklog {
  const waiting = backlog.waiting.map((one) => ({ ...one, check: true, afterBulk: one.afterBulk || afterBulk }));
  return { ...backlog, waiting };
}

/**
 * The database was restored, or a replica that was behind has taken over. Every write that becomes due until then is
 * looked for first, and so is every write that waits.
 *
 * @param until ms since the epoch
 */
export function expectForgottenWrites(queue: WriteQueue, until: number): WriteQueue {
  return { ...askForWaiting(queue), forgottenUpTo: Math.max(queue.forgottenUpTo, until) };
}
