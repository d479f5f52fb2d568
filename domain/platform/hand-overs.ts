import type { Instant } from './lenient-fields.ts';
import type { AgentParticipation } from './participants.ts';

/** The human agents who were responsible for a session one after another, and those who only joined them. */
export type HandOvers = {
  /** The agent who answered first. */
  readonly first: AgentParticipation | null;
  readonly transfers: readonly {
    readonly from: AgentParticipation;
    readonly to: AgentParticipation;
    readonly at: Instant | null;
  }[];
  /** Agents who joined while another was responsible: in a consult, a conference, or a transfer that was announced. */
  readonly guests: readonly { readonly participation: AgentParticipation; readonly left: boolean }[];
};

/** Two agents who leave within this time of each other left together, so neither took over from the other. */
const simultaneousMs = 1_000;

/** The participations by the time of joining, or in the order of the document if one of these times is missing. */
function byJoinTime(participations: readonly AgentParticipation[]): readonly AgentParticipation[] {
  if (participations.some(({ joined }) => joined === null)) return participations;
  return participations.toSorted((a, b) => (a.joined?.ms ?? 0) - (b.joined?.ms ?? 0));
}

/**
 * Whether `next` took the session over from `holder`: `holder` left, and `next` remained (UPD-2). `null`: both have
 * left, and nothing shows who left later. Then no transfer is assumed. A wrong transfer would give the ticket to the
 * wrong agent, and a missing one is added by the metadata document.
 */
function hasTakenOver(
  holder: AgentParticipation,
  next: AgentParticipation,
  laterAgentConnected: boolean,
): boolean | null {
  if (holder.state === 'connected') return false;
  if (next.state === 'connected') return true;
  if (holder.left !== null && next.joined !== null && next.joined.ms >= holder.left.ms) return true;
  if (holder.left !== null && next.left !== null) return next.left.ms > holder.left.ms + simultaneousMs;
  // A later agent is connected now, so each agent handed the session to the next one.
  return laterAgentConnected ? true : null;
}

/** Whether both were in the session at the same time. False if the times do not show it. */
function overlapped(holder: AgentParticipation, next: AgentParticipation): boolean {
  return holder.left !== null && next.joined !== null && next.joined.ms < holder.left.ms;
}

function latest(a: Instant | null, b: Instant | null): Instant | null {
  if (a === null || b === null) return a ?? b;
  return a.ms >= b.ms ? a : b;
}

/** @param humans all participations of human agents, in the order of the document */
export function handOversOf(humans: readonly AgentParticipation[]): HandOvers {
  const [first = null, ...others] = byJoinTime(humans.filter(({ answered }) => answered));
  const transfers: HandOvers['transfers'][number][] = [];
  const guests: HandOvers['guests'][number][] = [];
  let holder = first;
  for (const [index, next] of others.entries()) {
    if (holder === null || holder.agent.id === next.agent.id) {
      holder = next;
      continue;
    }
    const laterAgentConnected = others.slice(index + 1).some(({ state }) => state === 'connected');
    const takenOver = hasTakenOver(holder, next, laterAgentConnected);
    if (takenOver === null) continue;
    if (!takenOver || overlapped(holder, next))
      guests.push({ participation: next, left: !takenOver && next.state === 'left' });
    if (!takenOver) continue;
    transfers.push({ from: holder, to: next, at: latest(holder.left, next.joined) });
    holder = next;
  }
  return { first, transfers, guests };
}
