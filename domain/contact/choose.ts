import type { SessionReading } from '../session/read-session.ts';
import type { Decision } from '../decision.ts';
import { decide } from '../decision.ts';
import { isMobile, isSdk } from '../session/start.ts';
import { lateUntil } from '../session/timing.ts';
import type { SessionAgents } from '../session/agents.ts';
import type { Session } from '../session/state.ts';
import type { AskingStep, WaitsFor } from '../session/step.ts';
import type { RuleId } from '../rules/catalogue.ts';
import type { Contact, LookUpBy } from '../zendesk/contact.ts';
import { answerTo, candidatesOf, decidingLookUp, isUnproven, lookUpsFor, numberOf } from './look-ups.ts';
import { anonymousContact, knownContact, ownContact } from './make.ts';
import type { NewContact } from '../zendesk/contact.ts';

export type ContactChoice =
  /** More must be known first. */
  | { readonly kind: 'ask'; readonly steps: readonly AskingStep[] }
  | { readonly kind: 'wait'; readonly for: WaitsFor; readonly until: number | null }
  | { readonly kind: 'make'; readonly contact: NewContact; readonly shared: boolean }
  | {
      readonly kind: 'use';
      readonly contact: Pick<Contact, 'id' | 'name'>;
      readonly shared: boolean;
      readonly automatic: boolean;
    }
  /** TKT-11: nobody matches and none may be made. */
  | { readonly kind: 'nobody' };

/** Which contact the session belongs to (CON-1 to CON-7, CON-9 to CON-12, END-2), or what must happen first. */
export function chooseContact(reading: SessionReading): Decision<ContactChoice> {
  const { session, settings, now } = reading;
  const start = reading.start;
  if (start === null) {
    const until = lateUntil(session.received.firstAt ?? now, settings);
    if (now < until) return decide({ kind: 'wait', for: 'start', until }, 'CON-12', 'Who called is not known yet.');
  }
  const given = start?.outbound?.contact_id ?? null;
  if (given !== null && !session.progress.goneContacts.includes(given))
    return decide(
      use({ id: given, name: session.progress.contactTickets?.contact?.name ?? '' }),
      'OUT-6',
      'The agent chose it.',
    );

  const keys = lookUpsFor(reading);
  const open = keys.find((asked, i) => {
    const before = keys.slice(0, i).map((key) => answerTo(session, key));
    const found = before.some((answer) => answer !== null && answer.contacts.length + answer.unsure.length > 0);
    return !found && answerTo(session, asked) === null;
  });
  if (session.progress.madeContact !== null && (open === undefined || keys.length === 0)) {
    const { contact, shared } = session.progress.madeContact;
    return { ...unmatched(reading), choice: use(contact, shared) };
  }
  if (open !== undefined) return ask(open);

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
    return decide({ kind: 'ask', steps }, 'CON-1', 'Only the identities tell whether the number is theirs.');
  }
  const [first, ...others] = candidatesOf(reading);
  if (first === undefined || looked === null) return unmatched(reading);
  if (choseNew(reading)) return unmatched(reading);
  if (others.length === 0) return decide(use(first), ...whyMatched(reading, looked.asked));
  return chooseAmongSeveral(reading, [first, ...others]);
}

function ask(input: LookUpBy): Decision<ContactChoice> {
  const key = `lookUp/${input.by}`;
  return decide(
    { kind: 'ask', steps: [{ kind: 'lookUp', key, input }] },
    'CON-12',
    'The contact is looked up while the customer waits.',
  );
}

function use(contact: Pick<Contact, 'id' | 'name'>, shared = false, automatic = false): ContactChoice {
  return { kind: 'use', contact, shared, automatic };
}

