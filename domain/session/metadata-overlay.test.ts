/**
 * This file tests how the metadata document completes the events of a session (PLT-3). If these tests fail, a ticket gets
 * a recording, rating or transfer twice, or loses one that only the document reports.
 */

import { describe, expect, test } from 'vitest';
import {
  acted,
  agentA,
  agentB,
  bot,
  callerNumber,
  connected,
  ended,
  makeEvent,
  minute,
  orders,
  photo,
  queued,
  rated,
  recorded,
  second,
  sessionWith,
  started,
  t0,
  transferred,
  voicemail,
} from '../events/examples.testkit.ts';
import type { SessionEvent } from '../events/parse-events.ts';
import { readMetadata } from '../platform/metadata-reading.ts';
import type { Received } from './state.ts';

/** What a session has received by these events and a document that the platform posted after them. */
function receivedOf(posted: object, events: readonly SessionEvent[] = []): Received {
  const { document } = readMetadata({ id: 1, call_type: 'Voice Inbound (IVR)', ...posted });
  if (document === null) throw new Error('the document has an id');
  return sessionWith([...events, makeEvent(t0 + 10 * minute, 'session.metadata', document)]).received;
}

const files = 'https://files.example.com';
const at = (seconds: number): string => new Date(t0 + seconds * second).toISOString();
const one = { id: 7, name: 'Agent A', email: 'agent.a@example.com' };
const two = { id: 8, name: 'Agent B', email: 'agent.b@example.com' };
const passedOn = { status: 'finished', from_agent: one, to_agent: two };

const verified = { verified: true };
const rating = { rating: 5 };
const photos = { photos: [{ photo_type: 'photo', url: `${files}/roof.jpg?signature=2` }] };
const solved = { code: '12', list: 'Support', note: 'Done.' };
const disposition = { dispositions: solved };
const transfer = { agent_info: two, transfers: [{ ...passedOn, assigned_at: at(120) }] };
const message = { status: 'voicemail_received', recording_url: `${files}/voicemail.wav?signature=2` };

const disposed = makeEvent(t0 + minute, 'disposition.submitted', {
  disposition_id: null,
  custom_code_id: null,
  agent: agentA,
  ...solved,
});

describe('a fact of the timeline', () => {
  test.each([
    ['a verification', verified, 'smart_action.completed'],
    ['a rating', rating, 'rating.received'],
    ['a photo', photos, 'smart_action.completed'],
    ['a disposition', disposition, 'disposition.submitted'],
    ['a transfer', transfer, 'transfer.finished'],
    ['a voicemail', message, 'voicemail.left'],
  ])('PLT-3 that only the document reports is added: %s', (_, posted, type) => {
    expect(receivedOf(posted).timeline.map((entry) => entry.type)).toEqual([type]);
  });

  test.each<[string, object, SessionEvent]>([
    ['the only verification, though it has another outcome', verified, acted(t0, 'verification', { result: false })],
    ['the only rating, though it has another score', rating, rated(t0, 2, 'Slow')],
    ['a photo with another signature', photos, acted(t0, 'photo', { files: [photo('roof')] })],
    ['a disposition with the same code, list and note', disposition, disposed],
    ['a transfer between the same two agents', transfer, transferred(t0 + minute)],
    ['a voicemail with another signature', message, voicemail(t0)],
    ['a voicemail, if the document has no address', { status: 'voicemail_received' }, voicemail(t0)],
  ])('PLT-3 that an event has reported is not added again: %s', (_, posted, event) => {
    expect(receivedOf(posted, [event]).timeline).toEqual(sessionWith([event]).received.timeline);
  });

  test.each<[string, object, SessionEvent]>([
    ['a verification beside a photo', verified, acted(t0, 'photo', { files: [photo('roof')] })],
    ['a photo beside another one', photos, acted(t0, 'photo', { files: [photo('door')] })],
    ['a photo beside a verification', photos, acted(t0, 'verification', { result: true })],
    ['a disposition with another note', disposition, { ...disposed, item: { ...disposed.item, note: 'Not done.' } }],
    ['a transfer to another agent', transfer, transferred(t0 + minute, agentA, agentB)],
    ['a voicemail with another address', message, voicemail(t0, { recording_url: `${files}/other.wav` })],
  ])('PLT-3 that differs from the one of an event is added: %s', (_, posted, event) => {
    expect(receivedOf(posted, [event]).timeline).toHaveLength(2);
  });

  test('PLT-3 a second transfer between the same two agents is added if the events have only the first', () => {
    const back = { status: 'finished', from_agent: two, to_agent: one, assigned_at: at(180) };
    const transfers = [{ ...passedOn, assigned_at: at(120) }, back, { ...passedOn, assigned_at: at(240) }];
    const { timeline } = receivedOf({ agent_info: two, transfers }, [transferred(t0 + 2 * minute)]);
    expect(timeline.map((entry) => entry.at - t0)).toEqual([2 * minute, 3 * minute, 4 * minute]);
  });
});

