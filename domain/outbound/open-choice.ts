import type { OutboundChoice, ChoiceClaim } from '../session/outbound-choice.ts';

/**
 * OUT-14: the state of an agent's choices before calls. A complete choice is open until the platform reports the call that
 * belongs to it.
 */

/** A complete choice. `at` is the time when it was made, ms since the epoch. */
export type KeptChoice = {
  readonly key: string;
  readonly choice: OutboundChoice;
  readonly at: number;
  /** A hash of the body of the request. Another body with the same key is refused. */
  readonly bodyHash?: string;
};

/** The reason why a choice is no longer open. A choice that was taken belongs to its session for good. */
export type ClosedBecause =
  | { readonly why: 'taken'; readonly sessionId: string }
  | { readonly why: 'replaced' | 'cancelled' | 'expired' };

export type PastChoice = KeptChoice & { readonly closed: ClosedBecause; readonly closedAt: number };

/** The stored choices of one agent: the open one, and past ones for which a session may ask again. */
export type AgentChoices = { readonly open: KeptChoice | null; readonly past: readonly PastChoice[] };

export const noChoices: AgentChoices = { open: null, past: [] };

/** A choice is open for this time; ms. */
const openForMs = 60 * 60_000;
/** A call without a key takes the choice only if it begins within this time; ms. */
const matchesNumberForMs = 120_000;
/** A past choice is stored for this time, so that a repeated question gets the same answer; ms. */
const rememberedForMs = 60 * 60_000;
/** At most this many past choices are stored. One agent makes far fewer calls within an hour. */
const mostRemembered = 100;

/** Opens a choice, which replaces the open one. A key that was used before changes nothing. */
export function choose(choices: AgentChoices, kept: KeptChoice, now: number): AgentChoices {
  if (findChoice(choices, kept.key) !== null) return choices;
  return { ...close(choices, { why: 'replaced' }, now), open: kept };
}

/** The open or past choice with this key. Null: there is no such choice, or it is no longer stored. */
export function findChoice({ open, past }: AgentChoices, key: string): KeptChoice | PastChoice | null {
  return open?.key === key ? open : (past.find((one) => one.key === key) ?? null);
}

/** Cancels the open choice if it has this key. */
export function cancel(choices: AgentChoices, key: string, now: number): AgentChoices {
  return choices.open?.key === key ? close(choices, { why: 'cancelled' }, now) : choices;
}

/**
 * Gives the open choice to a call that carries its key. A call without a key gets it if the call goes to the same number
 * soon after the choice. A session that asks again gets the same choice.
 *
 * @param now ms since the epoch
 */
export function claim(
  choices: AgentChoices,
  call: ChoiceClaim,
  now: number,
): { readonly choices: AgentChoices; readonly choice: OutboundChoice | null } {
  const { open, past } = expireChoices(choices, now);
  const before = past.find(({ closed }) => closed.why === 'taken' && closed.sessionId === call.sessionId);
  if (before !== undefined) return { choices: { open, past }, choice: before.choice };
  if (open === null || !belongsTo(open, call, now)) return { choices: { open, past }, choice: null };
  return { choices: close({ open, past }, { why: 'taken', sessionId: call.sessionId }, now), choice: open.choice };
}

function belongsTo({ key, choice, at }: KeptChoice, call: ChoiceClaim, now: number): boolean {
  // The report of the call may come late. A time outside the choice and now shows only that the platform's clock is wrong.
  const began = call.at >= at ? Math.min(call.at, now) : now;
  if (call.choiceId !== null) return call.choiceId === key;
  return call.number === choice.dialNumber && began - at <= matchesNumberForMs;
}

/** Closes an open choice that is too old, and removes past choices that are too old. */
export function expireChoices(choices: AgentChoices, now: number): AgentChoices {
  const { open, past } = choices;
  const expired = open !== null && now - open.at > openForMs;
  const isOld = past.some(({ closedAt }) => now - closedAt > rememberedForMs);
  if (!expired && !isOld) return choices;
  const kept = { open, past: past.filter(({ closedAt }) => now - closedAt <= rememberedForMs) };
  return expired ? close(kept, { why: 'expired' }, now) : kept;
}

/** The next time at which a choice is too old, ms since the epoch. Null: no choice is stored. */
export function nextExpiryAt({ open, past }: AgentChoices): number | null {
  const times = [
    ...(open === null ? [] : [open.at + openForMs]),
    ...past.map(({ closedAt }) => closedAt + rememberedForMs),
  ];
  return times.length === 0 ? null : Math.min(...times) + 1;
}

function close({ open, past }: AgentChoices, closed: ClosedBecause, now: number): AgentChoices {
  if (open === null) return { open, past };
  return { open: null, past: [...past, { ...open, closed, closedAt: now }].slice(-mostRemembered) };
}