function whyMatched(reading: SessionReading, asked: LookUpBy): readonly [RuleId, string] {
  const start = reading.start;
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

/** Nobody matches, or nobody may: the contact is made once for all who ask (CON-2 to CON-5, CON-7, CON-11). */
function unmatched(reading: SessionReading): Decision<ContactChoice> {
  const { session, settings } = reading;
  const start = reading.start;
  const { flexible, allowNone } = settings.outbound;
  if (start?.outbound?.ticket_choice === 'none' && flexible && allowNone)
    return decide({ kind: 'nobody' }, 'CON-11', 'The call was to have no ticket, so no contact is made for it.');
  if (!settings.contacts.create)
    return decide({ kind: 'nobody' }, 'TKT-11', 'Nobody matches, and the settings say that no contact is made.');
  const number = numberOf(session);
  // OUT-8, CON-10: the contact for whom it was entered is gone; theirs the number never was.
  if (start?.outbound?.entered_number === true && start.outbound.contact_id !== null)
    return make(ownContact(reading, null), 'CON-10', 'The chosen contact is gone; an entered number is not stored.');
  if (pickedNew(reading)) return make(ownContact(reading, number), 'CON-6', 'The agent picked a new contact.');
  if (start !== null && isSdk(start)) {
    if (isMobile(start) && start.end_user.identifier !== null)
      return make(knownContact(reading, number), 'CON-2', 'The app gave a new identifier: a contact is made.');
    if (isUnproven(start))
      return make(
        ownContact(reading, null),
        'CON-3',
        'The customer is not signed in, so they are matched with nobody.',
      );
    return make(knownContact(reading, number), 'CON-3', 'Nobody matches: a contact is made.');
  }
  if (number !== null)
    return make(knownContact(reading, number), 'CON-4', 'Nobody has this number: a contact is made.');
  const because =
    start === null
      ? 'The platform never said who called.'
      : 'The caller id is withheld, so the caller is matched with nobody.';
  const { contact, shared } = anonymousContact(reading);
  return decide({ kind: 'make', contact, shared }, 'CON-5', because);
}

function make(contact: NewContact, rule: RuleId, because: string): Decision<ContactChoice> {
  return decide({ kind: 'make', contact, shared: false }, rule, because);
}

/** ADP-3, ADP-4: only the agent who has the session may pick; after a transfer that is the new one. */
export function mayPick(agents: SessionAgents, agentId: string, at: number): boolean {
  const received = agents.receivers.findLast((one) => one.at <= at);
  return received === undefined ? agents.involvedIds.includes(agentId) : received.agent.id === agentId;
}

/** ADP-3: the first pick that the rules allow is final. */
export function holdingPick(reading: SessionReading): Session['received']['picks'][number] | null {
  const { session, settings } = reading;
  const mayMake = settings.contacts.allowCreateWhenMatched && settings.contacts.create;
  const ids = candidatesOf(reading).map(({ id }) => id);
  return (
    session.received.picks.find(({ contactId, agent, at }) => {
      const theirs = agent === null || mayPick(reading.agents, agent.id, at);
      return theirs && (contactId === 'new' ? mayMake : ids.includes(contactId));
    }) ?? null
  );
}

/** CON-6, OUT-14: the agent chose a new contact before the call, although some have the number. */
function choseNew(reading: SessionReading): boolean {
  const { session, settings } = reading;
  const { create, allowCreateWhenMatched } = settings.contacts;
  const mayMake = create && allowCreateWhenMatched;
  return mayMake && session.progress.claimedChoice?.value?.newContact === true && candidatesOf(reading).length > 0;
}

function pickedNew(reading: SessionReading): boolean {
  const among = candidatesOf(reading).length > 1;
  return choseNew(reading) || (among && holdingPick(reading)?.contactId === 'new');
}

function chooseAmongSeveral(
  reading: SessionReading,
  contacts: readonly [Contact, ...Contact[]],
): Decision<ContactChoice> {
  const { now } = reading;
  const pick = holdingPick(reading);
  if (pick?.contactId === 'new') return unmatched(reading);
  const picked = contacts.find((contact) => contact.id === pick?.contactId);
  if (picked !== undefined) return decide(use(picked), 'CON-6', `The agent picked one of ${contacts.length} contacts.`);

  const auto = reading.autoChoiceAt;
  if (auto !== null && auto <= now)
    return decide(
      use(contacts[0], false, true),
      'END-2',
      `Nobody picked among ${contacts.length} contacts with this number: the one created last was chosen automatically.`,
    );
  return decide(
    { kind: 'wait', for: auto === null ? 'pick' : 'wrap_up', until: auto },
    'CON-6',
    `${contacts.length} contacts have this number: the agent picks.`,
  );
}
