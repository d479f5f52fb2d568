/**
 * This file tests data that comes hours after the end of a session, on the time-skipping server. The tests share its
 * one clock, so they run one after the other. If these tests fail, a late recording, transcript, rating or voicemail is
 * missing on the ticket, or a session never ends.
 */

import { Client } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import {
  agentOne,
  assigned,
  signedInChat,
  connected,
  ended,
  event,
  newCaller,
  recording,
  started,
  until,
  sendNow,
} from '../kit/events.ts';
import { testStackWithTimeSkipping } from '../kit/test-stack.ts';
import { attachments, expectInOrder, ticketOf, tickets, ticketsOf, times } from '../kit/zendesk-state.ts';

const stack = testStackWithTimeSkipping({ simulator: { jobQueuedMs: 10, jobWorkingMs: 10 }, agents: [agentOne] });

/** The kinds of data that the session waits for, except its own writes. */
async function waitsFor(id: string): Promise<readonly string[]> {
  const waiting = (await stack.sessions.state(id))?.waitsFor.map((wait) => wait.for) ?? [];
  return waiting.filter((what) => what !== 'writes');
}

/**
 * Waits until Zendesk has every write of the session, this one included. Time must not be skipped while a write is
 * under way.
 */
async function untilWritten(id: string, fact: string): Promise<void> {
  await until(async () => {
    const state = await stack.sessions.state(id).catch(() => null);
    return state?.pending.length === 0 && state.written.some((each) => each.startsWith(`${id}/${fact}`));
  });
}

/** The kinds of data that the session waits for once its end comment is on the ticket. */
async function waitsAfterEnd(id: string): Promise<readonly string[]> {
  await untilWritten(id, 'finished');
  return await waitsFor(id);
}

/**
 * Skips time once no activity and no workflow task is under way. A task that runs while hours are skipped would time
 * out.
 */
async function skipTime(
  duration: '1 hour' | '3 hours' | '4 hours' | '5 hours' | '6 hours' | '30 hours',
): Promise<void> {
  await until(async () => {
    const { raw } = await stack.client.workflow.getHandle('ticket-writes/0').describe();
    return (raw.pendingActivities ?? []).length === 0 && !raw.pendingWorkflowTask;
  });
  await stack.env.sleep(duration);
}

/**
 * Gives the outcome of the session. The stack's own client would skip time while it waits, and then a workflow task that
 * is under way, such as one of the ticket writes, would time out. This client skips no time.
 */
async function untilCompleted(id: string): Promise<unknown> {
  const { connection, namespace = 'default' } = stack.env;
  return await new Client({ connection, namespace }).workflow.getHandle(`session/${id}`).result();
}

async function call(start: object = {}, end: object = {}): Promise<string> {
  const { id, number } = newCaller();
  await sendNow(stack, started(id, number, start), assigned(id), connected(id), ended(id, end));
  return id;
}

describe('a session that is over and waits for data', () => {
  it('LATE-1 a session waits for hours for the recordings and the metadata document that its end event expects', async () => {
    const id = await call({}, { expects: { recording_segments: 2, transcript: false, metadata: true } });
    expect(await waitsAfterEnd(id)).toEqual(['recording', 'metadata']);
    await skipTime('5 hours');
    await sendNow(stack, recording(stack, id, '1'));
    await untilWritten(id, 'voice/');
    await skipTime('1 hour');
    expect(await waitsFor(id)).toEqual(['recording', 'metadata']);
    await sendNow(stack, recording(stack, id, '2'));
    await until(async () => attachments(await ticketOf(stack, id)).length === 2);
    await until(async () => (await waitsFor(id)).length === 1);
    await untilWritten(id, 'voice/');
    await skipTime('1 hour');
    expect(await waitsFor(id)).toEqual(['metadata']);
    await sendNow(
      stack,
      event(id, 'session.metadata', { id: id.replace('call-', ''), session_type_v2: 'Voice Inbound (IVR)' }),
    );
    expect(await untilCompleted(id)).toMatchObject({ result: 'completed', warnings: [] });
    expect(attachments(await ticketOf(stack, id))).toHaveLength(2);
  });

  it('LATE-1 an end event without expectations: an answered call that was recorded waits for its recording, and no other call does', async () => {
    expect(await waitsAfterEnd(await call({ recording: true }))).toEqual(['recording']);
    expect(await untilCompleted(await call({ recording: false }))).toMatchObject({ result: 'completed' });
    const { id, number } = newCaller();
    await sendNow(stack, started(id, number, { recording: true }), ended(id, { fail_reason: 'abandoned_in_queue' }));
    expect(await untilCompleted(id)).toMatchObject({ result: 'completed', warnings: [] });
  });

  it('LATE-1 an end event without expectations: a chat waits for its transcript, and a session of the platform’s webhook for its metadata', async () => {
    const chat = newCaller().id.replace('call-', 'chat-');
    await sendNow(stack, signedInChat(chat), assigned(chat), connected(chat), ended(chat));
    expect(await waitsAfterEnd(chat)).toEqual(['transcript']);
    expect(await waitsAfterEnd(await call({ told_by: 'webhook' }))).toEqual(['metadata']);
    await skipTime('6 hours');
    await sendNow(stack, event(chat, 'transcript.ready', { text: 'Customer: Hello' }));
    await untilCompleted(chat);
    expectInOrder(await ticketOf(stack, chat), ['Chat finished', 'Customer: Hello']);
  });

  it('LATE-1 other data that comes while a session waits is written at once', async () => {
    const id = await call({ recording: true });
    await untilWritten(id, 'finished');
    await skipTime('3 hours');
    await sendNow(stack, event(id, 'rating.received', { score: 5 }));
    await until(async () => times(await ticketOf(stack, id), 'Score: 5/5') === 1);
    expect(await waitsFor(id)).toEqual(['recording']);
    await sendNow(stack, recording(stack, id));
    await untilCompleted(id);
    expectInOrder(await ticketOf(stack, id), ['Call finished', 'Score: 5/5', 'Call recording']);
  });
});

