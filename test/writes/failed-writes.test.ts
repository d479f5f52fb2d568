/**
 * This file tests writes and tickets that Zendesk refused, and how operators list, edit, replay and discard them. If
 * these tests fail, refused data of a customer stays lost, or a replay writes it twice. The tests run one after the
 * other, because the faults of a test are meant for its own requests.
 */

import { run } from '../../client/cli/cli.testkit.ts';
import { describe, expect, it } from 'vitest';
import {
  agentOne,
  assigned,
  connected,
  ended,
  newCaller,
  outcomeOf,
  recording,
  send,
  started,
  until,
} from '../kit/events.ts';
import { testStack } from '../kit/test-stack.ts';
import { openFailedWrites, testOperator, replayFailedWrite, readFailedWrite } from '../kit/operator.ts';
import { mentions, tickets, ticketsOf, titles } from '../kit/zendesk-state.ts';
import type { StoredTicket } from '../kit/zendesk-state.ts';
import { seedTicket } from '../kit/zendesk-records.ts';

const stack = testStack({ simulator: { jobQueuedMs: 10, jobWorkingMs: 10 }, agents: [agentOne] });
const operator = testOperator(stack);

async function ticketOf(id: string): Promise<StoredTicket> {
  const [first] = await ticketsOf(stack, id);
  if (first === undefined) throw new Error(`no ticket of ${id}`);
  return first;
}

/** Runs a call whose end comment Zendesk refuses for good. */
async function callWithFailedEnd(): Promise<{
  readonly id: string;
  readonly failed: string;
  readonly ticketId: number;
}> {
  const { id, number } = newCaller();
  await send(stack, started(id, number), assigned(id), connected(id));
  const { id: ticketId } = await until(async () => (await ticketsOf(stack, id))[0]);
  await refuse('PUT', `^/tickets/${ticketId}$`, 5);
  await send(stack, ended(id));
  expect(await outcomeOf(stack, id)).toMatchObject({ result: 'completed with failed writes', ticketId });
  await stack.zendesk.clearFaults();
  return { id, failed: `${id}/finished`, ticketId };
}

async function refuse(method: string, path: string, times: number): Promise<void> {
  const body = {
    error: 'RecordInvalid',
    description: 'x',
    details: { base: [{ description: 'x', error: 'Invalid' }] },
  };
  await stack.zendesk.fault({ kind: 'status', status: 422, match: { method, path }, times, body });
}

