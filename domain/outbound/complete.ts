import type { Settings } from '../settings/settings.ts';
import type { CompletedChoice, OutboundChoice, OutboundFacts, OutboundQuestion } from '../session/outbound-choice.ts';
import { evaluate } from './options.ts';
import type { Evaluation } from './options.ts';
import { startsFromTicket } from './tickets.ts';

/**
 * OUT-11, OUT-12: decides whether the call may start, with the function that fills the page. Nothing is written to Zendesk.
 *
 * @param facts the facts from Zendesk at the moment of the call, not those of the time when the page was filled
 */
export function completeChoice(question: OutboundQuestion, facts: OutboundFacts, settings: Settings): CompletedChoice {
  const evaluation = evaluate(question, facts, settings);
  const { options, dial, chosen } = evaluation;
  if (!options.mayCall || dial.number === null || chosen === null)
    return { ok: false, refusals: [...options.refusals, ...options.unanswered], missing: options.missing };
  return { ok: true, choice: toOutboundChoice(evaluation, dial.number, chosen) };
}

function toOutboundChoice(
  { situation, callee, dial, callerId }: Evaluation,
  dialNumber: string,
  chosen: NonNullable<Evaluation['chosen']>,
): OutboundChoice {
  const { question, step, facts } = situation;
  // A call from the ticket id field without an id is an ordinary call from the dial pad.
  const source = question.source === 'team_ticket' ? 'dialpad' : question.source;
  const isNamed = step.kind === 'teamTicket' || startsFromTicket(situation);
  return {
    agentId: facts.agentId,
    outbound: {
      source: step.kind === 'teamTicket' ? 'team_ticket' : source,
      contact_id: callee.kind === 'contact' ? callee.id : null,
      ticket_id: chosen.choice === 'auto' ? (isNamed ? question.ticketId : null) : chosen.ticketId,
      ticket_choice: chosen.choice,
      entered_number: dial.isEntered,
      follows_session_id: question.followsSessionId,
    },
    newContact: question.contactId === 'new' && callee.kind === 'new',
    previousCallSeconds: question.previousCallSeconds,
    dialNumber,
    ...(dial.extension === null ? {} : { extension: dial.extension }),
    outboundNumber: callerId.number,
    lang: callerId.lang,
  };
}
