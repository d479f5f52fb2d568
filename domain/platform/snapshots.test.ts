import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SessionEvent, SessionObject } from '../events/parse-events.ts';
import type { TimedSnapshot } from './examples.testkit.ts';
import {
  agentOne,
  agentTwo,
  at,
  firstSnapshot,
  customer,
  snapshotSeries,
  eventsOfType,
  routed,
  t0,
  wholeCall,
} from './examples.testkit.ts';
import { snapshotEvents } from './snapshots.ts';
import { mergeStarts } from './merge-starts.ts';

function eventsOf(snapshots: readonly TimedSnapshot[], kind: 'call' | 'chat' = 'call'): readonly SessionEvent[] {
  return snapshots.flatMap(
    ({ item, timestamp }, index) => snapshotEvents(kind, item, { eventId: `e${index}`, timestamp }).events,
  );
}

/** The events that these snapshots give in total: the ids of all but the starts, and the merged start. */
function summaryOf(snapshots: readonly TimedSnapshot[]): {
  readonly ids: readonly string[];
  readonly start: SessionObject | null;
} {
  const ids = new Set<string>();
  let start: SessionObject | null = null;
  for (const event of eventsOf(snapshots)) {
    if (event.type === 'session.started') start = start === null ? event.item : mergeStarts(start, event.item);
    else ids.add(event.event_id);
  }
  return { ids: [...ids].sort(), start };
}

/** The transfers in the order of time, such as `1>2` for one from agent 1 to agent 2. */
function transfersOf(snapshots: readonly TimedSnapshot[]): readonly string[] {
  return eventsOfType(eventsOf(snapshots), 'transfer.finished')
    .toSorted((a, b) => a.timestamp - b.timestamp)
    .map(({ item }) => `${item.from_agent?.id}>${item.to_agent?.id}`);
}

const connectedAgent = (agent: object, joined: number) => ({ ...agent, state: 'connected', connected_at: at(joined) });
const formerAgent = (agent: object, joined: number, left: number) => ({
  ...agent,
  state: 'disconnected',
  connected_at: at(joined),
  ended_at: at(left),
});

const ended = (seconds: number) => ({ state: 'disconnected', ends_at: at(seconds) });
const transferred = snapshotSeries(
  firstSnapshot,
  routed,
  { participants: [customer, { ...agentOne, state: 'accepted' }] },
  { participants: [customer, connectedAgent(agentOne, 30)] },
  { participants: [customer, formerAgent(agentOne, 30, 40), { ...agentTwo, state: 'accepted' }] },
  { participants: [customer, formerAgent(agentOne, 30, 40), connectedAgent(agentTwo, 50)] },
  {
    ...ended(90),
    participants: [
      { ...customer, state: 'disconnected' },
      formerAgent(agentOne, 30, 40),
      formerAgent(agentTwo, 50, 90),
    ],
  },
);
const consulted = snapshotSeries(
  firstSnapshot,
  routed,
  { participants: [customer, connectedAgent(agentOne, 20)] },
  { participants: [customer, connectedAgent(agentOne, 20), { ...agentTwo, state: 'accepted' }] },
  { participants: [customer, connectedAgent(agentOne, 20), connectedAgent(agentTwo, 40)] },
  { participants: [customer, connectedAgent(agentOne, 20), formerAgent(agentTwo, 40, 50)] },
  {
    ...ended(90),
    participants: [
      { ...customer, state: 'disconnected' },
      formerAgent(agentOne, 20, 90),
      formerAgent(agentTwo, 40, 50),
    ],
  },
);
const handedBack = snapshotSeries(
  firstSnapshot,
  { ...routed, participants: [customer, connectedAgent(agentOne, 10)] },
  { participants: [customer, connectedAgent(agentOne, 10), connectedAgent(agentTwo, 20)] },
  { participants: [customer, formerAgent(agentOne, 10, 30), connectedAgent(agentTwo, 20)] },
  {
    participants: [customer, formerAgent(agentOne, 10, 30), connectedAgent(agentTwo, 20), connectedAgent(agentOne, 40)],
  },
  {
    participants: [
      customer,
      formerAgent(agentOne, 10, 30),
      formerAgent(agentTwo, 20, 50),
      connectedAgent(agentOne, 40),
    ],
  },
  {
    ...ended(90),
    participants: [
      customer,
      formerAgent(agentOne, 10, 30),
      formerAgent(agentTwo, 20, 50),
      formerAgent(agentOne, 40, 90),
    ],
  },
);

