/**
 * This file tests events during and after a call, as comments on its ticket. If these tests fail, photos, ratings,
 * summaries or recordings are missing on the ticket, are there twice or are out of order.
 */

import { describe, expect, it } from 'vitest';
import type { SessionEvent } from '../../domain/events/parse-events.ts';
import {
  agentOne,
  agentTwo,
  assigned,
  connected,
  customData,
  ended,
  event,
  newCaller,
  outcomeOf,
  recording,
  send,
  started,
  until,
  wholeCall,
} from '../kit/events.ts';
import { fastSettings } from '../kit/stack.ts';
import { testStack } from '../kit/test-stack.ts';
import { attachments, expectInOrder, expectInternal, ticketOf, times, voiceAddresses } from '../kit/zendesk-state.ts';
import type { StoredTicket } from '../kit/zendesk-state.ts';

const megabyte = 1024 * 1024;
/** The recordings of this queue stay with the platform. */
const linkQueue = { id: 40, name: 'Linked recordings' };

const stack = testStack({
  agents: [agentOne, agentTwo],
  settings: { ...fastSettings, queues: { [linkQueue.id]: { recordings: { store: 'link' } } } },
});

/** Runs a whole call with these events, and gives its ticket. Expects that every comment is internal. */
async function callWith(
  makeEvents: (id: string) => readonly SessionEvent[],
  { start = {}, end = {}, result = 'completed' }: { start?: object; end?: object; result?: string } = {},
): Promise<StoredTicket> {
  const { id, number } = newCaller();
  await send(stack, ...wholeCall(id, number, { start, during: makeEvents(id), end }));
  expect(await outcomeOf(stack, id)).toMatchObject({ result });
  const ticket = await ticketOf(stack, id);
  expectInternal(ticket);
  return ticket;
}

/** Starts a call, and waits until it has its ticket. */
async function liveCall(): Promise<string> {
  const { id, number } = newCaller();
  await send(stack, started(id, number), assigned(id), connected(id));
  await until(async () => ((await stack.sessions.state(id).catch(() => null))?.ticketId ?? null) !== null);
  return id;
}

function file(id: string, name: string, bytes: number, more: object = {}): object {
  const url = `${stack.zendesk.url}/recordings/${id}-${name}.wav?bytes=${bytes}`;
  return { url, name: `${name}.jpg`, content_type: 'image/jpeg', size: bytes, ...more };
}

function action(id: string, kind: string, item: object): SessionEvent {
  return event(id, 'smart_action.completed', { kind, ...item });
}

describe.concurrent('actions of the customer on the phone', () => {
  it('UPD-3 a verification and a text show their result, and a screenshot is attached', async () => {
    const ticket = await callWith((id) => [
      action(id, 'verification', { result: { verified: true, method: 'fingerprint' } }),
      action(id, 'text_input', { result: { text: 'Order 4711' } }),
      action(id, 'screenshot', { files: [file(id, 'screen', 2_000)] }),
    ]);
    expectInOrder(ticket, ['Kind: Verification', 'method: fingerprint', 'Kind: Text input', 'text: Order 4711']);
    expect(times(ticket, 'SmartAction completed')).toBe(2);
    expect(attachments(ticket)).toMatchObject([{ file_name: 'screen.jpg', size: 2_000 }]);
  });

  it('UPD-3 four photos are four attachments, in order, however often the app reports them', async () => {
    const names = ['p1', 'p2', 'p3', 'p4'];
    const ticket = await callWith((id) => {
      const photos = { smart_action_id: 'a1', files: names.map((name) => file(id, name, 3_000)) };
      return [action(id, 'photo', photos), action(id, 'photo', photos)];
    });
    expect(attachments(ticket).map(({ file_name }) => file_name)).toEqual(names.map((name) => `${name}.jpg`));
    expect(times(ticket, 'File shared by the customer')).toBe(4);
  });

  it('UPD-3 a video of 25 MB is named with its address, not attached; one of 18 MB is attached', async () => {
    const ticket = await callWith((id) => [
      action(id, 'video', { files: [file(id, 'long', 25 * megabyte, { name: 'long.mp4' })] }),
      action(id, 'video', { files: [file(id, 'short', 18 * megabyte, { name: 'short.mp4' })] }),
    ]);
    expect(attachments(ticket)).toMatchObject([{ file_name: 'short.mp4', size: 18 * megabyte }]);
    expectInOrder(ticket, [
      'could not be stored here',
      'File: long.mp4',
      'it is too large to be attached',
      '-long.wav',
    ]);
  });

  it('UPD-3, SEC-5 a file on a host that is not allowed becomes a note with its address; the others stay', async () => {
    const ticket = await callWith((id) => [
      action(id, 'photo', {
        files: [
          file(id, 'good', 1_000),
          { url: 'https://elsewhere.example.com/bad.jpg', name: 'bad.jpg', content_type: 'image/jpeg', size: 900 },
        ],
      }),
    ]);
    expect(attachments(ticket)).toMatchObject([{ file_name: 'good.jpg' }]);
    expectInOrder(ticket, ['could not be stored here', 'File: bad.jpg', 'https://elsewhere.example.com/bad.jpg']);
  });

  it('UPD-4 a failed action of the customer is a comment with its message', async () => {
    const ticket = await callWith((id) => [
      event(id, 'smart_action.failed', {
        kind: 'verification',
        error: { code: 'biometrics_off', message: 'Fingerprint is switched off' },
      }),
    ]);
    expectInOrder(ticket, ['SmartAction failed', 'Kind: Verification', 'Reason: Fingerprint is switched off']);
    expect(times(ticket, 'biometrics_off')).toBe(1);
  });

  it('UPD-8 a rating shows the score and the text of the customer', async () => {
    const ticket = await callWith((id) => [event(id, 'rating.received', { score: 4, comment: 'quick <b>help</b>' })]);
    expectInOrder(ticket, ['Rating by the customer', 'Score: 4/5', 'quick <b>help</b>']);
  });
});

