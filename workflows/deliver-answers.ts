import { condition } from '@temporalio/workflow';
import { groupByReceiver, readyAnswers } from '../domain/ticket-writes/answers.ts';
import type { WriteAnswer } from '../domain/zendesk/ticket-write.ts';
import { handOver, temporalActivities } from './activities.ts';
import type { WritesRun } from './writes-run.ts';

/** One activity sends this many answers in about five seconds, because it pauses between two answers. */
const answersPerActivity = 300;
/** The next run gets answers of at most this size, in bytes of JSON, because all its data must fit into one payload. */
const mostCarriedBytes = 128 * 1024;
/** Before continue-as-new an activity sends more answers, because no write is sent meanwhile. */
const answersAtEnd = 1_000;

/**
 * Sends answers to sessions, and forwards writes to the shards to which they belong. At any time at most one activity sends
 * answers, and at most one forwards writes.
 */
export class Deliveries {
  private readonly run: WritesRun;
  /** The answers that an activity is sending. */
  private answering: readonly WriteAnswer[] = [];
  private isForwarding = false;

  constructor(run: WritesRun) {
    this.run = run;
  }

  /** Each session gets one message for all its answers. Answers that arise while an activity runs wait for the next one. */
  sendAnswers(): void {
    const { run } = this;
    if (this.answering.length > 0 || run.answers.length === 0) return;
    const { ready, later } = readyAnswers(run.answers, run.queue);
    if (ready.length === 0) return;
    this.answering = ready.slice(0, answersPerActivity);
    run.answers = [...ready.slice(answersPerActivity), ...later];
    void answerSessions(this.answering).finally(() => {
      this.answering = [];
      run.hasNews = true;
    });
  }

  /**
   * A session may have handed a write over while another number of shards was in force. Such writes are forwarded one
   * group after the other, so that they stay in order.
   */
  forwardWrites(): void {
    const { run } = this;
    if (this.isForwarding || run.toForward.length === 0) return;
    this.isForwarding = true;
    const writes = run.toForward;
    void handOver(writes, run.shards).then(() => {
      run.toForward = run.toForward.slice(writes.length);
      this.isForwarding = false;
      run.hasNews = true;
    });
  }

  /** True if no delivery is under way. */
  isIdle(): boolean {
    return this.answering.length === 0 && this.isForwarded();
  }

  /** True if no write is being forwarded. */
  isForwarded(): boolean {
    return !this.isForwarding;
  }

  /** The answers that an activity is sending now. */
  underWay(): readonly WriteAnswer[] {
    return this.answering;
  }

  /** Delivers until few answers remain. Called before continue-as-new, because the data for the next run must stay small. */
  async finish(): Promise<void> {
    const { run } = this;
    while (run.toForward.length > 0) {
      this.forwardWrites();
      await condition(() => !this.isForwarding);
    }
    const atOnce = run.queue.legacy ? answersPerActivity : answersAtEnd;
    while (run.queue.legacy ? run.answers.length > atOnce : JSON.stringify(run.answers).length > mostCarriedBytes) {
      const next = run.answers.slice(0, atOnce);
      run.answers = run.answers.slice(atOnce);
      await answerSessions(next);
    }
  }
}

async function answerSessions(answers: readonly WriteAnswer[]): Promise<void> {
  const bySession = groupByReceiver(answers);
  const summary = `Answer ${bySession.length} session(s)`;
  await temporalActivities.answerSessions.executeWithOptions({ summary }, [bySession]);
}
