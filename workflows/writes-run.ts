import { patched } from '@temporalio/workflow';
import { batchingOf, newSharding } from '../domain/ticket-writes/batching.ts';
import { defaultSettings } from '../domain/settings/defaults.ts';
import { configure, enqueue, unparkAll, unparkDueAt } from '../domain/ticket-writes/intake.ts';
import { groupsOf, takeDueTasks } from '../domain/ticket-writes/due-tasks.ts';
import type { Task } from '../domain/ticket-writes/due-tasks.ts';
import { askForWaiting, askForWaitingOf, isGap, planWake, wokeLate } from '../domain/ticket-writes/gaps.ts';
import { countsOf, fromJson, newQueue, sooner } from '../domain/ticket-writes/queue.ts';
import type { Batching, Group, WriteQueue } from '../domain/ticket-writes/queue.ts';
import type { TicketWrite, WriteAnswer } from '../domain/zendesk/ticket-write.ts';
import type { TicketWritesStart, WritesView } from './messages.ts';

/** The patch with which a queue began to ask for its writes after a gap. */
const asksAfterGap = 'ask-after-gap';
/** After this time Temporal gives the work of a worker that died to another worker. */
const lostWorkerMs = 3_000;

/**
 * So many checks and updates are under way at the same time. Each adds events to the history, and continue-as-new comes
 * only between them (BAT-7).
 */
const mostTasks = 50;

/** The data of one run of a ticket-writes workflow. Handlers and sending change it while the main loop waits. */
export class WritesRun {
  readonly shard: number;
  queue: WriteQueue;
  /** Answers to sessions that are not sent yet. */
  answers: readonly WriteAnswer[];
  /** Writes of tickets that belong to other shards. They stay here until those shards have them. */
  toForward: readonly TicketWrite[] = [];
  /** The number of shards that this workflow was given last. */
  shards: number;
  /** True if something has changed since the main loop looked last. */
  hasNews = false;
  /** True once the batching settings are known. */
  isConfigured: boolean;
  /** The number of checks and updates that are under way. */
  private tasksUnderWay = 0;
  /** When the request that is under way for a ticket was taken from the queue, ms since the epoch. */
  private readonly takenAt: Map<number, number> = new Map();
  /** Writes that arrived before the settings were known. */
  private readonly receivedEarly: TicketWrite[] = [];

  constructor({ shard, queue, answers }: TicketWritesStart) {
    this.shard = shard;
    this.isConfigured = queue !== null;
    this.answers = answers ?? [];
    this.shards = queue?.batching.shards ?? 1;
    const legacy = !patched('files-apart');
    this.queue =
      queue === null
        ? newQueue(batchingOf(defaultSettings, newSharding(defaultSettings)), shard, {
            // An earlier workflow of this shard may have been terminated after it had sent a write. The session hands that
            // write over again after the lost worker was noticed. Its marker must then be looked for.
            forgottenUpTo: Date.now() - lostWorkerMs,
            legacy,
          })
        : fromJson(queue, legacy);
  }

  /** Changes the batching (BAT-6). Nothing is sent before it is known, so that the first window is not too short. */
  configure(batching: Batching): void {
    this.isConfigured = true;
    this.shards = batching.shards ?? this.shards;
    this.record({ queue: configure(this.queue, batching, Date.now()) });
    if (this.receivedEarly.length > 0) this.enqueue(this.receivedEarly.splice(0));
  }

  /** Adds writes to the queue, or keeps them until the settings are known. */
  enqueue(writes: readonly TicketWrite[]): void {
    if (!this.isConfigured) {
      this.receivedEarly.push(...writes);
      return;
    }
    const { queue, answers, elsewhere } = enqueue(this.queue, writes, Date.now());
    this.record({ queue, answers });
    this.toForward = [...this.toForward, ...elsewhere];
  }

  /** Stores the changed queue, and the answers to sessions that the change brings. */
  record({ queue, answers = [] }: Recorded): void {
    this.queue = queue;
    if (answers.length > 0) this.answers = [...this.answers, ...answers];
    this.hasNews = true;
  }

