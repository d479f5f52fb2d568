import type { Settings } from '../settings/settings.ts';
import { choicesOf } from './choices.ts';
import type { Whom } from './contacts.ts';
import {
  contactMissing,
  contactRefusals,
  contactUnanswered,
  foundContacts,
  newContactVerdict,
  whomOf,
} from './contacts.ts';
import { fieldsOf } from './fields.ts';
import type { Line } from './caller-id.ts';
import { lineOf } from './caller-id.ts';
import type { Dial } from './numbers.ts';
import { dialOf, enterRefusals, numbersMissing, storedNumbers } from './numbers.ts';
import type { OutboundFacts, OutboundOptions, OutboundQuestion, Preselection } from '../session/outbound-choice.ts';
import type { Situation } from './situation.ts';
import { situationOf } from './situation.ts';
import { chosenTicket, preselect, ticketRefusals, ticketUnanswered } from './ticket-choice.ts';
import { openTickets, ticketsMissing } from './tickets.ts';

/** The options with what they were found from, for whoever completes the choice. */
export type Considered = {
  readonly options: OutboundOptions;
  readonly situation: Situation;
  readonly whom: Whom;
  readonly dial: Dial;
  readonly line: Line;
  readonly chosen: Preselection | null;
};

export function consider(question: OutboundQuestion, facts: OutboundFacts, settings: Settings): Considered {
  const situation = situationOf(question, facts, settings);
  const whom = whomOf(situation);
  const choices = choicesOf(situation, whom);
  const preselection = preselect(situation, whom, choices);
  const chosen = chosenTicket(situation, preselection);
  const dial = dialOf(situation, whom);
  const line = lineOf(situation);
  const refusals = [
    ...contactRefusals(situation, whom),
    ...enterRefusals(situation),
    ...dial.refusals,
    ...ticketRefusals(situation, whom, choices),
    ...line.refusals,
  ];
  const unanswered = [...contactUnanswered(whom), ...dial.unanswered, ...ticketUnanswered(situation, whom, chosen)];
  const missing = [
    ...contactMissing(situation, whom),
    ...numbersMissing(situation, whom),
    ...ticketsMissing(situation, whom),
  ];
  const options: OutboundOptions = {
    fields: fieldsOf(situation, whom, dial.number, line, preselection),
    choices,
    preselection,
    contacts: foundContacts(situation) ?? [],
    newContact: newContactVerdict(situation),
    tickets: openTickets(situation, whom) ?? [],
    numbers: storedNumbers(situation, whom) ?? [],
    outboundNumbers: line.numbers,
    languages: line.languages,
    dial: dial.number,
    refusals,
    unanswered,
    missing,
    mayCall: refusals.length === 0 && unanswered.length === 0 && missing.length === 0,
  };
  return { options, situation, whom, dial, line, chosen };
}

/**
 * Everything that the agent's page shows before an outbound call (OUT-4), from what it has so far and what is known of it.
 * Where `missing` is not empty, look that up and ask again: the answer holds for what is known until then.
 */
export function outboundOptions(question: OutboundQuestion, facts: OutboundFacts, settings: Settings): OutboundOptions {
  return consider(question, facts, settings).options;
}
