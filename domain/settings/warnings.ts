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

/**
 * Settings that are on but have no effect, because another setting is off or wins over them. An agent or a customer would
 * wait for the effect in vain.
 */
function withoutEffect({ outbound, append, tickets, dap, contacts, queues }: Settings): SettingsWarning[] {
  const found: SettingsWarning[] = [];
  const warn = (isSo: boolean, rule: RuleId, path: string, why: string): void => {
    if (isSo) found.push({ rule, path, message: `has no effect: ${why}` });
  };
  const notFlexible = 'outbound.flexible is off';
  const rules = {
    promptForTicket: 'OUT-1',
    allowCreate: 'OUT-2',
    allowNone: 'OUT-3',
    allowEnteredNumber: 'OUT-8',
  } as const;
  warn(!outbound.flexible && outbound.promptForTicket, rules.promptForTicket, 'outbound.promptForTicket', notFlexible);
  warn(!outbound.flexible && outbound.allowCreate, rules.allowCreate, 'outbound.allowCreate', notFlexible);
  warn(!outbound.flexible && outbound.allowNone, rules.allowNone, 'outbound.allowNone', notFlexible);
  warn(
    !outbound.flexible && outbound.allowEnteredNumber,
    rules.allowEnteredNumber,
    'outbound.allowEnteredNumber',
    notFlexible,
  );
  warn(!dap.postToTicket && dap.includeRequest, 'UPD-10', 'dap.includeRequest', 'dap.postToTicket is off');
  warn(!contacts.create && contacts.anonymous === 'new', 'CON-5', 'contacts.anonymous', 'contacts.create is off');
  const places = [
    { at: '', tickets, append },
    ...Object.entries(queues).map(([id, queue]) => ({
      at: `queues.${id}.`,
      tickets: { ...tickets, ...queue.tickets },
      append: { ...append, ...queue.append },
    })),
  ];
  for (const { at, tickets: made, append: appended } of places) {
    const never = appended.never ? 'append.never is on' : null;
    const noAppend = never ?? (appended.inbound ? null : 'append.inbound is off');
    if (noAppend !== null)
      warn(appended.reopenSolvedWithinDays !== null, 'APP-2', `${at}append.reopenSolvedWithinDays`, noAppend);
    const noFold = never ?? (made.createForAbandonedCalls ? null : 'tickets.createForAbandonedCalls is off');
    if (noFold !== null) warn(made.foldMissedCalls !== null, 'TKT-14', `${at}tickets.foldMissedCalls`, noFold);
  }
  // A queue that changes nothing of this has the warning of the document already.
  return found.filter(({ path }) => !path.startsWith('queues.') || isOwn(path, queues));
}

/** Whether the queue of this path sets the value, or the value that takes its effect away. */
function isOwn(path: string, queues: Settings['queues']): boolean {
  const id = Object.keys(queues).find((each) => path.startsWith(`queues.${each}.`));
  return id !== undefined && (queues[id]?.append !== undefined || queues[id]?.tickets !== undefined);
}

/** The warnings for an administrator who saves or checks these settings. */
export function warnings(settings: Settings): SettingsWarning[] {
  const compliance: SettingsWarning[] =
    settings.outbound.allowNone && settings.outbound.flexible
      ? [
          {
            rule: 'OUT-3',
            path: 'outbound.allowNone',
            message: 'calls without a ticket: the platform can not find their recordings again',
          },
        ]
      : [];
  return [...defaultUserWarnings(settings), ...compliance, ...teamWarnings(settings), ...withoutEffect(settings)];
}
