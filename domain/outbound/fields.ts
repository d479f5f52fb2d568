import type { PageFields, Preselection } from '../session/outbound-choice.ts';
import { lookupNumberOf } from './contacts.ts';
import type { Callee } from './contacts.ts';
import type { CallerId } from './caller-id.ts';
import type { Situation } from './situation.ts';
import { startsFromTicket } from './tickets.ts';

type FieldValues = {
  readonly callee: Callee;
  /** The number that will be dialled, in E.164. Null: there is no number yet. */
  readonly dial: string | null;
  readonly callerId: CallerId;
  readonly preselection: Preselection | null;
};

/** OUT-4: for each field of the agent's page whether it is shown and required, and its default. */
export function pageFields(situation: Situation, { callee, dial, callerId, preselection }: FieldValues): PageFields {
  const { question, settings, step, team, mayEnter, entersOnTicket } = situation;
  const { flexible, promptForTicket, allowNone } = settings.outbound;
  const isFree = step.kind === 'choice';
  const isFromRecord = question.source === 'contact' || startsFromTicket(situation);
  const hasNumbers = callerId.numbers.length > 0;
  const hasLanguages = callerId.languages.length > 0;
  const showsContact = isFree && (flexible || isFromRecord);
  return {
    lookupNumber: {
      shown: isFree && mayEnter && question.source === 'dialpad',
      required: false,
      default: lookupNumberOf(situation),
    },
    // TEAM-2: a call to a ticket id dials the number of the ticket, so the field would be ignored.
    dialNumber: { shown: step.kind !== 'teamTicket', required: step.kind !== 'teamTicket', default: dial },
    enterNumber: {
      shown: isFree && mayEnter,
      required: false,
      default: question.enterNumber || entersOnTicket,
    },
    contact: {
      shown: showsContact,
      required: showsContact && flexible && callee.kind !== 'nobody',
      default: callee.kind === 'contact' ? callee.id : callee.kind === 'new' ? 'new' : null,
    },
    ticket: {
      shown: isFree && ((flexible && (promptForTicket || allowNone)) || startsFromTicket(situation)),
      required: isFree && flexible && promptForTicket,
      default: preselection,
    },
    ticketId: {
      shown: team.asks !== 'off',
      required: team.asks === 'required' && step.kind !== 'followed',
      default: step.kind === 'teamTicket' ? step.ticketId : null,
    },
    outboundNumber: { shown: hasNumbers, required: hasNumbers, default: callerId.number },
    language: { shown: hasLanguages, required: hasLanguages, default: callerId.lang },
  };
}
