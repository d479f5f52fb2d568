import type { Team, TeamQueue, TeamSettings } from './settings.ts';

/**
 * Whether a team is set up so that its agents can be asked for a ticket id, or else the first part that is missing
 * (TEAM-1).
 */
export type TeamSetUp =
  /** `queue` is the first queue of the team that has instant voice call and an outbound number. */
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

/** For each part that can be missing, the advice for the administrator. */
export const setUpRemedy: Readonly<Record<Exclude<TeamSetUp['kind'], 'complete'>, string>> = {
  noQueue: 'assign it to a queue',
  noInstantVoiceCall: 'switch instant voice call on for one of its queues',
  noOutboundNumber: 'give its queue with instant voice call a default outbound number',
};
