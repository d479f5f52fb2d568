import type { RuleId } from '../rules/catalogue.ts';
import type { Settings } from './settings.ts';

/** Something that works, but not as an administrator may expect. */
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

/** TEAM-1: asking for a ticket id needs a queue of the team with instant voice call and an outbound number. */
function teamWarnings({ team: { enabled, teams, queues } }: Settings): SettingsWarning[] {
  if (!enabled) return [];
  const off = 'ticket id entry stays off for this team:';
  if (!teams.some(({ ticketId }) => ticketId !== 'off')) {
    return [{ rule: 'TEAM-1', path: 'team.enabled', message: 'on, but no team asks for a ticket id' }];
  }
  return teams.flatMap(({ id, ticketId }, index): SettingsWarning[] => {
    if (ticketId === 'off') return [];
    const path = `team.teams.${index}`;
    const assigned = queues.filter((queue) => queue.teams.includes(id));
    const instant = assigned.filter(({ instantVoiceCall }) => instantVoiceCall);
    if (instant.some(({ outboundNumber }) => outboundNumber !== null)) return [];
    if (assigned.length === 0) return [{ rule: 'TEAM-1', path, message: `${off} assign it to a queue` }];
    if (instant.length === 0) {
      return [{ rule: 'TEAM-1', path, message: `${off} switch instant voice call on for one of its queues` }];
    }
    return [{ rule: 'TEAM-1', path, message: `${off} give one of its queues a default outbound number` }];
  });
}

/** What to tell who saves or checks these settings. */
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