describe.concurrent('actions of agents', () => {
  it('UPD-9 a voicemail read, dismissed and called back: one update each, naming the agent', async () => {
    const { id, number } = newCaller();
    await send(
      stack,
      started(id, number),
      event(id, 'voicemail.left', {
        recording_url: `${stack.zendesk.url}/recordings/${id}.wav?seconds=1`,
        duration_s: 1,
      }),
      ended(id),
    );
    await outcomeOf(stack, id);
    for (const [type, agent] of [
      ['read', agentOne],
      ['dismissed', agentTwo],
      ['called_back', agentOne],
      ['read', agentOne],
    ] as const)
      await send(stack, event(id, `voicemail.${type}`, { agent }));
    await until(async () => times(await ticketOf(stack, id), 'Voicemail answered by calling back') > 0);
    await outcomeOf(stack, id);
    const ticket = await ticketOf(stack, id);
    expectInOrder(ticket, ['Voicemail read', 'Voicemail dismissed', 'Voicemail answered by calling back']);
    expectInternal(ticket);
    expect(times(ticket, 'Agent: Agent One')).toBe(2);
    expect(times(ticket, 'Agent: Agent Two')).toBe(1);
  });

  it('UPD-11, UPD-17 holds, consults and participants are in the end comment, and have no comment of their own', async () => {
    const someone = (name: string, kind: string): object => ({ participant: { id: name, name, kind } });
    const ticket = await callWith(
      (id) => [
        event(id, 'hold.started', { at: null }),
        event(id, 'participant.joined', { ...someone('Agent Two', 'agent'), consult: true }),
        event(id, 'participant.left', { ...someone('Agent Two', 'agent'), consult: true }),
        event(id, 'hold.ended', { at: null }),
        event(id, 'hold.started', { at: null }),
        event(id, 'hold.ended', { at: null }),
        event(id, 'participant.joined', someone('A neighbour', 'external')),
        event(id, 'participant.left', someone('A neighbour', 'external')),
      ],
      { end: { disconnected_by: 'agent', durations: { call_s: 3_725, wait_s: 20, hold_s: 45 } } },
    );
    expect(ticket.comments).toHaveLength(2);
    expectInOrder(ticket, [
      'Call started',
      'Call finished',
      'Disconnected by: Agent',
      'Duration: 1:02:05',
      'Waited: 00:20',
      'On hold: 00:45',
      'Times on hold: 2',
      'Participants: A neighbour',
      'Consulted: Agent Two',
    ]);
  });

  it('UPD-15 a disposition shows code, list, note and agent; a second one adds a comment, and the same one again does not', async () => {
    const disposition = (id: string, code: string, note: string): SessionEvent =>
      event(id, 'disposition.submitted', { code, list: 'Sales', note, agent: agentOne, custom_code_id: 17 });
    const ticket = await callWith((id) => [
      disposition(id, 'sold', 'two pieces'),
      disposition(id, 'sold', 'two pieces'),
      disposition(id, 'call later', 'about delivery'),
    ]);
    expectInOrder(ticket, ['Code: sold', 'Note: two pieces', 'Code: call later', 'Note: about delivery']);
    expect(times(ticket, 'List: Sales')).toBe(2);
    expect(times(ticket, 'Agent: Agent One, agent.one@example.com')).toBe(2);
  });

  it('UPD-16 a summary of a segment and a summary of the session are a comment each', async () => {
    const ticket = await callWith((id) => [
      event(id, 'summary.generated', { scope: 'segment', segment: '2', text: 'They spoke of the delivery.' }),
      event(id, 'summary.generated', { text: 'Everything is settled.', agent: agentOne }),
    ]);
    expectInOrder(ticket, [
      'Summary of a part of the session',
      'Segment: 2',
      'They spoke of the delivery.',
      'Summary of the session',
      'Everything is settled.',
    ]);
  });

  it('UPD-1 to UPD-16 the order of the comments is the order of the events, but none waits for a file', async () => {
    const id = await liveCall();
    await send(
      stack,
      event(id, 'rating.received', { score: 3 }),
      event(id, 'summary.generated', { text: 'A summary.' }),
      action(id, 'photo', { files: [file(id, 'between', 500)] }),
      event(id, 'disposition.submitted', { code: 'done' }),
      event(id, 'custom_data.received', customData({ later: ['Later', 'value'] })),
      ended(id),
    );
    await outcomeOf(stack, id);
    const ticket = await ticketOf(stack, id);
    expect(times(ticket, 'File shared by the customer')).toBe(1);
    expectInOrder(ticket, [
      'Call started',
      'Rating by the customer',
      'A summary.',
      'Code: done',
      'Later: value',
      'Call finished',
    ]);
  });
});

