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

/** The ids of all teams that are among their own parents, their parents, and so on. Each team is followed only once. */
function ownAncestors(teams: readonly Team[], byId: ReadonlyMap<string, Team>): ReadonlySet<string> {
  const above = new Set<string>();
  const followed = new Set<string>();
  for (const { id } of teams) {
    const path = new Set<string>();
    let next: string | null = id;
    while (next !== null && !followed.has(next)) {
      followed.add(next);
      path.add(next);
      next = byId.get(next)?.parentId ?? null;
    }
    // If the way comes back to a team of its own, that team and all teams after it form a circle.
    while (next !== null && path.has(next) && !above.has(next)) {
      above.add(next);
      next = byId.get(next)?.parentId ?? null;
    }
  }
  return above;
}

function teamConflicts({ team: { teams, queues } }: Settings): SettingsProblem[] {
  const byId = new Map(teams.map((team) => [team.id, team]));
  const circular = ownAncestors(teams, byId);
  const parents = teams.flatMap((team, index): SettingsProblem[] => {
    const path = `team.teams.${index}.parentId`;
    if (team.parentId !== null && !byId.has(team.parentId)) return [{ path, message: 'no team has this id' }];
    return circular.has(team.id) ? [{ path, message: 'a team can not be above itself' }] : [];
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
