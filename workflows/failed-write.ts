import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  continueAsNew,
  setCurrentDetails,
  setHandler,
  upsertMemo,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { edit } from '../domain/operations/edit.ts';
import { summaryOf } from '../domain/operations/failed.ts';
import type { Failed } from '../domain/operations/failed.ts';
import {
  afterLanding,
  beginReplay,
  discard,
  draftToReplay,
  failedProblems,
  hold,
  landed,
  movedTo,
  openedBy,
  refusalOf,
  refusedAgain,
  refuseNow,
  replayed,
} from '../domain/operations/replay.ts';
import type { FailedProblemCode } from '../domain/operations/replay.ts';
import { refusedByTicket } from '../domain/next-steps/trace-ticket.ts';
import type { TicketWrite, WriteAnswer, WriteOutcome } from '../domain/zendesk/ticket-write.ts';
import { temporalLocal, zendeskBackground } from './activities.ts';
import {
  discardFailedWrite,
  editFailedWrite,
  failedWriteAgain,
  failedWriteHold,
  failedWriteState,
  memoKey,
  replayFailedWrite,
  writesSettled,
} from './messages.ts';
import type { FailedWriteStart } from './messages.ts';
import { problemOf } from './zendesk-problem.ts';
import { resumeSession } from './resume-session.ts';
import { searchAttributes } from './search-attributes.ts';

/** As for sessions: the ticket-writes workflow answers within seconds; a repeated hand-over is harmless by its marker. */
const handOverAgain = '15 minutes';
/** Bounds a chain of merges (UPD-13). */
const mostMerges = 5;

/** What Zendesk refused, until it is replayed with success or discarded (OPS-3); the rules stand in `domain/operations`. */
export async function failedWrite(start: FailedWriteStart): Promise<Failed['settled']> {
  const run = new FailedRun(start.failed);
  run.receive();
  return await run.untilSettled();
}

class FailedRun {
  private failed: Failed;
  private awaited: TicketWrite | null = null;
  private answer: WriteAnswer | null = null;

  constructor(failed: Failed) {
    this.failed = failed;
    this.show();
  }

  receive(): void {
    setHandler(failedWriteState, () => this.failed);
    setHandler(failedWriteAgain, (refusal) => {
      // The first one comes with the start; while a replay is under way, its own answer is the newer.
      if (refuseNow(this.failed) === null && refusal.at > this.failed.refusal.at)
        this.change(refusedAgain(this.failed, refusal));
    });
    setHandler(failedWriteHold, (heard) => {
      this.failed = hold(this.failed, heard);
    });
    setHandler(writesSettled, (outcomes) => {
      const { awaited } = this;
      const own = outcomes.findLast(({ id, ticketId }) => id === awaited?.id && ticketId === awaited.ticketId);
      this.answer = own ?? this.answer;
    });
    setHandler(
      editFailedWrite,
      ({ by, changes }) => {
        const edited = edit(this.failed, changes, { by, at: Date.now() });
        if (edited.ok) this.change(edited.failed);
        return this.failed;
      },
      {
        validator: ({ by, changes }) => {
          const edited = edit(this.failed, changes, { by, at: Date.now() });
          if (!edited.ok)
            throw ApplicationFailure.nonRetryable('The edit was refused.', 'EditRefused', edited.problems);
        },
      },
    );
    setHandler(
      replayFailedWrite,
      ({ by }) => {
        this.failed = beginReplay(this.failed, { by, at: Date.now() });
        return this.failed;
      },
      { validator: (_command) => this.mustBeOpen() },
    );
    setHandler(
      discardFailedWrite,
      ({ by, why }) => {
        this.failed = discard(this.failed, { by, at: Date.now() }, why);
        return this.failed;
      },
      {
        validator: ({ by, why }) => {
          this.mustBeOpen();
          if (by.trim() === '' || why.trim() === '') throw refusal('no_reason');
        },
      },
    );
  }

  async untilSettled(): Promise<Failed['settled']> {
    for (;;) {
      await condition(() => refuseNow(this.failed) !== null || workflowInfo().continueAsNewSuggested);
      if (this.failed.settled !== null) {
        this.show();
        await condition(allHandlersFinished);
        return this.failed.settled;
      }
      if (this.failed.replaying === null) return await continueAsNew<typeof failedWrite>({ failed: this.failed });
      this.show();
      if (this.failed.refused.kind === 'write') await this.replayWrite();
      else await this.replayTicket(this.failed.refused);
    }
  }

