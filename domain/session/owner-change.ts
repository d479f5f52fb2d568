/**
 * To whom a write gives the ticket: to an agent, or away from every agent (TKT-6, TKT-8, TKT-9). `ordinal` is 1 for the first
 * time that it goes to this agent, or away for this reason, and 2 for the second time.
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
  const to = ownerChange.kind === 'agent' ? `assigned/${ownerChange.agentId}` : awayFacts[ownerChange.why];
  return ownerChange.ordinal === 1 ? to : `${to}/${ownerChange.ordinal}`;
}

/**
 * The owner change that a fact names. Null: it names none. Only a rescue needs it, which knows no more of a write than its id
 * (OPS-6).
 */
export function ownerChangeOfFact(fact: string): OwnerChange | null {
  const [, agentId, timesAgent] = /^assigned\/(.+?)(?:\/(\d+))?$/.exec(fact) ?? [];
  if (agentId !== undefined) return { kind: 'agent', agentId, ordinal: Number(timesAgent ?? 1) };
  const [to, times] = fact.split('/');
  const why = awayReasons.find((reason) => awayFacts[reason] === to);
  return why === undefined ? null : { kind: 'away', why, ordinal: Number(times ?? 1) };
}

/** Whether both give the ticket to the same agent, or take it away for the same reason. */
export function isSameReceiver(a: OwnerChange, b: OwnerChange): boolean {
  return a.kind === 'agent' ? b.kind === 'agent' && a.agentId === b.agentId : b.kind === 'away' && a.why === b.why;
}
