import { toE164 } from '../phone.ts';
import type { RuleId } from '../rules/catalogue.ts';
import type { Settings } from '../settings/settings.ts';
import { followsBy } from '../ticket/outbound.ts';
import type { OutboundFacts, OutboundQuestion, TicketFacts } from '../session/outbound-choice.ts';
import type { TeamTicketRule } from './team.ts';
import { teamTicketRule } from './team.ts';

/** What decides about the ticket: the first steps of TEAM-7 leave the agent no choice, the later ones follow it. */
export type DecidingStep =
  | { readonly kind: 'teamTicket'; readonly ticketId: number; readonly outboundNumber: string }
  /** APP-5, APP-6. */
  | { readonly kind: 'followed'; readonly rule: RuleId }
  | { readonly kind: 'choice' };

/** The question together with what follows from it at once. */
export type Situation = {
  readonly question: OutboundQuestion;
  readonly facts: OutboundFacts;
  readonly settings: Settings;
  readonly team: TeamTicketRule;
  readonly step: DecidingStep;
  /** What is known of the ticket in question; null: nothing yet, or none is. */
  readonly ticket: TicketFacts | null;
  /** A new number is entered on a ticket, said or seen from the number (OUT-13). */
  readonly entersOnTicket: boolean;
  /** Whether the number to dial was typed or pasted, not taken from a record (OUT-9). */
  readonly isTyped: boolean;
  /** OUT-8: may a number be dialled that the contact doesn't have? */
  readonly mayEnter: boolean;
};

export function situationOf(question: OutboundQuestion, facts: OutboundFacts, settings: Settings): Situation {
  const ticket = facts.ticket !== null && facts.ticket.id === question.ticketId ? facts.ticket : null;
  const team = teamTicketRule(facts.agentId, settings);
  const entersOnTicket =
    question.source === 'ticket' && (question.enterNumber || isOfNobody(question.dialNumber, ticket, settings));
  const { flexible, allowEnteredNumber } = settings.outbound;
  const mayEnter = flexible && allowEnteredNumber;
  const isTyped = ['dialpad', 'team_ticket'].includes(question.source) || question.enterNumber || entersOnTicket;
  const step = stepOf(question, team, entersOnTicket, settings);
  return { question, facts, settings, team, step, ticket, entersOnTicket, isTyped, mayEnter };
}

/** Is this number neither of the ticket's requester nor in its field (TEAM-2)? */
function isOfNobody(number: string | null, ticket: TicketFacts | null, { contacts, team }: Settings): boolean {
  if (number === null || ticket === null) return false;
  const e164 = toE164(number, contacts.defaultCountry);
  const known = [...ticket.requesterNumbers, ...(team.phoneFieldId === null ? [] : [ticket.phoneField])];
  return e164 !== null && !known.some((stored) => toE164(stored, contacts.defaultCountry) === e164);
}

function stepOf(
  { source, ticketId, ticketChoice, followsSessionId, previousCallSeconds }: OutboundQuestion,
  team: TeamTicketRule,
  entersOnTicket: boolean,
  settings: Settings,
): DecidingStep {
  const rule = followsSessionId === null ? null : followsBy(source, previousCallSeconds, settings);
  if (rule !== null) return { kind: 'followed', rule };
  if (team.asks === 'off' || ticketId === null || source === 'contact' || entersOnTicket) return { kind: 'choice' };
  // TEAM-4: the call menu of a ticket fills the id in. Elsewhere an agent who need not give one may pick a ticket instead.
  const isPick =
    ticketChoice === 'existing' && team.asks === 'optional' && source !== 'team_ticket' && source !== 'ticket';
  return isPick ? { kind: 'choice' } : { kind: 'teamTicket', ticketId, outboundNumber: team.outboundNumber };
}