  private change(failed: Failed): void {
    this.failed = failed;
    upsertMemo({ [memoKey]: summaryOf(failed) });
    const { ticketId } = summaryOf(failed);
    if (ticketId !== null) upsertSearchAttributes([{ key: searchAttributes.ticketId, value: String(ticketId) }]);
    this.show();
  }

  private mustBeOpen(): void {
    const code = refuseNow(this.failed);
    if (code !== null) throw refusal(code);
  }

  /** Through the ticket-writes workflow like any other write: order, limits and markers hold for it too. */
  private async replayWrite(): Promise<void> {
    let merges = 0;
    while (this.failed.refused.kind === 'write') {
      const { write } = this.failed.refused;
      const outcome = await this.handOver(replayed(write, workflowInfo().workflowId));
      if (outcome.kind === 'written') {
        const behind = afterLanding(this.failed, outcome.contentUrl);
        if (behind === null) return this.change(landed(this.failed, write.ticketId, Date.now()));
        this.change(behind);
        continue;
      }
      const into = refusedByTicket(outcome) && merges < mostMerges ? await this.mergedInto(write.ticketId) : null;
      if (into === null) return this.change(refusedAgain(this.failed, refusalOf(outcome, Date.now())));
      this.change(movedTo(this.failed, into));
      merges += 1;
    }
  }

  private async handOver(write: TicketWrite): Promise<WriteOutcome> {
    this.awaited = write;
    const { batching } = await temporalLocal.readSettings();
    for (;;) {
      this.answer = null;
      await temporalLocal.handOver({ writes: [write], shards: batching.shards });
      const answer = await this.answered(handOverAgain);
      if (answer === null) continue;
      if (answer.kind !== 'parked') return answer;
      // BAT-9: until then, or until it is told that there is room.
      this.answer = null;
      const wait = answer.until - Date.now();
      const news = wait > 0 ? await this.answered(wait) : null;
      if (news !== null && news.kind !== 'parked') return news;
    }
  }

  private async answered(within: string | number): Promise<WriteAnswer | null> {
    await condition(() => this.answer !== null, within);
    return this.answer;
  }

  /** UPD-13. Null: it was not, or nobody can tell. */
  private async mergedInto(ticketId: number): Promise<number | null> {
    try {
      const summary = `What became of ticket ${ticketId}? (UPD-13)`;
      const followed = await zendeskBackground.traceTicket.executeWithOptions({ summary }, [{ ticketId }]);
      return followed.kind === 'merged' ? followed.into : null;
    } catch {
      return null;
    }
  }

  /** END-4: the ticket, then the session, whose held writes follow in their order. */
  private async replayTicket({ draft, settings }: Extract<Failed['refused'], { kind: 'ticket' }>): Promise<void> {
    const request = draftToReplay(draft, this.failed.replays);
    try {
      const summary = `Make the ticket, replay ${this.failed.replays} (END-4)`;
      const opened = await zendeskBackground.openTicket.executeWithOptions({ summary }, [request]);
      await resumeSession(() => {
        const { refused } = this.failed;
        if (refused.kind === 'write') throw ApplicationFailure.nonRetryable('A ticket is no write.', 'Unexpected');
        return openedBy(refused.held, request, opened, Date.now());
      }, settings);
      this.change(landed(this.failed, opened.ticketId, Date.now()));
    } catch (error) {
      this.change(refusedAgain(this.failed, { ...problemOf(error), at: Date.now() }));
    }
  }

  private show(): void {
    const { id, refusal, replaying, settled } = this.failed;
    const state =
      settled !== null ? `${settled.how} by ${settled.by}` : replaying !== null ? 'replay under way' : 'open';
    setCurrentDetails(`**${id}**: ${state}\n\n${refusal.code}: ${refusal.message}`);
  }
}

function refusal(code: FailedProblemCode): ApplicationFailure {
  return ApplicationFailure.nonRetryable(failedProblems[code], 'FailedWriteRefused', code);
}
