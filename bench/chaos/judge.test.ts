import { describe, expect, it } from 'vitest';
import type { Caller } from '../callers.ts';
import { contactsOf, standardMix } from '../mix.ts';
import type { ZendeskContents, JudgedTicket, FindingKind } from './judge.ts';
import { judge } from './judge.ts';
import { deliveriesOf, disturbancesOf } from './disturbances.ts';

const callers = contactsOf(40).map((contacts, i): Caller => {
  const contactIds = Array.from({ length: contacts }, (_, n) => 1_000 + 10 * i + n);
  return { phone: `+1415555${1_000 + i}`, email: `customer.${i}@customer.example.com`, contactIds };
});
const sessions = standardMix('judged', callers, (id) => `http://127.0.0.1:8090/recordings/${id}.wav?seconds=1`);
const agents = { 'agent.bench@example.com': 7, 'agent.second@example.com': 8 };

/** The ticket of the `i`th session if nothing went wrong. */
function correctTicket(i: number): JudgedTicket {
  const session = sessions[i];
  if (session === undefined) throw new Error(`There is no session ${i}.`);
  const { id, kind, caller, events } = session;
  const answered = events.some(({ type }) => type === 'session.connected');
  const transferred = events.some(({ type }) => type === 'transfer.finished');
  const name = kind === 'chat' ? 'Chat' : 'Call';
  const texts = events.flatMap(({ type, item }) => {
    switch (type) {
      case 'session.started':
        return [`${name} started`];
      case 'session.ended':
        return answered ? [`${name} finished`] : [];
      case 'transfer.finished':
        return ['Transfer finished'];
      case 'rating.received':
        return ['Rating by the customer'];
      case 'disposition.submitted':
        return ['Disposition\nTracking link sent.'];
      case 'summary.generated':
        return [
          'scope' in item && item.scope === 'segment' ? 'Summary of a part of the session' : 'Summary of the session',
        ];
      case 'transcript.ready':
        return ['Customer: Hello\nAgent: Hello, how can I help?'];
      case 'custom_data.received':
        return ['Cart: 3 items'];
      default:
        return [];
    }
  });
  const voices = events.filter(({ type }) => type === 'recording.ready' || type === 'voicemail.left');
  return {
    id: i + 1,
    requesterId: caller.contactIds[0] ?? 5_000 + i,
    assigneeId: answered ? (transferred ? 8 : 7) : 99,
    externalId: id,
    tags: [`session_${id}`],
    comments: [
      ...texts.map((text) => ({ text, isVoice: false })),
      ...voices.map(() => ({ text: 'a voice comment', isVoice: true })),
    ],
  };
}

const contacts = callers.flatMap(({ phone, contactIds }, i) =>
  (contactIds.length === 0 ? [5_000 + i] : contactIds).map((id) => ({ id, phone })),
);
const tickets = sessions.map((_, i) => correctTicket(i));
const whole: ZendeskContents = { tickets, contacts, agents, writes: tickets.map(({ id }) => `${id}/finished`) };

function findingKindsOf(contents: ZendeskContents): readonly FindingKind[] {
  return judge(sessions, contents).map(({ kind }) => kind);
}

/** The correct contents, with the first ticket that fulfils `isSo` changed. */
function withTicket(
  isSo: (ticket: JudgedTicket) => boolean,
  change: (ticket: JudgedTicket) => JudgedTicket,
): ZendeskContents {
  const target = tickets.find(isSo);
  if (target === undefined) throw new Error('There is no such ticket.');
  return { ...whole, tickets: tickets.map((ticket) => (ticket === target ? change(ticket) : ticket)) };
}

const says =
  (words: string) =>
  ({ comments }: JudgedTicket): boolean =>
    comments.some(({ text }) => text.includes(words));