describe('a write that Zendesk refused', () => {
  it('END-5, OPS-3 a failed write is listed, shows its reason and plan, is edited, and is on the ticket once after its replay', async () => {
    const { id, failed, ticketId } = await callWithFailedEnd();
    expect(await openFailedWrites(operator, id, 1)).toEqual([failed]);
    const before = await readFailedWrite(operator, failed);
    expect(before).toMatchObject({ ticketId, code: 'Invalid', kind: 'write', replays: 0, settled: null });
    expect(before.plan).toEqual([
      expect.stringContaining(`ticket ${ticketId} for the marker ${failed}`),
      `Adds the comment "Call finished" to ticket ${ticketId}.`,
    ]);

    const edited = await operator.send('PATCH', `/v1/ops/failed-writes/${failed}`, {
      comment: { title: 'Call finished, by hand', lines: [] },
      tags: ['mended'],
    });
    expect(edited).toMatchObject({ status: 200, body: { edits: [{ by: 'operator@example.com' }] } });
    expect(mentions(await ticketOf(id), 'Call finished')).toBe(0);

    expect(await replayFailedWrite(operator, failed)).toMatchObject({
      settled: { how: 'replayed', by: 'operator@example.com' },
    });
    const ticket = await ticketOf(id);
    expect(titles(ticket)).toEqual(['Call started', 'Call finished, by hand']);
    expect(ticket.tags).toContain('mended');
    expect(await openFailedWrites(operator, id, 0)).toEqual([]);
  });

  it('OPS-3 a replay whose answer is lost writes once', async () => {
    const { id, failed, ticketId } = await callWithFailedEnd();
    await stack.zendesk.fault({ kind: 'lost_answer', match: { method: 'PUT', path: `^/tickets/${ticketId}$` } });
    expect(await replayFailedWrite(operator, failed)).toMatchObject({ settled: { how: 'replayed' } });
    expect(mentions(await ticketOf(id), 'Call finished')).toBe(1);
  });

  it('OPS-3 a replay finds the marker of a write that Zendesk had applied, and writes nothing', async () => {
    const { id, failed, ticketId } = await callWithFailedEnd();
    await stack.zendesk.api('PUT', `/tickets/${ticketId}`, {
      ticket: { comment: { body: 'It was there', public: false }, metadata: { writes: [failed] } },
    });
    expect(await replayFailedWrite(operator, failed)).toMatchObject({ settled: { how: 'replayed' } });
    expect(titles(await ticketOf(id))).toEqual(['Call started', 'It was there']);
  });

  it('END-5, OPS-3 a write that is refused again stays open with the new reason, and a replay that is sent twice counts once', async () => {
    const { id, failed, ticketId } = await callWithFailedEnd();
    const match = { method: 'PUT', path: `^/tickets/${ticketId}$` };
    await stack.zendesk.fault({ kind: 'status', status: 403, match, body: { error: 'Forbidden' } });
    const path = `/v1/ops/failed-writes/${failed}/replay`;
    const [first, second] = await Promise.all([
      operator.send('POST', path, undefined, 'key-1'),
      operator.send('POST', path, undefined, 'key-1'),
    ]);
    expect([first.status, second.status]).toEqual([202, 202]);
    const after = await until(async () => {
      const now = await readFailedWrite(operator, failed);
      return now.replaying === null && now.code !== 'Invalid' ? now : null;
    });
    expect(after).toMatchObject({ code: 'Forbidden', replays: 1, settled: null });
    await until(async () =>
      JSON.stringify((await operator.get(`/v1/ops/failed-writes?ticket_id=${ticketId}`)).body).includes('Forbidden'),
    );
    expect(await replayFailedWrite(operator, failed)).toMatchObject({ replays: 2, settled: { how: 'replayed' } });
    expect(mentions(await ticketOf(id), 'Call finished')).toBe(1);
    expect(await operator.send('POST', path, undefined, 'key-2')).toMatchObject({ status: 202 });
  });

  it('OPS-3 a wrong edit is refused as a whole, and the answer names each wrong part', async () => {
    const { failed } = await callWithFailedEnd();
    const path = `/v1/ops/failed-writes/${failed}`;
    expect(
      await operator.send('PATCH', path, { subject: 'x', answered_by_id: 5, tags: ['two words'], comment: null }),
    ).toMatchObject({
      status: 422,
      body: {
        error: {
          code: 'edit_refused',
          fields: [{ path: 'subject' }, { path: 'tags.0' }, { path: 'answered_by_id' }],
        },
      },
    });
    expect(await operator.send('PATCH', path, { comment: null })).toMatchObject({
      status: 422,
      body: { error: { fields: [{ path: '', code: 'nothing_left' }] } },
    });
    expect(await operator.send('PATCH', path, { tag: ['x'] })).toMatchObject({ status: 422 });
    expect(await readFailedWrite(operator, failed)).toMatchObject({
      edits: [],
      parts: { comment: { title: 'Call finished' } },
    });
    expect(await operator.send('PATCH', '/v1/ops/failed-writes/call-0/finished', { tags: [] })).toMatchObject({
      status: 404,
    });
  });

  it('OPS-3 a failed write is discarded with the person and the reason, and can not be replayed any more', async () => {
    const { id, failed } = await callWithFailedEnd();
    const path = `/v1/ops/failed-writes/${failed}`;
    expect(await operator.send('POST', `${path}/discard`, {})).toMatchObject({ status: 422 });
    expect(await operator.send('POST', `${path}/discard`, { why: 'Written by hand' })).toMatchObject({ status: 200 });
    expect(await readFailedWrite(operator, failed)).toMatchObject({
      settled: { how: 'discarded', by: 'operator@example.com', why: 'Written by hand' },
    });
    expect(await operator.send('POST', `${path}/replay`)).toMatchObject({ status: 409 });
    expect(mentions(await ticketOf(id), 'Call finished')).toBe(0);
  });

  it('OPS-3, UPD-13 many failed writes are replayed at once, and the write of a merged ticket goes to the target', async () => {
    const one = await callWithFailedEnd();
    const two = await callWithFailedEnd();
    const { requester_id } = await ticketOf(one.id);
    const into = await seedTicket(stack, { subject: 'Another', requester_id, status: 'open' });
    await stack.zendesk.api('POST', `/tickets/${into}/merge`, { ids: [one.ticketId] });
    await until(async () =>
      (await tickets(stack)).some((each) => each.id === one.ticketId && each.status === 'closed'),
    );
    const ids = [one.failed, two.failed, 'call-0/finished'];
    expect(await operator.send('POST', '/v1/ops/failed-writes/replay', { ids })).toMatchObject({
      status: 202,
      body: { results: [{ result: 'begun' }, { result: 'begun' }, { id: 'call-0/finished', result: 'unknown' }] },
    });
    for (const id of [one.failed, two.failed])
      await until(async () => (await readFailedWrite(operator, id)).settled?.how === 'replayed');
    expect(await readFailedWrite(operator, one.failed)).toMatchObject({ settled: { ticketId: into } });
    const target = (await tickets(stack)).find((each) => each.id === into);
    expect(target === undefined ? 0 : mentions(target, 'Call finished')).toBe(1);
    expect(mentions(await ticketOf(two.id), 'Call finished')).toBe(1);
  });

  it('OPS-3, UPD-12 the replay of a recording also writes its voice comment, once', async () => {
    const { id, number } = newCaller();
    await send(stack, started(id, number), assigned(id), connected(id), ended(id));
    await until(async () => (await ticketsOf(stack, id)).some((each) => mentions(each, 'Call finished') === 1));
    await outcomeOf(stack, id);
    const { id: ticketId } = await ticketOf(id);
    await refuse('PUT', `^/tickets/${ticketId}$`, 1);
    await send(stack, recording(stack, id));
    const [failed = ''] = await openFailedWrites(operator, id, 1);
    expect(failed).toContain(`${id}/recording/`);
    await replayFailedWrite(operator, failed);
    const ticket = await ticketOf(id);
    expect(mentions(ticket, 'Call recording')).toBe(1);
    expect(ticket.comments.filter((each) => each['type'] === 'VoiceComment')).toHaveLength(1);
  });

  it('OPS-3 the command line lists, shows and edits a failed write, and shows the plan of a replay before it replays with --yes', async () => {
    const { id, failed } = await callWithFailedEnd();
    await openFailedWrites(operator, id, 1);
    const env = stack.variables;
    const list = await run(['failed-writes', 'list', '--session', id], env);
    expect(list).toMatchObject({ exitCode: 0, out: expect.stringContaining(`${failed}  ticket`) });
    const shown = await run(['failed-writes', 'show', failed], env);
    expect(shown.out).toContain('Adds the comment "Call finished"');
    const edited = await run(['failed-writes', 'edit', failed, '-'], env, '{"tags": ["by_hand"]}');
    expect(edited).toMatchObject({ exitCode: 0, out: expect.stringContaining('Adds the tags by_hand') });
    expect(await run(['failed-writes', 'edit', failed, '-'], env, '{"tags": [""]}')).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('tags.0'),
    });
    const planned = await run(['failed-writes', 'replay', failed], env);
    expect(planned).toMatchObject({ exitCode: 0, out: expect.stringContaining('--yes') });
    expect(await readFailedWrite(operator, failed)).toMatchObject({ replays: 0 });
    const replayed = await run(['failed-writes', 'replay', failed, '--yes'], env);
    expect(replayed).toMatchObject({ exitCode: 0, out: expect.stringContaining(`${failed}: in Zendesk`) });
    expect((await ticketOf(id)).tags).toContain('by_hand');
    const discarded = await run(['failed-writes', 'discard', failed, '--why', 'x'], env);
    expect(discarded).toMatchObject({ exitCode: 1, err: expect.stringContaining('settled') });
  });
});

