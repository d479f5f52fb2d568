import { appendToStartTicket } from '../ticket/outbound.ts';
import type { TicketChoice, Verdict } from '../session/outbound-choice.ts';
import type { Callee } from './contacts.ts';
import type { Situation } from './situation.ts';
import { isShared, openTickets, startsFromTicket } from './tickets.ts';

export type Choices = Readonly<Record<TicketChoice, Verdict>>;

const allow = (rule: Verdict['rule'], because: string): Verdict => ({ allowed: true, rule, because });
const forbid = (rule: Verdict['rule'], because: string): Verdict => ({ allowed: false, rule, because });

/** OUT-4, TEAM-7: whether the agent may make each choice, with the reason. */
export function choicesOf(situation: Situation, callee: Callee): Choices {
  const { step, settings } = situation;
  switch (step.kind) {
    case 'teamTicket': {
      const other = forbid('TEAM-7', 'The ticket id decides: clear it to choose something else.');
      const auto = allow('TEAM-3', `The call goes onto ticket ${step.ticketId}.`);
      return { auto, existing: other, new: other, none: other };
    }
    case 'followed': {
      const other = forbid('TEAM-7', 'The call goes onto the ticket of the call that it follows.');
      return { auto: allow(step.rule, other.because), existing: other, new: other, none: other };
    }
    case 'choice': {
      if (settings.outbound.flexible) return flexibleChoices(situation, callee);
      const other = forbid('TEAM-7', 'Flexible outbound dialling is off: the ticket is found automatically.');
      return { auto: automaticVerdict(situation, callee), existing: other, new: other, none: other };
    }
    default:
      return step satisfies never;
  }
}

function flexibleChoices(situation: Situation, callee: Callee): Choices {
  const { promptForTicket, allowNone } = situation.settings.outbound;
  const none = allowNone
    ? allow('OUT-3', 'No ticket is made; the platform can not find the recording again.')
    : forbid('OUT-3', 'The settings do not allow calls without a ticket.');
  if (promptForTicket && !startsFromTicket(situation)) {
    const auto = forbid('OUT-1', 'You must choose the ticket yourself.');
    return { auto, existing: existingTicketVerdict(situation, callee), new: newTicketVerdict(situation, callee), none };
  }
  const auto = automaticVerdict(situation, callee);
  if (promptForTicket)
    return { auto, existing: existingTicketVerdict(situation, callee), new: newTicketVerdict(situation, callee), none };
  const because = 'The settings leave no choice: the ticket is found automatically.';
  return { auto, existing: forbid('OUT-1', because), new: forbid('OUT-2', because), none };
}

/** TEAM-7: the ticket that steps 4 to 6 find automatically. These steps are always allowed. */
function automaticVerdict(situation: Situation, callee: Callee): Verdict {
  const { settings, ticket } = situation;
  if (callee.kind === 'nobody')
    return allow('TKT-11', 'Nobody has the number and no contact may be made: the call gets no ticket.');
  if (settings.append.never) return allow('APP-7', 'Nothing is appended automatically: the call gets a new ticket.');
  if (startsFromTicket(situation)) {
    const use = ticket === null || ticket.ticket === null ? null : appendToStartTicket(ticket.ticket, settings);
    return use === null
      ? allow('APP-3', 'The call goes onto the ticket that it starts from, if its status allows.')
      : allow(use.rule, use.because);
  }
  if (isShared(situation, callee))
    return allow('CON-5', 'Anonymous callers share this contact, but no ticket: the call gets a new one.');
  return settings.outbound.flexible
    ? allow('OUT-1', "The contact's most recent open ticket, or a new one if there is none.")
    : allow('APP-4', "The contact's most recent ticket if that is Open, or else a new one.");
}

function existingTicketVerdict(situation: Situation, callee: Callee): Verdict {
  if (isShared(situation, callee))
    return forbid('CON-5', 'Anonymous callers share this contact, so no call is added to its tickets.');
  const open = openTickets(situation, callee);
  if (open === null) return forbid('OUT-1', 'The tickets of the contact are not known yet.');
  return open.length > 0
    ? allow('OUT-1', "Any of the contact's open tickets.")
    : forbid('OUT-1', 'The contact has no open ticket: choose a new one.');
}

function newTicketVerdict(situation: Situation, callee: Callee): Verdict {
  if (callee.kind === 'nobody') return automaticVerdict(situation, callee);
  if (situation.settings.outbound.allowCreate) return allow('OUT-2', 'A new ticket.');
  const open = openTickets(situation, callee);
  if (open === null)
    return forbid('OUT-2', 'A new ticket only if the contact has no open one, which is not known yet.');
  return open.length === 0
    ? allow('OUT-2', 'The contact has no open ticket, so the call gets a new one.')
    : forbid('OUT-2', 'The settings allow no new ticket while the contact has an open one: choose an open one.');
}
