import { readDialled } from '../phone-dialled.ts';
import type { DialledNumber } from '../phone-dialled.ts';
import { readNumber, toE164 } from '../phone.ts';
import { hasStoredNumber, readStored, storedE164 } from '../phone-stored.ts';
import type { Missing, OutboundRefusal } from '../session/outbound-choice.ts';
import { foundContacts, isGone, lookupNumberOf } from './contacts.ts';
import type { Callee } from './contacts.ts';
import type { Situation } from './situation.ts';

export type Dial = {
  /** E.164. Null: there is no number yet, or it is refused. */
  readonly number: string | null;
  /** OUT-8: the number is not stored on the contact. It is shown in the comment and stored nowhere else. */
  readonly isEntered: boolean;
  /** OUT-9: the digits of the extension that belongs to the number, and that is not dialled. Null: there is none. */
  readonly extension: string | null;
  readonly refusals: readonly OutboundRefusal[];
  readonly unanswered: readonly OutboundRefusal[];
};

type DialWithoutExtension = Omit<Dial, 'extension'>;

/** The numbers that are stored on the contact who is called, in E.164. Null: not known yet. */
export function storedNumbers(situation: Situation, callee: Callee): readonly string[] | null {
  if (callee.kind !== 'contact') return null;
  const { facts, ticket, settings } = situation;
  const country = settings.contacts.defaultCountry;
  const own = facts.contact?.id === callee.id ? facts.contact.numbers : null;
  const stored = callee.by === 'ticket' ? (ticket?.requesterNumbers ?? null) : own;
  // CON-1: a contact that was found by the look-up number has this number.
  const isFound = foundContacts(situation)?.some(({ id }) => id === callee.id) === true;
  const foundBy = isFound ? lookupNumberOf(situation) : null;
  if (stored === null && (foundBy === null || !isDialled(situation, foundBy))) return null;
  return [...new Set([...(foundBy === null ? [] : [foundBy]), ...storedE164(stored ?? [], country)])];
}

/** Whether the look-up number is also the number to dial. Then the other numbers of the contact need not be known. */
function isDialled({ question, settings }: Situation, foundBy: string): boolean {
  const { dialNumber, enterNumber } = question;
  if (dialNumber === null) return !enterNumber;
  return toE164(dialNumber, settings.contacts.defaultCountry) === foundBy;
}

/** The number to dial: that of the ticket if the agent gave a ticket id, and otherwise the agent's number. */
export function chooseDial(situation: Situation, callee: Callee): Dial {
  const dial = situation.step.kind === 'teamTicket' ? teamDial(situation) : agentDial(situation, callee);
  return { ...dial, extension: dial.number === null ? null : extensionOf(situation, dial.number) };
}

/** The extension of the number to dial, from the first text that has one: as the agent typed it, or as it is stored. */
function extensionOf({ question, facts, ticket, settings }: Situation, e164: string): string | null {
  const { dialNumber, lookupNumber } = question;
  const stored = [...(facts.contact?.numbers ?? []), ...(ticket?.requesterNumbers ?? []), ticket?.phoneField ?? null];
  const read = [dialNumber, ...(dialNumber === null ? [lookupNumber] : []), ...stored].flatMap((text) =>
    readStored(text, settings.contacts.defaultCountry),
  );
  return read.find((one) => one.e164 === e164 && one.extension !== null)?.extension ?? null;
}

/** OUT-9: tells the agent before the call that only the number is dialled. */
export function dialNotices(extension: string | null): readonly OutboundRefusal[] {
  if (extension === null) return [];
  const because = `The extension ${extension} is not dialled: enter it when the call is answered.`;
  return [{ field: 'dialNumber', rule: 'OUT-9', because }];
}

/** TEAM-2: dials a number of the ticket's requester or of the ticket's phone field. A typed number is ignored if it is none of these. */
function teamDial({ question, ticket, settings }: Situation): DialWithoutExtension {
  const nothing: DialWithoutExtension = { number: null, isEntered: false, refusals: [], unanswered: [] };
  if (ticket === null || ticket.ticket === null) return nothing;
  const country = settings.contacts.defaultCountry;
  const fieldId = settings.team.phoneFieldId;
  const raw = fieldId === null ? ticket.requesterNumbers : ticket.phoneField === null ? [] : [ticket.phoneField];
  const numbers = storedE164(raw, country);
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
  return numbers.some((stored) => hasStoredNumber(stored, e164, country));
}

function agentDial(situation: Situation, callee: Callee): DialWithoutExtension {
  const { question, mayEnter, whyNotEnter, entersOnTicket } = situation;
  const stored = storedNumbers(situation, callee);
  const refuse = (rule: OutboundRefusal['rule'], because: string): DialWithoutExtension => ({
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
  const read = readDial(situation, question.dialNumber, stored);
  if (!read.ok) return refuse('OUT-9', read.because);
  const number = read.e164;
  const isEntered = stored !== null && !stored.includes(number);
  if (isEntered && !mayEnter && !entersOnTicket)
    return refuse('OUT-8', `The contact does not have this number, and ${whyNotEnter}: dial a stored one.`);
  return { number, isEntered, refusals: [], unanswered: [] };
}

/** OUT-9: a number from a record may lack the country code, as stored numbers may. A typed number must have it. */
function readDial({ isTyped, settings }: Situation, text: string, stored: readonly string[] | null): DialledNumber {
  const country = settings.contacts.defaultCountry;
  const read = isTyped ? readNumber(text, country) : (readStored(text, country)[0] ?? null);
  return read !== null && (!isTyped || stored?.includes(read.e164) === true)
    ? { ok: true, e164: read.e164 }
    : readDialled(text, country);
}

/** OUT-8, OUT-13, TEAM-5: refuses a new number where the settings or the team do not allow one. */
export function enterRefusals({
  question,
  team,
  mayEnter,
  whyNotEnter,
  entersOnTicket,
}: Situation): readonly OutboundRefusal[] {
  const field = 'enterNumber';
  if (entersOnTicket && team.asks !== 'off') {
    const because =
      'Your team is asked for a ticket id, whose number is dialled: call a stored number from the ticket, or store the new one on the contact first.';
    return [{ field, rule: 'TEAM-5', because }];
  }
  if (mayEnter) return [];
  const because = `${whyNotEnter.charAt(0).toUpperCase()}${whyNotEnter.slice(1)}: call a number that is stored on the contact.`;
  if (entersOnTicket) return [{ field, rule: 'OUT-13', because }];
  return question.enterNumber ? [{ field, rule: 'OUT-8', because }] : [];
}

/** The look-up of the contact's numbers, if they are needed and not known. */
export function numbersMissing(situation: Situation, callee: Callee): readonly Missing[] {
  if (callee.kind !== 'contact' || isGone(situation, callee.id) || storedNumbers(situation, callee) !== null) return [];
  return [{ kind: 'numbers', contactId: callee.id }];
}