describe('the snapshots of a call', () => {
  it('PLT-1 become its session events, each once', () => {
    expect(summaryOf(wholeCall).ids).toEqual([
      'webhook/assigned/1',
      'webhook/assigned/virtual_agent_15',
      'webhook/connected/1',
      expect.stringMatching(/^webhook\/disposition\/\w+$/),
      'webhook/ended',
      'webhook/queued/26',
      'webhook/wrap_up_ended',
    ]);
  });

  it('PLT-1 give a start with everything that any of them says', () => {
    expect(summaryOf(wholeCall).start).toMatchObject({
      id: 'call-138',
      kind: 'call',
      session_type: 'Voice Inbound (IVR)',
      direction: 'inbound',
      lang: 'en',
      from: '+14155551212',
      to: '+18005550100',
      created_at: at(0),
      told_by: 'webhook',
      outbound_number: null,
      agent: null,
      end_user: { phone: '+14155551212', authenticated: null },
    });
  });

  it('PLT-1 of an outbound call, give the agent who dialled, and the number that the customer saw', () => {
    const dialled = { ...firstSnapshot, direction: 'outgoing', initiator: 'agent_2', outbound_number: '+18005550111' };
    const participants = [customer, connectedAgent(agentOne, 10), connectedAgent(agentTwo, 10)];
    expect(summaryOf(snapshotSeries({ ...dialled, participants })).start).toMatchObject({
      direction: 'outbound',
      from: '+18005550111',
      to: '+14155551212',
      outbound_number: '+18005550111',
      agent: { id: '2', email: 'two@example.com' },
      end_user: { phone: '+14155551212' },
    });
    const unknown = snapshotSeries({ ...dialled, initiator: 'agent_9', outbound_number: null, participants });
    expect(summaryOf(unknown).start).toMatchObject({ from: '+18005550100', agent: { id: '9', email: null } });
    const bySystem = snapshotSeries({ ...dialled, initiator: null, participants });
    expect(summaryOf(bySystem).start).toMatchObject({ agent: { id: '1' } });
  });

  it('PLT-1 give queue, agent, end and disposition as the platform wrote them', () => {
    const events = eventsOf(wholeCall);
    expect(eventsOfType(events, 'session.queued')[0]?.item).toEqual({
      queue: { id: '26', name: 'Orders' },
      menu_path: { name: 'Support/Orders', materialized_path: '7/26' },
      queued_at: null,
    });
    const agent = { id: '1', email: 'one@example.com', name: 'Agent One', kind: 'human' };
    expect(eventsOfType(events, 'session.connected')[0]).toMatchObject({
      timestamp: t0 + 30_000,
      item: { agent, at: at(30) },
    });
    expect(eventsOfType(events, 'session.ended')[0]).toMatchObject({
      timestamp: t0 + 40_000,
      item: { at: at(40), fail_reason: null, expects: { metadata: true } },
    });
    expect(eventsOfType(events, 'disposition.submitted')[0]?.item).toMatchObject({
      code: 'Solved',
      custom_code_id: 'S1',
      note: 'Told the delivery date.',
      agent,
    });
  });

  it('PLT-1 give an event for each start with other content, and none for a repeated start', () => {
    const starts = eventsOf([...wholeCall, ...wholeCall]).filter(({ type }) => type === 'session.started');
    const ids = new Set(starts.map(({ event_id }) => event_id));
    const contents = new Set(starts.map(({ item }) => JSON.stringify(item)));
    expect(ids.size).toBe(contents.size);
    const other = snapshotEvents('call', { ...firstSnapshot, language: 'de' }, { eventId: 'e', timestamp: t0 })
      .events[0];
    expect(ids).not.toContain(other?.event_id);
  });

  it('PLT-1 give an assignment without a time an earlier time than the connection that follows it', () => {
    const last = wholeCall.slice(-1);
    const [assigned] = eventsOfType(eventsOf(last), 'session.assigned').filter(
      ({ item }) => item.agent.kind === 'human',
    );
    const [connected] = eventsOfType(eventsOf(last), 'session.connected');
    expect(assigned?.timestamp).toBeLessThan(connected?.timestamp ?? 0);
  });

  it('TKT-15 give no transfer from a virtual agent to a human agent', () => {
    const bot = { type: 'virtual_agent', id: 15, name: 'Assistant' };
    const snapshots = snapshotSeries(
      firstSnapshot,
      { ...routed, participants: [customer, connectedAgent(bot, 5)] },
      { participants: [customer, formerAgent(bot, 5, 20), connectedAgent(agentOne, 20)] },
    );
    const events = eventsOf(snapshots);
    expect(eventsOfType(events, 'session.connected').map(({ item }) => [item.agent.id, item.agent.kind])).toEqual([
      ['virtual_agent_15', 'virtual'],
      ['1', 'human'],
    ]);
    expect(transfersOf(snapshots)).toEqual([]);
  });

  it('TKT-6 give a cancellation for an agent who declines, and an assignment for the next agent', () => {
    const snapshots = snapshotSeries(
      firstSnapshot,
      { participants: [customer, { ...agentOne, state: 'accepted' }] },
      { participants: [customer, { ...agentOne, state: 'declined' }, { ...agentTwo, state: 'accepted' }] },
    );
    const ids = summaryOf(snapshots).ids;
    expect(ids).toEqual(['webhook/assigned/1', 'webhook/assigned/2', 'webhook/canceled/1']);
  });

  it('TKT-8 give no answer by an agent who was assigned and never connected', () => {
    const snapshots = snapshotSeries(firstSnapshot, {
      ...ended(20),
      participants: [customer, { ...agentOne, state: 'disconnected', connected_at: null, ended_at: at(20) }],
    });
    expect(summaryOf(snapshots).ids).toEqual(['webhook/assigned/1', 'webhook/ended']);
  });
});

