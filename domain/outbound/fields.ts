import type { Whom } from './contacts.ts';
import { lookupNumberOf } from './contacts.ts';
import type { Line } from './caller-id.ts';
import type { PageFields, Preselection } from '../session/outbound-choice.ts';
import type { Situation } from './situation.ts';
import { startsFromTicket } from './tickets.ts';

/** For each field of the agent's page whether it is shown and required, and its default (OUT-4). */
export function fieldsOf(
  situation: Situation,
  whom: Whom,
  dial: string | null,
  line: Line,
  preselection: Preselection | null,
): PageFields {
  const { question, settings, step, team, mayEnter, entersOnTicket } = situation;
  const { flexible, promptForTicket, allowNone } = settings.outbound;
  const isFree = step.kind === 'choice';
  const isFromRecord = question.source === 'contact' || startsFromTicket(situation);
  const showsContact = isFree && (flexible || isFromRecord);
  return {
    lookupNumber: {
      shown: isFree && mayEnter && question.source === 'dialpad',
      required: false,
      default: lookupNumberOf(situation),
    },
    // TEAM-2: a typed number would be ignored.
    dialNumber: { shown: step.kind !== 'teamTicket', required: step.kind !== 'teamTicket', default: dial },
    enterNumber: {
      shown: isFree && mayEnter,
      required: false,
      default: question.enterNumber || entersOnTicket,
    },
    contact: {
      shown: showsContact,
      required: showsContact && flexible && whom.kind !== 'nobody',
      default: whom.kind === 'contact' ? whom.id : whom.kind === 'new' ? 'new' : null,
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
    outboundNumber: { shown: line.numbers.length > 0, required: line.numbers.length > 0, default: line.number },
    language: { shown: line.languages.length > 0, required: line.languages.length > 0, default: line.lang },
  };
}
