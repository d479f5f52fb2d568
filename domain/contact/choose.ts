import type { SessionReading } from '../session/read-session.ts';
import { isMobile, isSdk } from '../session/start.ts';
import { lateUntil } from '../session/timing.ts';
import type { AskingStep, WaitsFor } from '../session/step.ts';
import { decide } from '../decision.ts';
import type { Decision } from '../decision.ts';
import type { RuleId } from '../rules/catalogue.ts';
import type { Contact, LookUpBy, NewContact } from '../zendesk/contact.ts';
import {
  lookUpAnswer,
  matchingContacts,
  decidingLookUp,
  isIdentityUnproven,
  plannedLookUps,
  lookedUpNumber,
} from './look-ups.ts';
import { anonymousContact, reusableContact, contactForSession } from './make.ts';
import { firstValidPick } from './valid-pick.ts';

export type ContactChoice =
  /** The choice needs these answers first. */
  | { readonly kind: 'ask'; readonly steps: readonly AskingStep[] }
  | { readonly kind: 'wait'; readonly for: WaitsFor; readonly until: number | null }
  | { readonly kind: 'make'; readonly contact: NewContact; readonly shared: boolean }
  | {
      readonly kind: 'use';
      readonly contact: Pick<Contact, 'id' | 'name'>;
      readonly shared: boolean;
      readonly automatic: boolean;
    }
  /** TKT-11: no contact matches, and none may be made. */
  | { readonly kind: 'nobody' };

/** Chooses the contact of the session, or the step that is needed first (CON-1 to CON-7, CON-9 to CON-12, OUT-6, END-2). */
export function chooseContact(reading: SessionReading): Decision<ContactChoice> {
  const { session, settings, now, start } = reading;
  if (start === null) {
    const until = lateUntil(session.received.firstAt ?? now, settings);
    if (now < until) return decide({ kind: 'wait', for: 'start', until }, 'CON-12', 'The caller is not known yet.');
  }
  const chosenId = start?.outbound?.contact_id ?? null;
  if (chosenId !== null && !session.progress.goneContacts.includes(chosenId))
    return decide(
      useContact({ id: chosenId, name: session.progress.contactTickets?.contact?.name ?? '' }),
      'OUT-6',
      'The agent chose it.',
    );

  const lookUps = plannedLookUps(reading);
  const open = lookUps.find((asked, i) => {
    const before = lookUps.slice(0, i).map((earlier) => lookUpAnswer(session, earlier));
    const found = before.some((answer) => answer !== null && answer.contacts.length + answer.unsure.length > 0);
    return !found && lookUpAnswer(session, asked) === null;
  });
  if (session.progress.madeContact !== null && (open === undefined || lookUps.length === 0)) {
    const { contact, shared } = session.progress.madeContact;
    return { ...chooseWithoutMatch(reading), choice: useContact(contact, shared) };
  }
  if (open !== undefined) return askLookUp(open);

  const looked = decidingLookUp(reading);
  if (looked !== null && looked.unsure.length > 0 && looked.number !== null) {
    const { number } = looked;
    const { defaultCountry } = settings.contacts;
    const steps = looked.unsure.map((contact): AskingStep => ({
      kind: 'hasNumber',
      key: `hasNumber/${contact.id}`,
      contact,
      input: { contactId: contact.id, number, defaultCountry },
    }));
    return decide(
      { kind: 'ask', steps },
      'CON-1',
      'Only the identities of the contact show whether it has this number.',
    );
  }
  const [first, ...others] = matchingContacts(reading);
  if (first === undefined || looked === null) return chooseWithoutMatch(reading);
  if (choseNewBeforeCall(reading)) return chooseWithoutMatch(reading);
  if (others.length === 0) return decide(useContact(first), ...matchReason(reading, looked.asked));
  return chooseAmongSeveral(reading, [first, ...others]);
}

function askLookUp(input: LookUpBy): Decision<ContactChoice> {
  const key = `lookUp/${input.by}`;
  return decide(
    { kind: 'ask', steps: [{ kind: 'lookUp', key, input }] },
    'CON-12',
    'The contact is looked up while the customer waits.',
  );
}

function useContact(contact: Pick<Contact, 'id' | 'name'>, shared = false, automatic = false): ContactChoice {
  return { kind: 'use', contact, shared, automatic };
}

