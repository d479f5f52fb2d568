import type { Settings } from '../settings/settings.ts';
import type { OutboundFacts, OutboundOptions, OutboundQuestion, Preselection } from '../session/outbound-choice.ts';
import { choicesOf } from './choices.ts';
import {
  contactMissing,
  contactRefusals,
  contactUnanswered,
  foundContacts,
  newContactVerdict,
  readCallee,
} from './contacts.ts';
import type { Callee } from './contacts.ts';
import { pageFields } from './fields.ts';
import { chooseCallerId } from './caller-id.ts';
import type { CallerId } from './caller-id.ts';
import { chooseDial, dialNotices, enterRefusals, numbersMissing, storedNumbers } from './numbers.ts';
import type { Dial } from './numbers.ts';
import { readSituation } from './situation.ts';
import type { Situation } from './situation.ts';
import { chosenTicket, preselect, ticketRefusals, ticketUnanswered } from './ticket-choice.ts';
import { openTickets, ticketsMissing } from './tickets.ts';

/** The options, with the intermediate results that `completeChoice` needs too. */
export type Evaluation = {
  readonly options: OutboundOptions;
  readonly situation: Situation;
  readonly callee: Callee;
  readonly dial: Dial;
  readonly callerId: CallerId;
  readonly chosen: Preselection | null;
};

export function evaluate(question: OutboundQuestion, facts: OutboundFacts, settings: Settings): Evaluation {
  const situation = readSituation(question, facts, settings);
  const callee = readCallee(situation);
  const choices = choicesOf(situation, callee);
  const preselection = preselect(situation, callee, choices);
  const chosen = chosenTicket(situation, preselection);
  const dial = chooseDial(situation, callee);
  const callerId = chooseCallerId(situation);
  const refusals = [
    ...contactRefusals(situation, callee),
    ...enterRefusals(situation),
    ...dial.refusals,
    ...ticketRefusals(situation, callee, choices),
    ...callerId.refusals,
  ];
  const unanswered = [...contactUnanswered(callee), ...dial.unanswered, ...ticketUnanswered(situation, callee, chosen)];
  const missing = [
    ...contactMissing(situation, callee),
    ...numbersMissing(situation, callee),
    ...ticketsMissing(situation, callee),
  ];
  const options: OutboundOptions = {
    fields: pageFields(situation, { callee, dial: dial.number, callerId, preselection }),
    choices,
    preselection,
    contacts: foundContacts(situation) ?? [],
    newContact: newContactVerdict(situation),
    tickets: openTickets(situation, callee) ?? [],
    numbers: storedNumbers(situation, callee) ?? [],
    outboundNumbers: callerId.numbers,
    languages: callerId.languages,
    dial: dial.number,
    refusals,
    unanswered,
    missing,
    notices: dialNotices(dial.extension),
    mayCall: refusals.length === 0 && unanswered.length === 0 && missing.length === 0,
  };
  return { options, situation, callee, dial, callerId, chosen };
}

/**
 * OUT-4: everything that the agent's page shows before an outbound call. If `missing` is not empty, the caller looks these
 * facts up and asks again, because the options follow from the known facts only.
 */
export function outboundOptions(question: OutboundQuestion, facts: OutboundFacts, settings: Settings): OutboundOptions {
  return evaluate(question, facts, settings).options;
}
