import type { RuleId } from '../rules/catalogue.ts';
import type { Settings } from './settings.ts';
import { setUpRemedy, teamSetUp } from './team-set-up.ts';

/** A valid setting with an effect that an administrator may not expect. */
export type SettingsWarning = { readonly rule: RuleId; readonly path: string; readonly message: string };

function defaultUserWarnings({ tickets, queues }: Settings): SettingsWarning[] {
  const message = 'no default user: voicemail and abandoned tickets stay unassigned';
  const own = Object.entries(queues).flatMap(([id, queue]) =>
    tickets.defaultUserId !== null && queue.tickets?.defaultUserId === null
      ? [`queues.${id}.tickets.defaultUserId`]
      : [],
  );
  const paths = tickets.defaultUserId === null ? ['tickets.defaultUserId', ...own] : own;
  return paths.map((path) => ({ rule: 'TKT-10', path, message }));
}

/**
 * Warns of teams that ask for a ticket id without a queue that has instant voice call and an outbound number (TEAM-1).
 */
function teamWarnings({ team }: Settings): SettingsWarning[] {
  if (!team.enabled) return [];
  if (!team.teams.some(({ ticketId }) => ticketId !== 'off')) {
    return [{ rule: 'TEAM-1', path: 'team.enabled', message: 'on, but no team asks for a ticket id' }];
  }
  return team.teams.flatMap((one, index): SettingsWarning[] => {
    if (one.ticketId === 'off') return [];
    const { kind } = teamSetUp(one, team);
    if (kind === 'complete') return [];
    const message = `ticket id entry stays off for this team: ${setUpRemedy[kind]}`;
    return [{ rule: 'TEAM-1', path: `team.teams.${index}`, message }];
  });
}

/** The warnings for an administrator who saves or checks these settings. */
export function warnings(settings: Settings): SettingsWarning[] {
  const compliance: SettingsWarning[] = settings.outbound.allowNone
    ? [
        {
          rule: 'OUT-3',
          path: 'outbound.allowNone',
          message: 'calls without a ticket: the platform can not find their recordings again',
        },
      ]
    : [];
  return [...defaultUserWarnings(settings), ...compliance, ...teamWarnings(settings)];
}
