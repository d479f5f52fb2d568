import { isFailed } from '../next-steps/failed-outcome.ts';
import { readSession } from '../session/read-session.ts';
import type { SessionReading } from '../session/read-session.ts';
import { furtherDraft } from '../next-steps/open-ticket.ts';
import { keepsData } from '../next-steps/retention.ts';
import { packSession } from '../session/pack.ts';
import type { Session, SessionTicket } from '../session/state.ts';
import { writeId } from '../ticket-updates/wanted-update.ts';
import type { WantedUpdate } from '../ticket-updates/wanted-update.ts';
import { wantedUpdates } from '../ticket-updates/wanted-updates.ts';
import type { WriteOutcome } from '../zendesk/ticket-write.ts';
import { newFailed, refusalOf } from './failed.ts';
import type { Failed } from './failed.ts';

/** The work that remains for an operator after a session. Each part gets a workflow of its own. */
export type Outstanding = {
  readonly failed: readonly Failed[];
  /**
   * END-7. `keep`: the data is kept, so that an operator can attach it to a ticket. `add`: the data is added to the data
   * or the refused ticket that an earlier run of the session left, if there is any.
   */
  readonly data: 'keep' | 'add' | null;
};

/** Collects the work that remains for an operator after the session. */
export function outstandingOf(reading: SessionReading): Outstanding {
  const { session } = reading;
  const refusedTicket = failedTicket(reading);
  const failed = [...(refusedTicket === null ? [] : [refusedTicket]), ...failedWritesOf(reading)];
  return { failed, data: keepsData(session) ? 'keep' : isLateRun(session) ? 'add' : null };
}

/** LATE-1: a later run of the session found no ticket. Its data belongs to the data that the first run left. */
function isLateRun({ earlierRun, progress }: Session): boolean {
  return earlierRun && progress.endedWithoutTicket;
}

/** END-4: the ticket that Zendesk refused in its bare form too, with the whole session. */
function failedTicket(reading: SessionReading): Failed | null {
  const { session, settings, now } = reading;
  const { ticket, ticketRefused, formerTickets } = session.progress;
  const former = formerTickets.at(-1);
  // A session at the end of a chain of tickets has no draft of the next one yet (UPD-13).
  const draft = session.progress.draft ?? (former === undefined ? null : furtherDraft(reading, former));
  if (ticket !== null || ticketRefused === null || draft === null) return null;
  // The draft is kept once.
  const heldSession = packSession({ ...session, progress: { ...session.progress, draft: null } });
  return newFailed(session.id, { kind: 'ticket', draft, heldSession, settings }, { ...ticketRefused, at: now });
}

/**
 * END-5: the writes that Zendesk refused for good, with their content derived again. A write that newer events made
 * unnecessary is left out, because its replay would undo later changes. An example is the assignment to an agent who has
 * transferred the session since.
 */
function failedWritesOf(reading: SessionReading): readonly Failed[] {
  const { session, now } = reading;
  const { ticket, writes } = session.progress;
  if (ticket === null || !writes.some(({ outcome }) => isFailed(outcome))) return [];
  const wanted = wantedUpdates(reading, ticket);
  return writes.flatMap(({ id, ticketId, dueAt, outcome }): readonly Failed[] => {
    if (!isFailed(outcome)) return [];
    const own = wanted.find(({ fact }) => writeId(session, fact) === id);
    if (own === undefined) return [];
    const updates = [own, ...dependentUpdates(reading, ticket, own, wanted)];
    const [write, ...dependents] = updates.map(({ fact, change }) => ({
      id: writeId(session, fact),
      sessionId: session.id,
      ticketId,
      dueAt,
      check: true,
      change,
    }));
    if (write === undefined) return [];
    return [newFailed(session.id, { kind: 'write', write, dependents }, refusalOf(outcome, now))];
  });
}

/** A placeholder for the address of a file that is not in Zendesk yet. A replay puts the address in. */
export function contentPlaceholder(writeId: string): string {
  return `content:${writeId}`;
}

/** The updates that become due when this one is in Zendesk: the voice comment that links an uploaded recording. */
function dependentUpdates(
  reading: SessionReading,
  ticket: SessionTicket,
  { fact, change }: WantedUpdate,
  wanted: readonly WantedUpdate[],
): readonly WantedUpdate[] {
  const { session, settings, now } = reading;
  if (change.file === null) return [];
  const id = writeId(session, fact);
  const outcome: WriteOutcome = {
    id,
    ticketId: ticket.id,
    kind: 'written',
    contentUrl: contentPlaceholder(id),
    droppedFields: [],
  };
  const writes = session.progress.writes.map((write) => (write.id === id ? { ...write, outcome } : write));
  const withOutcome = { ...session, progress: { ...session.progress, writes } };
  const known = wanted.map((each) => each.fact);
  return wantedUpdates(readSession(withOutcome, settings, now), ticket).filter((each) => !known.includes(each.fact));
}
