import { toE164 } from '../phone.ts';
import type { Contact } from '../zendesk/contact.ts';
import type { Missing, OutboundRefusal, Verdict } from '../session/outbound-choice.ts';
import type { Situation } from './situation.ts';

/** The contact whom the call is for, as far as it is known before the call. */
export type Callee =
  /**
   * `by` says how the contact was found: the agent chose it, it is the requester of the ticket, or it is the only or the
   * newest contact with the number.
   */
  | { readonly kind: 'contact'; readonly id: number; readonly by: 'agent' | 'ticket' | 'only' | 'newest' }
  /** A contact is made when the call starts, because no contact has the number or the agent wants a new one (CON-11). */
  | { readonly kind: 'new' }
  /** The contact is chosen after the start of the call, as for an inbound call (CON-1, CON-6). */
  | { readonly kind: 'later' }
  /** No contact has the number, and none may be made (TKT-11). */
  | { readonly kind: 'nobody' }
  | { readonly kind: 'unknown' };

/** OUT-8: the number that finds the contact, in E.164. It is the look-up number, or else the number to dial. */
export function lookupNumberOf({ question, settings, isTyped }: Situation): string | null {
  const { lookupNumber, dialNumber } = question;
  return toE164(lookupNumber ?? dialNumber, lookupNumber === null && isTyped ? '' : settings.contacts.defaultCountry);
}

/** The contacts that have the look-up number. Null: not asked yet. */
export function foundContacts(situation: Situation): readonly Contact[] | null {
  const { found } = situation.facts;
  return found !== null && found.number === lookupNumberOf(situation) ? found.contacts : null;
}

/** Finds out whom the call is for, from the agent's choice, the ticket or the number. */
export function readCallee(situation: Situation): Callee {
  const { question, settings, step, ticket } = situation;
  if (step.kind === 'teamTicket' || (question.source === 'ticket' && question.ticketId !== null)) {
    const record = ticket?.ticket ?? null;
    return record === null ? { kind: 'unknown' } : { kind: 'contact', id: record.requesterId, by: 'ticket' };
  }
  if (typeof question.contactId === 'number') return { kind: 'contact', id: question.contactId, by: 'agent' };
  if (step.kind === 'followed' || !settings.outbound.flexible) return { kind: 'later' };
  const found = foundContacts(situation);
  if (found === null) return { kind: 'unknown' };
  const [newest, ...others] = found;
  if (newest === undefined) return settings.contacts.create ? { kind: 'new' } : { kind: 'nobody' };
  if (question.contactId === 'new') return { kind: 'new' };
  return { kind: 'contact', id: newest.id, by: others.length === 0 ? 'only' : 'newest' };
}

/** CON-6, CON-11: whether the agent may choose a new contact for this call. */
export function newContactVerdict(situation: Situation): Verdict {
  const { settings } = situation;
  const { create, allowCreateWhenMatched } = settings.contacts;
  const no = (rule: Verdict['rule'], because: string): Verdict => ({ allowed: false, rule, because });
  if (!settings.outbound.flexible)
    return no('OUT-4', 'Flexible outbound dialling is off: the contact is found when the call starts.');
  if (!create) return no('TKT-11', 'The settings say that no contact is made: pick one that exists.');
  const found = foundContacts(situation);
  if (found === null) return no('OUT-8', 'The contacts with this number are not known yet.');
  if (found.length === 0) return { allowed: true, rule: 'CON-11', because: 'Nobody has the number.' };
  return allowCreateWhenMatched
    ? { allowed: true, rule: 'CON-6', because: 'A new contact may be made although some have the number.' }
    : no('CON-6', 'The settings allow no new contact if some contacts have the number: pick one of them.');
}

/** CON-8, CON-9: whether Zendesk no longer has this contact as an end user. */
export function isGone({ facts }: Situation, contactId: number): boolean {
  return facts.contact?.id === contactId && facts.contact.record === null;
}

/** The refusals at the contact and at the look-up number. */
export function contactRefusals(situation: Situation, callee: Callee): readonly OutboundRefusal[] {
  const { question, team } = situation;
  const refusals: OutboundRefusal[] = [];
  if (question.source === 'contact' && team.asks !== 'off') {
    const instead = team.asks === 'required' ? '' : ', or dial the number from the pad';
    const because = `Your team is asked for a ticket id, which a call from a contact has none of: call from the ticket, or enter its id${instead}.`;
    refusals.push({ field: 'contact', rule: 'TEAM-5', because });
  }
  if (question.lookupNumber !== null && lookupNumberOf(situation) === null)
    refusals.push({
      field: 'lookupNumber',
      rule: 'OUT-9',
      because: 'This is not a phone number, so no contact can be looked up: enter a phone number.',
    });
  if (question.contactId === 'new' && callee.kind !== 'unknown') {
    const { allowed, rule, because } = newContactVerdict(situation);
    if (!allowed) refusals.push({ field: 'contact', rule, because });
  }
  if (callee.kind !== 'contact') return refusals;
  if (isGone(situation, callee.id))
    refusals.push({ field: 'contact', rule: 'OUT-12', because: 'This contact is not there any more: pick another.' });
  const given = question.contactId;
  if (callee.by === 'ticket' && typeof given === 'number' && given !== callee.id)
    refusals.push({
      field: 'contact',
      rule: 'CON-12',
      because: 'The ticket belongs to another contact: leave the contact as it is, or call from the contact.',
    });
  const found = question.lookupNumber === null ? null : foundContacts(situation);
  if (callee.by === 'agent' && found !== null && !found.some(({ id }) => id === callee.id))
    refusals.push({
      field: 'contact',
      rule: 'OUT-12',
      because: 'This contact does not have the number that was looked up: pick one of those who do.',
    });
  return refusals;
}

/** OUT-5: the agent must pick one of several contacts before the call. */
export function contactUnanswered(callee: Callee): readonly OutboundRefusal[] {
  return callee.kind === 'contact' && callee.by === 'newest'
    ? [{ field: 'contact', rule: 'OUT-5', because: 'Several contacts have this number: pick the one to call.' }]
    : [];
}

/** The look-up that is needed before the contact is known. */
export function contactMissing(situation: Situation, callee: Callee): readonly Missing[] {
  const { question, step, ticket, settings } = situation;
  if (callee.kind !== 'unknown') return [];
  if (step.kind === 'teamTicket' || question.source === 'ticket') {
    const { ticketId } = question;
    const fieldId = settings.team.phoneFieldId;
    return ticketId === null || ticket !== null ? [] : [{ kind: 'ticket', ticketId, fieldId }];
  }
  const number = lookupNumberOf(situation);
  return number === null ? [] : [{ kind: 'contacts', number }];
}