describe('several agents', () => {
  it('UPD-2 it is a transfer if the first agent leaves and the second remains', () => {
    expect(transfersOf(transferred)).toEqual(['1>2']);
    expect(summaryOf(transferred).ids).not.toContain('webhook/joined/agent/2');
  });

  it('UPD-2 a transfer is recognised without any times too', () => {
    const snapshots = snapshotSeries(
      firstSnapshot,
      { participants: [customer, { ...agentOne, state: 'connected' }] },
      { participants: [customer, { ...agentOne, state: 'disconnected' }, { ...agentTwo, state: 'connected' }] },
    );
    expect(transfersOf(snapshots)).toEqual(['1>2']);
  });

  it('UPD-17 a consult is no transfer: the second agent joins and leaves', () => {
    expect(transfersOf(consulted)).toEqual([]);
    expect(summaryOf(consulted).ids).toEqual(
      expect.arrayContaining(['webhook/joined/agent/2', 'webhook/left/agent/2', 'webhook/connected/1']),
    );
    expect(summaryOf(consulted).ids).not.toContain('webhook/connected/2');
  });

  it('UPD-17 a conference to the end is no transfer', () => {
    const snapshots = snapshotSeries(
      firstSnapshot,
      { participants: [customer, connectedAgent(agentOne, 10), connectedAgent(agentTwo, 20)] },
      { ...ended(60), participants: [customer, formerAgent(agentOne, 10, 60), formerAgent(agentTwo, 20, 60.4)] },
    );
    expect(transfersOf(snapshots)).toEqual([]);
    expect(summaryOf(snapshots).ids).toContain('webhook/joined/agent/2');
  });

  it.each([
    ['a second', 61, []],
    ['more than a second', 61.001, ['1>2']],
  ])(
    'UPD-2, UPD-17 after both have left, it was a transfer only if the second stayed for more than a second: %s',
    (_, left, expected) => {
      const participants = [customer, formerAgent(agentOne, 10, 60), formerAgent(agentTwo, 20, left)];
      expect(transfersOf(snapshotSeries(firstSnapshot, { ...ended(left), participants }))).toEqual(expected);
    },
  );

  it('UPD-17 without times, no transfer is assumed after all agents have left', () => {
    const left = { state: 'disconnected' };
    const snapshots = snapshotSeries(firstSnapshot, {
      ...ended(60),
      participants: [customer, { ...agentOne, ...left }, { ...agentTwo, ...left }],
    });
    expect(transfersOf(snapshots)).toEqual([]);
  });

  it('UPD-2 a transfer back to the first agent is a second one', () => {
    expect(transfersOf(handedBack)).toEqual(['1>2', '2>1']);
  });

  it('UPD-2 a transfer back is recognised although the platform keeps one entry for each agent', () => {
    const snapshots = snapshotSeries(
      firstSnapshot,
      { participants: [customer, connectedAgent(agentOne, 10)] },
      { participants: [customer, formerAgent(agentOne, 10, 20), connectedAgent(agentTwo, 20)] },
      { participants: [customer, connectedAgent(agentOne, 40), formerAgent(agentTwo, 20, 40)] },
    );
    expect(transfersOf(snapshots)).toEqual(['1>2', '2>1']);
    expect(transfersOf(snapshots.toReversed())).toEqual(['1>2', '2>1']);
  });

  it('UPD-17 a third party joins and leaves', () => {
    const other = { type: 'external', id: 901, dn: '+14155550199' };
    const snapshots = snapshotSeries(
      firstSnapshot,
      { participants: [customer, connectedAgent(agentOne, 10), connectedAgent(other, 20)] },
      { participants: [customer, connectedAgent(agentOne, 10), formerAgent(other, 20, 30)] },
    );
    expect(summaryOf(snapshots).ids).toEqual(
      expect.arrayContaining(['webhook/joined/external/901', 'webhook/left/external/901']),
    );
    expect(summaryOf(snapshots).start?.from).toBe('+14155551212');
  });
});

