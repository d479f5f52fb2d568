import { toE164 } from '../phone.ts';
import { hasStoredNumber } from '../phone-stored.ts';
import type { RuleId } from '../rules/catalogue.ts';
import type { Settings } from '../settings/settings.ts';
import { previousCallRule } from '../ticket/outbound.ts';
import type { OutboundFacts, OutboundQuestion, TicketFacts } from '../session/outbound-choice.ts';
import { teamTicketRule } from './team.ts';
import type { TeamTicketRule } from './team.ts';

/**
 * The step of TEAM-7 that decides about the ticket. `teamTicket` and `followed` leave the agent no choice. With `choice`,
 * the agent's choice and the later steps decide.
 */
export type DecidingStep =
  | { readonly kind: 'teamTicket'; readonly ticketId: number; readonly outboundNumber: string }
  /** APP-5, APP-6: the call continues a previous call. */
  | { readonly kind: 'followed'; readonly rule: RuleId }
  | { readonly kind: 'choice' };

/** The question, the facts and the settings, with everything that follows directly from them. */
export type Situation = {
  readonly question: OutboundQuestion;
  readonly facts: OutboundFacts;
  readonly settings: Settings;
  readonly team: TeamTicketRule;
  readonly step: DecidingStep;
  /** The facts of the ticket that the page names. Null: they are not known yet, or the page names no ticket. */
  readonly ticket: TicketFacts | null;
  /** OUT-13: the agent enters a new number on a ticket. The page says so, or the number is not stored for the ticket. */
  readonly entersOnTicket: boolean;
  /** OUT-9: the number to dial was typed or pasted, and not taken from a record. */
  readonly isTyped: boolean;
  /** OUT-8: whether the agent may dial a number that is not stored on the contact. */
  readonly mayEnter: boolean;
  /** OUT-8: the reason for agents where they may not. Empty: they may. */
  readonly whyNotEnter: string;
};

export function readSituation(question: OutboundQuestion, facts: OutboundFacts, settings: Settings): Situation {
  const ticket = facts.ticket !== null && facts.ticket.id === question.ticketId ? facts.ticket : null;
  const team = teamTicketRule(facts.agentId, settings);
  const entersOnTicket =
    question.source === 'ticket' && (question.enterNumber || isUnknownNumber(question.dialNumber, ticket, settings));
  const { flexible, allowEnteredNumber } = settings.outbound;
  const mayEnter = flexible && allowEnteredNumber;
  const isTyped = ['dialpad', 'team_ticket'].includes(question.source) || question.enterNumber || entersOnTicket;
  const step = decidingStep(question, team, entersOnTicket, settings);
  return {
    question,
    facts,
    settings,
    team,
    step,
    ticket,
    entersOnTicket,
    isTyped,
    mayEnter,
    whyNotEnter: whyNotEnter(settings),
  };
}

/** OUT-8: the setting that forbids entered numbers, in words for agents. Empty: they are allowed. */
function whyNotEnter({ outbound: { flexible, allowEnteredNumber } }: Settings): string {
  if (!allowEnteredNumber) return 'entered numbers are not allowed';
  return flexible ? '' : 'entered numbers need flexible outbound dialling, which is off';
}

/** Whether the number is stored neither on the ticket's requester nor in the ticket's phone field (TEAM-2). */
function isUnknownNumber(number: string | null, ticket: TicketFacts | null, { contacts, team }: Settings): boolean {
  if (number === null || ticket === null) return false;
  const e164 = toE164(number, contacts.defaultCountry);
  const known = [...ticket.requesterNumbers, ...(team.phoneFieldId === null ? [] : [ticket.phoneField])];
  return e164 !== null && !known.some((stored) => hasStoredNumber(stored, e164, contacts.defaultCountry));
}

function decidingStep(
  { source, ticketId, ticketChoice, followsSessionId, previousCallSeconds }: OutboundQuestion,
  team: TeamTicketRule,
  entersOnTicket: boolean,
  settings: Settings,
): DecidingStep {
  const rule = followsSessionId === null ? null : previousCallRule(source, previousCallSeconds, settings);
  if (rule !== null) return { kind: 'followed', rule };
  if (team.asks === 'off' || ticketId === null || source === 'contact' || entersOnTicket) return { kind: 'choice' };
  // TEAM-4: the call menu of a ticket fills in the ticket id. Elsewhere, an agent who need not give an id may pick a ticket.
  const isPick =
    ticketChoice === 'existing' && team.asks === 'optional' && source !== 'team_ticket' && source !== 'ticket';
  return isPick ? { kind: 'choice' } : { kind: 'teamTicket', ticketId, outboundNumber: team.outboundNumber };
}
