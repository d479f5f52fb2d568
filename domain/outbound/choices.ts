import { ontoStarted } from '../ticket/outbound.ts';
import type { Whom } from './contacts.ts';
import type { TicketChoice, Verdict } from '../session/outbound-choice.ts';
import type { Situation } from './situation.ts';
import { isShared, openTickets, startsFromTicket } from './tickets.ts';

export type Choices = Readonly<Record<TicketChoice, Verdict>>;

const yes = (rule: Verdict['rule'], because: string): Verdict => ({ allowed: true, rule, because });
const no = (rule: Verdict['rule'], because: string): Verdict => ({ allowed: false, rule, because });

/** Which choices are open to the agent, each with its reason (OUT-4, TEAM-7). */
export function choicesOf(situation: Situation, whom: Whom): Choices {
  const { step, settings } = situation;
  switch (step.kind) {
    case 'teamTicket': {
      const other = no('TEAM-7', 'The ticket id decides: clear it to choose something else.');
      const auto = yes('TEAM-3', `The call goes onto ticket ${step.ticketId}.`);
      return { auto, existing: other, new: other, none: other };
    }
    case 'followed': {
      const other = no('TEAM-7', 'The call goes onto the ticket of the one that it follows.');
      return { auto: yes(step.rule, other.because), existing: other, new: other, none: other };
    }
    case 'choice': {
      if (settings.outbound.flexible) return flexibleChoices(situation, whom);
      const other = no('TEAM-7', 'Flexible outbound dialling is off: the ticket is found by itself.');
      return { auto: automatic(situation, whom), existing: other, new: other, none: other };
    }
    default:
      return step satisfies never;
  }
}

function flexibleChoices(situation: Situation, whom: Whom): Choices {
  const { promptForTicket, allowNone } = situation.settings.outbound;
  const none = allowNone
    ? yes('OUT-3', 'No ticket is made; the platform can not find the recording again.')
    : no('OUT-3', 'The settings do not allow calls without a ticket.');
  if (promptForTicket && !startsFromTicket(situation)) {
    const auto = no('OUT-1', 'You are to choose the ticket yourself.');
    return { auto, existing: existing(situation, whom), new: another(situation, whom), none };
  }
  const auto = automatic(situation, whom);
  if (promptForTicket) return { auto, existing: existing(situation, whom), new: another(situation, whom), none };
  const byItself = 'The settings let no one choose: the ticket is found by itself.';
  return { auto, existing: no('OUT-1', byItself), new: no('OUT-2', byItself), none };
}

/** TEAM-7, steps 4 to 6. */
function automatic(situation: Situation, whom: Whom): Verdict {
  const { settings, ticket } = situation;
  if (whom.kind === 'nobody')
    return yes('TKT-11', 'Nobody has the number and no contact may be made: the call gets no ticket.');
  if (settings.append.never) return yes('APP-7', 'Nothing is appended by itself: the call gets a new ticket.');
  if (startsFromTicket(situation)) {
    const onto = ticket === null || ticket.ticket === null ? null : ontoStarted(ticket.ticket, settings);
    return onto === null
      ? yes('APP-3', 'The call goes onto the ticket that it starts from, if its status allows.')
      : yes(onto.rule, onto.because);
  }
  if (isShared(situation, whom))
    return yes('CON-5', 'Anonymous callers share this contact, but no ticket: the call gets a new one.');
  return settings.outbound.flexible
    ? yes('OUT-1', "The contact's most recent open ticket, or a new one if there is none.")
    : yes('APP-4', "The contact's most recent ticket if that is Open, or else a new one.");
}

function existing(situation: Situation, whom: Whom): Verdict {
  if (isShared(situation, whom))
    return no('CON-5', 'Anonymous callers share this contact: its tickets take no further call.');
  const open = openTickets(situation, whom);
  if (open === null) return no('OUT-1', 'Which tickets there are is not known yet.');
  return open.length > 0
    ? yes('OUT-1', "Any of the contact's open tickets.")
    : no('OUT-1', 'The contact has no open ticket: choose a new one.');
}

function another(situation: Situation, whom: Whom): Verdict {
  if (whom.kind === 'nobody') return automatic(situation, whom);
  if (situation.settings.outbound.allowCreate) return yes('OUT-2', 'A new ticket.');
  const open = openTickets(situation, whom);
  if (open === null) return no('OUT-2', 'A new ticket only if the contact has no open one, which is not known yet.');
  return open.length === 0
    ? yes('OUT-2', 'The contact has no open ticket, so the call gets a new one.')
    : no('OUT-2', 'The settings allow no new ticket beside open ones: choose one of those.');
}
