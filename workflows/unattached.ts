import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  continueAsNew,
  isCancellation,
  setCurrentDetails,
  setHandler,
  upsertMemo,
  workflowInfo,
} from '@temporalio/workflow';
import {
  attachable,
  attachToTicket,
  attachProblem,
  reasonOfGivenUp,
  summaryOfData,
} from '../domain/operations/unattached.ts';
import type { AttachProblem, GivenUp, Unattached } from '../domain/operations/unattached.ts';
import { packSession, unpackSession } from '../domain/session/pack.ts';
import { mergeSessions } from '../domain/session/merge-runs.ts';
import type { Session } from '../domain/session/state.ts';
import type { TracedTicket } from '../domain/zendesk/ticket.ts';
import { zendeskForPerson } from './activities.ts';
import { answerWithHash } from './body-hash.ts';
import { attachSession, givenUpMemo, keepUnattached, markGivenUp, memoKey, unattachedState } from './messages.ts';
import type { AttachCommand, UnattachedStart, WithBodyHash } from './messages.ts';
import { resumeSession } from './resume-session.ts';

const dayMs = 24 * 60 * 60_000;

/** Keeps the data of a session without a ticket, until an operator attaches it to one or `session.unattachedDays` are over (END-7). */
export async function unattached(start: UnattachedStart): Promise<'attached' | 'expired'> {
  const run = new UnattachedRun(start);
  run.receive();
  return await run.untilSettled();
}

class UnattachedRun {
  private session: Session | null = null;
  private attaching = false;
  private attached: Unattached['attached'] = null;
  private givenUp: GivenUp | null;
  private readonly start: UnattachedStart;
  private readonly since: number;
  private readonly until: number;

  constructor(start: UnattachedStart) {
    this.start = start;
    this.givenUp = start.givenUp ?? null;
    this.session = start.kept === undefined ? null : unpackSession(start.kept.session);
    this.since = start.kept?.since ?? Date.now();
    this.until = this.since + start.settings.session.unattachedDays * dayMs;
  }

  receive(): void {
    setHandler(keepUnattached, (packed) => {
      const session = unpackSession(packed);
      this.session = this.session === null ? session : mergeSessions(this.session, session);
      this.show();
    });
    setHandler(markGivenUp, (givenUp) => {
      this.givenUp ??= givenUp;
      upsertMemo({ [givenUpMemo]: this.givenUp });
      this.show();
    });
    setHandler(unattachedState, () => this.view());
    setHandler(attachSession, (command) => this.attach(command), {
      validator: (_command) => {
        if (this.attaching || this.attached !== null) throw refusal(attachProblem('attaching'));
      },
    });
  }

  async untilSettled(): Promise<'attached' | 'expired'> {
    const isDone = (): boolean => this.attached !== null || workflowInfo().continueAsNewSuggested;
    await condition(isDone, this.until - Date.now());
    await condition(allHandlersFinished);
    // Each late event of the session adds to the history, so a long history goes on in a new run.
    if (this.attached === null && Date.now() < this.until && this.session !== null) {
      const { start, session, since, givenUp } = this;
      const kept = { session: packSession(session), since };
      return await continueAsNew<typeof unattached>({ ...start, kept, ...(givenUp === null ? {} : { givenUp }) });
    }
    return this.attached === null ? 'expired' : 'attached';
  }

  private async attach({ ticketId, by, ...command }: AttachCommand): Promise<WithBodyHash<Unattached>> {
    this.attaching = true;
    try {
      const found = attachable(await this.trace(ticketId));
      if (!found.ok) throw refusal(found.problem);
      const at = Date.now();
      const kept = (): Session => {
        if (this.session === null) throw ApplicationFailure.nonRetryable('Nothing is kept.', 'Unexpected');
        return attachToTicket(this.session, found.ticket, { by, at });
      };
      await resumeSession(kept, this.start.settings);
      this.attached = { by, at, ticketId };
      this.show();
      return answerWithHash(this.view(), command);
    } finally {
      this.attaching = false;
    }
  }

  private async trace(ticketId: number): Promise<TracedTicket> {
    try {
      const summary = `May the session be attached to ticket ${ticketId}? (END-7)`;
      return await zendeskForPerson.traceTicket.executeWithOptions({ summary }, [{ ticketId }]);
    } catch (error) {
      if (isCancellation(error)) throw error;
      throw refusal(attachProblem('unanswered'));
    }
  }

  private view(): Unattached {
    const kept = this.session === null ? { recordings: 0, notes: 0, reasons: [] } : summaryOfData(this.session);
    const { since, until, attached, givenUp } = this;
    const reasons = givenUp === null ? kept.reasons : [...kept.reasons, reasonOfGivenUp(givenUp)];
    return { sessionId: this.start.sessionId, since, until, ...kept, reasons, attached, givenUp };
  }

  private show(): void {
    const view = this.view();
    upsertMemo({ [memoKey]: view });
    const state = view.attached === null ? 'open' : `attached to ticket ${view.attached.ticketId}`;
    const why = view.reasons.map(({ rule, because }) => `- ${because} (${rule})`);
    setCurrentDetails([`**${state}**: ${view.recordings} recording(s), ${view.notes} note(s)`, '', ...why].join('\n'));
  }
}

function refusal({ code, message }: AttachProblem): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, 'AttachRefused', code);
}
