/** This file tests the agents and transfers of a metadata document. If these tests fail, a ticket goes to the wrong agent. */

import { describe, expect, test } from 'vitest';
import type { MetadataDocument, SessionEvent } from '../events/parse-events.ts';
import { at, eventsOfType, t0 } from './examples.testkit.ts';
import { readMetadata } from './metadata-reading.ts';
import { metadataEvents } from './metadata.ts';

function documentOf(posted: object): MetadataDocument {
  const { document } = readMetadata({ id: 138, call_type: 'Voice Inbound (IVR)', ...posted });
  if (document === null) throw new Error('the document has an id');
  return document;
}

function eventsOf(posted: object): readonly SessionEvent[] {
  return metadataEvents(documentOf(posted), 'call-138', t0 + 900_000);
}

function warningsOf(posted: object): readonly string[] {
  return eventsOfType(eventsOf(posted), 'session.warning').map(({ item }) => item.message);
}

const one = { id: 1, name: 'Agent One', email: 'one@example.com' };
const two = { id: 2, name: 'Agent Two', email: 'two@example.com' };

describe('a transfer', () => {
  const transfer = (over: object) => ({
    agent_info: one,
    transfers: [{ from_agent: one, to_agent: two, assigned_at: at(30), ...over }],
  });

  test.each([
    [{ status: 'finished' }, 'finished'],
    [{ status: 'Transferred' }, 'finished'],
    [{ status: 'switching_finished' }, 'finished'],
    [{ status: 5 }, 'finished'],
    [{ status: 8, fail_reason: 'nothing' }, 'finished'],
    [{ status: null }, 'finished'],
    [{ status: null, to_agent: null, to_menu_path: { materialized_path: '30' } }, 'finished'],
    [{ status: 'declined' }, 'failed'],
    [{ status: 'agent_canceled' }, 'failed'],
    [{ status: 9 }, 'failed'],
    [{ status: null, fail_reason: 'no_answer' }, 'failed'],
    [{ status: 'queued', fail_reason: 'no_answer' }, 'failed'],
    [{ status: 'ringing' }, 'none'],
    [{ status: 1 }, 'none'],
    [{ status: null, to_agent: null }, 'unknown'],
    [{ status: 'levitating' }, 'unknown'],
  ])('UPD-2 with %j is %s', (over, expected) => {
    const events = eventsOf(transfer(over));
    const outcomes = [
      ...eventsOfType(events, 'transfer.finished').map(() => 'finished'),
      ...eventsOfType(events, 'transfer.failed').map(() => 'failed'),
    ];
    expect(outcomes).toEqual(expected === 'finished' || expected === 'failed' ? [expected] : []);
    expect(warningsOf(transfer(over))).toHaveLength(expected === 'unknown' ? 1 : 0);
  });

  test('UPD-2 without a sender comes from the agent who had the session then', () => {
    const transfers = [
      { status: 'finished', to_agent: two, assigned_at: at(30) },
      { status: 'failed', to_agent: { id: 3 }, assigned_at: at(40) },
      { status: 'finished', to_agent: one, assigned_at: at(50) },
    ];
    const events = eventsOf({ agent_info: one, transfers });
    expect(eventsOfType(events, 'transfer.finished').map(({ item }) => item.from_agent?.id)).toEqual(['1', '2']);
    expect(eventsOfType(events, 'transfer.failed').map(({ item }) => item.from_agent?.id)).toEqual(['2']);
  });

  test('UPD-2 to the same agent again is another transfer', () => {
    const transfers = [30, 40].map((seconds) => ({
      status: 'finished',
      from_agent: one,
      to_agent: two,
      assigned_at: at(seconds),
    }));
    const ids = eventsOfType(eventsOf({ agent_info: one, transfers }), 'transfer.finished').map((one) => one.event_id);
    expect(new Set(ids).size).toBe(2);
  });

  test('TKT-15 from a virtual agent assigns the human only if it finished', () => {
    const bot = { id: 15, va_alias: 'Assistant' };
    const passed = (status: string) =>
      eventsOfType(
        eventsOf({ agent_info: bot, transfers: [{ status, from_agent: bot, to_agent: one }] }),
        'session.assigned',
      ).map(({ item }) => item.agent.id);
    expect(passed('finished')).toEqual(['virtual_agent_15', '1']);
    expect(passed('failed')).toEqual(['virtual_agent_15']);
  });
});

describe('the agent', () => {
  const agentsOf = (posted: object) =>
    eventsOf(posted).flatMap((event) =>
      event.type === 'session.assigned' || event.type === 'session.connected'
        ? [`${event.type.slice('session.'.length)} ${event.item.agent.id}`]
        : [],
    );

  test('TKT-8 was assigned only, if nothing shows that the session was answered', () => {
    expect(agentsOf({ agent_info: one })).toEqual(['assigned 1']);
    expect(agentsOf({ agent_info: one, status: 'queued' })).toEqual(['assigned 1']);
  });

  test.each([
    { connected_at: at(15) },
    { status: 'finished' },
    { status: 5 },
    { status: 'recovered' },
    { participants: [{ type: 'agent', user_id: 1, connected_at: at(15) }] },
  ])('TKT-8 answered the session, by %j', (shows) => {
    expect(agentsOf({ agent_info: one, ...shows })).toEqual(['assigned 1', 'connected 1']);
  });

  test('TKT-8 is found among the participants if agent_info is missing', () => {
    const participants = [
      { type: 'end_user', user_id: 67, connected_at: at(1) },
      { type: 'agent', user_id: 3, connected_at: null },
      { type: 'Agent', user_id: 4, connected_at: at(15) },
    ];
    expect(agentsOf({ participants })).toEqual(['assigned 4', 'connected 4']);
    expect(agentsOf({ participants: participants.slice(0, 2) })).toEqual([]);
  });

  test('TKT-15 is a virtual agent with an alias and no e-mail address', () => {
    expect(agentsOf({ agent_info: { va_alias: 'Assistant' } })).toEqual(['assigned virtual_agent_Assistant']);
    expect(agentsOf({ agent_info: { id: 15, va_alias: 'Assistant' } })).toEqual(['assigned virtual_agent_15']);
    expect(agentsOf({ agent_info: { id: 7, va_alias: 'A', email: 'a@example.com' } })).toEqual(['assigned 7']);
    expect(agentsOf({ agent_info: { email: 'a@example.com' } })).toEqual(['assigned a@example.com']);
    expect(warningsOf({ agent_info: { name: 'Somebody' } })).toHaveLength(1);
  });
});

test.each([
  [{ selected_menu: { id: 26, name: 'Orders' } }, { id: '26', name: 'Orders' }],
  [
    { selected_menu: { id: 26 }, menu_path: { name: 'Support/Orders', materialized_path: '7/26' } },
    { id: '26', name: 'Orders' },
  ],
  [{ menu_path: { name: 'Support / Orders / ', materialized_path: '7/26/' } }, { id: '26', name: 'Orders' }],
  [{ menu_path: { materialized_path: '7/26' } }, { id: '26', name: null }],
])('UPD-1 the leaf queue of %j', (posted, queue) => {
  expect(eventsOfType(eventsOf(posted), 'session.queued').map(({ item }) => item.queue)).toEqual([queue]);
});
