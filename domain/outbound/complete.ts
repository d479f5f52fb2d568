import type { Settings } from '../settings/settings.ts';
import type { Considered } from './options.ts';
import { consider } from './options.ts';
import type { CompletedChoice, OutboundChoice, OutboundFacts, OutboundQuestion } from '../session/outbound-choice.ts';
import { startsFromTicket } from './tickets.ts';

/**
 * Whether the call may start, decided anew at that moment by the very function that fills the page (OUT-11, OUT-12): ask it
 * with fresh facts. Nothing is written to Zendesk for it.
 */
export function completeChoice(question: OutboundQuestion, facts: OutboundFacts, settings: Settings): CompletedChoice {
  const considered = consider(question, facts, settings);
  const { options, dial, chosen } = considered;
  if (!options.mayCall || dial.number === null || chosen === null)
    return { ok: false, refusals: [...options.refusals, ...options.unanswered], missing: options.missing };
  return { ok: true, choice: choiceOf(considered, dial.number, chosen) };
}

function choiceOf(
  { situation, whom, dial, line }: Considered,
  dialNumber: string,
  chosen: NonNullable<Considered['chosen']>,
): OutboundChoice {
  const { question, step, facts } = situation;
  // A ticket id that was not given leaves an ordinary call.
  const source = question.source === 'team_ticket' ? 'dialpad' : question.source;
  const isNamed = step.kind === 'teamTicket' || startsFromTicket(situation);
  return {
    agentId: facts.agentId,
    outbound: {
      source: step.kind === 'teamTicket' ? 'team_ticket' : source,
      contact_id: whom.kind === 'contact' ? whom.id : null,
      ticket_id: chosen.choice === 'auto' ? (isNamed ? question.ticketId : null) : chosen.ticketId,
      ticket_choice: chosen.choice,
      entered_number: dial.isEntered,
      follows_session_id: question.followsSessionId,
    },
    newContact: question.contactId === 'new' && whom.kind === 'new',
    previousCallSeconds: question.previousCallSeconds,
    dialNumber,
    outboundNumber: line.number,
    lang: line.lang,
  };
}
