import type { Session } from '../session/state.ts';
import { recordAnswer } from '../next-steps/record-answer.ts';
import { openTicketStep } from '../session/step.ts';
import { packSession, unpackSession } from '../session/pack.ts';
import { mergeSessions } from '../session/merge-runs.ts';
import type { OpenedTicket, TicketDraft } from '../zendesk/ticket.ts';
import type { TicketWrite } from '../zendesk/ticket-write.ts';
import type { OperatorAction, Failed, Refusal } from './failed.ts';
import { contentPlaceholder } from './outstanding.ts';

/** Why an operator can not do something to a failed write now. The message says whether that will change. */
export const failedProblems = {
  replaying: 'A replay is under way: wait until it is answered.',
  settled: 'It is settled: there is nothing left to do.',
  no_reason: 'Say who discards it, and why.',
} as const;

export type FailedProblemCode = keyof typeof failedProblems;

/** Why the failed write can not be replayed or discarded now; null: it can. */
export function blockingProblem({ replaying, settled }: Failed): FailedProblemCode | null {
  return settled !== null ? 'settled' : replaying !== null ? 'replaying' : null;
}

export function beginReplay(failed: Failed, deed: OperatorAction): Failed {
  return { ...failed, replays: failed.replays + 1, replaying: deed };
}

export function discard(failed: Failed, deed: OperatorAction, why: string): Failed {
  return { ...failed, settled: { ...deed, how: 'discarded', why } };
}

/** Records that Zendesk refused it again, in a replay or in the session. The failed write stays open. */
export function refusedAgain(failed: Failed, refusal: Refusal): Failed {
  return { ...failed, refusal, replaying: null };
}

/** END-4: adds the data of a later run of the session to the session whose ticket was refused. */
export function addLateData(failed: Failed, laterRun: Session): Failed {
  const { refused } = failed;
  if (refused.kind !== 'ticket') return failed;
  const heldSession = packSession(mergeSessions(refused.heldSession, laterRun));
  return { ...failed, refused: { ...refused, heldSession } };
}

/**
 * Closes the failed write, because it is in Zendesk now.
 * @param now ms since the epoch
 */
export function closeAsReplayed(failed: Failed, ticketId: number, now: number): Failed {
  const by = failed.replaying?.by ?? '';
  return { ...failed, replaying: null, settled: { by, at: now, how: 'replayed', ticketId } };
}

/**
 * The write as it is handed over. Its marker is looked for first, so that a write that is on the ticket already is not
 * repeated. The answer goes to the workflow of the failed write.
 */
export function writeToReplay(write: TicketWrite, answerTo: string): TicketWrite {
  return { ...write, check: true, answerTo };
}

/** The write is in Zendesk, so the next of its dependent writes is replayed. Null: there is none. */
export function withNextDependent(failed: Failed, contentUrl: string | null): Failed | null {
  const { refused } = failed;
  if (refused.kind !== 'write') return null;
  const [next, ...dependents] = refused.dependents.map((each) =>
    withContent(each, contentPlaceholder(refused.write.id), contentUrl),
  );
  return next === undefined ? null : { ...failed, refused: { kind: 'write', write: next, dependents } };
}

function withContent(write: TicketWrite, placeholder: string, contentUrl: string | null): TicketWrite {
  const { voice } = write.change;
  if (voice === null || voice.recordingUrl !== placeholder || contentUrl === null) return write;
  return { ...write, change: { ...write.change, voice: { ...voice, recordingUrl: contentUrl } } };
}

/** UPD-13: the ticket was merged into another, so all writes go to that one. */
export function moveToTicket(failed: Failed, ticketId: number): Failed {
  const { refused } = failed;
  if (refused.kind !== 'write') return failed;
  const dependents = refused.dependents.map((each) => ({ ...each, ticketId }));
  return { ...failed, refused: { ...refused, write: { ...refused.write, ticketId }, dependents } };
}

/**
 * TKT-12: the draft of one replay. A changed request needs a key of its own. The ticket is searched by its external id
 * before it is made, so there is only one, even if an earlier attempt had made it.
 */
export function draftToReplay(draft: TicketDraft, replays: number): TicketDraft {
  return { ...draft, key: `${draft.key}/replay/${replays}`, dueAt: 0 };
}

/**
 * END-4: the session with the ticket that was made for it at last. It sends its writes in their order.
 * @param now ms since the epoch
 */
export function withOpenedTicket(held: Session, draft: TicketDraft, opened: OpenedTicket, now: number): Session {
  const session = unpackSession(held);
  // UPD-18: the writes on a deleted ticket are lost, so all are sent again.
  const writes = session.progress.ticketRefused?.code === 'TicketGone' ? [] : session.progress.writes;
  const ready: Session = {
    ...session,
    // The markers are looked for, because the ticket may have existed before.
    rescued: true,
    progress: { ...session.progress, ticketRefused: null, draft, writes },
  };
  return recordAnswer(ready, { step: openTicketStep(draft), value: opened }, true, now);
}
