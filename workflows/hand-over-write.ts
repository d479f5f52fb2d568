import { condition } from '@temporalio/workflow';
import type { TicketWrite, WriteAnswer, WriteOutcome } from '../domain/zendesk/ticket-write.ts';
import { temporalLocal } from './activities.ts';

/**
 * The ticket-writes workflow answers within seconds. After this time the write is handed over again, which is safe: the
 * marker of the write prevents a double.
 */
const handOverAgain = '15 minutes';

/** Hands one write at a time over to the ticket-writes workflow and waits for its outcome. */
export class WriteHandOver {
  private write: TicketWrite | null = null;
  private answer: WriteAnswer | null = null;

  /** Takes the answers of the ticket-writes workflow. Only an answer to the current write counts. */
  receive(answers: readonly WriteAnswer[]): void {
    const { write } = this;
    const own = answers.findLast(({ id, ticketId }) => id === write?.id && ticketId === write.ticketId);
    this.answer = own ?? this.answer;
  }

  /** Resolves when the write is in Zendesk or was refused for good. */
  async outcomeOf(write: TicketWrite): Promise<WriteOutcome> {
    this.write = write;
    const { batching } = await temporalLocal.readSettings();
    for (;;) {
      this.answer = null;
      await temporalLocal.handOver({ writes: [write], shards: batching.shards });
      const answer = await this.answerWithin(handOverAgain);
      if (answer === null) continue;
      if (answer.kind !== 'parked') return answer;
      // BAT-9: the write was parked. It is handed over again at that time, or when there is room again.
      this.answer = null;
      const waitMs = answer.until - Date.now();
      const next = waitMs > 0 ? await this.answerWithin(waitMs) : null;
      if (next !== null && next.kind !== 'parked') return next;
    }
  }

  /** @param time ms, or a duration in words; null after it */
  private async answerWithin(time: string | number): Promise<WriteAnswer | null> {
    await condition(() => this.answer !== null, time);
    return this.answer;
  }
}