describe('order, repetition and loss', () => {
  const calls = { wholeCall, transferred, consulted, handedBack };
  const draws = fc.constantFrom(...Object.values(calls)).chain((call) =>
    fc.record({
      call: fc.constant(call),
      some: fc.array(fc.constantFrom(...call), { maxLength: 12 }),
    }),
  );
  it('PLT-1 the last snapshot gives everything, whichever earlier snapshots were lost, repeated or reordered', () => {
    fc.assert(
      fc.property(draws, ({ call, some }) => {
        const all = summaryOf(call);
        const last = call.at(-1);
        expect(summaryOf([...some, ...(last === undefined ? [] : [last])])).toEqual(all);
      }),
    );
  });
});

describe('chats', () => {
  const chat = { chat_id: '138', state: 'waiting', session_type_v2: 'Messaging (Web)', language: 'de' };

  it('PLT-1 are numbered separately from calls, and their customer is not authenticated', () => {
    const { sessionId, events } = snapshotEvents('chat', chat, { eventId: 'e1', timestamp: t0 });
    expect(sessionId).toBe('chat-138');
    expect(eventsOfType(events, 'session.started')[0]?.item).toMatchObject({
      kind: 'chat',
      session_type: 'Messaging (Web)',
      lang: 'de',
      end_user: { authenticated: false },
    });
  });

  it('PLT-1 have the same events from assignment to end as calls', () => {
    const snapshots = snapshotSeries(
      chat,
      { state: 'connected', participants: [{ ...agentOne, state: 'accepted' }] },
      { participants: [{ ...agentOne, state: 'connected' }] },
      { state: 'finished', ends_at: at(60) },
    );
    expect(eventsOfType(eventsOf(snapshots, 'chat'), 'session.ended')).toHaveLength(1);
    expect(eventsOfType(eventsOf(snapshots, 'chat'), 'session.connected')).toHaveLength(1);
  });
});