describe.concurrent('recordings', () => {
  const firstSegmentTwice = (id: string): readonly SessionEvent[] => [
    recording(stack, id, '1'),
    recording(stack, id, '2'),
    recording(stack, id, '1', 'seconds=1&signature=anew'),
  ];

  it('UPD-12 each segment has its recording once, whatever signs its address and whatever the recording flag said', async () => {
    const { id, number } = newCaller();
    await send(stack, ...wholeCall(id, number, { start: { recording: false }, during: firstSegmentTwice(id) }));
    await outcomeOf(stack, id);
    const ticket = await ticketOf(stack, id);
    expect(times(ticket, 'Call recording')).toBe(2);
    expect(attachments(ticket).map(({ file_name }) => file_name)).toHaveLength(2);
    const uploaded = ticket.comments.flatMap((one) => one.attachments.map(({ content_url }) => content_url));
    expect(voiceAddresses(ticket)).toEqual(uploaded);
    expectInternal(ticket);
  });

  it('UPD-12 with recordings.store link a recording is a voice comment with the address of the platform, and no file', async () => {
    const ticket = await callWith(firstSegmentTwice, { start: { queue: linkQueue } });
    expect(attachments(ticket)).toEqual([]);
    expect(voiceAddresses(ticket)).toEqual([
      expect.stringMatching(/-1\.wav\?seconds=1/),
      expect.stringMatching(/-2\.wav\?seconds=1/),
    ]);
  });

  it('UPD-12 a recording over 50 MB, or on a host that is not allowed, keeps the address of the platform', async () => {
    const url = 'https://elsewhere.example.com/r.wav';
    const ticket = await callWith((id) => [
      event(id, 'recording.ready', {
        segment: '1',
        url: `${stack.zendesk.url}/recordings/big.wav`,
        size: 51 * megabyte,
      }),
      event(id, 'recording.ready', { segment: '2', url }),
    ]);
    expect(attachments(ticket)).toEqual([]);
    expect(voiceAddresses(ticket)).toEqual([`${stack.zendesk.url}/recordings/big.wav`, url]);
    expect(times(ticket, 'The recording could not be stored here')).toBe(1);
  });
});

describe('the settings of API answers', () => {
  const dap = (id: string): readonly SessionEvent[] => [
    event(id, 'dap.responded', { request: { order: '4711' }, response: { status: 'shipped', days: 2 } }),
  ];
  const withDap = async (settings: object): Promise<StoredTicket> => {
    const before = await stack.sessions.settings.get();
    await stack.sessions.settings.set({ ...before, dap: settings }, 'test');
    return await callWith(dap);
  };

  it('UPD-10 API answers are not on the ticket by default', async () => {
    expect(times(await callWith(dap), 'shipped')).toBe(0);
  });

  it('UPD-10 API answers are on the ticket as key-value lines', async () => {
    const ticket = await withDap({ postToTicket: true });
    expectInOrder(ticket, ['Answer of an API direct access point', 'status: shipped', 'days: 2']);
    expect(times(ticket, '4711')).toBe(0);
  });

  it('UPD-10 API answers are on the ticket as JSON, with the request', async () => {
    const ticket = await withDap({ postToTicket: true, includeRequest: true, format: 'json' });
    expectInOrder(ticket, ['Request:', '"order": "4711"', 'Answer:', '"status": "shipped"', '"days": 2']);
  });
});

describe('writes that Zendesk refuses', () => {
  it('END-5, END-6 a write that is refused for good blocks no other write, and is recorded', async () => {
    const id = await liveCall();
    const { id: ticketId } = await ticketOf(stack, id);
    const body = { error: 'RecordInvalid', description: 'Record validation errors', details: {} };
    const match = { method: 'PUT', path: `^/tickets/${ticketId}$` };
    await stack.zendesk.fault({ kind: 'status', status: 422, body, match });
    await send(stack, event(id, 'rating.received', { score: 1 }));
    await until(async () => ((await stack.sessions.state(id))?.failed.length ?? 0) > 0);
    await send(stack, event(id, 'summary.generated', { text: 'A summary.' }), ended(id));
    expect(await outcomeOf(stack, id)).toMatchObject({
      result: 'completed with failed writes',
      failedWrites: [{ id: `${id}/rating/1`, code: 'Invalid', message: expect.any(String) }],
    });
    const ticket = await ticketOf(stack, id);
    expect(times(ticket, 'Rating by the customer')).toBe(0);
    expectInOrder(ticket, ['A summary.', 'Call finished']);
  });
});
