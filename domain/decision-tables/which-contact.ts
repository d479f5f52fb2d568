import { readSession } from '../session/read-session.ts';
import type { Decision } from '../decision.ts';
import { chooseContact } from '../contact/choose.ts';
import type { ContactChoice } from '../contact/choose.ts';
import type { Contact, LookUp, LookUpBy } from '../zendesk/contact.ts';
import { recordAnswer } from '../next-steps/record-answer.ts';
import type { Session } from '../session/state.ts';
import type { Settings } from '../settings/settings.ts';
import { decisionTable } from './table.ts';
import type { DecisionTable } from './table.ts';
import { settingsWith } from '../settings/defaults.ts';
import type { SettingsChanges } from '../settings/defaults.ts';
import { agent, inboundCall, minuteMs, sessionWithEvents, startMs, webChat } from './example-sessions.ts';
import type { TimedEvent } from './example-sessions.ts';

/** The contacts that Zendesk finds, by the kind of the look-up. */
type InZendesk = Readonly<Partial<Record<LookUpBy['by'], readonly Contact[]>>>;

type Customer = {
  readonly title: string;
  readonly start: Readonly<Record<string, unknown>>;
  readonly later?: readonly TimedEvent[];
  readonly inZendesk?: InZendesk;
};

const number = '+14155550142';

function contact(id: number, name: string): Contact {
  const createdAt = new Date(Date.UTC(2025, 0, id)).toISOString();
  return { id, name, phone: number, email: null, externalId: null, createdAt, matchable: true };
}

const older = contact(1, 'the older');
const newest = contact(2, 'the newest');
const only = contact(3, 'this contact');
const byEmail = contact(4, 'the contact with the e-mail address');
const byPhone = contact(5, 'the contact with the number');
const both = { phone: [older, newest] };

const app = { ...webChat, session_type: 'Messaging (Mobile)' };
const visitor = (end_user: Readonly<Record<string, unknown>>) => ({ ...webChat, end_user });

const answered: TimedEvent = [5, 'session.connected', { agent }];
const hungUp: TimedEvent = [60, 'session.ended', {}];
const pick = (contact_id: number | 'new'): TimedEvent => [6, 'contact.picked', { contact_id, agent }];

const customers: readonly Customer[] = [
  { title: 'call: nobody has the number', start: inboundCall },
  { title: 'call: one contact has the number', start: inboundCall, inZendesk: { phone: [only] } },
  { title: 'call: two contacts have the number, no pick yet', start: inboundCall, later: [answered], inZendesk: both },
  {
    title: 'call: two contacts, the agent picked the older',
    start: inboundCall,
    later: [answered, pick(1)],
    inZendesk: both,
  },
  {
    title: 'call: two contacts, the agent picked "new contact"',
    start: inboundCall,
    later: [answered, pick('new')],
    inZendesk: both,
  },
  { title: 'call: two contacts, ended without a pick', start: inboundCall, later: [answered, hungUp], inZendesk: both },
  {
    title: 'call: two contacts, wrap-up ended without a pick',
    start: inboundCall,
    later: [answered, hungUp, [70, 'wrap_up.ended', {}]],
    inZendesk: both,
  },
  {
    title: 'call: two contacts, no agent answered',
    start: inboundCall,
    later: [[60, 'session.ended', { fail_reason: 'abandoned_in_queue' }]],
    inZendesk: both,
  },
  {
    title: 'call: two contacts, voicemail',
    start: inboundCall,
    later: [[40, 'voicemail.left', { recording_url: 'https://files.example.com/1.wav', duration_s: 20 }]],
    inZendesk: both,
  },
  { title: 'call: number withheld', start: { ...inboundCall, from: null } },
  { title: 'app: identifier known', start: app, inZendesk: { identifier: [only] } },
  { title: 'app: identifier unknown', start: app },
  {
    title: 'web: identifier known',
    start: visitor({ identifier: 'u-1', email: 'ada@example.com', phone: number }),
    inZendesk: { identifier: [only], email: [byEmail], phone: [byPhone] },
  },
  {
    title: 'web: e-mail address and number known, but of two contacts',
    start: visitor({ identifier: 'u-1', email: 'ada@example.com', phone: number }),
    inZendesk: { email: [byEmail], phone: [byPhone] },
  },
  { title: 'web: e-mail address known', start: visitor({ email: 'ada@example.com' }), inZendesk: { email: [byEmail] } },
  { title: 'web: nothing known', start: visitor({ identifier: 'u-1', email: 'ada@example.com' }) },
  {
    title: 'web: not signed in, e-mail address known',
    start: visitor({ email: 'ada@example.com', authenticated: false }),
    inZendesk: { email: [byEmail] },
  },
];

