import type { DialledNumber } from '../phone.ts';
import { readDialled, toE164 } from '../phone.ts';
import { foundContacts, isGone, lookupNumberOf } from './contacts.ts';
import type { Whom } from './contacts.ts';
import type { Missing, OutboundRefusal } from '../session/outbound-choice.ts';
import type { Situation } from './situation.ts';

export type Dial = {
  /** E.164; null: none yet, or a refused one. */
  readonly number: string | null;
  /** OUT-8: the contact doesn't have it, so it is kept in the comment only. */
  readonly isEntered: boolean;
  readonly refusals: readonly OutboundRefusal[];
  readonly unanswered: readonly OutboundRefusal[];
};

/** The numbers stored on the one who is called, E.164 each once; null: not known yet. */
export function storedNumbers(situation: Situation, whom: Whom): readonly string[] | null {
  if (whom.kind !== 'contact') return null;
  const { facts, ticket, settings } = situation;
  const country = settings.contacts.defaultCountry;
  const own = facts.contact?.id === whom.id ? facts.contact.numbers : null;
  const stored = whom.by === 'ticket' ? (ticket?.requesterNumbers ?? null) : own;
  // CON-1: whoever was found by a number has it.
  const isFound = foundContacts(situation)?.some(({ id }) => id === whom.id) === true;
  const foundBy = isFound ? lookupNumberOf(situation) : null;
  if (stored === null && (foundBy === null || !isSettledBy(situation, foundBy))) return null;
  return [...new Set([foundBy, ...(stored ?? []).map((number) => toE164(number, country))])].filter(
    (number) => number !== null,
  );
}

/** The number that found the contact is the one to dial, so that its others need not be known. */
function isSettledBy({ question, settings }: Situation, foundBy: string): boolean {
  const { dialNumber, enterNumber } = question;
  if (dialNumber === null) return !enterNumber;
  return toE164(dialNumber, settings.contacts.defaultCountry) === foundBy;
}

export function dialOf(situation: Situation, whom: Whom): Dial {
  return situation.step.kind === 'teamTicket' ? teamDial(situation) : agentDial(situation, whom);
}

/** TEAM-2: the number of the ticket's requester or of its field, whatever was typed. */
function teamDial({ question, ticket, settings }: Situation): Dial {
  const nothing: Dial = { number: null, isEntered: false, refusals: [], unanswered: [] };
  if (ticket === null || ticket.ticket === null) return nothing;
  const country = settings.contacts.defaultCountry;
  const fieldId = settings.team.phoneFieldId;
  const raw = fieldId === null ? ticket.requesterNumbers : ticket.phoneField === null ? [] : [ticket.phoneField];
  const numbers = raw.map((number) => toE164(number, country)).filter((number) => number !== null);
  const picked = numbers.find((number) => number === toE164(question.dialNumber, country));
  const number = picked ?? numbers[0] ?? null;
  const whose = fieldId === null ? `The requester of ticket ${ticket.id}` : `Field ${fieldId} of ticket ${ticket.id}`;
  const has = raw.some((text) => text.trim() !== '') ? 'no valid phone number' : 'no phone number';
  const where = fieldId === null ? 'on the contact' : 'in the field';
  const because = `${whose} has ${has}: correct it ${where} in Zendesk, then call again.`;
  return number === null
    ? { ...nothing, refusals: [{ field: 'dialNumber', rule: 'TEAM-2', because }] }
    : { ...nothing, number, isEntered: fieldId !== null && !isOfRequester(ticket.requesterNumbers, number, country) };
}

function isOfRequester(numbers: readonly string[], e164: string, country: string): boolean {
  return numbers.some((stored) => toE164(stored, country) === e164);
}

function agentDial(situation: Situation, whom: Whom): Dial {
  const { question, mayEnter, entersOnTicket } = situation;
  const stored = storedNumbers(situation, whom);
  const refuse = (rule: OutboundRefusal['rule'], because: string): Dial => ({
    number: null,
    isEntered: false,
    refusals: [{ field: 'dialNumber', rule, because }],
    unanswered: [],
  });
  const enters = question.enterNumber || entersOnTicket;
  if (question.dialNumber === null) {
    const number = enters ? null : (lookupNumberOf(situation) ?? stored?.[0] ?? null);
    const because = 'There is no number to dial yet: enter one.';
    return {
      number,
      isEntered: false,
      refusals: [],
      unanswered: number === null ? [{ field: 'dialNumber', rule: 'OUT-9', because }] : [],
    };
  }
  const read = readNumber(situation, question.dialNumber, stored);
  if (!read.ok) return refuse('OUT-9', read.because);
  const number = read.e164;
  const isEntered = stored !== null && !stored.includes(number);
  if (isEntered && !mayEnter && !entersOnTicket)
    return refuse(
      'OUT-8',
      'The contact does not have this number, and entered ones are not allowed: dial a stored one.',
    );
  return { number, isEntered, refusals: [], unanswered: [] };
}

/** What is taken from a record may lack the country code, as stored numbers do; what is typed may not (OUT-9). */
function readNumber({ isTyped, settings }: Situation, text: string, stored: readonly string[] | null): DialledNumber {
  const country = settings.contacts.defaultCountry;
  const e164 = toE164(text, country);
  return e164 !== null && (!isTyped || stored?.includes(e164) === true)
    ? { ok: true, e164 }
    : readDialled(text, country);
}

/** OUT-13, TEAM-5: "enter a new number" on a ticket where that can't be. */
export function enterRefusals({ question, team, mayEnter, entersOnTicket }: Situation): readonly OutboundRefusal[] {
  const field = 'enterNumber';
  if (entersOnTicket && team.asks !== 'off') {
    const because =
      'Your team is asked for a ticket id, whose number is dialled: call a stored number from the ticket, or store the new one on the contact first.';
    return [{ field, rule: 'TEAM-5', because }];
  }
  if (mayEnter) return [];
  const because = 'Entered numbers are not allowed: call a number that is stored on the contact.';
  if (entersOnTicket) return [{ field, rule: 'OUT-13', because }];
  return question.enterNumber ? [{ field, rule: 'OUT-8', because }] : [];
}

export function numbersMissing(situation: Situation, whom: Whom): readonly Missing[] {
  if (whom.kind !== 'contact' || isGone(situation, whom.id) || storedNumbers(situation, whom) !== null) return [];
  return [{ kind: 'numbers', contactId: whom.id }];
}