const without = (ticket: JudgedTicket, words: string): JudgedTicket => ({
  ...ticket,
  comments: ticket.comments.filter(({ text }) => !text.includes(words)),
});
const doubled = (ticket: JudgedTicket, words: string): JudgedTicket => ({
  ...ticket,
  comments: [...ticket.comments, ...ticket.comments.filter(({ text }) => text.includes(words))],
});

describe('the judge', () => {
  it('finds nothing if everything is there once', () => {
    expect(judge(sessions, whole)).toEqual([]);
  });

  it('finds a missing ticket, a second ticket, and tickets of the wrong contact or agent', () => {
    expect(findingKindsOf({ ...whole, tickets: tickets.slice(1) })).toEqual(['sessions without a ticket']);
    const again = tickets.slice(0, 1).map((ticket) => ({ ...ticket, id: 900 }));
    expect(findingKindsOf({ ...whole, tickets: [...tickets, ...again] })).toEqual([
      'sessions with more than one ticket',
    ]);
    expect(
      findingKindsOf(
        withTicket(
          () => true,
          (ticket) => ({ ...ticket, requesterId: 1 }),
        ),
      ),
    ).toEqual(['tickets of the wrong contact']);
    const taken = (ticket: JudgedTicket): boolean => ticket.assigneeId === 8;
    expect(findingKindsOf(withTicket(taken, (ticket) => ({ ...ticket, assigneeId: 7 })))).toEqual([
      'tickets of the wrong agent',
    ]);
    const made = contacts.filter(({ id }) => id >= 5_000).slice(0, 1);
    const twin = made.map((contact) => ({ ...contact, id: 9_999 }));
    expect(findingKindsOf({ ...whole, contacts: [...contacts, ...twin] })).toEqual(['contacts made twice']);
  });

  it('finds each recording and each note that is missing or there twice', () => {
    expect(findingKindsOf(withTicket(says('voice'), (ticket) => without(ticket, 'voice')))).toContain(
      'recordings lost',
    );
    expect(findingKindsOf(withTicket(says('voice'), (ticket) => doubled(ticket, 'voice')))).toContain(
      'recordings twice',
    );
    for (const words of [
      'Call started',
      'Chat started',
      'Call finished',
      'Chat finished',
      'Transfer finished',
      'Rating by the customer',
      'Disposition',
      'Summary of the session',
      'Summary of a part of the session',
      'how can I help?',
      'Cart: 3 items',
    ]) {
      expect(findingKindsOf(withTicket(says(words), (ticket) => without(ticket, words)))).toEqual(['notes lost']);
      expect(findingKindsOf(withTicket(says(words), (ticket) => doubled(ticket, words)))).toEqual(['notes twice']);
    }
  });

  it('finds a write that was applied twice', () => {
    expect(findingKindsOf({ ...whole, writes: [...whole.writes, '1/finished'] })).toEqual(['writes applied twice']);
  });
});

describe('the disturbances', () => {
  it('are the same for the same seed, in order of time, and end with the sessions', () => {
    const disturbances = disturbancesOf(3, 300_000);
    expect(disturbances).toEqual(disturbancesOf(3, 300_000));
    expect(disturbances).not.toEqual(disturbancesOf(4, 300_000));
    const times = disturbances.map(({ afterMs }) => afterMs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times.length).toBeGreaterThan(40);
    expect(times.at(-1)).toBeLessThanOrEqual(300_000);
    const killed = new Set(
      disturbances.flatMap((disturbance) => (disturbance.kind === 'kill' ? [disturbance.part] : [])),
    );
    expect([...killed].sort()).toEqual(['Temporal', 'gateway', 'worker one', 'worker two']);
  });

  it('make some of the events late or doubled', () => {
    const deliveries = deliveriesOf(5, 1_000);
    expect(deliveries).toHaveLength(1_000);
    for (const share of [
      deliveries.filter(({ lateMs }) => lateMs > 0).length,
      deliveries.filter(({ againMs }) => againMs !== null).length,
    ])
      expect(share).toBeGreaterThan(50);
  });
});
