import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SessionEvent, SessionObject } from '../events/parse-events.ts';
import type { Told } from './examples.testkit.ts';
import { agentOne, agentTwo, at, begun, customer, life, of, routed, t0, wholeCall } from './examples.testkit.ts';
import { snapshotEvents } from './snapshots.ts';
import { mergeStarts } from './merge-starts.ts';

function eventsOf(told: readonly Told[], kind: 'call' | 'chat' = 'call'): readonly SessionEvent[] {
  return told.flatMap(
    ({ item, timestamp }, index) => snapshotEvents(kind, item, { eventId: `e${index}`, timestamp }).events,
  );
}

/** What a session knows after these snapshots: the facts by name, and the one start. */
function known(told: readonly Told[]): { readonly ids: readonly string[]; readonly start: SessionObject | null } {
  const ids = new Set<string>();
  let start: SessionObject | null = null;
  for (const event of eventsOf(told)) {
    if (event.type === 'session.started') start = start === null ? event.item : mergeStarts(start, event.item);
    else ids.add(event.event_id);
  }
  return { ids: [...ids].sort(), start };
}

/** `1>2` for each transfer, by time. */
function transfersOf(told: readonly Told[]): readonly string[] {
  return of(eventsOf(told), 'transfer.finished')
    .toSorted((a, b) => a.timestamp - b.timestamp)
    .map(({ item }) => `${item.from_agent?.id}>${item.to_agent?.id}`);
}

const there = (agent: object, joined: number) => ({ ...agent, state: 'connected', connected_at: at(joined) });
const gone = (agent: object, joined: number, left: number) => ({
  ...agent,
  state: 'disconnected',
  connected_at: at(joined),
  ended_at: at(left),
});

const ended = (seconds: number) => ({ state: 'disconnected', ends_at: at(seconds) });
const transferred = life(
  begun,
  routed,
  { participants: [customer, { ...agentOne, state: 'accepted' }] },
  { participants: [customer, there(agentOne, 30)] },
  { participants: [customer, gone(agentOne, 30, 40), { ...agentTwo, state: 'accepted' }] },
  { participants: [customer, gone(agentOne, 30, 40), there(agentTwo, 50)] },
  {
    ...ended(90),
    participants: [{ ...customer, state: 'disconnected' }, gone(agentOne, 30, 40), gone(agentTwo, 50, 90)],
  },
);
const consulted = life(
  begun,
  routed,
  { participants: [customer, there(agentOne, 20)] },
  { participants: [customer, there(agentOne, 20), { ...agentTwo, state: 'accepted' }] },
  { participants: [customer, there(agentOne, 20), there(agentTwo, 40)] },
  { participants: [customer, there(agentOne, 20), gone(agentTwo, 40, 50)] },
  {
    ...ended(90),
    participants: [{ ...customer, state: 'disconnected' }, gone(agentOne, 20, 90), gone(agentTwo, 40, 50)],
  },
);
const handedBack = life(
  begun,
  { ...routed, participants: [customer, there(agentOne, 10)] },
  { participants: [customer, there(agentOne, 10), there(agentTwo, 20)] },
  { participants: [customer, gone(agentOne, 10, 30), there(agentTwo, 20)] },
  { participants: [customer, gone(agentOne, 10, 30), there(agentTwo, 20), there(agentOne, 40)] },
  { participants: [customer, gone(agentOne, 10, 30), gone(agentTwo, 20, 50), there(agentOne, 40)] },
  {
    ...ended(90),
    participants: [customer, gone(agentOne, 10, 30), gone(agentTwo, 20, 50), gone(agentOne, 40, 90)],
  },
);