function matchReason(reading: SessionReading, asked: LookUpBy): readonly [RuleId, string] {
  const { start } = reading;
  if (start === null || !isSdk(start)) return ['CON-1', 'The only contact with this number.'];
  switch (asked.by) {
    case 'identifier':
      return [isMobile(start) ? 'CON-2' : 'CON-3', 'The contact with this identifier.'];
    case 'email':
      return ['CON-3', 'The contact with this e-mail address.'];
    case 'phone':
      return ['CON-3', 'The only contact with this number.'];
    default:
      return asked satisfies never;
  }
}

/**
 * Chooses when no contact matches, or when the session must not be matched. A new contact is made once, even if several
 * sessions ask for it (CON-2 to CON-5, CON-7, CON-11).
 */
function chooseWithoutMatch(reading: SessionReading): Decision<ContactChoice> {
  const { session, settings, start } = reading;
  const { flexible, allowNone } = settings.outbound;
  if (start?.outbound?.ticket_choice === 'none' && flexible && allowNone)
    return decide({ kind: 'nobody' }, 'CON-11', 'The call gets no ticket, so no contact is made for it.');
  if (!settings.contacts.create)
    return decide({ kind: 'nobody' }, 'TKT-11', 'Nobody matches, and the settings say that no contact is made.');
  const number = lookedUpNumber(session);
  // OUT-8, CON-10: the number was entered for this call only, so the new contact does not get it.
  if (start?.outbound?.entered_number === true && start.outbound.contact_id !== null)
    return makeContact(
      contactForSession(reading, null),
      'CON-10',
      'The chosen contact is gone; an entered number is not stored.',
    );
  if (wantsNewContact(reading))
    return makeContact(contactForSession(reading, number), 'CON-6', 'The agent picked a new contact.');
  if (start !== null && isSdk(start)) {
    if (isMobile(start) && reading.customer?.identifier != null)
      return makeContact(
        reusableContact(reading, number),
        'CON-2',
        'The app gave a new identifier: a contact is made.',
      );
    if (isIdentityUnproven(reading))
      return makeContact(
        contactForSession(reading, null),
        'CON-3',
        'The customer is not signed in, so they are matched with nobody.',
      );
    return makeContact(reusableContact(reading, number), 'CON-3', 'Nobody matches: a contact is made.');
  }
  if (number !== null)
    return makeContact(reusableContact(reading, number), 'CON-4', 'Nobody has this number: a contact is made.');
  const because =
    start === null
      ? 'The platform never said who called.'
      : 'The caller id is withheld, so the caller is matched with nobody.';
  const { contact, shared } = anonymousContact(reading);
  return decide({ kind: 'make', contact, shared }, 'CON-5', because);
}

function makeContact(contact: NewContact, rule: RuleId, because: string): Decision<ContactChoice> {
  return decide({ kind: 'make', contact, shared: false }, rule, because);
}

/** CON-6, OUT-14: before the call, the agent chose a new contact although some contacts have the number. */
function choseNewBeforeCall(reading: SessionReading): boolean {
  const { session, settings } = reading;
  const { create, allowCreateWhenMatched } = settings.contacts;
  const mayMake = create && allowCreateWhenMatched;
  return mayMake && session.progress.claimedChoice?.value?.newContact === true && matchingContacts(reading).length > 0;
}

function wantsNewContact(reading: SessionReading): boolean {
  const hasSeveral = matchingContacts(reading).length > 1;
  return choseNewBeforeCall(reading) || (hasSeveral && firstValidPick(reading)?.contactId === 'new');
}

function chooseAmongSeveral(
  reading: SessionReading,
  contacts: readonly [Contact, ...Contact[]],
): Decision<ContactChoice> {
  const { now, autoChoiceAt } = reading;
  const pick = firstValidPick(reading);
  if (pick?.contactId === 'new') return chooseWithoutMatch(reading);
  const picked = contacts.find((contact) => contact.id === pick?.contactId);
  if (picked !== undefined)
    return decide(useContact(picked), 'CON-6', `The agent picked one of ${contacts.length} contacts.`);

  if (autoChoiceAt !== null && autoChoiceAt <= now)
    return decide(
      useContact(contacts[0], false, true),
      'END-2',
      `Nobody picked among ${contacts.length} contacts with this number: the one created last was chosen automatically.`,
    );
  return decide(
    { kind: 'wait', for: autoChoiceAt === null ? 'pick' : 'wrap_up', until: autoChoiceAt },
    'CON-6',
    `${contacts.length} contacts have this number: the agent picks.`,
  );
}
