import type { Instant } from './lenient-fields.ts';
import type { AgentStay } from './participants.ts';

/** Who of several humans held the session, one after another, and who was only with them. */
export type Handling = {
  /** Who answered first. */
  readonly first: AgentStay | null;
  readonly transfers: readonly { readonly from: AgentStay; readonly to: AgentStay; readonly at: Instant | null }[];
  /** Joined while another held it: a consult, a conference, or a transfer that was announced. */
  readonly guests: readonly { readonly stay: AgentStay; readonly left: boolean }[];
};

/** Who leaves this close to the end left with it: nobody took over. */
const togetherMs = 1_000;

/** When all are known, by their times; else as the document lists them. */
function inOrder(stays: readonly AgentStay[]): readonly AgentStay[] {
  if (stays.some(({ joined }) => joined === null)) return stays;
  return stays.toSorted((a, b) => (a.joined?.ms ?? 0) - (b.joined?.ms ?? 0));
}

/**
 * UPD-2: the first left and the second stays. `null` where both have left and nothing says who stayed longer: a wrong
 * transfer would move the ticket, a missing one comes with the metadata document.
 */
function tookOver(holder: AgentStay, next: AgentStay, someoneStays: boolean): boolean | null {
  if (holder.stage === 'present') return false;
  if (next.stage === 'present') return true;
  if (holder.left !== null && next.joined !== null && next.joined.ms >= holder.left.ms) return true;
  if (holder.left !== null && next.left !== null) return next.left.ms > holder.left.ms + togetherMs;
  // Somebody has it now, so it was handed on; without times, from each to the next.
  return someoneStays ? true : null;
}

/** Whether both were there at once, as far as times tell. */
function met(holder: AgentStay, next: AgentStay): boolean {
  return holder.left !== null && next.joined !== null && next.joined.ms < holder.left.ms;
}

function latest(a: Instant | null, b: Instant | null): Instant | null {
  if (a === null || b === null) return a ?? b;
  return a.ms >= b.ms ? a : b;
}

/** `humans`: every human's stays, in the document's order. */
export function handlingOf(humans: readonly AgentStay[]): Handling {
  const [first = null, ...others] = inOrder(humans.filter(({ answered }) => answered));
  const transfers: Handling['transfers'][number][] = [];
  const guests: Handling['guests'][number][] = [];
  let holder = first;
  for (const [index, next] of others.entries()) {
    if (holder === null || holder.agent.id === next.agent.id) {
      holder = next;
      continue;
    }
    const someoneStays = others.slice(index + 1).some(({ stage }) => stage === 'present');
    const taken = tookOver(holder, next, someoneStays);
    if (taken === null) continue;
    if (!taken || met(holder, next)) guests.push({ stay: next, left: !taken && next.stage === 'left' });
    if (!taken) continue;
    transfers.push({ from: holder, to: next, at: latest(holder.left, next.joined) });
    holder = next;
  }
  return { first, transfers, guests };
}
