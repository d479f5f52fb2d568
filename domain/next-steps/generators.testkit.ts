import type { Arbitrary } from 'fast-check';
import { array, boolean, constant, constantFrom, integer, option, record, shuffledSubarray, tuple } from 'fast-check';
import type { Settings } from '../settings/settings.ts';
import { anySettings } from '../settings/values.testkit.ts';
import type { TicketStatus } from '../zendesk/ticket.ts';
import { timelineExamples } from '../events/schema-examples.testkit.ts';
import { failReasons } from '../events/session-words.ts';
import type { Agent, OutboundChoice, SessionEvent, SessionObject } from '../events/parse-events.ts';
import {
  acted,
  assigned,
  bot,
  call,
  callerNumber,
  canceled,
  chat,
  connected,
  contact,
  customData,
  disposed,
  ended,
  entry,
  hour,
  agentA,
  agentB,
  minute,
  orders,
  photo,
  picked,
  queued,
  rated,
  recorded,
  returns,
  said,
  second,
  sessionId,
  t0,
  ticket,
  makeEvent,
  transcribed,
  transferred,
  voicemail,
  wrapUpEnded,
} from '../events/examples.testkit.ts';
import type { Plan } from './play.testkit.ts';
import type { Account } from './zendesk-model.testkit.ts';

/** Random sessions for the property tests: the events of the platform, the answers of Zendesk, and the settings. */

const stranger: Agent = { id: '10', email: 'stranger@example.com', name: null, kind: 'human' };
const nameless: Agent = { id: '11', email: null, name: null, kind: 'human' };
const agents = constantFrom(agentA, agentA, agentB, bot, stranger, nameless);

const users = constantFrom<Partial<SessionObject['end_user']>[]>(
  {},
  { authenticated: false, email: 'claimed@example.com' },
  { authenticated: true, identifier: 'user-1' },
  { authenticated: true, email: 'known@example.com', name: 'A Name' },
);

export const startObjects: Arbitrary<SessionObject> = record({
  kind: constantFrom('call', 'call', 'chat', 'mobile'),
  inbound: constantFrom(true, true, true, false),
  from: constantFrom(callerNumber, callerNumber, '(415) 555-1212', '+442079460123', 'anonymous', null),
  queue: constantFrom(orders, returns, null),
  recording: boolean(),
  user: users,
  outbound: constantFrom<Partial<OutboundChoice>[]>(
    {},
    {},
    { source: 'ticket', ticket_id: 100 },
    { source: 'call_back', follows_session_id: 'call-0' },
    { ticket_choice: 'none' },
    { contact_id: 1 },
  ),
}).map(({ kind, inbound, from, queue, recording, user, outbound }) => {
  const end_user = { ...call().end_user, phone: from };
  const over = { queue, recording, end_user };
  if (kind === 'chat') return chat({ ...over, end_user: { ...end_user, ...user } });
  if (kind === 'mobile')
    return chat({ ...over, session_type: 'Messaging (Mobile)', end_user: { ...end_user, ...user } });
  if (inbound) return call({ ...over, from });
  const choice = { ...noChoice, ...outbound };
  return call({ ...over, direction: 'outbound', from: null, to: from, agent: agentA, outbound: choice });
});

const noChoice: OutboundChoice = {
  source: null,
  contact_id: null,
  ticket_id: null,
  ticket_choice: 'auto',
  entered_number: false,
  follows_session_id: null,
  choice_id: null,
};

/** A random time between two numbers of seconds after the session's start; ms since the epoch. */
const moments = (from: number, until: number): Arbitrary<number> =>
  integer({ min: from, max: until }).map((seconds) => t0 + seconds * second);

const agentEvents = tuple(
  constantFrom(assigned, assigned, connected, connected, canceled),
  moments(0, 300),
  agents,
).map(([eventAt, at, agent]): SessionEvent => eventAt(at, agent));

const pickEvents = tuple(moments(0, 900), constantFrom<(number | 'new')[]>(1, 2, 3, 'new', 99), option(agents)).map(
  ([at, contactId, agent]): SessionEvent => picked(at, contactId, agent),
);

