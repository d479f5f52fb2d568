/**
 * This file tests recordings and other files that cannot be had, or that Zendesk refuses. If these tests fail, one file
 * holds up the tickets of other sessions, or a recording is lost without a trace.
 */

import { describe, expect, it } from 'vitest';
import type { SessionEvent } from '../../domain/events/parse-events.ts';
import {
  agentOne,
  assigned,
  connected,
  ended,
  event,
  newCaller,
  outcomeOf,
  recording,
  send,
  sendNow,
  started,
  stateWhen,
  until,
} from '../kit/events.ts';
import { openFailedWrites, readFailedWrite, replayFailedWrite, testOperator } from '../kit/operator.ts';
import { testStack, testStackWithTimeSkipping } from '../kit/test-stack.ts';
import { mentions, ticketsOf, titles, voiceAddresses } from '../kit/zendesk-state.ts';
import type { StoredTicket } from '../kit/zendesk-state.ts';
import type { TestStack } from '../kit/stack.ts';

const options = { simulator: { jobQueuedMs: 10, jobWorkingMs: 10 }, agents: [agentOne] } as const;

async function ticketOf(stack: TestStack, id: string): Promise<StoredTicket> {
  return await until(async () => (await ticketsOf(stack, id))[0]);
}

function call(id: string, number: string): readonly SessionEvent[] {
  return [started(id, number), assigned(id), connected(id)];
}

describe('a file that Zendesk refuses', () => {
  const stack = testStack(options);
  const operator = testOperator(stack);

  it('END-5, UPD-12 an upload that is refused for good is a failed write at once, and other writes of the ticket go on', async () => {
    const { id, number } = newCaller();
    await send(stack, ...call(id, number));
    const body = { error: 'RecordInvalid', description: 'x', details: {} };
    await stack.zendesk.fault({
      kind: 'status',
      status: 422,
      match: { method: 'POST', path: 'uploads' },
      times: 1,
      body,
    });
    await send(stack, recording(stack, id), ended(id));
    expect(await outcomeOf(stack, id)).toMatchObject({ result: 'completed with failed writes' });
    const ticket = await ticketOf(stack, id);
    expect(mentions(ticket, 'Call finished')).toBe(1);
    const [failed = ''] = await openFailedWrites(operator, id, 1);
    expect(await readFailedWrite(operator, failed)).toMatchObject({ code: 'Invalid', settled: null });
    // The replay uploads the file again, and the voice comment links it.
    expect(await replayFailedWrite(operator, failed)).toMatchObject({ settled: { how: 'replayed' } });
    const after = await ticketOf(stack, id);
    expect(after.comments.flatMap(({ attachments }) => attachments)).toHaveLength(1);
    const addresses = after.comments.flatMap(({ attachments }) => attachments.map(({ content_url }) => content_url));
    expect(voiceAddresses(after)).toEqual(addresses);
  });

  it('UPD-3 a content type that is no header and a name of 100 KB do not keep a file from the ticket', async () => {
    const { id, number } = newCaller();
    const url = `${stack.zendesk.url}/recordings/${id}.wav?bytes=2000`;
    const files = [{ url, name: `${'x'.repeat(100_000)}.jpg`, content_type: 'image/jpeg\r\nX: 1', size: 2_000 }];
    await send(stack, ...call(id, number), event(id, 'smart_action.completed', { kind: 'photo', files }), ended(id));
    expect(await outcomeOf(stack, id)).toMatchObject({ result: 'completed' });
    const attachments = (await ticketOf(stack, id)).comments.flatMap((comment) => comment.attachments);
    expect(attachments.map(({ file_name }) => file_name)).toEqual([expect.stringMatching(/^x{196}\.jpg$/)]);
  });
});

describe('a Zendesk that drops the files of bulk updates', () => {
  const stack = testStack({ ...options, simulator: { ...options.simulator, filesInBulk: false, voiceInBulk: false } });

  it('UPD-12, BAT-5 each recording is on its ticket once, as a file or with the reason and the address of the platform', async () => {
    const callers = Array.from({ length: 4 }, newCaller);
    await Promise.all(callers.map(({ id, number }) => send(stack, ...call(id, number))));
    await Promise.all(callers.map(({ id }) => send(stack, recording(stack, id), ended(id))));
    for (const { id } of callers) {
      expect(await outcomeOf(stack, id)).toMatchObject({ result: 'completed' });
      const ticket = await ticketOf(stack, id);
      expect(mentions(ticket, 'Call recording')).toBe(1);
      const attached = ticket.comments.flatMap(({ attachments }) => attachments.map(({ content_url }) => content_url));
      expect(attached.length + mentions(ticket, 'The recording could not be stored here')).toBe(1);
      expect(voiceAddresses(ticket)).toEqual([attached[0] ?? expect.stringContaining('/recordings/')]);
    }
  });
});

describe('a file whose server does not deliver it', () => {
  const stack = testStackWithTimeSkipping({ ...options, settings: { batching: { windowSeconds: 1 } } });

  it('END-5, UPD-12, BAT-9 it waits by itself for an hour, then the ticket has its address, and an operator can try it again', async () => {
    const { id, number } = newCaller();
    await sendNow(stack, ...call(id, number));
    await stateWhen(stack, id, (state) => state.ticketId !== null);
    const url = `${stack.zendesk.url}/recordings/${id}-1.wav?status=500`;
    await sendNow(stack, event(id, 'recording.ready', { segment: '1', url, content_type: 'audio/wav' }), ended(id));
    // The end is on the ticket long before the recording is given up.
    await until(async () => mentions(await ticketOf(stack, id), 'Call finished') === 1);
    expect(titles(await ticketOf(stack, id))).not.toContain('The recording could not be stored here');
    await stack.env.sleep('70 minutes');
    const failedWrites = [{ code: 'FileRefused', message: expect.stringContaining('answers 500') }];
    expect(await outcomeOf(stack, id)).toMatchObject({ result: 'completed with failed writes', failedWrites });
    const ticket = await ticketOf(stack, id);
    expect(mentions(ticket, 'The recording could not be stored here')).toBe(1);
    expect(voiceAddresses(ticket)).toEqual([url]);
  });
});
