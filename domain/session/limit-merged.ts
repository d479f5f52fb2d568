import type { EventType } from '../events/event-list.ts';
import { limits } from '../limits.ts';
import { addFact, rooms } from './intake.ts';
import type { FactList, Intake } from './intake.ts';
import { bytesOf } from './kept.ts';
import { addRecordingWithin } from './recordings.ts';
import type { Received } from './state.ts';
import { addEntry } from './timeline-intake.ts';

const most = limits.session;

/**
 * Holds the merged data of two runs within the limits of a session (SEC-2).
 * @param merged everything that both runs received
 * @param own the data of the first run, which is within the limits
 * @param other the data of the second run
 * @returns `merged` if it is within the limits. Otherwise the first run, with as much of the second run as there is room for
 */
export function limitMerged(merged: Intake, own: Intake, other: Received): Intake {
  if (isWithin(merged)) return merged;
  const base = withSingleFacts(merged, own);
  const agents = added(base, 'agents', 'session.assigned', other.agents);
  const picks = added(agents, 'picks', 'contact.picked', other.picks);
  const ticketPicks = added(picks, 'ticketPicks', 'ticket.picked', other.ticketPicks);
  const transfers = added(ticketPicks, 'transfers', 'transfer.started', other.transfers);
  const merges = added(transfers, 'merges', 'ticket.merged', other.merges);
  const recordings = other.recordings.reduce(addRecordingWithin, merges);
  const entries = other.timeline.reduce(addEntry, recordings);
  const holds = added(entries, 'holds', 'hold.started', other.holds);
  return added(holds, 'participants', 'participant.joined', other.participants);
}

function added<Name extends FactList>(
  intake: Intake,
  name: Name,
  type: EventType,
  facts: readonly Received[Name][number][],
): Intake {
  return facts.reduce((sum, fact) => addFact(sum, type, name, fact), intake);
}

/** The first run with the merged facts of which there is only one, such as the start and the end. */
function withSingleFacts({ received }: Intake, own: Intake): Intake {
  const { agents, picks, ticketPicks, transfers, merges, holds, participants, recordings, timeline } = own.received;
  const ownLists = { agents, picks, ticketPicks, transfers, merges, holds, participants, recordings, timeline };
  const all = { ...received, ...ownLists };
  const bytes = bytesOf(own.eventIds, all);
  // The document is the only single fact that can be large. The first run keeps its own one if there is no room for both.
  const isTooLarge = bytes > rooms.entry;
  const single = isTooLarge ? { ...all, metadata: own.received.metadata } : all;
  return { ...own, received: single, kept: { ...own.kept, bytes: isTooLarge ? bytesOf(own.eventIds, single) : bytes } };
}

function isWithin({ received, kept }: Intake): boolean {
  return (
    kept.bytes <= rooms.entry &&
    received.agents.length <= most.agents.value &&
    received.picks.length <= most.picks.value &&
    received.ticketPicks.length <= most.picks.value &&
    received.transfers.length <= most.transfers.value &&
    received.merges.length <= most.merges.value &&
    received.holds.length <= most.holds.value &&
    received.participants.length <= most.participants.value &&
    received.recordings.length <= most.recordings.value &&
    received.timeline.length <= most.timeline.value
  );
}
