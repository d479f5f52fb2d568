import type { Settings, Team } from './settings.ts';

/** An error in a settings document. `path` joins keys and positions by dots. */
export type SettingsProblem = { readonly path: string; readonly message: string };

function repeated(list: readonly { readonly key: string; readonly path: string }[]): SettingsProblem[] {
  const seen = new Set<string>();
  return list.flatMap(({ key, path }) => {
    if (seen.has(key)) return [{ path, message: 'the same is already in the list' }];
    seen.add(key);
    return [];
  });
}

function outboundConflicts({ outbound, append, queues }: Settings): SettingsProblem[] {
  const problems: SettingsProblem[] = [];
  if (outbound.allowCreate && !outbound.promptForTicket) {
    problems.push({ path: 'outbound.allowCreate', message: 'needs outbound.promptForTicket: switch that on first' });
  }
  // Agents cannot be asked for a ticket to append to if the settings forbid to append (APP-7).
  if (outbound.promptForTicket) {
    const never = 'excludes outbound.promptForTicket: switch one of the two off';
    if (append.never) problems.push({ path: 'append.never', message: never });
    for (const [id, queue] of Object.entries(queues)) {
      if (queue.append?.never === true) problems.push({ path: `queues.${id}.append.never`, message: never });
    }
  }
  return problems;
}

/** Whether this team is among its own parents, their parents, and so on. */
function isOwnAncestor(team: Team, byId: ReadonlyMap<string, Team>): boolean {
  const visited = new Set<string>();
  let parent = team.parentId;
  while (parent !== null && !visited.has(parent)) {
    if (parent === team.id) return true;
    visited.add(parent);
    parent = byId.get(parent)?.parentId ?? null;
  }
  return false;
}

function teamConflicts({ team: { teams, queues } }: Settings): SettingsProblem[] {
  const byId = new Map(teams.map((team) => [team.id, team]));
  const parents = teams.flatMap((team, index): SettingsProblem[] => {
    const path = `team.teams.${index}.parentId`;
    if (team.parentId !== null && !byId.has(team.parentId)) return [{ path, message: 'no team has this id' }];
    return isOwnAncestor(team, byId) ? [{ path, message: 'a team can not be above itself' }] : [];
  });
  const unknownTeams = queues.flatMap((queue, index) =>
    queue.teams.flatMap((id, place) =>
      byId.has(id) ? [] : [{ path: `team.queues.${index}.teams.${place}`, message: 'no team has this id' }],
    ),
  );
  return [
    ...repeated(teams.map(({ id }, index) => ({ key: id, path: `team.teams.${index}.id` }))),
    ...repeated(queues.map(({ id }, index) => ({ key: id, path: `team.queues.${index}.id` }))),
    ...parents,
    ...unknownTeams,
  ];
}

/** The contradictions between values of a document. Each value by itself is valid already. */
export function conflicts(settings: Settings): SettingsProblem[] {
  const numbers = settings.outbound.numbers.map(({ number }, index) => ({
    key: number,
    path: `outbound.numbers.${index}.number`,
  }));
  return [...outboundConflicts(settings), ...repeated(numbers), ...teamConflicts(settings)];
}