describe('the life of a call', () => {
  it('PLT-1 becomes its session events, each once', () => {
    expect(known(wholeCall).ids).toEqual([
      'webhook/assigned/1',
      'webhook/assigned/virtual_agent_15',
      'webhook/connected/1',
      expect.stringMatching(/^webhook\/disposition\/\w+$/),
      'webhook/ended',
      'webhook/queued/26',
      'webhook/wrap_up_ended',
    ]);
  });

  it('PLT-1 starts with all that the snapshots knew of it', () => {
    expect(known(wholeCall).start).toMatchObject({
      id: 'call-138',
      kind: 'call',
      session_type: 'Voice Inbound (IVR)',
      direction: 'inbound',
      lang: 'en',
      from: '+14155551212',
      to: '+18005550100',
      created_at: at(0),
      told_by: 'webhook',
      end_user: { phone: '+14155551212', authenticated: null },
    });
  });

  it('PLT-1 names queue, agent, end and disposition as the platform did', () => {
    const events = eventsOf(wholeCall);
    expect(of(events, 'session.queued')[0]?.item).toEqual({
      queue: { id: '26', name: 'Orders' },
      menu_path: { name: 'Support/Orders', materialized_path: '7/26' },
      queued_at: null,
    });
    const agent = { id: '1', email: 'one@example.com', name: 'Agent One', kind: 'human' };
    expect(of(events, 'session.connected')[0]).toMatchObject({ timestamp: t0 + 30_000, item: { agent, at: at(30) } });
    expect(of(events, 'session.ended')[0]).toMatchObject({
      timestamp: t0 + 40_000,
      item: { at: at(40), fail_reason: null, expects: { metadata: true } },
    });
    expect(of(events, 'disposition.submitted')[0]?.item).toMatchObject({
      code: 'Solved',
      custom_code_id: 'S1',
      note: 'Told the delivery date.',
      agent,
    });
  });

  it('PLT-1 each start that tells something else is an event, the same one again is not', () => {
    const starts = eventsOf([...wholeCall, ...wholeCall]).filter(({ type }) => type === 'session.started');
    const ids = new Set(starts.map(({ event_id }) => event_id));
    const contents = new Set(starts.map(({ item }) => JSON.stringify(item)));
    expect(ids.size).toBe(contents.size);
    const other = snapshotEvents('call', { ...begun, language: 'de' }, { eventId: 'e', timestamp: t0 }).events[0];
    expect(ids).not.toContain(other?.event_id);
  });

  it('PLT-1 places an offer without a time before the answer that has one', () => {
    const last = wholeCall.slice(-1);
    const [assigned] = of(eventsOf(last), 'session.assigned').filter(({ item }) => item.agent.kind === 'human');
    const [connected] = of(eventsOf(last), 'session.connected');
    expect(assigned?.timestamp).toBeLessThan(connected?.timestamp ?? 0);
  });

  it('TKT-15 a virtual agent that hands over is virtual, and its hand-over no transfer', () => {
    const bot = { type: 'virtual_agent', id: 15, name: 'Assistant' };
    const told = life(
      begun,
      { ...routed, participants: [customer, there(bot, 5)] },
      { participants: [customer, gone(bot, 5, 20), there(agentOne, 20)] },
    );
    const events = eventsOf(told);
    expect(of(events, 'session.connected').map(({ item }) => [item.agent.id, item.agent.kind])).toEqual([
      ['virtual_agent_15', 'virtual'],
      ['1', 'human'],
    ]);
    expect(transfersOf(told)).toEqual([]);
  });

  it('TKT-6 an agent who declines cancels, and the next one is assigned', () => {
    const told = life(
      begun,
      { participants: [customer, { ...agentOne, state: 'accepted' }] },
      { participants: [customer, { ...agentOne, state: 'declined' }, { ...agentTwo, state: 'accepted' }] },
    );
    const ids = known(told).ids;
    expect(ids).toEqual(['webhook/assigned/1', 'webhook/assigned/2', 'webhook/canceled/1']);
  });

  it('TKT-8 an agent who was offered the call and never spoke did not answer it', () => {
    const told = life(begun, {
      ...ended(20),
      participants: [customer, { ...agentOne, state: 'disconnected', connected_at: null, ended_at: at(20) }],
    });
    expect(known(told).ids).toEqual(['webhook/assigned/1', 'webhook/ended']);
  });
});