const columns: readonly { readonly title: string; readonly changes: SettingsChanges }[] = [
  { title: 'defaults', changes: {} },
  { title: '`contacts.create: false`', changes: { contacts: { create: false } } },
  { title: '`contacts.anonymous: "new"`', changes: { contacts: { anonymous: 'new' } } },
  { title: '`contacts.allowCreateWhenMatched: false`', changes: { contacts: { allowCreateWhenMatched: false } } },
  { title: '`inbound.autoSelectAt: "wrap_up_end"`', changes: { inbound: { autoSelectAt: 'wrap_up_end' } } },
  {
    title: '`contacts.sdkLookupOrder: ["phone", "email"]`',
    changes: { contacts: { sdkLookupOrder: ['phone', 'email'] } },
  },
];

const now = startMs + 2 * minuteMs;

function answerOf(asked: LookUpBy, inZendesk: InZendesk): LookUp {
  const contacts = inZendesk[asked.by] ?? [];
  return { number: asked.by === 'phone' ? asked.phone : null, contacts, unsure: [], tickets: null };
}

/** Answers the look-ups until the choice is made, as the session workflow does. */
function decideWithAnswers(session: Session, inZendesk: InZendesk, settings: Settings): Decision<ContactChoice> {
  const decision = chooseContact(readSession(session, settings, now));
  if (decision.choice.kind !== 'ask') return decision;
  const asked = decision.choice.steps.filter((step) => step.kind === 'lookUp');
  if (asked.length === 0) throw new Error('A case of the decision tables asks for more than look-ups.');
  const answered = asked.reduce(
    (known, step) => recordAnswer(known, { step, value: answerOf(step.input, inZendesk) }, false, now),
    session,
  );
  return decideWithAnswers(answered, inZendesk, settings);
}

function inWords(choice: ContactChoice): string {
  switch (choice.kind) {
    case 'use':
      return choice.automatic ? `${choice.contact.name}, automatically` : choice.contact.name;
    case 'make':
      return made(choice.contact.externalId, choice.shared);
    case 'nobody':
      return 'no contact, so no ticket';
    case 'wait':
      return choice.for === 'pick' ? 'waits for the agent' : 'waits for the end of the wrap-up';
    case 'ask':
      return 'asks Zendesk';
    default:
      return choice satisfies never;
  }
}

function made(externalId: string, shared: boolean): string {
  if (shared) return 'the shared contact';
  const [by] = externalId.split(':');
  switch (by) {
    case 'session':
      return 'new';
    case 'phone':
      return 'new, by number';
    case 'email':
      return 'new, by e-mail';
    default:
      return 'new, by identifier';
  }
}

/** The contact of a session, by the matching contacts in Zendesk (CON-1 to CON-7, CON-9, END-2, END-3, TKT-11). */
export const whichContact: DecisionTable = decisionTable(
  {
    title: 'Which contact',
    reading:
      'Each row is a customer with the matching contacts in Zendesk. Each column is one setting that differs from the defaults. "New" is a contact for this session alone. "New, by number" is a new contact that the next session finds by the number. "The shared contact" belongs to all anonymous callers. Agents, suspended and deleted users are never found (CON-9).',
    corner: 'customer',
  },
  customers,
  columns,
  ({ start, later = [], inZendesk = {} }, { changes }) => {
    const { choice, ...why } = decideWithAnswers(sessionWithEvents(start, later), inZendesk, settingsWith(changes));
    return { choice: inWords(choice), ...why };
  },
);
