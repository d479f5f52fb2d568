import type { SessionReading } from '../session/read-session.ts';
import type { Settings } from '../settings/settings.ts';
import { mayBeWritten } from '../session/late-facts.ts';
import { lateUntil } from '../session/timing.ts';
import type { Session, SessionTicket, WriteState } from '../session/state.ts';
import { waitFor } from '../session/step.ts';
import type { Step } from '../session/step.ts';
import { writeId, writesById } from '../ticket-updates/wanted-update.ts';
import { wantedUpdates } from '../ticket-updates/wanted-updates.ts';

/**
 * The ticket-writes workflow answers within seconds. After this time the session hands the write over again, which is
 * safe: the marker of the write prevents a double.
 */
const handOverAgainMs = 15 * 60_000;

/** A session hands a parked write over again within this time, unless no worker runs. */
const justParkedMs = 30_000;

/** The writes that the session's ticket lacks, and the waits for the writes that are under way. */
export function writeSteps(reading: SessionReading, ticket: SessionTicket): readonly Step[] {
  const { session, settings, now } = reading;
  const wanted = wantedUpdates(reading, ticket).map((update) => ({
    ...update,
    id: writeId(session, update.fact),
  }));
  const wantedIds = new Set(wanted.map(({ id }) => id));
  const steps: Step[] = [...unwantedWaits(session, wantedIds, settings, now)];
  const parkedUntil = earliestParkedUntil(session);
  const states = writesById(session);
  const lastOnTicket = new Map<number, string>();
  const ids = (facts: readonly string[]): readonly string[] => facts.map((fact) => writeId(session, fact));
  for (const { id, change, ownerChange, at, sameAs, partOf, includes } of wanted) {
    const state = states.get(id);
    if (state?.outcome !== undefined && state.outcome !== null) continue;
    const ticketId = formerTicketOf(session, state) ?? ticket.id;
    // A file may take long, so no write waits for a write with a file, and that one follows no other (UPD-12).
    const after = change.file === null ? lastOnTicket.get(ticketId) : undefined;
    if (change.file === null) lastOnTicket.set(ticketId, id);
    const isHandedOver = state !== undefined && state.parkedUntil === undefined;
    const waitsUntil = state?.parkedApart === true ? (state.parkedUntil ?? null) : parkedUntil;
    if (!isHandedOver && waitsUntil !== null && now < waitsUntil) {
      steps.push(waitFor('writes', waitsUntil));
      continue;
    }
    if (isHandedOver && now - state.sentAt < handOverAgainMs) {
      steps.push(waitFor('writes', state.sentAt + handOverAgainMs));
      continue;
    }
    const mayBeThere = ticket.origin === 'found' || ticket.givenBack === true || mayBeWritten(session, at);
    const tried = state?.fileTriedSince;
    const isUnsent = state?.parkedUnsent === true && isJustParked(state, now);
    const input = {
      id,
      sessionId: session.id,
      ticketId,
      dueAt: state?.dueAt ?? now,
      check: mayBeThere || session.rescued || state !== undefined,
      change,
      ...(after !== undefined && { after }),
      ...(sameAs !== undefined && { sameAs: sameAs.map(ids) }),
      ...(partOf !== undefined && { partOf: writeId(session, partOf) }),
      ...(includes !== undefined && { includes: ids(includes) }),
      ...(tried !== undefined && { fileTriedSince: tried }),
      ...(isUnsent && { unsentAt: now }),
    };
    steps.push({ kind: 'write', key: `write/${id}`, input, ...(ownerChange !== undefined && { ownerChange }) });
  }
  return steps;
}

/**
 * Whether the time has just come for which the write was parked. If much more time has passed, the state of the session may
 * come from a backup, and the write may have been sent since.
 */
function isJustParked(state: WriteState | undefined, now: number): boolean {
  return state?.parkedApart === true && state.parkedUntil !== undefined && now - state.parkedUntil < justParkedMs;
}

/**
 * END-6: later events made these writes unnecessary after they were handed over. The session waits for their outcome too,
 * but not for ever.
 */
function unwantedWaits(
  { progress }: Session,
  wantedIds: ReadonlySet<string>,
  settings: Settings,
  now: number,
): readonly Step[] {
  return progress.writes.flatMap(({ id, outcome, sentAt, parkedUntil }) => {
    const until = lateUntil(sentAt, settings);
    const isAwaited = outcome === null && parkedUntil === undefined && now < until && !wantedIds.has(id);
    return isAwaited ? [waitFor('writes', until)] : [];
  });
}

/**
 * BAT-9: the time until which the ticket-writes workflow has no room; null: it has room. New writes wait as well. Then
 * all writes are handed over together and in order, without those that are not wanted any more. A write whose file can
 * not be had now waits apart from them.
 */
function earliestParkedUntil({ progress }: Session): number | null {
  const times = progress.writes.flatMap(({ parkedUntil, parkedApart }) =>
    parkedApart === true ? [] : (parkedUntil ?? []),
  );
  return times.length === 0 ? null : Math.min(...times);
}

/** TKT-9: a write that was under way to the ticket that the session was appended to stays on that ticket. */
function formerTicketOf(session: Session, state: WriteState | undefined): number | null {
  const former = session.progress.formerTickets.find(({ id, why }) => id === state?.ticketId && why === 'voicemail');
  return former?.id ?? null;
}
