import { printFact } from '../events/fact-key.ts';

/**
 * The change of the assignee that a write makes (TKT-6, TKT-8, TKT-9). `agent`: the ticket goes to this agent. `away`: no
 * agent of the session has the ticket any more. `ordinal` is 1 for the first change to this agent, or for this reason, and
 * 2 for the second one.
 */
export type OwnerChange = { readonly ordinal: number } & (
  | { readonly kind: 'agent'; /** The platform's id. */ readonly agentId: string }
  | { readonly kind: 'away'; readonly why: AwayReason }
);

const awayReasons = ['declined', 'abandoned', 'voicemail'] as const;

/** Why no agent has the ticket any more: all declined, nobody answered, or the customer left a voicemail. */
export type AwayReason = (typeof awayReasons)[number];

const awayFacts = {
  declined: 'declined',
  abandoned: 'abandoned',
  voicemail: 'voicemail-owner',
} as const satisfies Readonly<Record<AwayReason, string>>;

/** The fact of the write, such as `assigned/7`, or `assigned/7/2` for the second time. */
export function ownerChangeFact(ownerChange: OwnerChange): string {
  const { ordinal } = ownerChange;
  if (ownerChange.kind === 'agent') return printFact({ kind: 'assigned', key: ownerChange.agentId, ordinal });
  return printFact({ kind: awayFacts[ownerChange.why], ordinal });
}

/**
 * Reads an owner change from the fact of its write. A rescue needs this, because it knows only the ids of the writes
 * (OPS-6).
 *
 * @returns null if the fact does not name an owner change
 */
export function ownerChangeOfFact(fact: string): OwnerChange | null {
  const [, agentId, timesAgent] = /^assigned\/(.+?)(?:\/(\d+))?$/.exec(fact) ?? [];
  if (agentId !== undefined) return { kind: 'agent', agentId, ordinal: Number(timesAgent ?? 1) };
  const [to, times] = fact.split('/');
  const why = awayReasons.find((reason) => awayFacts[reason] === to);
  return why === undefined ? null : { kind: 'away', why, ordinal: Number(times ?? 1) };
}

/** Whether both changes give the ticket to the same agent, or take it away for the same reason. */
export function isSameReceiver(a: OwnerChange, b: OwnerChange): boolean {
  return a.kind === 'agent' ? b.kind === 'agent' && a.agentId === b.agentId : b.kind === 'away' && a.why === b.why;
}