describe('a ticket that Zendesk refused', () => {
  it('END-4, OPS-3 a refused ticket is made by its replay, and its waiting writes follow in order, late ones included', async () => {
    const { id, number } = newCaller();
    await refuse('POST', '^/tickets$', 2);
    await send(stack, started(id, number), assigned(id), connected(id), ended(id));
    expect(await outcomeOf(stack, id)).toMatchObject({ result: 'completed with failed writes', ticketId: null });
    const [failed = ''] = await openFailedWrites(operator, id, 1);
    expect(failed).toBe(`${id}/ticket`);
    // LATE-1: the recording comes late. There is no ticket yet, so the session keeps it with the other writes.
    await send(stack, recording(stack, id));
    await outcomeOf(stack, id);

    const before = await readFailedWrite(operator, failed);
    expect(before).toMatchObject({ kind: 'ticket', ticketId: null, code: 'Invalid' });
    expect(before.plan.join(' ')).toMatch(/external id .* Makes the ticket .* finished, recording\//);
    expect(
      await operator.send('PATCH', `/v1/ops/failed-writes/${failed}`, {
        subject: 'Mended {{ subject }}',
        tags: ['vip'],
      }),
    ).toMatchObject({ status: 200 });
    await stack.zendesk.fault({ kind: 'lost_answer', match: { method: 'POST', path: '^/tickets$' } });
    expect(await replayFailedWrite(operator, failed)).toMatchObject({ settled: { how: 'replayed' } });
    expect(await outcomeOf(stack, id)).toMatchObject({ result: 'completed' });

    const made = (await tickets(stack)).filter(({ external_id }) => external_id === id);
    expect(made).toHaveLength(1);
    expect(made[0]).toMatchObject({ subject: 'Mended {{ subject }}', tags: expect.arrayContaining(['vip']) });
    const commentTitles = made.flatMap(titles);
    expect(commentTitles.slice(0, 3)).toEqual(['Call started', 'Call finished', 'Call recording']);
    expect(await openFailedWrites(operator, id, 0)).toEqual([]);
  });

  it('END-4 a ticket that is refused again stays open, and the next replay makes it', async () => {
    const { id, number } = newCaller();
    await refuse('POST', '^/tickets$', 3);
    await send(stack, started(id, number), assigned(id), connected(id), ended(id));
    await outcomeOf(stack, id);
    const [failed = ''] = await openFailedWrites(operator, id, 1);
    expect(await replayFailedWrite(operator, failed)).toMatchObject({ code: 'Invalid', replays: 1, settled: null });
    expect(await replayFailedWrite(operator, failed)).toMatchObject({ replays: 2, settled: { how: 'replayed' } });
    await until(async () => mentions(await ticketOf(id), 'Call finished') === 1);
    expect(await ticketsOf(stack, id)).toHaveLength(1);
  });

  it('END-4, TKT-12 a replay uses the ticket that Zendesk had made, and makes no second one', async () => {
    const { id, number } = newCaller();
    await refuse('POST', '^/tickets$', 2);
    await send(stack, started(id, number), assigned(id), connected(id), ended(id));
    await outcomeOf(stack, id);
    const [failed = ''] = await openFailedWrites(operator, id, 1);
    const ticket = { subject: 'There', external_id: id, comment: { body: 'There', public: false } };
    await stack.zendesk.api('POST', '/tickets', { ticket });
    expect(await replayFailedWrite(operator, failed)).toMatchObject({ settled: { how: 'replayed' } });
    await outcomeOf(stack, id);
    const found = await ticketsOf(stack, id);
    expect(found.map(({ subject }) => subject)).toEqual(['There']);
    expect(found.map((each) => mentions(each, 'Call finished'))).toEqual([1]);
  });
});
