import type { At } from '../events/timed.ts';
import { limits } from '../limits.ts';
import { mergeStart, withReceived } from './apply-event.ts';
import type { Intake } from './intake.ts';
import { bytesOf, keptOf } from './kept.ts';
import { limitMerged } from './limit-merged.ts';
import { addRecording } from './recordings.ts';
import { compareByTime, earlier, later } from './sorted-facts.ts';
import { identityOf } from './timeline.ts';
import { limitWarnings } from './warnings.ts';
import type { Received, Session } from './state.ts';

/**
 * Merges what two runs of one session received into what one run would have received (END-7). The merge is commutative
 * and associative. A fact that both runs received counts once.
 */
export function mergeReceived(a: Received, b: Received): Received {
  return {
    firstAt: least(a.firstAt, b.firstAt),
    lastAt: greatest(a.lastAt, b.lastAt),
    start: a.start === null || b.start === null ? (a.start ?? b.start) : mergeStart(a.start, b.start),
    queuedAt: greatest(a.queuedAt, b.queuedAt),
    queue: a.queue === null || b.queue === null ? (a.queue ?? b.queue) : later(a.queue, b.queue),
    agents: union(a.agents, b.agents),
    picks: union(a.picks, b.picks),
    ticketPicks: union(a.ticketPicks, b.ticketPicks),
    transfers: union(a.transfers, b.transfers),
    holds: union(a.holds, b.holds),
    participants: union(a.participants, b.participants),
    customerMessages: {
      count: Math.max(a.customerMessages.count, b.customerMessages.count),
      uncounted: [...new Set([...a.customerMessages.uncounted, ...b.customerMessages.uncounted])]
        .sort()
        .slice(0, limits.session.messageIds.value),
    },
    timeline: firstOfEach(union(a.timeline, b.timeline)),
    end: a.end === null || b.end === null ? (a.end ?? b.end) : earlier(a.end, b.end),
    wrappedUpAt: least(a.wrappedUpAt, b.wrappedUpAt),
    recordings: union(a.recordings, b.recordings).reduce<Received['recordings']>(addRecording, []),
    merges: union(a.merges, b.merges),
    recheckRequests: union(a.recheckRequests, b.recheckRequests),
    warnings: limitWarnings([...a.warnings, ...b.warnings]),
    metadata: a.metadata === null || b.metadata === null ? (a.metadata ?? b.metadata) : later(a.metadata, b.metadata),
  };
}

/**
 * Adds everything that the second run received to the first run. The progress of the second run is dropped. If both
 * together are more than a session may keep, the data of the second run is cut or left out (SEC-2).
 *
 * @param first a run of the session, whose progress is kept
 * @param second another run of the same session
 */
export function mergeSessions(first: Session, second: Session): Session {
  const ids = [...new Set([...first.eventIds, ...second.eventIds])];
  const eventIds = ids.slice(-limits.session.eventIds.value);
  const own = first.receivedEvents ?? first.received;
  const other = second.receivedEvents ?? second.received;
  const received = mergeReceived(own, other);
  const [one, two] = [keptOf(first), keptOf(second)];
  const counted = { cut: { ...two.cut, ...one.cut }, leftOut: { ...two.leftOut, ...one.leftOut } };
  const merged: Intake = { eventIds, received, kept: { bytes: bytesOf(eventIds, received), ...counted } };
  return withReceived(first, limitMerged(merged, { eventIds, received: own, kept: { ...one, ...counted } }, other));
}

function least(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

function greatest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

function union<Fact extends At<unknown>>(a: readonly Fact[], b: readonly Fact[]): readonly Fact[] {
  const known = new Set(a.map((fact) => JSON.stringify(fact)));
  return [...a, ...b.filter((fact) => !known.has(JSON.stringify(fact)))].sort(compareByTime);
}

/** Keeps the first entry of each identity. The entries are sorted by time, so the first entry is the earliest. */
function firstOfEach(timeline: Received['timeline']): Received['timeline'] {
  const seen = new Set<string>();
  return timeline.filter((entry) => {
    const identity = identityOf(entry);
    const isFirst = !seen.has(identity);
    seen.add(identity);
    return isFirst;
  });
}
