/**
 * This file tests that nothing is written twice after a restore of Temporal's database, when Temporal has forgotten
 * sessions and their writes, but Zendesk has them. If these tests fail, tickets show everything twice, or have the wrong
 * agent. `npm run restore-drill` does the same with a real copy of the database.
 */

import { describe, expect, it } from 'vitest';
import { run } from '../../client/cli/cli.testkit.ts';
import type { SessionEvent } from '../../domain/events/parse-events.ts';
import { defaultSettings } from '../../domain/settings/defaults.ts';
import { batchingOf, newSharding } from '../../domain/ticket-writes/batching.ts';
import { takeDueTasks } from '../../domain/ticket-writes/due-tasks.ts';
import { planWake } from '../../domain/ticket-writes/gaps.ts';
import { enqueue } from '../../domain/ticket-writes/intake.ts';
import { newQueue, toJson } from '../../domain/ticket-writes/queue.ts';
import type { QueueJson } from '../../domain/ticket-writes/queue.ts';
import { emptyChange } from '../../domain/zendesk/change.ts';
import type { TicketWrite } from '../../domain/zendesk/ticket-write.ts';
import {
  agentOne,
  agentTwo,
  assigned,
  connected,
  customData,
  endedExpectingNothing,
  event,
  newCaller,
  outcomeOf,
  recording,
  send,
  signedInChat,
  started,
  transferFinished,
  until,
} from '../kit/events.ts';
import { fastSettings } from '../kit/stack.ts';
import type { TestStack } from '../kit/stack.ts';
import { testStack } from '../kit/test-stack.ts';
import { ledger, ticketOf, times, voiceAddresses } from '../kit/zendesk-state.ts';

const defaultUser = { name: 'Default User', email: 'staff.0@example.com' };
const stack = testStack({
  agents: [agentOne, agentTwo, defaultUser],
  settings: ({ userId }) => ({ ...fastSettings, tickets: { defaultUserId: userId(defaultUser) } }),
});

const minuteMs = 60_000;

/** The same events as they were `ms` ago. */
function ago(ms: number, events: readonly SessionEvent[]): readonly SessionEvent[] {
  return events.map((each) => ({ ...each, timestamp: each.timestamp - ms }));
}

/** Makes Temporal forget a session that has ended, as the restore of an earlier copy of its database does. */
async function forget({ client }: TestStack, id: string): Promise<void> {
  const { workflowId } = client.workflow.getHandle(`session/${id}`);
  const { namespace } = client.options;
  await client.workflowService.deleteWorkflowExecution({ namespace, workflowExecution: { workflowId } });
  await until(
    async () =>
      (await client.workflow
        .getHandle(workflowId)
        .describe()
        .catch(() => null)) === null,
  );
}

/** Makes Temporal forget the results of the last writes: a terminated queue starts anew. */
async function forgetWrites({ client }: TestStack): Promise<void> {
  await client.workflow.getHandle('ticket-writes/0').terminate('restored');
}

/** The ids of the session's writes that Zendesk applied more than once. */
async function writtenTwice(id: string): Promise<readonly string[]> {
  const kinds = ['ticket.create', 'ticket.update', 'ticket.update_many.item'];
  const entries = (await Promise.all(kinds.map((kind) => ledger(stack, kind)))).flat();
  const ids = entries
    .filter(({ outcome, replayed }) => outcome === 'applied' && !replayed)
    .flatMap(({ metadata }) => JSON.stringify(metadata ?? {}).match(new RegExp(`${id}/[^"]+`, 'g')) ?? []);
  return ids.filter((each, i) => ids.indexOf(each) !== i);
}

function wholeTransferredCall(id: string, number: string): readonly SessionEvent[] {
  return [
    started(id, number),
    assigned(id),
    connected(id),
    transferFinished(id, agentOne, agentTwo),
    event(id, 'rating.received', { score: 4, comment: null }),
    recording(stack, id),
    endedExpectingNothing(id),
  ];
}

describe('a session that Temporal has forgotten', () => {
  it('TKT-12 UPD-2 has nothing twice and keeps its last agent when all its events are sent again minutes later', async () => {
    const { id, number } = newCaller();
    const events = ago(2 * minuteMs, wholeTransferredCall(id, number));
    await send(stack, ...events);
    await outcomeOf(stack, id);
    const before = await ticketOf(stack, id);
    expect(before.assignee_id).toBe(stack.userId(agentTwo));
    await forget(stack, id);
    await forgetWrites(stack);
    await send(stack, ...events);
    await outcomeOf(stack, id);
    const after = await ticketOf(stack, id);
    expect(after.comments).toHaveLength(before.comments.length);
    expect(after.assignee_id).toBe(stack.userId(agentTwo));
    expect(await writtenTwice(id)).toEqual([]);
  });

  it('TKT-12 is found among the tickets of its contact, and is not appended to its own ticket', async () => {
    const { id, number } = newCaller();
    await stack.zendesk.seed({ users: [{ name: 'Known', role: 'end-user', phone: number }] });
    const events = ago(2 * minuteMs, [started(id, number), assigned(id), connected(id), endedExpectingNothing(id)]);
    await send(stack, ...events);
    await outcomeOf(stack, id);
    await forget(stack, id);
    await send(stack, ...events);
    await outcomeOf(stack, id);
    const ticket = await ticketOf(stack, id);
    expect([times(ticket, 'Call appended to this ticket'), times(ticket, 'Call finished')]).toEqual([0, 1]);
    expect(await writtenTwice(id)).toEqual([]);
  });

  it('TKT-12 has nothing twice within the minute after `restored --until`', async () => {
    const { id, number } = newCaller();
    const events = wholeTransferredCall(id, number);
    await send(stack, ...events);
    await outcomeOf(stack, id);
    await forget(stack, id);
    await forgetWrites(stack);
    const inTenMinutes = new Date(Date.now() + 10 * minuteMs).toISOString();
    const told = await run(['restored', '--until', inTenMinutes], stack.variables);
    expect(told).toMatchObject({ exitCode: 0, err: '' });
    expect(told.out).toContain('each write is looked for on its ticket first (1 queue(s))');
    await send(stack, ...events);
    await outcomeOf(stack, id);
    expect((await ticketOf(stack, id)).assignee_id).toBe(stack.userId(agentTwo));
    expect(await writtenTwice(id)).toEqual([]);
  });
});

