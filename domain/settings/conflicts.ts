import type { Settings, Team } from './settings.ts';

/** What is wrong and where, as a path of keys and positions joined by dots. */
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
  // APP-7: agents can't be asked for a ticket to append to where nothing may be appended.
  if (outbound.promptForTicket) {
    const never = 'excludes outbound.promptForTicket: switch one of the two off';
    if (append.never) problems.push({ path: 'append.never', message: never });
    for (const [id, queue] of Object.entries(queues)) {
      if (queue.append?.never === true) problems.push({ path: `queues.${id}.append.never`, message: never });
    }
  }
  return problems;
}

/** Whether following the parents from this team comes back to it. */
function isOwnAncestor(team: Team, byId: ReadonlyMap<string, Team>): boolean {
  const passed = new Set<string>();
  let parent = team.parentId;
  while (parent !== null && !passed.has(parent)) {
    if (parent === team.id) return true;
    passed.add(parent);
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
  const strangers = queues.flatMap((queue, index) =>
    queue.teams.flatMap((id, place) =>
      byId.has(id) ? [] : [{ path: `team.queues.${index}.teams.${place}`, message: 'no team has this id' }],
    ),
  );
  return [
    ...repeated(teams.map(({ id }, index) => ({ key: id, path: `team.teams.${index}.id` }))),
    ...repeated(queues.map(({ id }, index) => ({ key: id, path: `team.queues.${index}.id` }))),
    ...parents,
    ...strangers,
  ];
}

/** What contradicts itself in a document whose values are each right by themselves. */
export function conflicts(settings: Settings): SettingsProblem[] {
  const numbers = settings.outbound.numbers.map(({ number }, index) => ({
    key: number,
    path: `outbound.numbers.${index}.number`,
  }));
  return [...outboundConflicts(settings), ...repeated(numbers), ...teamConflicts(settings)];
}
