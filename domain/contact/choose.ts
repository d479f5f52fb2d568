import type { Decision } from '../decision.ts';
import { decide } from '../decision.ts';
import { abandonedAt, autoSelectAt, customerNumber, lateUntil, startOf } from '../session/readings.ts';
import type { Session } from '../session/session.ts';
import type { AskingStep, WaitsFor } from '../session/step.ts';
import type { Settings } from '../settings/settings.ts';
import type { Contact, NewContact } from './contact.ts';

export type ContactChoice =
  /** More must be known first. */
  | { readonly kind: 'ask'; readonly steps: readonly AskingStep[] }
  | { readonly kind: 'wait'; readonly for: WaitsFor; readonly until: number | null }
  | { readonly kind: 'make'; readonly contact: NewContact; readonly shared: boolean }
  | { readonly kind: 'use'; readonly contact: Contact; readonly shared: boolean; readonly automatic: boolean }
  /** TKT-11: nobody matches and none may be made. */
  | { readonly kind: 'nobody' };

const anonymousName = 'Anonymous caller';

/** Which contact the session belongs to (CON-1, CON-4 to CON-7, CON-9, CON-12, END-2), or what must happen first. */
export function chooseContact(session: Session, settings: Settings, now: number): Decision<ContactChoice> {
  const { made, lookUp } = session.done;
  const start = startOf(session);
  if (start === null) {
    const until = lateUntil(session.heard.firstAt ?? now, settings);
    if (now < until) return decide({ kind: 'wait', for: 'start', until }, 'CON-12', 'Who called is not known yet.');
  }
  if (made !== null && lookUp !== null)
    return { ...chooseUnmatched(session, settings, lookUp.number), choice: use(made.contact, made.shared) };
  const phone = start === null ? null : customerNumber(start);
  // A start that came while nobody was being looked up asks again, with the number.
  if (lookUp === null || lookUp.phone !== phone) {
    const input = { phone, defaultCountry: settings.contacts.defaultCountry };
    return decide(
      { kind: 'ask', steps: [{ kind: 'lookUp', key: 'lookUp', input }] },
      'CON-12',
      'The contact is looked up while the customer waits.',
    );
  }
  if (lookUp.number === null) return chooseUnmatched(session, settings, null);

  const { number } = lookUp;
  if (lookUp.unsure.length > 0) {
    const { defaultCountry } = settings.contacts;
    const steps = lookUp.unsure.map((contact): AskingStep => ({
      kind: 'hasNumber',
      key: `hasNumber/${contact.id}`,
      contact,
      input: { contactId: contact.id, number, defaultCountry },
    }));
    return decide({ kind: 'ask', steps }, 'CON-1', 'Only the identities tell whether the number is theirs.');
  }
  const [first, ...others] = newestFirst(lookUp.contacts);
  if (first === undefined) return chooseUnmatched(session, settings, number);
  if (others.length === 0) return decide(use(first), 'CON-1', 'The only contact with this number.');
  return chooseAmongSeveral(session, settings, now, [first, ...others]);
}

function use(contact: Contact, shared = false, automatic = false): ContactChoice {
  return { kind: 'use', contact, shared, automatic };
}

function newestFirst(contacts: readonly Contact[]): readonly Contact[] {
  return [...contacts].sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt) || b.id - a.id);
}

/** Nobody has the number, or there is none: the contact is made once for all who ask (CON-4, CON-5, CON-7). */
function chooseUnmatched(session: Session, settings: Settings, number: string | null): Decision<ContactChoice> {
  if (!settings.contacts.create)
    return decide({ kind: 'nobody' }, 'TKT-11', 'Nobody matches, and the settings say that no contact is made.');
  if (pickedNew(session, settings)) {
    const contact = { externalId: `session:${session.id}`, name: callerName(number), phone: number };
    return decide({ kind: 'make', contact, shared: false }, 'CON-6', 'The agent picked a new contact.');
  }
  if (number !== null) {
    // A number that Zendesk refuses is left out at the second attempt: a contact without it beats none.
    const refused = session.done.troubles.some(({ key }) => key === 'makeContact');
    const contact = { externalId: `phone:${number}`, name: callerName(number), phone: refused ? null : number };
    return decide({ kind: 'make', contact, shared: false }, 'CON-4', 'Nobody has this number: a contact is made.');
  }
  const shared = settings.contacts.anonymous === 'shared';
  const externalId = shared ? 'anonymous' : `session:${session.id}`;
  return decide(
    { kind: 'make', contact: { externalId, name: anonymousName, phone: null }, shared },
    'CON-5',
    startOf(session) === null
      ? 'The platform never said who called.'
      : 'The caller id is withheld, so the caller is matched with nobody.',
  );
}

/** CON-4: also how a name made here is recognised when the real one is learnt. */
export function callerName(number: string | null): string {
  return number === null ? anonymousName : `Caller ${number}`;
}

/** ADP-3: picks by agents who were never offered the session are refused; the first that holds is final. */
function holdingPick(session: Session, settings: Settings): Session['heard']['picks'][number] | null {
  const mayMake = settings.contacts.allowCreateWhenMatched && settings.contacts.create;
  const ids = new Set(session.done.lookUp?.contacts.map((contact) => contact.id));
  return (
    session.heard.picks.find(({ contactId, agent }) => {
      const theirs = agent === null || session.heard.agents.some((offer) => offer.agent.id === agent.id);
      return theirs && (contactId === 'new' ? mayMake : ids.has(contactId));
    }) ?? null
  );
}

function pickedNew(session: Session, settings: Settings): boolean {
  const several = (session.done.lookUp?.contacts.length ?? 0) > 1;
  return several && holdingPick(session, settings)?.contactId === 'new';
}

function chooseAmongSeveral(
  session: Session,
  settings: Settings,
  now: number,
  contacts: readonly [Contact, ...Contact[]],
): Decision<ContactChoice> {
  const pick = holdingPick(session, settings);
  if (pick?.contactId === 'new') return chooseUnmatched(session, settings, session.done.lookUp?.number ?? null);
  const picked = contacts.find((contact) => contact.id === pick?.contactId);
  if (picked !== undefined) return decide(use(picked), 'CON-6', `The agent picked one of ${contacts.length} contacts.`);

  const auto = abandonedAt(session, settings, now) ?? autoSelectAt(session, settings, now);
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