  /** The tasks to begin now. If there is room again, the sessions with parked writes get an answer too (BAT-9). */
  takeDueTasks(): readonly Task[] {
    const now = Date.now();
    if (wokeLate(this.queue, now) && patched(asksAfterGap)) this.queue = askForWaiting(this.queue);
    const { queue, tasks } = takeDueTasks(this.queue, now, this.freePlaces());
    this.tasksUnderWay += tasks.filter(takesPlace).length;
    for (const { ticketId } of tasks.flatMap(groupsOf)) this.takenAt.set(ticketId, now);
    const unparked = unparkAll(queue, now);
    this.queue = planWake(unparked.queue, now);
    this.answers = [...this.answers, ...unparked.answers];
    return tasks;
  }

  /** Whether the request of this group was taken from the queue so long ago that it must be asked what happened meanwhile. */
  mustAskAgain({ ticketId }: Group): boolean {
    const now = Date.now();
    return isGap(this.takenAt.get(ticketId) ?? now, now) && patched(asksAfterGap);
  }

  /**
   * Records the result of sending these groups. If it took unexpectedly long, everything that waits on their tickets afterwards
   * may have been sent already: the writes behind them, and those that the result sends back into the queue (TKT-12).
   */
  recordSent(groups: readonly Group[], sent: (queue: WriteQueue) => Recorded): void {
    const late = this.takeLate(groups);
    const { queue, answers = [] } = sent(this.queue);
    this.record({ queue: askForGroups(queue, late), answers });
  }

  /** The same for a look for markers. What was not found is not looked for again, because much work makes every look late. */
  recordChecked(group: Group, checked: (queue: WriteQueue) => Recorded): void {
    this.record(checked(askForGroups(this.queue, this.takeLate([group]))));
  }

  /** The groups whose requests took unexpectedly long. None of them is under way any more. */
  private takeLate(groups: readonly Group[]): readonly Group[] {
    const late = groups.filter((group) => this.mustAskAgain(group));
    for (const { ticketId } of groups) this.takenAt.delete(ticketId);
    return late;
  }

  /** The queue in which the end of an upload is recorded. Its write and the others of the ticket may have been sent meanwhile. */
  queueAfterUpload({ ticketId }: TicketWrite, begunAt: number): WriteQueue {
    if (isGap(begunAt, Date.now()) && patched(asksAfterGap)) this.queue = askForWaitingOf(this.queue, ticketId);
    return this.queue;
  }

  /** To be called when a task has ended, whatever its result. */
  end(task: Task): void {
    if (!takesPlace(task) || this.queue.legacy) return;
    this.tasksUnderWay -= 1;
    this.hasNews = true;
  }

  private freePlaces(): number {
    return this.queue.legacy ? Infinity : Math.max(0, mostTasks - this.tasksUnderWay);
  }

  /** When the main loop has to look again although nothing happens, ms since the epoch. Null: never. */
  wakeAt(): number | null {
    // If all places are taken, the end of any task wakes the loop.
    const dueAt = this.freePlaces() === 0 ? null : this.queue.dueAt;
    return sooner(dueAt, unparkDueAt(this.queue, Date.now()));
  }

  view(): WritesView {
    const { windowClosesAt, batching, bytes, isParking, parkedSlots } = this.queue;
    const counts = { ...countsOf(this.queue), parked: parkedSlots.length, elsewhere: this.toForward.length };
    return { ...counts, windowClosesAt, batching, bytes, isParking };
  }
}

function askForGroups(queue: WriteQueue, groups: readonly Group[]): WriteQueue {
  return groups.reduce((asked, { ticketId }) => askForWaitingOf(asked, ticketId), queue);
}

/** A changed queue, and the answers to sessions that the change brings. */
type Recorded = { readonly queue: WriteQueue; readonly answers?: readonly WriteAnswer[] };

/** Uploads have a limit of their own, because they may take minutes. */
function takesPlace({ kind }: Task): boolean {
  return kind !== 'upload';
}
