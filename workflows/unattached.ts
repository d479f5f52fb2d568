import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  isCancellation,
  setCurrentDetails,
  setHandler,
  upsertMemo,
} from '@temporalio/workflow';
import { attachable, attachToTicket, attachProblem, summaryOfData } from '../domain/operations/unattached.ts';
import type { AttachProblem, Unattached } from '../domain/operations/unattached.ts';
import { mergeSessions } from '../domain/session/merge-runs.ts';
import type { Session } from '../domain/session/state.ts';
import type { TracedTicket } from '../domain/zendesk/ticket.ts';
import { zendeskForPerson } from './activities.ts';
import { answerWithHash } from './body-hash.ts';
import { attachSession, keepUnattached, memoKey, unattachedState } from './messages.ts';
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
  private readonly start: UnattachedStart;
  private readonly since = Date.now();
  private readonly until: number;

  constructor(start: UnattachedStart) {
    this.start = start;
    this.until = this.since + start.settings.session.unattachedDays * dayMs;
  }

  receive(): void {
    setHandler(keepUnattached, (session) => {
      this.session = this.session === null ? session : mergeSessions(this.session, session);
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
    await condition(() => this.attached !== null, this.until - Date.now());
    await condition(allHandlersFinished);
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
    const { since, until, attached } = this;
    return { sessionId: this.start.sessionId, since, until, ...kept, attached };
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