describe('several agents', () => {
  it('UPD-2 the first leaves and the second stays: a transfer', () => {
    expect(transfersOf(transferred)).toEqual(['1>2']);
    expect(known(transferred).ids).not.toContain('webhook/joined/agent/2');
  });

  it('UPD-2 a transfer is told without any times too', () => {
    const told = life(
      begun,
      { participants: [customer, { ...agentOne, state: 'connected' }] },
      { participants: [customer, { ...agentOne, state: 'disconnected' }, { ...agentTwo, state: 'connected' }] },
    );
    expect(transfersOf(told)).toEqual(['1>2']);
  });

  it('UPD-17 a consult is no transfer: the second joins and leaves', () => {
    expect(transfersOf(consulted)).toEqual([]);
    expect(known(consulted).ids).toEqual(
      expect.arrayContaining(['webhook/joined/agent/2', 'webhook/left/agent/2', 'webhook/connected/1']),
    );
    expect(known(consulted).ids).not.toContain('webhook/connected/2');
  });

  it('UPD-17 a conference to the end is no transfer', () => {
    const told = life(
      begun,
      { participants: [customer, there(agentOne, 10), there(agentTwo, 20)] },
      { ...ended(60), participants: [customer, gone(agentOne, 10, 60), gone(agentTwo, 20, 60.4)] },
    );
    expect(transfersOf(told)).toEqual([]);
    expect(known(told).ids).toContain('webhook/joined/agent/2');
  });

  it('UPD-17 without times, who left last at the end is not guessed', () => {
    const left = { state: 'disconnected' };
    const told = life(begun, {
      ...ended(60),
      participants: [customer, { ...agentOne, ...left }, { ...agentTwo, ...left }],
    });
    expect(transfersOf(told)).toEqual([]);
  });

  it('UPD-2 a transfer back to the first agent is a second one', () => {
    expect(transfersOf(handedBack)).toEqual(['1>2', '2>1']);
  });

  it('UPD-2 a transfer back is seen where the platform keeps one entry an agent', () => {
    const told = life(
      begun,
      { participants: [customer, there(agentOne, 10)] },
      { participants: [customer, gone(agentOne, 10, 20), there(agentTwo, 20)] },
      { participants: [customer, there(agentOne, 40), gone(agentTwo, 20, 40)] },
    );
    expect(transfersOf(told)).toEqual(['1>2', '2>1']);
    expect(transfersOf(told.toReversed())).toEqual(['1>2', '2>1']);
  });

  it('UPD-17 a third party joins and leaves', () => {
    const other = { type: 'external', id: 901, dn: '+14155550199' };
    const told = life(
      begun,
      { participants: [customer, there(agentOne, 10), there(other, 20)] },
      { participants: [customer, there(agentOne, 10), gone(other, 20, 30)] },
    );
    expect(known(told).ids).toEqual(
      expect.arrayContaining(['webhook/joined/external/901', 'webhook/left/external/901']),
    );
    expect(known(told).start?.from).toBe('+14155551212');
  });
});

describe('order, repetition and loss', () => {
  const lives = { wholeCall, transferred, consulted, handedBack };
  const draws = fc.constantFrom(...Object.values(lives)).chain((told) =>
    fc.record({
      told: fc.constant(told),
      some: fc.array(fc.constantFrom(...told), { maxLength: 12 }),
    }),
  );
  it('PLT-1 whatever was lost, doubled or shuffled, the last snapshot tells all', () => {
    fc.assert(
      fc.property(draws, ({ told, some }) => {
        const all = known(told);
        const last = told.at(-1);
        expect(known([...some, ...(last === undefined ? [] : [last])])).toEqual(all);
      }),
    );
  });
});

describe('chats', () => {
  const chat = { chat_id: '138', state: 'waiting', session_type_v2: 'Messaging (Web)', language: 'de' };

  it('PLT-1 number separately from calls, and their customer is unauthenticated', () => {
    const { sessionId, events } = snapshotEvents('chat', chat, { eventId: 'e1', timestamp: t0 });
    expect(sessionId).toBe('chat-138');
    expect(of(events, 'session.started')[0]?.item).toMatchObject({
      kind: 'chat',
      session_type: 'Messaging (Web)',
      lang: 'de',
      end_user: { authenticated: false },
    });
  });

  it('PLT-1 go from assignment to end like calls', () => {
    const told = life(
      chat,
      { state: 'connected', participants: [{ ...agentOne, state: 'accepted' }] },
      { participants: [{ ...agentOne, state: 'connected' }] },
      { state: 'finished', ends_at: at(60) },
    );
    expect(of(eventsOf(told, 'chat'), 'session.ended')).toHaveLength(1);
    expect(of(eventsOf(told, 'chat'), 'session.connected')).toHaveLength(1);
  });
});