describe('a queue of ticket writes from a restored database', () => {
  /** The queue as it was a minute ago, when this write waited in it for the end of the window. */
  function queueOfCopy(write: TicketWrite): QueueJson {
    const batching = batchingOf(defaultSettings, newSharding(defaultSettings));
    const before = Date.now() - minuteMs;
    const { queue } = enqueue(newQueue(batching), [{ ...write, dueAt: before }], before);
    return toJson(planWake(takeDueTasks(queue, before).queue, before));
  }

  it('TKT-12 does not send again what waited at the copy and was sent since', async () => {
    const { id, number } = newCaller();
    await send(stack, ...wholeTransferredCall(id, number));
    await outcomeOf(stack, id);
    const before = await ticketOf(stack, id);
    const comment = { title: 'Call finished', lines: [] };
    const common = { sessionId: id, ticketId: before.id, dueAt: 0, check: false, change: { ...emptyChange, comment } };
    await forgetWrites(stack);
    const handle = await stack.client.workflow.start('ticketWrites', {
      workflowId: 'ticket-writes/0',
      taskQueue: 'sessions',
      args: [{ shard: 0, queue: queueOfCopy({ ...common, id: `${id}/finished` }) }],
    });
    await until(async () => {
      const { waiting, underWay } = await handle.query<{ waiting: number; underWay: number }>('state');
      return waiting + underWay === 0;
    });
    expect((await ticketOf(stack, id)).comments).toHaveLength(before.comments.length);
    expect(await writtenTwice(id)).toEqual([]);
  });
});

describe('a late run', () => {
  it('UPD-2 TKT-8 gives the ticket to the agent who answered, if the session had seemed abandoned', async () => {
    const { id, number } = newCaller();
    const end = endedExpectingNothing(id, { fail_reason: 'abandoned_in_queue' });
    await send(stack, started(id, number), assigned(id), end);
    await outcomeOf(stack, id);
    expect(await ticketOf(stack, id)).toMatchObject({ assignee_id: stack.userId(defaultUser) });
    await send(stack, connected(id));
    await until(async () => (await ticketOf(stack, id)).assignee_id === stack.userId(agentOne));
  });
});

describe('a document that comes after the session', () => {
  const documentOf = (id: string, more: object): SessionEvent => event(id, 'session.metadata', { id, ...more });

  it('TKT-9 PLT-3 does not repeat a voicemail whose file an event had named by its id', async () => {
    const { id, number } = newCaller();
    const url = `${stack.zendesk.url}/recordings/${id}.wav?seconds=1`;
    await send(
      stack,
      started(id, number),
      event(id, 'voicemail.left', { file_id: '1', recording_url: url, duration_s: 1, transcription: null }),
      endedExpectingNothing(id),
    );
    await outcomeOf(stack, id);
    const before = await ticketOf(stack, id);
    await send(
      stack,
      documentOf(id, { call_type: 'Voice Inbound (IVR)', status: 'voicemail_received', recording_url: url }),
    );
    await outcomeOf(stack, id);
    const after = await ticketOf(stack, id);
    expect(voiceAddresses(after)).toHaveLength(1);
    expect(after.comments).toHaveLength(before.comments.length);
  });

  it('UPD-5 PLT-3 adds only the custom data that no event had reported', async () => {
    const id = newCaller().id.replace('call', 'chat');
    await send(
      stack,
      signedInChat(id, customData({ plan: ['Plan', 'gold'] })),
      assigned(id),
      connected(id),
      event(id, 'custom_data.received', customData({ cart: ['Cart', '3 items'] })),
      endedExpectingNothing(id),
    );
    await outcomeOf(stack, id);
    const all = customData({ plan: ['Plan', 'gold'], cart: ['Cart', '3 items'], page: ['Page', 'Checkout'] });
    await send(stack, documentOf(id, { chat_type: 'Messaging (Web)', status: 'finished', ...all }));
    await outcomeOf(stack, id);
    const ticket = await ticketOf(stack, id);
    expect(['Plan: gold', 'Cart: 3 items', 'Page: Checkout'].map((text) => times(ticket, text))).toEqual([1, 1, 1]);
  });
});

describe('restored', () => {
  it('OPS-6 prints what is lost, what to do, and the sessions under way at the copy', async () => {
    const { id, number } = newCaller();
    await send(stack, started(id, number), assigned(id));
    await until(async () => {
      const { out } = await run(['restored', '--dump', new Date(Date.now() + 1_000).toISOString()], stack.variables);
      return out.includes('summaries, transcripts, custom data') && out.includes(`  ${id}`);
    });
    await send(stack, endedExpectingNothing(id));
    await outcomeOf(stack, id);
  });

  it('OPS-6 refuses a time that is over or no time', async () => {
    const over = await run(['restored', '--until', '2026-01-01T00:00:00Z'], stack.variables);
    expect(over).toMatchObject({ exitCode: 1, out: '' });
    expect((await run(['restored', '--dump', 'yesterday'], stack.variables)).err).toContain('expected a time');
  });
});
