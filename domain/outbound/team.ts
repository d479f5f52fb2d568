import type { Settings, Team } from '../settings/settings.ts';
import { setUpRemedy, teamSetUp } from '../settings/team-set-up.ts';

/**
 * TEAM-6: the team whose settings apply to an agent. It begins with the agent's highest team in the list. As long as the
 * agent is also in a sub-team of that team, the highest such sub-team replaces it. Null: the agent is in no team.
 */
export function teamOf(agentId: string, { team: { teams } }: Settings): Team | null {
  const byRank = teams.filter(({ agents }) => agents.includes(agentId)).toSorted((a, b) => a.rank - b.rank);
  const below = (team: Team): Team => {
    const sub = byRank.find((other) => other !== team && ancestorsOf(other, teams).includes(team.id));
    return sub === undefined ? team : below(sub);
  };
  const [highest] = byRank;
  return highest === undefined ? null : below(highest);
}

/** The ids of the parent teams, the nearest first. */
function ancestorsOf(team: Team, teams: readonly Team[], passed: readonly string[] = []): readonly string[] {
  if (team.parentId === null || passed.includes(team.parentId)) return passed;
  const parent = teams.find(({ id }) => id === team.parentId);
  const path = [...passed, team.parentId];
  return parent === undefined ? path : ancestorsOf(parent, teams, path);
}

/** TEAM-1: whether an agent is asked for a ticket id before an outbound call. */
export type TeamTicketRule =
  | { readonly asks: 'off'; readonly because: string }
  | {
      readonly asks: 'optional' | 'required';
      readonly team: Team;
      /** The default outbound number of the team's queue, E.164. */
      readonly outboundNumber: string;
    };

export function teamTicketRule(agentId: string, settings: Settings): TeamTicketRule {
  const off = (because: string): TeamTicketRule => ({ asks: 'off', because });
  if (!settings.team.enabled) return off('Ticket id entry is switched off.');
  const team = teamOf(agentId, settings);
  if (team === null) return off('You are in no team that is asked for a ticket id.');
  if (team.ticketId === 'off') return off(`Team ${team.name} is not asked for a ticket id.`);
  const setUp = teamSetUp(team, settings.team);
  return setUp.kind === 'complete'
    ? { asks: team.ticketId, team, outboundNumber: setUp.outboundNumber }
    : off(`The set-up of team ${team.name} is not complete: an administrator has to ${setUpRemedy[setUp.kind]}.`);
}
