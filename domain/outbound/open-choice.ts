import type { OutboundChoice, ChoiceClaim } from '../session/outbound-choice.ts';

/** OUT-14: an agent's choice from the moment it is complete until the platform's call takes it. */

/** `at`: when it was made, ms since the epoch. */
export type KeptChoice = { readonly key: string; readonly choice: OutboundChoice; readonly at: number };

/** Why a choice is open no more. One that was taken is the session's for good. */
export type Closed =
  | { readonly why: 'taken'; readonly sessionId: string }
  | { readonly why: 'replaced' | 'cancelled' | 'expired' };

export type PastChoice = KeptChoice & { readonly closed: Closed; readonly closedAt: number };

/** All that is kept of one agent's choices: one open, and those that may still be asked for again. */
export type AgentChoices = { readonly open: KeptChoice | null; readonly past: readonly PastChoice[] };

export const noChoices: AgentChoices = { open: null, past: [] };

/** How long a choice waits for the call that carries its key, and for one that carries none; ms. */
const keptForMs = 60 * 60_000;
const byNumberForMs = 120_000;
/** How long the same answer is given again to whoever repeats a question; ms. */
const rememberedForMs = 60 * 60_000;
/** Far more than one agent can call about in that time. */
const mostRemembered = 100;

/** A new choice replaces the open one. The same key again changes nothing, whatever became of it. */
export function choose(choices: AgentChoices, kept: KeptChoice, now: number): AgentChoices {
  if (choiceOf(choices, kept.key) !== null) return choices;
  return { ...close(choices, { why: 'replaced' }, now), open: kept };
}

/** The choice with this key, open or past; null: none, or forgotten. */
export function choiceOf({ open, past }: AgentChoices, key: string): KeptChoice | PastChoice | null {
  return open?.key === key ? open : (past.find((one) => one.key === key) ?? null);
}

export function cancel(choices: AgentChoices, key: string, now: number): AgentChoices {
  return choices.open?.key === key ? close(choices, { why: 'cancelled' }, now) : choices;
}

/**
 * Gives the choice to the call that carries its key, or, to one that carries none, if it goes to the same number soon
 * after. A session that asks again gets the same.
 */
export function claim(
  choices: AgentChoices,
  call: ChoiceClaim,
  now: number,
): { readonly choices: AgentChoices; readonly choice: OutboundChoice | null } {
  const { open, past } = lapse(choices, now);
  const before = past.find(({ closed }) => closed.why === 'taken' && closed.sessionId === call.sessionId);
  if (before !== undefined) return { choices: { open, past }, choice: before.choice };
  if (open === null || !isFor(open, call, now)) return { choices: { open, past }, choice: null };
  return { choices: close({ open, past }, { why: 'taken', sessionId: call.sessionId }, now), choice: open.choice };
}

function isFor({ key, choice, at }: KeptChoice, call: ChoiceClaim, now: number): boolean {
  // News of the call may come late, and the platform's clock may differ: before the choice was made the call can't have begun.
  const began = call.at >= at ? Math.min(call.at, now) : now;
  if (call.choiceId !== null) return call.choiceId === key;
  return call.number === choice.dialNumber && began - at <= byNumberForMs;
}

/** Ends what has waited too long, and forgets what nobody asks for any more. */
export function lapse(choices: AgentChoices, now: number): AgentChoices {
  const { open, past } = choices;
  const expired = open !== null && now - open.at > keptForMs;
  const isOld = past.some(({ closedAt }) => now - closedAt > rememberedForMs);
  if (!expired && !isOld) return choices;
  const kept = { open, past: past.filter(({ closedAt }) => now - closedAt <= rememberedForMs) };
  return expired ? close(kept, { why: 'expired' }, now) : kept;
}

/** When `lapse` is to be asked next, ms since the epoch; null: nothing is kept any more. */
export function lapsesAt({ open, past }: AgentChoices): number | null {
  const times = [
    ...(open === null ? [] : [open.at + keptForMs]),
    ...past.map(({ closedAt }) => closedAt + rememberedForMs),
  ];
  return times.length === 0 ? null : Math.min(...times) + 1;
}

function close({ open, past }: AgentChoices, closed: Closed, now: number): AgentChoices {
  if (open === null) return { open, past };
  return { open: null, past: [...past, { ...open, closed, closedAt: now }].slice(-mostRemembered) };
}
