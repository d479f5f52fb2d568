import { toE164 } from '../phone.ts';
import type { Contact } from '../zendesk/contact.ts';
import type { Missing, OutboundRefusal, Verdict } from '../session/outbound-choice.ts';
import type { Situation } from './situation.ts';

/** Whom the call is for, as far as it is known before it. */
export type Whom =
  /** `by`: the agent said so; the ticket's requester; the only one, or the newest, with the number. */
  | { readonly kind: 'contact'; readonly id: number; readonly by: 'agent' | 'ticket' | 'only' | 'newest' }
  /** Nobody has the number, or the agent wants it so: made when the call is placed (CON-11). */
  | { readonly kind: 'new' }
  /** Settled when the call starts, as for any call (CON-1, CON-6). */
  | { readonly kind: 'later' }
  /** Nobody has the number, and no contact may be made (TKT-11). */
  | { readonly kind: 'nobody' }
  | { readonly kind: 'unknown' };

/** E.164 of the number that finds the contact: a separate input, else the number to dial (OUT-8). */
export function lookupNumberOf({ question, settings, isTyped }: Situation): string | null {
  const { lookupNumber, dialNumber } = question;
  return toE164(lookupNumber ?? dialNumber, lookupNumber === null && isTyped ? '' : settings.contacts.defaultCountry);
}

/** The contacts with the look-up number; null: not asked yet. */
export function foundContacts(situation: Situation): readonly Contact[] | null {
  const { found } = situation.facts;
  return found !== null && found.number === lookupNumberOf(situation) ? found.contacts : null;
}

export function whomOf(situation: Situation): Whom {
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

/** CON-6, CON-11: may the agent take a new contact for this call? */
export function newContactVerdict(situation: Situation): Verdict {
  const { settings } = situation;
  const { create, allowCreateWhenMatched } = settings.contacts;
  const no = (rule: Verdict['rule'], because: string): Verdict => ({ allowed: false, rule, because });
  if (!settings.outbound.flexible)
    return no('OUT-4', 'Flexible outbound dialling is off: the contact is found when the call starts.');
  if (!create) return no('TKT-11', 'The settings say that no contact is made: pick one that exists.');
  const found = foundContacts(situation);
  if (found === null) return no('OUT-8', 'Who has the number is not known yet.');
  if (found.length === 0) return { allowed: true, rule: 'CON-11', because: 'Nobody has the number.' };
  return allowCreateWhenMatched
    ? { allowed: true, rule: 'CON-6', because: 'A new contact may be made although some have the number.' }
    : no('CON-6', 'The settings allow no new contact beside those who have the number: pick one of them.');
}

/** CON-8, CON-9. */
export function isGone({ facts }: Situation, contactId: number): boolean {
  return facts.contact?.id === contactId && facts.contact.record === null;
}

/** What is wrong with the contact, or with the number that was to find it. */
export function contactRefusals(situation: Situation, whom: Whom): readonly OutboundRefusal[] {
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
      because: 'By this no contact can be looked up: enter a phone number.',
    });
  if (question.contactId === 'new' && whom.kind !== 'unknown') {
    const { allowed, rule, because } = newContactVerdict(situation);
    if (!allowed) refusals.push({ field: 'contact', rule, because });
  }
  if (whom.kind !== 'contact') return refusals;
  if (isGone(situation, whom.id))
    refusals.push({ field: 'contact', rule: 'OUT-12', because: 'This contact is not there any more: pick another.' });
  const given = question.contactId;
  if (whom.by === 'ticket' && typeof given === 'number' && given !== whom.id)
    refusals.push({
      field: 'contact',
      rule: 'CON-12',
      because: 'The ticket belongs to another contact: leave the contact as it is, or call from the contact.',
    });
  const found = question.lookupNumber === null ? null : foundContacts(situation);
  if (whom.by === 'agent' && found !== null && !found.some(({ id }) => id === whom.id))
    refusals.push({
      field: 'contact',
      rule: 'OUT-12',
      because: 'This contact does not have the number that was looked up: pick one of those who do.',
    });
  return refusals;
}

/** OUT-5: one of several has to be picked before the call. */
export function contactUnanswered(whom: Whom): readonly OutboundRefusal[] {
  return whom.kind === 'contact' && whom.by === 'newest'
    ? [{ field: 'contact', rule: 'OUT-5', because: 'Several contacts have this number: pick the one to call.' }]
    : [];
}

export function contactMissing(situation: Situation, whom: Whom): readonly Missing[] {
  const { question, step, ticket, settings } = situation;
  if (whom.kind !== 'unknown') return [];
  if (step.kind === 'teamTicket' || question.source === 'ticket') {
    const { ticketId } = question;
    const fieldId = settings.team.phoneFieldId;
    return ticketId === null || ticket !== null ? [] : [{ kind: 'ticket', ticketId, fieldId }];
  }
  const number = lookupNumberOf(situation);
  return number === null ? [] : [{ kind: 'contacts', number }];
}
