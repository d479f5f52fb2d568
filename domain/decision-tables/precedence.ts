import { completeChoice } from '../outbound/complete.ts';
import { outboundOptions } from '../outbound/options.ts';
import type { OutboundQuestion } from '../session/outbound-choice.ts';
import type { Decision } from '../decision.ts';
import { decide } from '../decision.ts';
import type { Settings } from '../settings/settings.ts';
import { asked, knowing, settingsFor, ticketId } from './before-call.ts';
import { decisionTable } from './table.ts';

/** `asks`: the question of the page. `team`: the agent's team is asked for a ticket id. */
const rows: readonly { readonly title: string; readonly asks: OutboundQuestion; readonly team?: true }[] = [
  {
    title: 'ticket id and call back',
    asks: asked({ source: 'team_ticket', ticketId, followsSessionId: 'call-1' }),
    team: true,
  },
  {
    title: 'ticket id and a choice',
    asks: asked({ source: 'team_ticket', ticketId, ticketChoice: 'none' }),
    team: true,
  },
  { title: 'ticket id and the ticket it starts from', asks: asked({ source: 'ticket', ticketId }), team: true },
  { title: 'ticket id', asks: asked({ source: 'team_ticket', ticketId }), team: true },
  {
    title: 'call back and a choice',
    asks: asked({ source: 'call_back', followsSessionId: 'call-1', ticketChoice: 'none' }),
  },
  { title: 'call back', asks: asked({ source: 'call_back', followsSessionId: 'call-1' }) },
  {
    title: 'a choice and the ticket it starts from',
    asks: asked({ source: 'ticket', ticketId, ticketChoice: 'none' }),
  },
  { title: 'a choice', asks: asked({ ticketChoice: 'none' }) },
  { title: 'the ticket it starts from', asks: asked({ source: 'ticket', ticketId }) },
  { title: 'none of these', asks: asked() },
];

type Column = { readonly title: string; readonly settingsIf: (team: boolean) => Settings };

const none = { flexible: true, allowNone: true };
const withTeam = (team: boolean) => (team ? { asks: 'optional' as const } : {});
const columns: readonly Column[] = [
  { title: 'flexible off', settingsIf: (team) => settingsFor({}, withTeam(team)) },
  { title: 'flexible, `allowNone`', settingsIf: (team) => settingsFor(none, withTeam(team)) },
  {
    title: 'flexible, `allowNone`, `promptForTicket`',
    settingsIf: (team) => settingsFor({ ...none, promptForTicket: true }, withTeam(team)),
  },
  {
    title: 'flexible, `allowNone`, `append.never`',
    settingsIf: (team) => settingsFor(none, { ...withTeam(team), never: true }),
  },
];

function answer(asks: OutboundQuestion, settings: Settings): Decision<string> {
  const completed = completeChoice(asks, knowing(1), settings);
  const { choices, preselection } = outboundOptions(asks, knowing(1), settings);
  if (!completed.ok) {
    const [refusal] = completed.refusals;
    const text = completed.refusals.some(({ rule }) => rule !== 'OUT-1') ? 'the choice is refused' : 'the agent picks';
    return decide(text, refusal?.rule ?? 'OUT-12', '');
  }
  const { source, ticket_choice: choice } = completed.choice.outbound;
  if (choice === 'existing') return decide('the only open ticket', choices.existing.rule, '');
  if (choice !== 'auto') return decide('the choice', choices[choice].rule, '');
  const { rule } = choices.auto;
  if (source === 'team_ticket') return decide('the ticket of the id', rule, '');
  if (source === 'call_back') return decide('the ticket of the earlier call', rule, '');
  if (source === 'ticket' && preselection?.ticketId === ticketId) return decide('the ticket it starts from', rule, '');
  return decide(settings.append.never ? 'a new ticket' : 'automatic', rule, '');
}

/** The ticket of an outbound call if several rules apply (TEAM-7). */
export const precedence = decisionTable(
  {
    title: 'Which of several features decides the ticket',
    reading:
      'Each row is a combination in one call. The choice is "no ticket". In the rows with a ticket id, the team is asked for an optional one. The contact has one open ticket. If the choice is refused, the agent sees the reason, and may call again without it.',
    corner: 'the call has',
  },
  rows,
  columns,
  ({ asks, team }, { settingsIf }) => answer(asks, settingsIf(team === true)),
);