const endEvents = tuple(
  moments(60, 600),
  option(constantFrom(...failReasons), { freq: 2 }),
  option(integer({ min: 0, max: 2 })),
).map(([at, fail_reason, segments]): SessionEvent => {
  const expects = segments === null ? null : { recording_segments: segments, transcript: null, metadata: null };
  return ended(at, { fail_reason, expects });
});

/** A segment has the same size in each of its events. Segment b is too large to be stored. */
const recordingEvents = tuple(moments(120, 7_200), constantFrom('a', 'b', null)).map(([at, segment]): SessionEvent =>
  recorded(at, segment, { size: segment === 'b' ? 60 * 1024 ** 2 : 1_000 }),
);

/** Timeline events with a generator of their own, which says when they may happen. */
const generatedApart: readonly string[] = ['voicemail.left', 'disposition.submitted'];

/** An example of each other timeline event, as its schema documents it. */
const examples: readonly SessionEvent[] = timelineExamples.filter(({ type }) => !generatedApart.includes(type));

/** Events of the timeline and some others: special cases, and the documented examples. */
export const timelineEvents: Arbitrary<SessionEvent> = tuple(
  moments(10, 600),
  constantFrom<((at: number) => SessionEvent)[]>(
    (at) => transferred(at),
    (at) => transferred(at, agentA, agentB),
    (at) => transferred(at, agentB, agentA, { transfer_id: 't1' }),
    (at) => transferred(at, stranger),
    (at) => makeEvent(at, 'transfer.failed', transferred(at).item),
    (at) => customData(at, [entry('plan', 'gold'), entry('age', 40)]),
    (at) => customData(at, [entry('plan', 'gold')]),
    (at) => rated(at, 4),
    (at) => rated(at, 2, 'Slow'),
    (at) => acted(at, 'verification', { result: true }),
    (at) => acted(at, 'photo', { files: [photo('one'), photo('two')] }),
    (at) => acted(at, 'video', { files: [photo('long', 30 * 1024 ** 2)] }),
    (at) => acted(at, 'text_input', { result: 'My words' }),
    (at) => makeEvent(at, 'smart_action.failed', { smart_action_id: null, kind: 'photo', error: null }),
    (at) => makeEvent(at, 'dap.responded', { request: null, response: { balance: 3 } }),
    (at) => makeEvent(at, 'summary.generated', { text: 'In short', scope: 'session', segment: null, agent: null }),
    (at) => transcribed(at, 'Hello'),
    (at) => transcribed(at, 'x'.repeat(25_000)),
    (at) => makeEvent(at, 'voicemail.read', { agent: agentA }),
    (at) => said(at, null),
    (at) => said(at, 3),
    (at) => makeEvent(at, 'hold.started', { at: null }),
    (at) => makeEvent(at, 'hold.ended', { at: null }),
    ...examples.map((example) => (at: number) => ({ ...example, timestamp: at, session_id: sessionId })),
  ),
).map(([at, eventAt]) => eventAt(at));

const voicemailEvents = moments(10, 400).map((at): SessionEvent => voicemail(at));

const maybe = (events: Arbitrary<SessionEvent>, max = 1): Arbitrary<SessionEvent[]> =>
  array(events, { maxLength: max });

/** The events of one session, each with an id of its own. There is always at least one. */
export const happenings: Arbitrary<readonly SessionEvent[]> = tuple(
  option(startObjects, { freq: 12 }),
  maybe(
    tuple(moments(0, 60), constantFrom(orders, returns)).map(([at, queue]) => queued(at, queue)),
    2,
  ),
  array(agentEvents, { maxLength: 5 }),
  maybe(pickEvents, 2),
  option(endEvents, { freq: 6 }),
  maybe(moments(300, 1_800).map(wrapUpEnded)),
  maybe(moments(300, 1_800).map(disposed)),
  maybe(recordingEvents, 3),
  maybe(timelineEvents, 4),
  array(voicemailEvents, { maxLength: 1 }),
).map(([item, queue, agentsSay, picks, end, wrapUp, disposition, recordings, entries, voice]) => {
  const starts = item === null ? [] : [startedWith(item)];
  const ends = end === null ? [] : [end];
  const rest = [...ends, ...wrapUp, ...disposition, ...recordings, ...entries, ...voice];
  const all = [...starts, ...queue, ...agentsSay, ...picks, ...rest];
  const some = all.length === 0 ? [ended(t0 + minute)] : all;
  return some.map((event, i): SessionEvent => ({ ...event, event_id: `event-${i}` }));
});