describe('the other facts', () => {
  const served = {
    created_at: at(0),
    queued_at: at(5),
    assigned_at: at(10),
    connected_at: at(15),
    ends_at: at(75),
    call_duration: 60,
    wait_duration: 10,
    disconnected_by: 'disconnected_by_agent',
    selected_menu: { id: 4, name: 'Returns' },
    agent_info: one,
    end_user: { phone: callerNumber, name: 'Ada' },
    recording_url: `${files}/a.wav?signature=2`,
  };

  test('PLT-4 the document alone gives the whole session', () => {
    const { start, queue, agents, end, recordings } = receivedOf(served);
    expect(start?.session).toMatchObject({ from: callerNumber, queue: { id: '4' }, told_by: 'metadata' });
    expect(queue?.queue.id).toBe('4');
    expect(agents.map(({ kind, agent }) => [kind, agent.id])).toEqual([
      ['assigned', '7'],
      ['connected', '7'],
    ]);
    expect(end?.item).toMatchObject({ disconnected_by: 'agent', durations: { call_s: 60 } });
    expect(recordings).toHaveLength(1);
  });

  test('PLT-3 the start of an event is not changed, and the start of the webhook gets the values that it lacks', () => {
    const posted = { ...served, lang: 'id', end_user: { phone: '+442079460123', name: 'Ada' } };
    const reported = started(t0, { lang: null });
    expect(receivedOf(posted, [reported]).start?.session).toEqual(reported.item);
    const snapshot = started(t0, { lang: null, told_by: 'webhook', queue: null });
    expect(receivedOf(posted, [snapshot]).start?.session).toMatchObject({
      lang: 'id',
      from: callerNumber,
      queue: { id: '4' },
      end_user: { name: 'Ada', phone: '+442079460123' },
    });
  });

  test('PLT-3 the queue is added only if no event named one', () => {
    expect(receivedOf(served, [started(t0, { queue: null })]).queue?.queue.id).toBe('4');
    expect(receivedOf(served, [started(t0)]).queue).toBeNull();
    expect(receivedOf(served, [started(t0, { queue: null }), queued(t0 + second)]).queue?.queue).toEqual(orders);
  });

  test('PLT-3 the agent of the document is added only if no event named a human agent', () => {
    const agentsOf = (...events: readonly SessionEvent[]) =>
      receivedOf(served, events).agents.map(({ kind, agent }) => `${kind} ${agent.id}`);
    expect(agentsOf(connected(t0 + second, agentB))).toEqual([`connected ${agentB.id}`, `assigned ${agentA.id}`]);
    expect(agentsOf(connected(t0 + second, bot))).toEqual([
      `connected ${bot.id}`,
      `assigned ${agentA.id}`,
      `connected ${agentA.id}`,
    ]);
  });

  test('PLT-3 the end of an event keeps its values, and gets the ones that it lacks', () => {
    const durations = { call_s: 59, wait_s: null, hold_s: null };
    const { end } = receivedOf(served, [ended(t0 + minute, { durations })]);
    expect(end).toMatchObject({
      at: t0 + minute,
      item: { disconnected_by: 'agent', durations: { call_s: 59, wait_s: 10, hold_s: null } },
    });
  });

  test('PLT-3 a recording that an event has reported is not added again, whatever its signature', () => {
    expect(receivedOf(served, [recorded(t0 + minute, 'a')]).recordings).toHaveLength(1);
    expect(receivedOf(served, [recorded(t0 + minute, 'b')]).recordings).toHaveLength(2);
  });

  test('PLT-3 the document is laid over events that arrive after it', () => {
    const { document } = readMetadata({ id: 1, call_type: 'Voice Inbound (IVR)', rating: 5 });
    if (document === null) throw new Error('the document has an id');
    const { timeline } = sessionWith([makeEvent(t0 + minute, 'session.metadata', document), rated(t0, 2)]).received;
    expect(timeline).toMatchObject([{ type: 'rating.received', item: { score: 2 } }]);
  });
});
