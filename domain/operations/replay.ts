import type { Session } from '../session/state.ts';
import { recordAnswer } from '../next-steps/record-answer.ts';
import { openTicketStep } from '../session/step.ts';
import { mergeSessions } from '../session/merge-runs.ts';
import type { OpenedTicket, TicketDraft } from '../zendesk/ticket.ts';
import type { TicketWrite, WriteOutcome } from '../zendesk/ticket-write.ts';
import type { Deed, Failed, Refusal } from './failed.ts';
import { contentOf } from './outstanding.ts';

/** Why something can't be done to a failed write now; each passes or is final, as its message says. */
export const failedProblems = {
  replaying: 'A replay is under way: wait until it is answered.',
  settled: 'It is settled: there is nothing left to do.',
  no_reason: 'Say who discards it, and why.',
} as const;

export type FailedProblemCode = keyof typeof failedProblems;

/** Whether it can be replayed, or discarded, now; null: it can. */
export function refuseNow({ replaying, settled }: Failed): FailedProblemCode | null {
  return settled !== null ? 'settled' : replaying !== null ? 'replaying' : null;
}

export function beginReplay(failed: Failed, deed: Deed): Failed {
  return { ...failed, replays: failed.replays + 1, replaying: deed };
}

export function discard(failed: Failed, deed: Deed, why: string): Failed {
  return { ...failed, settled: { ...deed, how: 'discarded', why } };
}

/** Refused again, in this replay or by the session: it stays open, with the reason that holds now. */
export function refusedAgain(failed: Failed, refusal: Refusal): Failed {
  return { ...failed, refusal, replaying: null };
}

/** END-4: what a later run heard is held with the rest, behind the ticket. */
export function hold(failed: Failed, heard: Session): Failed {
  const { refused } = failed;
  if (refused.kind !== 'ticket') return failed;
  return { ...failed, refused: { ...refused, held: mergeSessions(refused.held, heard) } };
}

/** It is in Zendesk, whoever replayed it last. */
export function landed(failed: Failed, ticketId: number, now: number): Failed {
  const by = failed.replaying?.by ?? '';
  return { ...failed, replaying: null, settled: { by, at: now, how: 'replayed', ticketId } };
}

/**
 * The write as it is handed over: its marker is looked for first, so that what had landed is not written again, and the
 * answer goes to the failed write's own workflow.
 */
export function replayed(write: TicketWrite, answerTo: string): TicketWrite {
  return { ...write, check: true, answerTo };
}

/** Why it did not land. A file that can't be had is a refusal here: a person decides whether the comment goes without. */
export function refusalOf(outcome: Exclude<WriteOutcome, { kind: 'written' }>, now: number): Refusal {
  const code = outcome.kind === 'refused' ? outcome.code : 'FileRefused';
  return { code, message: outcome.message, at: now };
}

/** The first write landed: the next one of those behind it becomes the one to replay; null: it was the last. */
export function afterLanding(failed: Failed, contentUrl: string | null): Failed | null {
  const { refused } = failed;
  if (refused.kind !== 'write') return null;
  const [next, ...behind] = refused.behind.map((each) => withContent(each, contentOf(refused.write.id), contentUrl));
  return next === undefined ? null : { ...failed, refused: { kind: 'write', write: next, behind } };
}

function withContent(write: TicketWrite, placeholder: string, contentUrl: string | null): TicketWrite {
  const { voice } = write.change;
  if (voice === null || voice.recordingUrl !== placeholder || contentUrl === null) return write;
  return { ...write, change: { ...write.change, voice: { ...voice, recordingUrl: contentUrl } } };
}

/** UPD-13: its ticket was merged meanwhile: all of it goes to where that one went. */
export function movedTo(failed: Failed, ticketId: number): Failed {
  const { refused } = failed;
  if (refused.kind !== 'write') return failed;
  const behind = refused.behind.map((each) => ({ ...each, ticketId }));
  return { ...failed, refused: { ...refused, write: { ...refused.write, ticketId }, behind } };
}

/**
 * TKT-12: the draft of one replay. A changed request needs a key of its own; that the ticket is looked for by its external
 * id first keeps it the only one, also where an earlier attempt had landed.
 */
export function draftToReplay(draft: TicketDraft, replays: number): TicketDraft {
  return { ...draft, key: `${draft.key}/replay/${replays}`, dueAt: 0 };
}

/** END-4: the held session, now that its ticket is there: what was held behind it becomes due, in order. */
export function openedBy(held: Session, draft: TicketDraft, opened: OpenedTicket, now: number): Session {
  // A ticket that was deleted took with it what was written to it (UPD-18).
  const writes = held.progress.ticketRefused?.code === 'TicketGone' ? [] : held.progress.writes;
  const ready: Session = {
    ...held,
    // Markers are looked for: the ticket may have been there all along.
    rescued: true,
    progress: { ...held.progress, ticketRefused: null, draft, writes },
  };
  return recordAnswer(ready, { step: openTicketStep(draft), value: opened }, true, now);
}