export function startedWith(item: SessionObject): SessionEvent {
  return { event_id: 'started', timestamp: t0, session_id: sessionId, type: 'session.started', item };
}

/**
 * How long after its time an event arrives, in ms: mostly at once, sometimes late, rarely very late. Some arrive twice.
 */
const delays = array(
  constantFrom(0, 0, 0, 20, 3 * second, 40 * second, 90 * second, 40 * minute, 2 * hour, 30 * hour),
  {
    minLength: 1,
    maxLength: 2,
  },
);

/**
 * Documents of settings. Keys that are not chosen here take any value of their kind. Where a value leaves a session
 * without a ticket, most documents have the other one, so that most sessions have something to write.
 */
export const allSettings: Arbitrary<Settings> = anySettings({
  tickets: {
    create: constantFrom(true, true, true, true, false),
    createForAbandonedCalls: constantFrom(true, true, false),
    createForAbandonedChats: constantFrom(true, true, false),
    defaultUserId: constantFrom(500, null),
    chatMinimumCustomerMessages: constantFrom(0, 0, 2),
    foldMissedCalls: constantFrom(null, 60),
  },
  contacts: {
    create: constantFrom(true, true, true, false),
    // The invariants expect that callers are found by a number of the US.
    defaultCountry: constant('US'),
    sdkLookupOrder: shuffledSubarray(['identifier', 'email', 'phone'], { minLength: 3 }),
  },
  append: { never: constantFrom(false, false, false, true), reopenSolvedWithinDays: constantFrom(null, 30) },
  outbound: { allowNone: constant(true) },
  fields: {
    sessionId: constantFrom(null, 31),
    csat: constantFrom(null, 32),
    callDuration: constantFrom(null, 33),
    textInput: constantFrom(null, 34),
  },
  mapping: constantFrom<Settings['mapping'][]>([], [{ customDataKey: 'plan', target: 'ticket', fieldId: 40 }]),
  session: {
    // A play lets some outcomes of writes come 20 minutes late, and a session waits for them no longer than this.
    lateHours: integer({ min: 1, max: 720 }),
    // The invariants look at a finished session again 1 and 30 hours later. A later run that did not receive the end
    // waits for a late answer in the minutes after `maxHours`, and must not be looked at in these minutes.
    maxHours: constant(12),
  },
});

const statuses = constantFrom<TicketStatus[]>('new', 'open', 'pending', 'hold', 'solved', 'closed');

const contacts = array(record({ has: constantFrom(true, true, false), sure: constantFrom(true, true, false) }), {
  maxLength: 3,
}).map((kinds) =>
  // If a search alone shows the number, the contact has it.
  kinds.map(({ has, sure }, i) => ({ contact: contact(i + 1), has: has || sure, sure })),
);

const tickets = array(
  tuple(statuses, constantFrom('queue_3', 'queue_4'), constantFrom('channel_voice', 'channel_web_chat')),
  {
    maxLength: 2,
  },
).map((kinds) => kinds.map(([status, ...tags], i) => ticket(100 + i, { status, tags, requesterId: 1 })));

