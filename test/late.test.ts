import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SessionEvent } from '../domain/events/parse-events.ts';
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
} from './calls.testkit.ts';
import { startTimeSkippingStack } from './stack.testkit.ts';
import type { TestStack } from './stack.testkit.ts';
import { attachments, expectInOrder, ticketOf, tickets, ticketsOf, times } from './zendesk-state.testkit.ts';

/** What comes hours after the end, on the time-skipping server. Its one clock is shared: one test after the other. */

let stack: TestStack;

beforeAll(async () => {
  stack = await startTimeSkippingStack({ jobQueuedMs: 10, jobWorkingMs: 10 });
  await stack.startWorkers();
  await stack.zendesk.seed({ users: [{ name: agentOne.name, email: agentOne.email, role: 'agent' }] });
});
afterAll(() => stack.close());

/** Sends them as told at this moment of the server's clock, in this order. */
async function tell(...events: readonly SessionEvent[]): Promise<void> {
  const now = await stack.env.currentTimeMs();
  for (const [i, one] of events.entries()) await stack.sessions.send({ ...one, timestamp: now + i });
}

/** What it waits for besides its own writes. */
async function waits(id: string): Promise<readonly string[]> {
  const waiting = (await stack.sessions.state(id))?.waitsFor.map((wait) => wait.for) ?? [];
  return waiting.filter((what) => what !== 'writes');
}

/** Until Zendesk has what the session has to write, this among it: time must not be skipped while something is under way. */
async function written(id: string, fact: string): Promise<void> {
  await until(async () => {
    const state = await stack.sessions.state(id).catch(() => null);
    return state?.pending.length === 0 && state.written.some((each) => each.startsWith(`${id}/${fact}`));
  });
}

/** What the session waits for once its ticket tells of the end. */
async function waitsAfterEnd(id: string): Promise<readonly string[]> {
  await written(id, 'finished');
  return await waits(id);
}

/** Lets time pass once nobody works: who is at work while hours are skipped has run out of time when it is done. */
async function pass(duration: '1 hour' | '3 hours' | '4 hours' | '5 hours' | '6 hours' | '30 hours'): Promise<void> {
  await until(async () => {
    const { raw } = await stack.client.workflow.getHandle('ticket-writes/0').describe();
    return (raw.pendingActivities ?? []).length === 0 && !raw.pendingWorkflowTask;
  });
  await stack.env.sleep(duration);
}

/** Waits without skipping time, as `result` would: a worker that is slow at that moment would lose its task over it. */
async function completed(id: string): Promise<unknown> {
  const handle = stack.client.workflow.getHandle(`session/${id}`);
  await until(async () => (await handle.describe()).status.name !== 'RUNNING');
  return await handle.result();
}

async function call(start: object = {}, end: object = {}): Promise<string> {
  const { id, number } = newCaller();
  await tell(started(id, number, start), assigned(id), connected(id), ended(id, end));
  return id;
}

