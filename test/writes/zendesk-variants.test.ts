/**
 * This file tests behaviour of Zendesk that no public document describes. All other tests run with the defaults of the
 * simulator, and these tests run with the opposite of each default. If they fail, the product works only on the Zendesk
 * accounts that behave as the simulator assumes.
 */

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
import { mentions, tickets, ticketsOf, voiceAddresses } from '../kit/zendesk-state.ts';
import { seedContact } from '../kit/zendesk-records.ts';

const stack = testStack({
  simulator: {
    jobQueuedMs: 10,
    jobWorkingMs: 10,
    tooManyJobsStatus: 503,
    requestedIncludesUsers: false,
    metricSets: false,
    mergeAuditNamesTarget: false,
    mergeDefaultComments: false,
    viaIdHonoured: false,
    voiceCommentPublic: false,
    voiceInBulk: false,
    searchFindsDeleted: false,
    rejectUnknownUpload: true,
    keepEmptyAudits: true,
  },
  agents: [agentOne],
});

describe.concurrent('a Zendesk on which the undocumented facts are the other way round', () => {
  it('CON-1, UPD-12 a known caller with a recording has one ticket with all comments', async () => {
    const { id, number } = newCaller();
    const contact = await seedContact(stack, { name: 'Known', phone: number });
    await send(
      stack,
      started(id, number, { recording: true }),
      assigned(id),
      connected(id),
      ended(id),
      recording(stack, id),
    );
    expect(await outcomeOf(stack, id)).toMatchObject({ result: 'completed' });
    const [ticket, ...others] = await ticketsOf(stack, id);
    expect(others).toEqual([]);
    expect(ticket?.requester_id).toBe(contact);
    expect(ticket?.comments).toHaveLength(4);
    expect(ticket?.comments.every((comment) => !comment.public)).toBe(true);
    const addresses = ticket?.comments.flatMap((one) => one.attachments.map(({ content_url }) => content_url)) ?? [];
    expect(addresses).toHaveLength(1);
    expect(ticket === undefined ? [] : voiceAddresses(ticket)).toEqual(addresses);
  });

  it('CON-9, APP-1 a contact who was deleted is made again, and a second call is appended', async () => {
    const { id, number } = newCaller();
    await stack.zendesk.seed({ users: [{ name: 'Deleted', phone: number, role: 'end-user', active: false }] });
    await send(stack, started(id, number), assigned(id), connected(id), ended(id));
    await outcomeOf(stack, id);
    const second = `${id}-again`;
    await send(stack, started(second, number), assigned(second), connected(second), ended(second));
    await outcomeOf(stack, second);
    const [ticket] = await ticketsOf(stack, second);
    expect(ticket?.external_id).toBe(id);
  });

  it('UPD-13 the session follows a merge that only the target ticket names', async () => {
    const { id, number } = newCaller();
    await send(stack, started(id, number), assigned(id), connected(id));
    const [a] = await until(async () => {
      const found = await ticketsOf(stack, id);
      return found.length > 0 && found;
    });
    const other = { subject: 'Another', requester_id: a?.requester_id, status: 'open' };
    const [b = 0] = (await stack.zendesk.seed({ tickets: [other] })).tickets;
    await stack.zendesk.api('POST', `/tickets/${b}/merge`, { ids: [a?.id] });
    await until(async () => (await tickets(stack)).find((one) => one.id === a?.id)?.status === 'closed');
    await send(stack, ended(id));
    expect(await outcomeOf(stack, id)).toMatchObject({ result: 'completed', ticketId: b });
    const target = (await tickets(stack)).find((one) => one.id === b);
    expect(target === undefined ? 0 : mentions(target, 'Call finished')).toBe(1);
  });

  it('BAT-5 each write is applied once if Zendesk reports too many bulk jobs with another status', async () => {
    const callers = [newCaller(), newCaller()];
    const body = { error: 'TooManyJobs', description: 'Too many jobs are queued or running.', current_job_ids: [] };
    await stack.zendesk.fault({ kind: 'status', status: 503, body, match: { method: 'PUT', path: 'update_many' } });
    await Promise.all(
      callers.map(({ id, number }) => send(stack, started(id, number), assigned(id), connected(id), ended(id))),
    );
    await Promise.all(callers.map(({ id }) => outcomeOf(stack, id)));
    for (const { id } of callers) {
      const [ticket] = await ticketsOf(stack, id);
      expect(ticket === undefined ? 0 : mentions(ticket, 'Call finished')).toBe(1);
    }
  });
});
