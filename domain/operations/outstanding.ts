import { readSession } from '../session/read-session.ts';
import type { SessionReading } from '../session/read-session.ts';
import { keepsData } from '../next-steps/retention.ts';
import type { Session, SessionTicket } from '../session/state.ts';
import { writeId } from '../ticket-updates/wanted-update.ts';
import { wantedUpdates } from '../ticket-updates/wanted-updates.ts';
import type { WantedUpdate } from '../ticket-updates/wanted-update.ts';
import type { WriteOutcome } from '../zendesk/ticket-write.ts';
import { newFailed } from './failed.ts';
import type { Failed } from './failed.ts';

/** What outlives a session that is over: each in a workflow of its own, until somebody settles it. */
export type Outstanding = {
  readonly failed: readonly Failed[];
  /** END-7: `keep`: for an operator to attach. `add`: to whatever an earlier run of the session left behind, if anything. */
  readonly data: 'keep' | 'add' | null;
};

/** @param now ms since the epoch */
export function outstandingOf(reading: SessionReading): Outstanding {
  const { session } = reading;
  const refusedTicket = failedTicket(reading);
  const failed = [...(refusedTicket === null ? [] : [refusedTicket]), ...failedWritesOf(reading)];
  return { failed, data: keepsData(session) ? 'keep' : cameTooLate(session) ? 'add' : null };
}

/** LATE-1: a later run found no ticket; what it heard belongs to what the first one left behind. */
function cameTooLate({ earlierRun, progress }: Session): boolean {
  return earlierRun && progress.endedWithoutTicket;
}

/** END-4. */
function failedTicket(reading: SessionReading): Failed | null {
  const { session, settings, now } = reading;
  const { ticket, ticketRefused, draft } = session.progress;
  if (ticket !== null || ticketRefused === null || draft === null) return null;
  return newFailed(session.id, { kind: 'ticket', draft, held: session, settings }, { ...ticketRefused, at: now });
}

/**
 * END-5: the writes that Zendesk refused for good, derived anew. One that news has overtaken (an agent who has handed the
 * ticket on) isn't among them: to replay it would undo what came after.
 */
function failedWritesOf(reading: SessionReading): readonly Failed[] {
  const { session, now } = reading;
  const { ticket, writes } = session.progress;
  if (ticket === null || !writes.some(({ outcome }) => outcome?.kind === 'refused')) return [];
  const ours = reading.settings;
  const wanted = wantedUpdates(readSession(session, ours, now), ticket);
  return writes.flatMap(({ id, ticketId, dueAt, outcome }): readonly Failed[] => {
    if (outcome?.kind !== 'refused') return [];
    const own = wanted.find(({ fact }) => writeId(session, fact) === id);
    if (own === undefined) return [];
    const wholly = [own, ...following(readSession(session, ours, now), ticket, own, wanted)];
    const [write, ...behind] = wholly.map(({ fact, change }) => ({
      id: writeId(session, fact),
      sessionId: session.id,
      ticketId,
      dueAt,
      check: true,
      change,
    }));
    if (write === undefined) return [];
    const { code, message } = outcome;
    return [newFailed(session.id, { kind: 'write', write, behind }, { code, message, at: now })];
  });
}

/** Stands for the address of the file of a write that has not landed yet. */
export function contentOf(writeId: string): string {
  return `content:${writeId}`;
}

/** What becomes due by its landing alone. */
function following(
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
    contentUrl: contentOf(id),
    droppedFields: [],
  };
  const writes = session.progress.writes.map((write) => (write.id === id ? { ...write, outcome } : write));
  const landed = { ...session, progress: { ...session.progress, writes } };
  const known = wanted.map((each) => each.fact);
  return wantedUpdates(readSession(landed, settings, now), ticket).filter((each) => !known.includes(each.fact));
}