describe('data for a session that is completed', () => {
  it('LATE-1 a rating and a disposition that come days later are written by a short run each, and the same rating again adds nothing', async () => {
    const id = await call();
    await untilCompleted(id);
    for (const one of [
      event(id, 'rating.received', { score: 2, comment: 'too long' }),
      event(id, 'disposition.submitted', { code: 'done' }),
      event(id, 'rating.received', { score: 2, comment: 'too long' }),
    ]) {
      await skipTime('30 hours');
      await sendNow(stack, one);
      expect(await untilCompleted(id)).toMatchObject({ result: 'completed' });
    }
    expectInOrder(await ticketOf(stack, id), ['Call finished', 'Score: 2/5', 'too long', 'Code: done']);
  });

  it('LATE-1, TKT-9 a voicemail that comes hours after an abandoned call is on the ticket of that call', async () => {
    const { id, number } = newCaller();
    await sendNow(stack, started(id, number), ended(id, { fail_reason: 'abandoned_in_voicemail' }));
    await untilCompleted(id);
    await skipTime('4 hours');
    const url = `${stack.zendesk.url}/recordings/${id}.wav?seconds=1`;
    await sendNow(
      stack,
      event(id, 'voicemail.left', { recording_url: url, duration_s: 1, transcription: 'Please call me.' }),
    );
    await untilCompleted(id);
    const ticket = await ticketOf(stack, id);
    expect(times(ticket, 'Transcription: Please call me.')).toBe(1);
    expect(attachments(ticket)).toHaveLength(1);
  });

  it('LATE-1 late data finds the ticket of an appended session by its tag, and the target of a ticket that was merged away', async () => {
    const { id, number } = newCaller();
    await sendNow(stack, started(id, number), assigned(id), connected(id), ended(id));
    await untilCompleted(id);
    const second = `${id}-again`;
    await sendNow(stack, started(second, number), assigned(second), connected(second), ended(second));
    await untilCompleted(second);
    await sendNow(stack, event(second, 'rating.received', { score: 3 }));
    await untilCompleted(second);
    const ticket = await ticketOf(stack, id);
    expectInOrder(ticket, ['Call appended to this ticket', 'Score: 3/5']);

    const other = { subject: 'Another', requester_id: ticket.requester_id, status: 'open' };
    const [target = 0] = (await stack.zendesk.seed({ tickets: [other] })).tickets;
    await stack.zendesk.api('POST', `/tickets/${target}/merge`, { ids: [ticket.id] });
    await until(async () => (await tickets(stack)).find((one) => one.id === ticket.id)?.status === 'closed');
    await skipTime('3 hours');
    await sendNow(stack, recording(stack, id));
    expect(await untilCompleted(id)).toMatchObject({ result: 'completed', ticketId: target });
    const into = (await tickets(stack)).find((one) => one.id === target);
    expect(into === undefined ? 0 : times(into, 'Call recording')).toBe(1);
    expect((await ticketsOf(stack, id)).length).toBe(2);
  });
});
