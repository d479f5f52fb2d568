import { condition } from '@temporalio/workflow';
import { groupByReceiver, readyAnswers } from '../domain/ticket-writes/answers.ts';
import type { WriteAnswer } from '../domain/zendesk/ticket-write.ts';
import { temporalActivities, temporalLocal } from './activities.ts';
import type { WritesRun } from './writes-run.ts';

/** One activity sends this many answers within about five seconds, since it makes a pause between two answers. */
const answersAtOnce = 300;

/** Sends answers to sessions and writes to the shards to which they belong. Of each, one activity runs at a time. */
export class Deliveries {
  private readonly run: WritesRun;
  private isAnswering = false;
  private isForwarding = false;

  constructor(run: WritesRun) {
    this.run = run;
  }

  /** Each session gets one message for all its writes of a flush. Answers that come up meanwhile are sent together. */
  sendAnswers(): void {
    const { run } = this;
    if (this.isAnswering || run.answers.length === 0) return;
    const { ready, later } = readyAnswers(run.answers, run.queue);
    if (ready.length === 0) return;
    this.isAnswering = true;
    run.answers = [...ready.slice(answersAtOnce), ...later];
    void answerSessions(ready.slice(0, answersAtOnce)).finally(() => {
      this.isAnswering = false;
      run.hasNews = true;
    });
  }

  /**
   * A session may have handed a write over while another number of shards was in force. Such writes are forwarded one
   * group after the other, so that they stay in order.
   */
  forwardWrites(): void {
    const { run } = this;
    if (this.isForwarding || run.elsewhere.length === 0) return;
    this.isForwarding = true;
    const writes = run.elsewhere;
    void temporalLocal.handOver({ writes, shards: run.shards }).then(() => {
      run.elsewhere = run.elsewhere.slice(writes.length);
      this.isForwarding = false;
      run.hasNews = true;
    });
  }

  /** No delivery is under way. */
  isIdle(): boolean {
    return !this.isAnswering && !this.isForwarding;
  }

  /** Before continue-as-new: few answers remain, because the data for the next run must stay small. */
  async finish(): Promise<void> {
    const { run } = this;
    while (run.elsewhere.length > 0) {
      this.forwardWrites();
      await condition(() => !this.isForwarding);
    }
    while (run.answers.length > answersAtOnce) {
      const next = run.answers.slice(0, answersAtOnce);
      run.answers = run.answers.slice(answersAtOnce);
      await answerSessions(next);
    }
  }
}

async function answerSessions(answers: readonly WriteAnswer[]): Promise<void> {
  const bySession = groupByReceiver(answers);
  const summary = `Answer ${bySession.length} session(s)`;
  await temporalActivities.answerSessions.executeWithOptions({ summary }, [bySession]);
}