describe('what a session that is over waits for', () => {
  it('LATE-1 what the end says it expects, hours long: recordings, then the metadata document', async () => {
    const id = await call({}, { expects: { recording_segments: 2, transcript: false, metadata: true } });
    expect(await waitsAfterEnd(id)).toEqual(['recording', 'metadata']);
    await pass('5 hours');
    await tell(recording(stack, id, '1'));
    await written(id, 'voice/');
    await pass('1 hour');
    expect(await waits(id)).toEqual(['recording', 'metadata']);
    await tell(recording(stack, id, '2'));
    await until(async () => attachments(await ticketOf(stack, id)).length === 2);
    await until(async () => (await waits(id)).length === 1);
    await written(id, 'voice/');
    await pass('1 hour');
    expect(await waits(id)).toEqual(['metadata']);
    await tell(event(id, 'session.metadata', { id: id.replace('call-', ''), session_type_v2: 'Voice Inbound (IVR)' }));
    expect(await completed(id)).toMatchObject({ result: 'completed', warnings: [] });
    expect(attachments(await ticketOf(stack, id))).toHaveLength(2);
  });

  it('LATE-1 without a word about it: a recording if one was made and the call was answered', async () => {
    expect(await waitsAfterEnd(await call({ recording: true }))).toEqual(['recording']);
    expect(await completed(await call({ recording: false }))).toMatchObject({ result: 'completed' });
    const { id, number } = newCaller();
    await tell(started(id, number, { recording: true }), ended(id, { fail_reason: 'abandoned_in_queue' }));
    expect(await completed(id)).toMatchObject({ result: 'completed', warnings: [] });
  });

  it('LATE-1 without a word about it: the transcript of a chat, the metadata of what the platform’s own doors told', async () => {
    const chat = newCaller().id.replace('call-', 'chat-');
    await tell(signedInChat(chat), assigned(chat), connected(chat), ended(chat));
    expect(await waitsAfterEnd(chat)).toEqual(['transcript']);
    expect(await waitsAfterEnd(await call({ told_by: 'webhook' }))).toEqual(['metadata']);
    await pass('6 hours');
    await tell(event(chat, 'transcript.ready', { text: 'Customer: Hello' }));
    await completed(chat);
    expectInOrder(await ticketOf(stack, chat), ['Chat finished', 'Customer: Hello']);
  });

  it('LATE-1 what else comes while it waits is written at once', async () => {
    const id = await call({ recording: true });
    await written(id, 'finished');
    await pass('3 hours');
    await tell(event(id, 'rating.received', { score: 5 }));
    await until(async () => times(await ticketOf(stack, id), 'Score: 5/5') === 1);
    expect(await waits(id)).toEqual(['recording']);
    await tell(recording(stack, id));
    await completed(id);
    expectInOrder(await ticketOf(stack, id), ['Call finished', 'Score: 5/5', 'Call recording']);
  });
});

describe('what comes for a session that is completed', () => {
  it('LATE-1 a rating and a disposition days later, each in a short run of its own, the same again adds nothing', async () => {
    const id = await call();
    await completed(id);
    for (const one of [
      event(id, 'rating.received', { score: 2, comment: 'too long' }),
      event(id, 'disposition.submitted', { code: 'done' }),
      event(id, 'rating.received', { score: 2, comment: 'too long' }),
    ]) {
      await pass('30 hours');
      await tell(one);
      expect(await completed(id)).toMatchObject({ result: 'completed' });
    }
    expectInOrder(await ticketOf(stack, id), ['Call finished', 'Score: 2/5', 'too long', 'Code: done']);
  });

  it('LATE-1, TKT-9 a voicemail hours after an abandoned call is on the ticket of that call', async () => {
    const { id, number } = newCaller();
    await tell(started(id, number), ended(id, { fail_reason: 'abandoned_in_voicemail' }));
    await completed(id);
    await pass('4 hours');
    const url = `${stack.zendesk.url}/recordings/${id}.wav?seconds=1`;
    await tell(event(id, 'voicemail.left', { recording_url: url, duration_s: 1, transcription: 'Please call me.' }));
    await completed(id);
    const ticket = await ticketOf(stack, id);
    expect(times(ticket, 'Transcription: Please call me.')).toBe(1);
    expect(attachments(ticket)).toHaveLength(1);
  });

  it('LATE-1 an appended session’s ticket is found by its tag, and one that was merged away by its target', async () => {
    const { id, number } = newCaller();
    await tell(started(id, number), assigned(id), connected(id), ended(id));
    await completed(id);
    const second = `${id}-again`;
    await tell(started(second, number), assigned(second), connected(second), ended(second));
    await completed(second);
    await tell(event(second, 'rating.received', { score: 3 }));
    await completed(second);
    const ticket = await ticketOf(stack, id);
    expectInOrder(ticket, ['Call appended to this ticket', 'Score: 3/5']);

    const other = { subject: 'Another', requester_id: ticket.requester_id, status: 'open' };
    const [target = 0] = (await stack.zendesk.seed({ tickets: [other] })).tickets;
    await stack.zendesk.api('POST', `/tickets/${target}/merge`, { ids: [ticket.id] });
    await until(async () => (await tickets(stack)).find((one) => one.id === ticket.id)?.status === 'closed');
    await pass('3 hours');
    await tell(recording(stack, id));
    expect(await completed(id)).toMatchObject({ result: 'completed', ticketId: target });
    const into = (await tickets(stack)).find((one) => one.id === target);
    expect(into === undefined ? 0 : times(into, 'Call recording')).toBe(1);
    expect((await ticketsOf(stack, id)).length).toBe(2);
  });
});
