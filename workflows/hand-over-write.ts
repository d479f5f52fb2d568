import { condition } from '@temporalio/workflow';
import type { TicketWrite, WriteAnswer, WriteOutcome } from '../domain/zendesk/ticket-write.ts';
import { handOver, readSettings } from './activities.ts';

/**
 * The ticket-writes workflow answers within seconds. After this time the write is handed over again. This is safe, because
 * the marker of the write keeps it from being written twice.
 */
const longestWait = '15 minutes';

/** Hands one write at a time over to the ticket-writes workflow and waits for its outcome. */
export class WriteHandOver {
  private write: TicketWrite | null = null;
  private answer: WriteAnswer | null = null;

  /** Receives the answers of the ticket-writes workflow. Only an answer to the current write counts. */
  receive(answers: readonly WriteAnswer[]): void {
    const { write } = this;
    const own = answers.findLast(({ id, ticketId }) => id === write?.id && ticketId === write.ticketId);
    this.answer = own ?? this.answer;
  }

  /** Resolves when the write is in Zendesk or was refused for good. */
  async outcomeOf(write: TicketWrite): Promise<WriteOutcome> {
    this.write = write;
    const { batching } = await readSettings();
    let next = write;
    for (;;) {
      this.answer = null;
      await handOver([next], batching.shards);
      const answer = await this.answerWithin(longestWait);
      if (answer === null) continue;
      if (answer.kind !== 'parked') return answer;
      // BAT-9: the ticket-writes workflow was full and kept no copy of the write. The write is handed over again at the time
      // that the answer names, or earlier if another answer says that there is room.
      this.answer = null;
      const { fileTriedSince } = answer;
      if (fileTriedSince !== undefined) next = { ...next, fileTriedSince };
      const waitMs = answer.until - Date.now();
      const earlier = waitMs > 0 ? await this.answerWithin(waitMs) : null;
      if (earlier !== null && earlier.kind !== 'parked') return earlier;
    }
  }

  /**
   * Gives the next answer. Null: none came in this time.
   * @param time ms, or a duration in words such as `15 minutes`
   */
  private async answerWithin(time: string | number): Promise<WriteAnswer | null> {
    await condition(() => this.answer !== null, time);
    return this.answer;
  }
}