export const accounts: Arbitrary<Account> = record({
  contacts,
  tickets,
  agents: constant([
    { email: 'agent.a@example.com', id: 700 },
    { email: 'agent.b@example.com', id: 800 },
  ]),
  refusals: array(
    record({
      kind: constantFrom(
        'lookUp',
        'hasNumber',
        'makeContact',
        'listTickets',
        'readTicket',
        'listTicketFields',
        'askSession',
        'findTicket',
        'findAgent',
        'openTicket',
        'openTicket',
        'popScreen',
      ),
      code: constantFrom('Invalid', 'RequesterInvalid', 'Forbidden'),
    }),
    { maxLength: 2 },
  ),
  refusedFacts: array(constantFrom('finished', 'appended', 'assigned', 'abandoned', 'recording', 'voice'), {
    maxLength: 1,
  }),
  fileRefused: constantFrom(false, false, true),
  contactGoneAfter: option(integer({ min: 1, max: 5 }), { freq: 2 }),
});

/** Plans of whole sessions. Events come in any order, twice or never, and Zendesk has faults. */
export const plans: Arbitrary<Plan> = tuple(
  happenings.chain((events) =>
    tuple(constant(events), array(delays, { minLength: events.length, maxLength: events.length })),
  ),
  allSettings,
  accounts,
  array(constantFrom(0, 50, 50, 400, 7 * second, 90 * second, 2 * hour), { minLength: 1, maxLength: 4 }),
  option(integer({ min: 1, max: 6 }), { freq: 2 }),
  option(integer({ min: 1, max: 3 }), { freq: 2 }),
).map(([[events, late], chosen, account, latencies, continuedAfter, lateOutcomeEvery]) => ({
  settings: chosen,
  arrivals: events
    .flatMap((event, i) => (late[i] ?? [0]).map((delay) => ({ arrivesAt: event.timestamp + delay, event })))
    .sort((a, b) => a.arrivesAt - b.arrivesAt),
  account,
  latencies,
  continuedAfter,
  lateOutcomeEvery,
}));

/**
 * The events of one session in two orders, all within a second after its end, where the order has no meaning. Cases in
 * which the order matters are left out: a pick after the end (END-2 has happened by then); an offer that is taken back
 * or never answered (TKT-2 makes a ticket if it arrives before the end, TKT-8 after it); an abandoned end before a late
 * answer; a queue that arrives only after the ticket was made; a chat's recording that is repeated after the session
 * ended (the new run does not know that it was a chat).
 */
export const sameEventsTwice: Arbitrary<readonly [Plan, Plan]> = tuple(
  startObjects.filter(({ direction }) => direction === 'inbound'),
  constantFrom<SessionEvent[][]>(
    [],
    [connected(t0 + minute)],
    [assigned(t0 + 30 * second, agentB), connected(t0 + minute)],
  ),
  array(constantFrom('a', 'b'), { maxLength: 2 }),
  array(timelineEvents, { maxLength: 3 }),
  boolean(),
  allSettings,
  accounts,
  // With slower answers the session could end before all of its events have arrived.
  array(constantFrom(50, 400), { minLength: 1, maxLength: 3 }),
)
  .chain(([start, answer, segments, entries, wrapUp, chosen, account, latencies]) => {
    const over = t0 + 5 * minute;
    const kept = start.kind === 'call' ? segments : [];
    const recordings = kept.map((segment, i) => recorded(over + i, segment));
    // Each event has a time of its own, because two transfers at the same time have no last one.
    const happened = entries.map((event, i): SessionEvent => ({
      ...event,
      timestamp: t0 + 90 * second + i * second,
      event_id: `entry-${i}`,
    }));
    const rest = [...happened, ended(over), ...recordings, ...(wrapUp ? [wrapUpEnded(over)] : [])];
    const events = [startedWith(start), ...answer, ...rest];
    const order = shuffledSubarray(events, { minLength: events.length });
    return tuple(order, order, constant({ over, chosen, account, latencies }));
  })
  .map(([one, other, { over, chosen, account, latencies }]) => {
    const plan = (events: readonly SessionEvent[]): Plan => ({
      settings: chosen,
      arrivals: events.map((event, i) => ({ arrivesAt: over + second + i, event })),
      account: { ...account, refusals: [], refusedFacts: [], contactGoneAfter: null },
      latencies,
      continuedAfter: null,
      lateOutcomeEvery: null,
    });
    return [plan(one), plan(other)] as const;
  });
