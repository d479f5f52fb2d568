import {
  ActivityFailure,
  allHandlersFinished,
  ApplicationFailure,
  condition,
  continueAsNew,
  log,
  setCurrentDetails,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { BulkOutcome } from '../activities/contract.ts';
import { batchingOf, newSharding } from '../domain/ticket-writes/batching.ts';
import { defaultSettings } from '../domain/settings/defaults.ts';
import { unparkAll, configure, enqueue } from '../domain/ticket-writes/intake.ts';
import { toJson, countsOf, newQueue, fromJson } from '../domain/ticket-writes/queue.ts';
import { answersTo, readyAnswers } from '../domain/ticket-writes/answers.ts';
import {
  recordMarkerCheck,
  markInFlightUnknown,
  fileRefused,
  recordSendResult,
  splitBulk,
} from '../domain/ticket-writes/send-results.ts';
import type { Batching, Group, WriteQueue } from '../domain/ticket-writes/queue.ts';
import { coalesce, groupsOf, takeDueTasks } from '../domain/ticket-writes/due-tasks.ts';
import type { Task } from '../domain/ticket-writes/due-tasks.ts';
import type { SendOutcome, TicketUpdate, TicketWrite, WriteAnswer } from '../domain/zendesk/ticket-write.ts';
import {
  temporalLocal,
  temporalActivities,
  zendeskFiles,
  zendeskSingleAttempt,
  zendeskBackground,
} from './activities.ts';
import { deadlines } from './deadlines.ts';
import { configureBatching, enqueueWrites, writesState } from './messages.ts';
import type { TicketWritesStart } from './messages.ts';

/** Replaying thousands of events takes seconds; a flush in the middle of it would wait for them (BAT-7). */
const longHistory = 1_000;
/** No sooner is a worker missed, and what it did done again by another. */
const missedMs = 3_000;
/** How long continue-as-new waits for what is under way; afterwards it is doubtful, and its markers are looked for. */
const patienceMs = 30_000;
/** Paced, they take an activity some five seconds. */
const answersAtOnce = 300;

/**
 * Writes to tickets, of all sessions (BAT-1 to BAT-9). What is taken in, what is sent when, and what an answer means stands
 * in `domain/writes/`: `intake.ts`, `take.ts`, `settle.ts`. Here it is only carried out.
 */
export async function ticketWrites(start: TicketWritesStart): Promise<void> {
  const run = new WritesRun(start);
  run.receive();
  await run.loop();
}

class WritesRun {
  private queue: WriteQueue;
  private configured: boolean;
  private news = false;
  private answers: readonly WriteAnswer[];
  private answering = false;
  /** What came before it was known what to obey. */
  private readonly early: TicketWrite[] = [];
  /** Until the shard to which their tickets belong has them. */
  private elsewhere: readonly TicketWrite[] = [];
  private forwarding = false;
  /** The last number of shards that was known. */
  private shards = 1;
  private readonly shard: number;
  private readonly timer = deadlines(() => {
    this.news = true;
  });

  constructor(start: TicketWritesStart) {
    this.shard = start.shard;
    this.configured = start.queue !== null;
    this.answers = start.answers ?? [];
    this.shards = start.queue?.batching.shards ?? 1;
    // Until the settings are read nothing is sent, so that a first window is never too short.
    this.queue =
      start.queue === null
        ? newQueue(batchingOf(defaultSettings, newSharding(defaultSettings)), start.shard, {
            // One that was terminated may have written what is handed over again, once its worker was missed.
            forgottenUpTo: Date.now() - missedMs,
          })
        : fromJson(start.queue);
  }

  receive(): void {
    setHandler(enqueueWrites, (writes) => {
      if (this.configured) this.takeIn(writes);
      else this.early.push(...writes);
    });
    setHandler(configureBatching, (batching) => this.obey(batching));
    setHandler(writesState, () => {
      const { windowClosesAt, batching, bytes, isParking, parkedSlots } = this.queue;
      const counts = { ...countsOf(this.queue), parked: parkedSlots.length, elsewhere: this.elsewhere.length };
      return { ...counts, windowClosesAt, batching, bytes, isParking };
    });
  }

  async loop(): Promise<never> {
    if (!this.configured) {
      const batching = await temporalLocal.readBatching();
      // Whoever told it something meanwhile knew better.
      if (!this.configured) this.obey(batching);
    }
    for (;;) {
      this.news = false;
      if (this.isLong()) return await this.goOn();
      const { queue, tasks } = takeDueTasks(this.queue, Date.now());
      const called = unparkAll(queue, Date.now());
      this.queue = called.queue;
      this.answers = [...this.answers, ...called.answers];
      for (const task of tasks) void this.run(task);
      this.sendAnswers();
      this.sendElsewhere();
      this.show();
      this.timer.wakeAt(this.queue.dueAt, 'The window closes, or an attempt is repeated');
      await condition(() => this.news);
    }
  }

  private obey(batching: Batching): void {
    this.configured = true;
    this.shards = batching.shards ?? this.shards;
    this.change(configure(this.queue, batching, Date.now()));
    if (this.early.length > 0) this.takeIn(this.early.splice(0));
  }

  private takeIn(writes: readonly TicketWrite[]): void {
    const taken = enqueue(this.queue, writes, Date.now());
    this.change(taken.queue);
    this.answer(taken.answers);
    this.elsewhere = [...this.elsewhere, ...taken.elsewhere];
  }

  private change(queue: WriteQueue): void {
    this.queue = queue;
    this.news = true;
  }

  private answer(outcomes: readonly WriteAnswer[]): void {
    if (outcomes.length > 0) this.answers = [...this.answers, ...outcomes];
    this.news = true;
  }

  private async run(task: Task): Promise<void> {
    try {
      switch (task.kind) {
        case 'check':
          return await this.check(task.group);
        case 'send':
          return await this.send(task.group);
        case 'send_many':
          return await this.sendMany(task.groups);
        default:
          return task satisfies never;
      }
    } catch (error) {
      // Only what no policy expects comes here: it is doubtful, so its markers are looked for before the next attempt.
      log.error('A flush failed unexpectedly', { error: String(error) });
      for (const group of groupsOf(task))
        this.settle(group, { kind: 'unknown', afterMs: 10_000, reason: 'unexpected' }, task.kind === 'send_many');
    }
  }

  private async check(group: Group): Promise<void> {
    if (group.members.some((member) => member.afterBulk) && (await zendeskBackground.anyJobRunning())) {
      this.settle(group, { kind: 'later', afterMs: 5_000, reason: 'a bulk job is still running' }, false);
      return;
    }
    const writeIds = group.members.map(({ write }) => write.id);
    const input = { ticketId: group.ticketId, writeIds };
    const summary = `Is it on ticket ${group.ticketId} already?`;
    const found = await orGone(zendeskBackground.findMarkers.executeWithOptions({ summary }, [input]));
    const settled = recordMarkerCheck(this.queue, group, found, Date.now());
    this.change(settled.queue);
    this.answer(settled.answers);
  }

  private async send(group: Group): Promise<void> {
    const file = group.members[0]?.write.change.file ?? null;
    if (file === null) {
      this.settle(group, await this.sendOnce(coalesce(group)), false);
      return;
    }
    const upload = await zendeskFiles.uploadFile.executeWithOptions({ summary: `File for ticket ${group.ticketId}` }, [
      file,
    ]);
    if (upload.kind === 'refused') {
      const settled = fileRefused(this.queue, group, upload.message);
      this.change(settled.queue);
      this.answer(settled.answers);
      return;
    }
    const outcome = await this.sendOnce(coalesce(group, [upload.token]));
    this.settle(group, outcome, false, upload.contentUrl);
  }

  private async sendOnce(update: TicketUpdate): Promise<SendOutcome> {
    const summary = `Ticket ${update.ticketId}: ${update.writeIds.length} write(s)`;
    return await zendeskSingleAttempt.sendUpdate.executeWithOptions({ summary }, [update]).catch(unknownIfLost);
  }

  private async sendMany(groups: readonly Group[]): Promise<void> {
    const updates = groups.map((group) => coalesce(group));
    const outcome: BulkOutcome = await zendeskSingleAttempt.sendUpdates
      .executeWithOptions({ summary: `${groups.length} tickets in one request` }, [updates])
      .catch(unknownIfLost);
    switch (outcome.kind) {
      case 'job':
        return await this.followJob(groups, outcome.jobId);
      case 'bulk_refused':
        return this.change(splitBulk(this.queue, groups, Date.now()));
      case 'refused':
      case 'later':
      case 'unknown':
        for (const group of groups) this.settle(group, outcome, true);
        return undefined;
      default:
        return outcome satisfies never;
    }
  }

  private async followJob(groups: readonly Group[], jobId: string): Promise<void> {
    const ticketIds = groups.map(({ ticketId }) => ticketId);
    for (let wait = 1_000; ; wait = Math.min(wait * 2, 15_000)) {
      await sleep(wait);
      const job = await zendeskBackground.readJob.executeWithOptions(
        { summary: `Bulk job of ${groups.length} tickets` },
        [{ jobId, ticketIds }],
      );
      if (job.kind === 'running') continue;
      const lost = { kind: 'unknown', afterMs: 1_000, reason: 'the job says nothing of this ticket' } as const;
      const items = new Map(job.kind === 'gone' ? [] : job.items.map(({ ticketId, outcome }) => [ticketId, outcome]));
      for (const group of groups) this.settle(group, items.get(group.ticketId) ?? lost, true);
      return;
    }
  }

  private settle(group: Group, outcome: SendOutcome, bulk: boolean, contentUrl: string | null = null): void {
    const settled = recordSendResult(this.queue, group, outcome, Date.now(), { bulk, contentUrl });
    this.change(settled.queue);
    this.answer(settled.answers);
  }

  /** Each session once a flush, paced: one activity at a time, with all that came up meanwhile. */
  private sendAnswers(): void {
    if (this.answering || this.answers.length === 0) return;
    const { ready, later } = readyAnswers(this.answers, this.queue);
    if (ready.length === 0) return;
    this.answering = true;
    this.answers = [...ready.slice(answersAtOnce), ...later];
    void this.deliver(ready.slice(0, answersAtOnce)).finally(() => {
      this.answering = false;
      this.news = true;
    });
  }

  /** One hand-over at a time, so that they stay in order. A session may go by a number of shards that is no more. */
  private sendElsewhere(): void {
    if (this.forwarding || this.elsewhere.length === 0) return;
    this.forwarding = true;
    const writes = this.elsewhere;
    void temporalLocal.handOver({ writes, shards: this.shards }).then(() => {
      this.elsewhere = this.elsewhere.slice(writes.length);
      this.forwarding = false;
      this.news = true;
    });
  }

  private async deliver(outcomes: readonly WriteAnswer[]): Promise<void> {
    const answers = answersTo(outcomes);
    await temporalActivities.answerSessions.executeWithOptions({ summary: `Answer ${answers.length} session(s)` }, [
      answers,
    ]);
  }

  private isLong(): boolean {
    return workflowInfo().continueAsNewSuggested || workflowInfo().historyLength > longHistory;
  }

  private async goOn(): Promise<never> {
    await condition(() => countsOf(this.queue).underWay === 0, patienceMs);
    await condition(() => !this.answering && !this.forwarding && allHandlersFinished());
    while (this.elsewhere.length > 0) {
      this.sendElsewhere();
      await condition(() => !this.forwarding);
    }
    // What is carried over must stay small; most of the answers are given by the next run.
    while (this.answers.length > answersAtOnce) {
      const next = this.answers.slice(0, answersAtOnce);
      this.answers = this.answers.slice(answersAtOnce);
      await this.deliver(next);
    }
    return await continueAsNew<typeof ticketWrites>({
      shard: this.shard,
      queue: toJson(markInFlightUnknown(this.queue, Date.now())),
      answers: this.answers,
    });
  }

  private show(): void {
    const { batching, isParking, parkedSlots } = this.queue;
    const { waiting, underWay } = countsOf(this.queue);
    const window = batching.addComment || batching.updateTicket ? `window ${batching.windowSeconds} s` : 'batching off';
    const back =
      isParking || parkedSlots.length > 0 ? `; sessions hold ${parkedSlots.length} or more back (BAT-9)` : '';
    setCurrentDetails(`${waiting} write(s) waiting, ${underWay} ticket(s) under way; ${window}${back}`);
  }
}

/** What a worker sent before it died has landed by then, if it ever does. */
const lostWorkerMs = 10_000;

/** A time-out or a worker that died: perhaps it was sent. */
function unknownIfLost(error: unknown): Extract<SendOutcome, { kind: 'unknown' }> {
  if (error instanceof ActivityFailure && !(error.cause instanceof ApplicationFailure && error.cause.nonRetryable))
    return { kind: 'unknown', afterMs: lostWorkerMs, reason: 'the attempt was lost' };
  throw error;
}

type Markers = Awaited<ReturnType<typeof zendeskBackground.findMarkers>>;

/** A ticket whose audits can't be read is gone: sending says so, write by write. */
async function orGone(markers: Promise<Markers>): Promise<Markers> {
  try {
    return await markers;
  } catch (error) {
    if (error instanceof ActivityFailure && error.cause instanceof ApplicationFailure) return [];
    throw error;
  }
}
