import type { Team, TeamQueue, TeamSettings } from './settings.ts';

/** What a team still lacks before its agents can be asked for a ticket id, in the order in which it is set up (TEAM-1). */
export type TeamSetUp =
  /** `queue`: the first of its queues that has all it takes. */
  | { readonly kind: 'complete'; readonly queue: TeamQueue; readonly outboundNumber: string }
  | { readonly kind: 'noQueue' | 'noInstantVoiceCall' | 'noOutboundNumber' };

export function teamSetUp(team: Team, { queues }: TeamSettings): TeamSetUp {
  const assigned = queues.filter((queue) => queue.teams.includes(team.id));
  if (assigned.length === 0) return { kind: 'noQueue' };
  const instant = assigned.filter(({ instantVoiceCall }) => instantVoiceCall);
  if (instant.length === 0) return { kind: 'noInstantVoiceCall' };
  for (const queue of instant) {
    const { outboundNumber } = queue;
    if (outboundNumber !== null) return { kind: 'complete', queue, outboundNumber };
  }
  return { kind: 'noOutboundNumber' };
}

/** What to do about a set-up that is not complete. */
export const setUpRemedy: Readonly<Record<Exclude<TeamSetUp['kind'], 'complete'>, string>> = {
  noQueue: 'assign it to a queue',
  noInstantVoiceCall: 'switch instant voice call on for one of its queues',
  noOutboundNumber: 'give its queue with instant voice call a default outbound number',
};
